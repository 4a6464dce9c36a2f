import { computed, watch } from "vue";
import { fetchNames, type Named } from "../api/events";
import { key } from "../api/http";
import { useRequest } from "./useRequest";

/** The departments or streets of the service and their names; codes stand for themselves until those are there. */
export function useNames(layer: "department" | "street") {
  const request = useRequest(fetchNames);
  const items = computed<Named[]>(() => request.data.value ?? []);
  const names = computed(() => new Map(items.value.map((one) => [one.code, one.name])));
  const nameOf = (code: string): string => names.value.get(code) ?? code;
  watch(key.value, () => void request.run(layer), { immediate: true });
  return { items, nameOf };
}
