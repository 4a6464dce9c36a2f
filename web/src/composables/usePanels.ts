import { computed, onScopeDispose, ref, watch } from "vue";

/** Panels that share the right side. */
export type SideName = "place" | "address" | "events" | "corrections";
export type PanelName = "layers" | SideName;

/** Below this width there is room for one panel only, as a sheet under the map. */
export const NARROW = "(max-width: 860px)";

/** Which panels are open: layers on the left, one of the others on the right; only one on a narrow screen. */
export function usePanels() {
  const query = matchMedia(NARROW);
  const narrow = ref(query.matches);
  const layers = ref(!query.matches);
  const side = ref<SideName | null>(query.matches ? null : "events");
  const open = computed(() => {
    const names: PanelName[] = layers.value ? ["layers"] : [];
    if (side.value) names.push(side.value);
    return new Set<PanelName>(names);
  });

  function show(panel: PanelName): void {
    if (panel === "layers") layers.value = true;
    else side.value = panel;
    if (!narrow.value) return;
    if (panel === "layers") side.value = null;
    else layers.value = false;
  }

  function hide(panel: PanelName): void {
    if (panel === "layers") layers.value = false;
    else if (side.value === panel) side.value = null;
  }

  const toggle = (panel: PanelName): void => (open.value.has(panel) ? hide(panel) : show(panel));

  const measure = (): void => {
    narrow.value = query.matches;
  };
  query.addEventListener("change", measure);
  onScopeDispose(() => query.removeEventListener("change", measure));
  watch(narrow, (isNarrow) => {
    if (isNarrow && layers.value) side.value = null;
  });
  return { open, layers, side, narrow, show, hide, toggle };
}
