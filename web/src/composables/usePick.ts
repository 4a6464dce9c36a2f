import { computed, onScopeDispose, shallowRef } from "vue";
import type { LonLat } from "../api/types";

/** One point that a form asks the reader to click on the map. */
export function usePick() {
  const waiting = shallowRef<((at: LonLat | null) => void) | null>(null);
  const picking = computed(() => waiting.value !== null);

  /** Answer whoever waits for a point; false when nobody does. */
  function answer(at: LonLat | null): boolean {
    const waits = waiting.value;
    waiting.value = null;
    waits?.(at);
    return waits !== null;
  }

  /** Wait for a point; whoever waited before gets none. */
  function pickPoint(): Promise<LonLat | null> {
    answer(null);
    return new Promise((resolve) => {
      waiting.value = resolve;
    });
  }

  const giveUp = (event: KeyboardEvent): void => {
    if (event.key === "Escape") answer(null);
  };
  addEventListener("keydown", giveUp);
  onScopeDispose(() => removeEventListener("keydown", giveUp));
  return { picking, pickPoint, answer };
}
