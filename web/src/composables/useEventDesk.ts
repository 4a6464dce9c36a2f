import type { FeatureCollection } from "geojson";
import { computed, type InjectionKey, inject, onScopeDispose, provide, ref, shallowRef, watch } from "vue";
import type { DeskEvent, StepGiven } from "../api/event_types";
import { fetchLimits } from "../api/events";
import { stepFor } from "../events/keys";
import { isPlain, type LifeSet, lifeName, type Pending, pendingOf } from "../events/life";
import { NO_OVERLAY } from "../map/overlay";
import { useStore } from "../store";
import { useBoard } from "./useBoard";
import { useCase } from "./useCase";
import { useNames } from "./useNames";
import { useRequest } from "./useRequest";

/** What stands beside the list. */
export type Beside = "case" | "report" | "statistics";

/** Pause after which the case beside the list follows what is marked in it, milliseconds. */
const FOLLOW = 200;
const POST_KEY = "onemap.post";

/** The post that somebody acts for; "" takes the one that the step asks for. */
function usePost() {
  const post = ref(localStorage.getItem(POST_KEY) ?? "");
  watch(post, (now) => localStorage.setItem(POST_KEY, now));
  return post;
}

/** Milliseconds that a message stands. */
const MESSAGE_TIME = 6000;

/** One line that says what has just happened. */
function useMessage() {
  const message = ref("");
  let timer: ReturnType<typeof setTimeout> | undefined;
  function say(text: string): void {
    message.value = text;
    clearTimeout(timer);
    timer = setTimeout(() => {
      message.value = "";
    }, MESSAGE_TIME);
  }
  onScopeDispose(() => clearTimeout(timer));
  return { message, say };
}

/** All that the parts of the event desk share: the board, the open case, the step being taken, names. */
function make() {
  const { preferences, t } = useStore();
  const { message, say } = useMessage();
  const board = useBoard(hear);
  const open = useCase(board.put);
  const departments = useNames("department");
  const streets = useNames("street");
  const limits = useRequest(fetchLimits);
  const post = usePost();
  const beside = ref<Beside | null>(null);
  const current = ref<string | null>(null);
  const pending = shallowRef<(Pending & { given: StepGiven }) | null>(null);
  const areas = shallowRef<FeatureCollection>(NO_OVERLAY.areas);
  const steps = computed(() => board.life.value?.steps ?? []);
  const word = (set: LifeSet, code: string): string =>
    lifeName(board.life.value, set, code, preferences.language);
  const conditions = computed(() => (limits.data.value ?? []).filter((one) => one.condition !== null));

  /** Whether somebody else took a step on the open case while a form was filled in for it. */
  let overtaken = false;
  watch(pending, (now) => {
    if (!now && overtaken && open.event.value) void open.open(open.event.value.code);
    overtaken = false;
  });

  let following: ReturnType<typeof setTimeout> | undefined;
  onScopeDispose(() => clearTimeout(following));

  /** The post that a step is taken for: one's own where it may, else the first that may. */
  const postFor = (posts: readonly string[]): string =>
    posts.includes(post.value) ? post.value : (posts[0] ?? "");

  async function show(code: string): Promise<void> {
    clearTimeout(following);
    pending.value = null;
    current.value = code;
    beside.value = "case";
    if (open.event.value?.code === code && !open.problem.value) return;
    await open.open(code);
    const event = open.event.value;
    if (event?.code === code) await limits.run(event.class_code, event.edition);
  }

  /** What the stream says: the open case is read anew, but not while a form is filled in for it: then that is said. */
  function hear(event: DeskEvent, arrived: boolean): void {
    const shown = open.event.value;
    if (arrived) say(t("newCase", { name: event.class_name ?? event.class_code }));
    if (shown?.code !== event.code || event.version <= shown.version) return;
    if (open.busy.value) return;
    if (pending.value) {
      overtaken = true;
      say(t("changedMeanwhile"));
    } else void open.open(event.code);
  }

  /** Go to a case of the list; an open case beside it gives way, unless the reader goes on at once. */
  function goTo(code: string): void {
    current.value = code;
    clearTimeout(following);
    if (beside.value === "case") following = setTimeout(() => void show(code), FOLLOW);
  }

  function leave(): void {
    clearTimeout(following);
    pending.value = null;
    beside.value = null;
    open.close();
  }

  /** Begin a step of the case that is open, else of the current one: take it at once, or ask what it needs. */
  async function begin(wanted: string, given: StepGiven = {}): Promise<void> {
    if (!open.event.value && current.value !== null) await show(current.value);
    const event = open.event.value;
    if (!event) {
      if (current.value === null) say(t("nothingChosen"));
      return;
    }
    const next = stepFor(wanted, steps.value, event.next_steps);
    if (!next) {
      say(t("noSuchStep", { step: word("steps", wanted) }));
      return;
    }
    const life = steps.value.find((one) => one.step === next.step);
    const asked = pendingOf(next, life, conditions.value);
    if (isPlain(asked, event) && Object.keys(given).length === 0)
      await submit(next.step, postFor(next.posts), given);
    else pending.value = { ...asked, given };
  }

  /** Take the step; the form goes away when it was taken, or when it means nothing any more. */
  async function submit(step: string, as: string, given: StepGiven): Promise<void> {
    const taken = await open.take(step, as, given);
    if (taken || open.meanwhile.value) pending.value = null;
    if (taken) say(t("tookStep", { step: word("steps", step), code: open.event.value?.code ?? "" }));
  }

  return {
    board,
    open,
    departments,
    streets,
    conditions,
    post,
    postFor,
    beside,
    current,
    pending,
    message,
    areas,
    steps,
    word,
    show,
    goTo,
    leave,
    begin,
    submit,
  };
}

export type EventDesk = ReturnType<typeof make>;
const eventDeskKey: InjectionKey<EventDesk> = Symbol("event desk");

/** Make the event desk of the component that calls. */
export function provideEventDesk(): EventDesk {
  const desk = make();
  provide(eventDeskKey, desk);
  return desk;
}

/** The event desk around a component; outside of one is a programming error. */
export function useEventDesk(): EventDesk {
  const desk = inject(eventDeskKey);
  if (!desk) throw new Error("no event desk provided");
  return desk;
}
