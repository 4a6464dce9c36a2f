import { nextTick, provide, type Ref, ref, shallowRef, watch } from "vue";
import type { LonLat } from "../api/types";
import { type Desk, deskKey } from "../desk";
import type { Spot } from "../map/circle";
import { NO_OVERLAY, type Overlay } from "../map/overlay";
import type { Place } from "../place";
import type { usePanels } from "./usePanels";
import { usePick } from "./usePick";
import { useViews } from "./useViews";

/** What the desk needs of the map; the map itself may be missing. */
export interface MapHandle {
  show: (spot: Spot) => void;
  keepInView: (lon: number, lat: number) => void;
  centre: () => LonLat | null;
  redraw: () => void;
}

/** Metres around a searched address that count as "here". */
const NEAR = 30;

/** Make the desk of the page: what is marked on the map, what is looked up, what the address panel shows. */
export function useDeskOf(map: Ref<MapHandle | null>, panels: ReturnType<typeof usePanels>) {
  const { picking, pickPoint, answer } = usePick();
  const { view, canGoBack, go } = useViews();
  const place = shallowRef<Place | null>(null);
  const spot = shallowRef<Spot | null>(null);
  const grid = ref<string | null>(null);
  const overlay = shallowRef<Overlay>(NO_OVERLAY);

  function show(found: Spot | null, around: string | null = null): void {
    spot.value = found;
    grid.value = around;
    if (found) map.value?.show(found);
  }

  function lookUp(at: LonLat, label: string | null): void {
    place.value = { ...at, radius: NEAR, label };
    panels.show("place");
  }

  /** A click on the map: the point that somebody waits for, or a place to look up. */
  async function click(at: LonLat & { radius: number }): Promise<void> {
    if (answer({ lon: at.lon, lat: at.lat })) return;
    place.value = { ...at, label: null };
    spot.value = { lon: at.lon, lat: at.lat, radius: null };
    panels.show("place");
    await nextTick(); // the panel takes its room first
    map.value?.keepInView(at.lon, at.lat);
  }

  const desk: Desk = {
    view,
    picking,
    canGoBack,
    search: (text) => go({ text }),
    open: (code) => go({ code }),
    back: () => history.back(),
    show,
    lookUp,
    pickPoint,
    cancelPick: () => void answer(null),
    centre: () => map.value?.centre() ?? null,
    draw: (given) => {
      overlay.value = given;
    },
    redraw: () => map.value?.redraw(),
  };
  provide(deskKey, desk);
  watch(view, (now) => now && panels.show("address"), { immediate: true });
  return { desk, place, spot, grid, overlay, click };
}
