import { onScopeDispose, ref, shallowRef } from "vue";
import { type AddressView, addressOf, viewIn } from "../address/view";

/** What the browser remembers with each step of its history. */
interface Remembered {
  view: AddressView | null;
  depth: number;
}

const remembered = (): Partial<Remembered> => (history.state ?? {}) as Partial<Remembered>;

/** The views of the address panel, which the browser's back and forward go through. */
export function useViews() {
  const view = shallowRef<AddressView | null>(remembered().view ?? viewIn(location.search));
  const canGoBack = ref((remembered().depth ?? 0) > 0);

  function go(next: AddressView): void {
    if (JSON.stringify(next) !== JSON.stringify(view.value)) {
      const depth = view.value ? (remembered().depth ?? 0) + 1 : 0;
      const state: Remembered = { view: next, depth };
      if (depth === 0) history.replaceState(state, "", addressOf(location.href, next));
      else history.pushState(state, "", addressOf(location.href, next));
      canGoBack.value = depth > 0;
    }
    view.value = { ...next };
  }

  function follow(): void {
    view.value = remembered().view ?? viewIn(location.search);
    canGoBack.value = (remembered().depth ?? 0) > 0;
  }

  addEventListener("popstate", follow);
  onScopeDispose(() => removeEventListener("popstate", follow));
  return { view, canGoBack, go };
}
