import { computed, onScopeDispose, type Ref, ref, watch } from "vue";
import { type Candidate, geocode } from "../api/client";
import { useRequest } from "./useRequest";

/** Candidates shown for one text. */
const LIMIT = 8;
/** Pause after the last keystroke before the service is asked, milliseconds. */
const PAUSE = 250;

/** Candidates for what is typed, and which of them the arrow keys have reached (-1: none yet). */
export function useSuggestions(text: Ref<string>) {
  const request = useRequest((q: string, signal: AbortSignal) => geocode(q, LIMIT, signal));
  const active = ref(-1);
  const open = ref(false);
  const candidates = computed<Candidate[]>(() => request.data.value ?? []);
  let timer: ReturnType<typeof setTimeout> | undefined;

  function ask(): void {
    clearTimeout(timer);
    const q = text.value.trim();
    active.value = -1;
    open.value = q !== "";
    if (q === "") request.clear();
    else timer = setTimeout(() => void request.run(q), PAUSE);
  }

  function close(): void {
    clearTimeout(timer);
    open.value = false;
    active.value = -1;
  }

  function step(by: 1 | -1): void {
    const count = candidates.value.length;
    if (count === 0) return;
    open.value = true;
    active.value = (active.value + by + count) % count;
  }

  watch(text, ask);
  onScopeDispose(() => clearTimeout(timer));
  return { ...request, candidates, active, open, ask, close, step };
}
