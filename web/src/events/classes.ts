import type { EventClass } from "../api/event_types";

/** Classes offered at once. */
const OFFERED = 12;

/** A class as the picker shows the chosen one. */
export const classText = (one: EventClass): string => `${one.code} ${one.name}`;

/** Classes whose code begins with, or whose name holds, what is typed; names that begin with it first. */
export function classesLike(known: readonly EventClass[], typed: string): EventClass[] {
  const text = typed.trim();
  const rank = (one: EventClass): number => {
    if (one.code.startsWith(text) || one.name.startsWith(text)) return 0;
    if (one.name.includes(text) || classText(one) === text) return 1;
    return one.major?.includes(text) ? 2 : 3;
  };
  return known
    .map((one) => [rank(one), one] as const)
    .filter(([place]) => place < 3)
    .sort(([one], [other]) => one - other)
    .slice(0, OFFERED)
    .map(([, one]) => one);
}
