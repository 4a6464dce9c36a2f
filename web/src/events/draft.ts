import type { EventDetail, StepGiven } from "../api/event_types";
import type { Pending } from "./life";

/** What the form of a step holds; empty texts say nothing. */
export interface Draft {
  note: string;
  department_code: string;
  condition: string;
  deadline: string;
  duplicate_of: string;
  component_code: string;
  class_code: string | null;
}

/** A form as it starts: with what the case has, and what was chosen elsewhere already. */
export function startOf(event: EventDetail, pending: Pending & { given: StepGiven }): Draft {
  const transfers = pending.next.step === "transfer";
  return {
    note: "",
    department_code: transfers ? "" : (event.department_code ?? ""),
    condition: event.condition ?? "",
    deadline: "",
    duplicate_of: "",
    component_code: "",
    class_code: null,
    ...pending.given,
  };
}

/** A time of the reader's clock ("2026-07-01T08:00") with its zone; null when it is none. */
function withZone(local: string): string | null {
  const time = Date.parse(local);
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}

/** What the form says, without what says nothing; null while something needed is missing. */
export function givenOf(draft: Draft, event: EventDetail, { fields, needs }: Pending): StepGiven | null {
  const given: StepGiven = {};
  const put = (name: keyof StepGiven, value: string | null): void => {
    if (value?.trim()) given[name] = value.trim();
  };
  put("note", draft.note);
  if (fields.includes("department")) put("department_code", draft.department_code);
  if (fields.includes("condition") && draft.condition !== (event.condition ?? ""))
    put("condition", draft.condition);
  if (fields.includes("deadline")) put("deadline", withZone(draft.deadline));
  if (fields.includes("duplicate_of")) put("duplicate_of", draft.duplicate_of);
  if (fields.includes("component_code")) put("component_code", draft.component_code);
  if (fields.includes("change") && draft.class_code) {
    put("class_code", draft.class_code);
    put("edition", event.edition);
  }
  const missing =
    (needs.has("note") && !given.note) ||
    (needs.has("department") && !given.department_code) ||
    (needs.has("deadline") && !given.deadline) ||
    (needs.has("change") && !given.class_code && !given.component_code && !given.condition);
  return missing ? null : given;
}
