import { computed, onScopeDispose, type Ref, ref, watch } from "vue";
import { useRequest } from "./useRequest";

/** Pause after the last keystroke before the service is asked, milliseconds. */
export const PAUSE = 120;

/** Completions of what is typed, and which of them the arrow keys have reached (-1: none). */
export function useSuggestions<T>(
  text: Ref<string>,
  complete: (q: string, signal: AbortSignal) => Promise<T[]>,
) {
  const request = useRequest(complete);
  const active = ref(-1);
  const open = ref(false);
  const items = computed<T[]>(() => request.data.value ?? []);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let byHand = false;

  function stop(): void {
    clearTimeout(timer);
    timer = undefined;
  }

  function ask(): void {
    stop();
    const q = text.value.trim();
    active.value = -1;
    open.value = q !== "";
    if (q === "") request.clear();
    else timer = setTimeout(() => void hurry(), PAUSE);
  }

  /** Ask at once what would be asked after the pause. */
  async function hurry(): Promise<void> {
    if (timer === undefined) return;
    stop();
    await request.run(text.value.trim());
  }

  /** Close the list, and drop what was still being asked. */
  function close(): void {
    stop();
    if (request.loading.value) request.clear();
    open.value = false;
    active.value = -1;
  }

  /** The next change of the text is somebody's typing; all others are finished texts, which nobody completes. */
  function typing(): void {
    byHand = true;
  }

  function step(by: 1 | -1): void {
    const count = items.value.length;
    if (count === 0) return;
    open.value = true;
    // From no row, up goes to the last one; -1 in between is the typed text itself.
    active.value = ((active.value + 1 + by + count + 1) % (count + 1)) - 1;
  }

  watch(text, (now) => {
    if (byHand || now === "") ask();
    byHand = false;
  });
  onScopeDispose(stop);
  return { ...request, items, active, open, ask, hurry, close, typing, step };
}
