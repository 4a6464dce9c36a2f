import { computed, shallowRef } from "vue";
import type { EventDetail, StepGiven } from "../api/event_types";
import { fetchEvent, takeEventStep } from "../api/events";
import { key } from "../api/http";
import { useRequest } from "./useRequest";

/** What somebody else did to a case while a step was being taken. */
export interface Meanwhile {
  step: string | null;
  post: string | null;
  at: string | null;
}

const word = (value: unknown): string | null => (typeof value === "string" ? value : null);

/** The one case that is open: read, stepped on, and read anew when somebody else was faster. */
export function useCase(changed: (event: EventDetail) => void) {
  const reading = useRequest(fetchEvent);
  const stepping = useRequest(takeEventStep);
  const meanwhile = shallowRef<Meanwhile | null>(null);
  const event = shallowRef<EventDetail | null>(null);

  function show(now: EventDetail): void {
    event.value = now;
    changed(now);
  }

  async function open(code: string): Promise<void> {
    if (event.value?.code !== code) close();
    await reading.run(code);
    if (reading.data.value?.code === code) show(reading.data.value);
  }

  /** Take a step; true when it was taken. */
  async function take(step: string, post: string, given: StepGiven): Promise<boolean> {
    const before = event.value;
    if (!before || stepping.loading.value) return false;
    meanwhile.value = null;
    await stepping.run(before, step, post, given);
    const problem = stepping.problem.value;
    if (stepping.data.value && !problem) {
      show(stepping.data.value);
      return true;
    }
    if (problem?.status === 409) await conflict(before, problem.facts);
    return false;
  }

  /** Somebody was faster: say who did what, and show the case as it is now. */
  async function conflict(before: EventDetail, facts: Readonly<Record<string, unknown>>): Promise<void> {
    await open(before.code);
    const last = event.value?.steps.at(-1);
    if (!last || last.version === before.version) return; // the state forbids it, nobody was faster
    stepping.clear();
    meanwhile.value = {
      step: word(facts.step) ?? last.step,
      post: word(facts.post) ?? last.post,
      at: word(facts.at) ?? last.at,
    };
  }

  function close(): void {
    event.value = null;
    meanwhile.value = null;
    reading.clear();
    stepping.clear();
  }

  return {
    event,
    meanwhile,
    loading: reading.loading,
    problem: reading.problem,
    refused: stepping.problem,
    isInsider: computed(() => key.value.value !== null),
    busy: computed(() => stepping.loading.value),
    open,
    take,
    close,
    show,
  };
}

export type Case = ReturnType<typeof useCase>;
