import { computed, onScopeDispose, reactive, ref, shallowRef, toRef, watch } from "vue";
import type { DeskEvent } from "../api/event_types";
import { fetchBoard, fetchLifeCycle } from "../api/events";
import { key } from "../api/http";
import {
  ALL,
  byDeadline,
  counts,
  ENDED,
  type Filters,
  matches,
  NO_FILTERS,
  parameters,
  stagesOf,
  withEvent,
} from "../events/board";
import { useLive } from "./useLive";
import { useRequest } from "./useRequest";

/** Cases of a page of the board, and pages read of it: beyond that filters serve better. */
const PAGE = 200;
const PAGES = 5;
/** Cases that are over and still listed. */
const LAST_ENDED = 50;
/** Milliseconds between two looks at the clock. */
const TICK = 15_000;

/** Open cases in some states, none for all, those due first; `more` says that there are others. */
async function fetchOpen(filters: Filters, states: readonly string[], signal: AbortSignal) {
  const items: DeskEvent[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < PAGES; page += 1) {
    const state = states.length > 0 ? states.join(",") : null;
    const query = { open: true, order: "deadline", limit: PAGE, cursor, state, ...parameters(filters) };
    const found = await fetchBoard(query, signal);
    items.push(...found.items);
    cursor = found.next ?? null;
    if (cursor === null) break;
  }
  return { items, more: cursor !== null };
}

async function fetchEnded(filters: Filters, signal: AbortSignal) {
  const query = { open: false, order: "reported", limit: LAST_ENDED, ...parameters(filters) };
  return (await fetchBoard(query, signal)).items;
}

/** The open cases, by deadline, kept as they are now; and the last of those that are over. */
export function useBoard(heard: (event: DeskEvent, arrived: boolean) => void) {
  const filters = reactive<Filters>({ ...NO_FILTERS });
  const tab = ref<string>(ALL);
  const now = ref(Date.now());
  const board = shallowRef<ReadonlyMap<string, DeskEvent>>(new Map());
  const open = useRequest(fetchOpen);
  const ofStage = useRequest(fetchOpen);
  /** Stages of which every case is on the board, although there are too many of all. */
  const whole = shallowRef<ReadonlySet<string>>(new Set());
  const ended = useRequest(fetchEnded);
  const life = useRequest(fetchLifeCycle);
  const stages = computed(() => stagesOf(life.data.value));
  const sorted = computed(() => [...board.value.values()].sort(byDeadline));
  const items = computed(() => {
    if (tab.value === ENDED) return ended.data.value ?? [];
    if (tab.value === ALL) return sorted.value;
    return sorted.value.filter((event) => stages.value.get(event.state) === tab.value);
  });
  const source = computed(() => {
    if (tab.value === ENDED) return ended;
    return ofStage.loading.value ? ofStage : open;
  });
  /** What is heard while the answer of the service is awaited. */
  let heardSince: DeskEvent[] = [];

  const belongs = (event: DeskEvent): boolean => event.closed_at === null && matches(event, filters);

  /** Whether a tab may lack cases. */
  const isCut = (name: string): boolean =>
    name !== ENDED && (open.data.value?.more ?? false) && !whole.value.has(name);

  function put(event: DeskEvent): void {
    if (open.loading.value || ofStage.loading.value) heardSince.push(event);
    board.value = withEvent(board.value, event, belongs(event));
  }

  /** Read everything anew; what the stream has brought meanwhile stays when it is newer. */
  async function load(): Promise<void> {
    heardSince = [];
    if (tab.value === ENDED) void ended.run({ ...filters });
    await open.run({ ...filters }, []);
    if (open.loading.value) return; // other filters were chosen meanwhile
    board.value = new Map();
    whole.value = new Set();
    add(open.data.value?.items ?? []);
    await fill();
  }

  /** Of too many cases the first of the chosen stage: those without a deadline come after all others. */
  async function fill(): Promise<void> {
    const name = tab.value;
    const states = [...stages.value].filter(([, stage]) => stage === name).map(([state]) => state);
    if (!isCut(name) || states.length === 0) return;
    heardSince = [];
    await ofStage.run({ ...filters }, states);
    if (ofStage.data.value === null || tab.value !== name) return;
    add(ofStage.data.value.items);
    if (!ofStage.data.value.more) whole.value = new Set([...whole.value, name]);
  }

  function add(found: readonly DeskEvent[]): void {
    const next = new Map(board.value);
    for (const event of found) next.set(event.code, event);
    board.value = heardSince.reduce<ReadonlyMap<string, DeskEvent>>(
      (known, event) => withEvent(known, event, belongs(event)),
      next,
    );
  }

  function remove(code: string): void {
    board.value = new Map([...board.value].filter(([other]) => other !== code));
  }

  function hear(event: DeskEvent, isNew: boolean): void {
    const known = board.value.has(event.code);
    put(event);
    heard(event, isNew && !known && board.value.has(event.code));
  }

  const live = useLive(toRef(filters, "area"), { changed: hear, deleted: remove, reset: () => void load() });
  const timer = setInterval(() => {
    now.value = Date.now();
  }, TICK);
  onScopeDispose(() => clearInterval(timer));
  watch([filters, key.value], () => void load(), { immediate: true, deep: true });
  watch(tab, (name) => void (name === ENDED ? ended.run({ ...filters }) : fill()));
  void life.run();

  return {
    filters,
    tab,
    now,
    items,
    counts: computed(() => counts(board.value.values(), stages.value)),
    total: computed(() => board.value.size),
    isCut,
    loading: computed(() => source.value.loading.value),
    problem: computed(() => source.value.problem.value),
    life: life.data,
    live: live.state,
    load,
    put,
  };
}

export type Board = ReturnType<typeof useBoard>;
