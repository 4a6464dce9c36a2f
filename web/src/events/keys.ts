import type { LifeStep, NextEventStep } from "../api/event_types";

/** What a key of the desk asks for. */
export type Wish =
  | { kind: "move"; by: 1 | -1 }
  | { kind: "open" | "help" | "leave" | "report" }
  | { kind: "step"; step: string };

const WISHES: Readonly<Record<string, Wish>> = {
  j: { kind: "move", by: 1 },
  k: { kind: "move", by: -1 },
  Enter: { kind: "open" },
  "?": { kind: "help" },
  Escape: { kind: "leave" },
  i: { kind: "report" },
};

type Pressed = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "isComposing">;

/** What a key press asks for; null when it belongs to somebody else. The life cycle gives the keys of its steps. */
export function wishOf(pressed: Pressed, steps: readonly LifeStep[]): Wish | null {
  if (pressed.ctrlKey || pressed.metaKey || pressed.altKey || pressed.isComposing) return null;
  const { key } = pressed;
  if (Object.hasOwn(WISHES, key)) return WISHES[key] ?? null;
  const step = steps.find((one) => one.key !== null && one.key === key);
  return step ? { kind: "step", step: step.step } : null;
}

/** The step meant by a key may have several names, one for each state: the one that may be taken now. */
export function stepFor(
  wanted: string,
  steps: readonly LifeStep[],
  next: readonly NextEventStep[],
): NextEventStep | null {
  const key = steps.find((one) => one.step === wanted)?.key ?? null;
  const same = new Set(steps.filter((one) => one.key !== null && one.key === key).map((one) => one.step));
  return next.find((one) => one.step === wanted) ?? next.find((one) => same.has(one.step)) ?? null;
}

/** Whether an element takes keys for itself. */
export function isTyping(target: { tagName?: string; isContentEditable?: boolean } | null): boolean {
  return /^(INPUT|TEXTAREA|SELECT)$/.test(target?.tagName ?? "") || target?.isContentEditable === true;
}
