import { computed, onScopeDispose, type Ref, shallowRef, watch } from "vue";
import { useDesk } from "../desk";
import { eventPoints, NO_OVERLAY, nearPoints, type Overlay } from "../map/overlay";
import type { Beside, EventDesk } from "./useEventDesk";

/** Keeps the map as the desk is: the cases of the board, the open one, what is near it, the areas of a statistic. */
export function useDeskMap({ board, open, show, areas }: EventDesk, beside: Ref<Beside | null>): void {
  const desk = useDesk();
  const event = open.event;
  const points = computed(() => eventPoints(board.items.value, event.value, board.now.value));
  const near = computed(() => nearPoints(event.value));
  const shown = shallowRef<string | null>(null);
  const overlay = computed<Overlay>(() => ({
    ...NO_OVERLAY,
    ...(beside.value === "statistics" ? { areas: areas.value } : { events: points.value, near: near.value }),
    board: true,
    duty: event.value?.duty_grid ?? null,
    choose: (code) => void show(code),
  }));

  /** Go to a case as it is opened; not again when it changes. */
  function follow(): void {
    const now = event.value;
    if (shown.value === (now?.code ?? null)) return;
    shown.value = now?.code ?? null;
    if (now && now.lon !== null && now.lat !== null) {
      desk.show({ lon: now.lon, lat: now.lat, radius: null }, now.unit_grid);
    }
  }

  watch(overlay, (now) => desk.draw(now), { immediate: true });
  watch(event, follow, { flush: "post" });
  onScopeDispose(() => desk.draw(NO_OVERLAY));
}
