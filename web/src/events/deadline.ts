import type { DeskEvent } from "../api/event_types";
import type { Language, MessageKey } from "../i18n";
import { translate } from "../i18n";

/** How a case stands to its deadline: colour, mark and words all follow from it. */
export type Urgency = "late" | "soon" | "calm" | "paused" | "stopped" | "none";

type Timed = Pick<
  DeskEvent,
  | "state"
  | "deadline"
  | "overdue"
  | "closed_at"
  | "suspended_at"
  | "dispatched_at"
  | "filed_at"
  | "reported_at"
>;

/** States in which the clock of the department has stopped. */
const DEALT_WITH = new Set(["handled", "checking", "checked"]);
/** Share of the time that must be left for a case to be calm. */
const CALM = 0.5;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How a case stands to its deadline at a moment (milliseconds since 1970). */
export function urgency(event: Timed, now: number): Urgency {
  if (event.closed_at !== null || DEALT_WITH.has(event.state)) return "stopped";
  if (event.suspended_at !== null) return "paused";
  if (event.deadline === null) return "none";
  const due = Date.parse(event.deadline);
  if (due <= now) return "late";
  const start = Date.parse(event.dispatched_at ?? event.filed_at ?? event.reported_at);
  return due - now > CALM * (due - start) ? "calm" : "soon";
}

/** Milliseconds in the two largest units that count: "2 天 3 小时", "35 分钟". */
export function duration(milliseconds: number, language: Language): string {
  const minutes = Math.max(1, Math.floor(Math.abs(milliseconds) / MINUTE));
  const days = Math.floor((minutes * MINUTE) / DAY);
  const hours = Math.floor(((minutes * MINUTE) % DAY) / HOUR);
  const parts: [MessageKey, number][] = [
    ["days", days],
    ["hours", hours],
    ["minutes", minutes % 60],
  ];
  const first = parts.findIndex(([, value]) => value > 0);
  return parts
    .slice(first, days > 9 ? first + 1 : first + 2)
    .filter(([, value]) => value > 0)
    .map(([key, value]) => translate(language, key, { value }))
    .join(" ");
}

/** The same in words. */
export function urgencyText(event: Timed, now: number, language: Language): string {
  const kind = urgency(event, now);
  if (kind === "stopped") return stoppedText(event, language);
  if (kind === "paused") return translate(language, "clockPaused");
  if (kind === "none" || event.deadline === null) return translate(language, "clockNone");
  const time = duration(Date.parse(event.deadline) - now, language);
  return translate(language, kind === "late" ? "clockLate" : "clockLeft", { time });
}

function stoppedText(event: Timed, language: Language): string {
  if (event.deadline === null) return translate(language, "clockNone");
  return translate(language, event.overdue ? "doneLate" : "doneInTime");
}
