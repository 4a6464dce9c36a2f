import { onScopeDispose, type Ref, ref, shallowRef } from "vue";
import { Problem } from "../api/problem";

export interface Request<A extends unknown[], T> {
  data: Ref<T | null>;
  problem: Ref<Problem | null>;
  loading: Ref<boolean>;
  run: (...args: A) => Promise<void>;
  clear: () => void;
}

/** One kind of request with its three states; a newer call cancels the older one, so answers never cross. */
export function useRequest<A extends unknown[], T>(
  call: (...args: [...A, AbortSignal]) => Promise<T>,
): Request<A, T> {
  const data = shallowRef<T | null>(null);
  const problem = shallowRef<Problem | null>(null);
  const loading = ref(false);
  let current: AbortController | null = null;

  async function run(...args: A): Promise<void> {
    current?.abort();
    const mine = new AbortController();
    current = mine;
    loading.value = true;
    problem.value = null;
    try {
      const answer = await call(...args, mine.signal);
      if (current === mine) data.value = answer;
    } catch (reason) {
      if (current !== mine) return;
      if (!(reason instanceof Problem)) throw reason;
      data.value = null;
      problem.value = reason;
    } finally {
      if (current === mine) loading.value = false;
    }
  }

  function clear(): void {
    current?.abort();
    current = null;
    data.value = null;
    problem.value = null;
    loading.value = false;
  }

  onScopeDispose(() => current?.abort());
  return { data, problem, loading, run, clear };
}
