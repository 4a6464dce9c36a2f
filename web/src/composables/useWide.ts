import { onScopeDispose, ref } from "vue";

/** Whether the window answers a media query, now and whenever it changes. */
export function useWide(query: string) {
  const list = matchMedia(query);
  const matches = ref(list.matches);
  const measure = (): void => {
    matches.value = list.matches;
  };
  list.addEventListener("change", measure);
  onScopeDispose(() => list.removeEventListener("change", measure));
  return matches;
}
