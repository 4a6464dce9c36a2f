import { onScopeDispose } from "vue";
import type { LifeStep } from "../api/event_types";
import { isTyping, type Wish, wishOf } from "../events/keys";

/** Hears the keys of the desk while it is open, wherever the focus is; typing and pressed buttons keep theirs. */
export function useDeskKeys(steps: () => readonly LifeStep[], act: (wish: Wish) => boolean): void {
  const heard = (event: KeyboardEvent): void => {
    const target = event.target instanceof HTMLElement ? event.target : null;
    if (event.defaultPrevented || isTyping(target)) return;
    const wish = wishOf(event, steps());
    if (!wish || (wish.kind === "open" && target !== document.body)) return;
    if (act(wish)) event.preventDefault();
  };
  addEventListener("keydown", heard);
  onScopeDispose(() => removeEventListener("keydown", heard));
}
