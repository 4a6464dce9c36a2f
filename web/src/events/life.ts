import type { DeskEvent, LifeCycle, LifeStep, NextEventStep, TimeLimit } from "../api/event_types";
import type { Language } from "../i18n";

/** The closed sets that the life cycle names. */
export type LifeSet = "states" | "steps" | "stages" | "posts";

/** What the life cycle calls a state, step, stage or post; the code itself when it doesn't know it. */
export function lifeName(life: LifeCycle | null, set: LifeSet, code: string, language: Language): string {
  const all: readonly { name: string; name_en: string; code?: string; step?: string }[] = life?.[set] ?? [];
  const found = all.find((one) => (one.code ?? one.step) === code);
  const name = (language === "zh" ? found?.name : found?.name_en) ?? code;
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** Fields of the form of a step, in their order. */
export const FIELDS = [
  "department",
  "change",
  "component_code",
  "condition",
  "deadline",
  "duplicate_of",
  "note",
] as const;
export type Field = (typeof FIELDS)[number];

/** A step as it is about to be taken. */
export interface Pending {
  next: NextEventStep;
  fields: Field[];
  needs: ReadonlySet<string>;
}

/** What a step may take along is called by its column there, what it needs by a word. */
const FIELD_OF: Readonly<Record<string, Field>> = { department_code: "department" };

/** The form of a step: what it needs, and what it may take where there is a choice. */
export function pendingOf(
  next: NextEventStep,
  step: LifeStep | undefined,
  limits: readonly TimeLimit[],
): Pending {
  const asked = new Set<string>([...next.needs, ...(step?.takes ?? [])].map((one) => FIELD_OF[one] ?? one));
  if (limits.length < 2) asked.delete("condition");
  if (asked.has("change")) asked.add("component_code");
  if (asked.has("change") && limits.length > 1) asked.add("condition");
  asked.add("note");
  return { next, fields: FIELDS.filter((field) => asked.has(field)), needs: new Set(next.needs) };
}

/** Whether a step can be taken without asking anything: it needs nothing, and there is nothing to choose. */
export function isPlain(pending: Pending, event: DeskEvent): boolean {
  if (pending.needs.size > 0 || pending.fields.includes("department")) return false;
  return !(pending.fields.includes("condition") && event.condition === null);
}
