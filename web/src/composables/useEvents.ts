import { computed, ref, shallowRef } from "vue";
import { type EventPage, fetchEvents } from "../api/client";
import type { CityEvent } from "../api/types";
import { useRequest } from "./useRequest";

/** The events of a box, newest first, page after page. */
export function useEvents() {
  const request = useRequest(fetchEvents);
  const items = shallowRef<CityEvent[]>([]);
  const next = ref<string | null>(null);
  const empty = computed(() => request.data.value !== null && items.value.length === 0);

  function take(page: EventPage, before: CityEvent[]): void {
    items.value = [...before, ...page.items];
    next.value = page.next ?? null;
  }

  async function load(bbox: readonly number[]): Promise<void> {
    await request.run(bbox, null);
    if (request.data.value) take(request.data.value, []);
  }

  async function more(bbox: readonly number[]): Promise<void> {
    const before = items.value;
    await request.run(bbox, next.value);
    if (request.data.value && before === items.value) take(request.data.value, before);
  }

  return { items, next, empty, loading: request.loading, problem: request.problem, load, more };
}
