import { computed, ref, shallowRef } from "vue";
import { useRequest } from "./useRequest";

interface Page<T> {
  items: T[];
  next?: string | null;
}

/** A list that is read page after page. */
export function useListing<A extends unknown[], T>(
  call: (...args: [...A, string | null, AbortSignal]) => Promise<Page<T>>,
) {
  const { data, problem, loading, run } = useRequest((args: A, cursor: string | null, signal: AbortSignal) =>
    call(...args, cursor, signal),
  );
  const items = shallowRef<T[]>([]);
  const next = ref<string | null>(null);
  const empty = computed(() => data.value !== null && items.value.length === 0);
  let turn = 0;

  async function read(args: A, cursor: string | null, before: T[]): Promise<void> {
    turn += 1;
    const mine = turn;
    await run(args, cursor);
    if (mine !== turn) return;
    items.value = [...before, ...(data.value?.items ?? [])];
    next.value = data.value?.next ?? null;
  }

  /** Read the first page; what was there stays until it has come. */
  const load = (...args: A): Promise<void> => read(args, null, []);

  /** Read the page after; give the same arguments. */
  const more = (...args: A): Promise<void> => read(args, next.value, items.value);

  return { items, next, empty, loading, problem, load, more };
}
