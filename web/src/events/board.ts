import type { DeskEvent, LifeCycle } from "../api/event_types";

/** What the board is narrowed to; null and false ask for nothing. */
export interface Filters {
  area: string | null;
  department: string | null;
  class_code: string | null;
  overdue: boolean;
  urgent: boolean;
  supervised: boolean;
}

export const NO_FILTERS: Readonly<Filters> = {
  area: null,
  department: null,
  class_code: null,
  overdue: false,
  urgent: false,
  supervised: false,
};

/** Tab of the cases that are over; all others are stages of the life cycle, or "all". */
export const ENDED = "ended";
export const ALL = "all";

/** The filters as parameters of the list. */
export function parameters(filters: Filters): Record<string, string> {
  return Object.fromEntries(
    Object.entries(filters).flatMap(([name, value]) =>
      value === null || value === false ? [] : [[name, String(value)]],
    ),
  );
}

/** Whether a case that has just changed belongs on the board. */
export function matches(event: DeskEvent, filters: Filters): boolean {
  const { area, department, class_code } = filters;
  const areas = [event.district, event.street, event.community, event.unit_grid, event.duty_grid];
  return (
    (area === null || areas.includes(area)) &&
    (department === null || event.department_code === department) &&
    (class_code === null || event.class_code.startsWith(class_code)) &&
    (!filters.overdue || event.overdue) &&
    (!filters.urgent || event.urgent) &&
    (!filters.supervised || event.supervised)
  );
}

/** The board with a case as it is now: put in, replaced or taken out; an older version changes nothing. */
export function withEvent(
  board: ReadonlyMap<string, DeskEvent>,
  event: DeskEvent,
  belongs: boolean,
): ReadonlyMap<string, DeskEvent> {
  const known = board.get(event.code);
  if ((known && known.version > event.version) || (!known && !belongs)) return board;
  const next = new Map(board);
  if (belongs) next.set(event.code, event);
  else next.delete(event.code);
  return next;
}

const time = (text: string | null): number => (text === null ? Number.POSITIVE_INFINITY : Date.parse(text));

/** By deadline, those without one last, then as reported. */
export function byDeadline(one: DeskEvent, other: DeskEvent): number {
  const due = [time(one.deadline), time(other.deadline)] as const;
  if (due[0] !== due[1]) return due[0] < due[1] ? -1 : 1;
  return time(one.reported_at) - time(other.reported_at) || one.id - other.id;
}

/** Stage of each state, by the life cycle. */
export function stagesOf(life: LifeCycle | null): ReadonlyMap<string, string> {
  return new Map((life?.states ?? []).map((state) => [state.code, state.stage]));
}

/** How many cases stand in each stage. */
export function counts(
  events: Iterable<DeskEvent>,
  stages: ReadonlyMap<string, string>,
): Map<string, number> {
  const found = new Map<string, number>();
  for (const event of events) {
    const stage = stages.get(event.state) ?? event.state;
    found.set(stage, (found.get(stage) ?? 0) + 1);
  }
  return found;
}
