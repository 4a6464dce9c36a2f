import { describe, expect, test } from "vitest";
import type { DeskEvent, LifeStep, NextEventStep } from "../src/api/event_types";
import { byDeadline, counts, matches, NO_FILTERS, parameters, withEvent } from "../src/events/board";
import { classesLike } from "../src/events/classes";
import { duration, urgency, urgencyText } from "../src/events/deadline";
import { isTyping, stepFor, wishOf } from "../src/events/keys";
import { emptyReport, reportOf } from "../src/events/new";

const HOUR = 3_600_000;
const START = Date.parse("2026-07-01T08:00:00Z");
const at = (hours: number): string => new Date(START + hours * HOUR).toISOString();

/** A case that was dispatched at the start and is due ten hours later. */
function event(changes: Partial<DeskEvent> = {}): DeskEvent {
  const base = { id: 1, code: "1", version: 3, state: "dispatched", class_code: "06010", closed_at: null };
  const times = {
    reported_at: at(-1),
    filed_at: at(-1),
    dispatched_at: at(0),
    deadline: at(10),
    suspended_at: null,
  };
  return { ...base, ...times, overdue: false, urgent: false, supervised: false, ...changes } as DeskEvent;
}

describe("how a case stands to its deadline", () => {
  test.each([
    ["calm while more than half of its time is left", event(), 4.9, "calm"],
    ["soon once half of its time is gone", event(), 5, "soon"],
    ["late from the deadline on", event(), 10, "late"],
    ["paused while suspended, even after the deadline", event({ suspended_at: at(1) }), 11, "paused"],
    ["stopped once it is dealt with", event({ state: "handled" }), 11, "stopped"],
    ["stopped once it is over", event({ state: "withdrawn", closed_at: at(2) }), 3, "stopped"],
    ["without a clock before it has a deadline", event({ deadline: null }), 1, "none"],
  ] as const)("%s", (_, given, hours, expected) => {
    expect(urgency(given, START + hours * HOUR)).toBe(expected);
  });

  test("words say how long is left, or how long it is overdue", () => {
    const said = [8.5, 11].map((hours) => urgencyText(event(), START + hours * HOUR, "zh"));
    expect(said).toEqual(["剩 1 小时 30 分钟", "超时 1 小时"]);
  });

  test("words of a case dealt with say whether it was in time", () => {
    const said = [false, true].map((overdue) =>
      urgencyText(event({ state: "handled", overdue }), START, "zh"),
    );
    expect(said).toEqual(["按时处置", "超时处置"]);
  });

  test.each([
    [20_000, "1 分钟"],
    [26 * HOUR, "1 天 2 小时"],
    [24.5 * HOUR, "1 天"],
    [139 * 24 * HOUR + 5 * HOUR, "139 天"],
  ])("%i ms are %s", (milliseconds, expected) => {
    expect(duration(milliseconds, "zh")).toBe(expected);
  });
});

describe("the board", () => {
  test("cases are in the order of their deadlines, those without one last", () => {
    const cases = [
      event({ code: "none", deadline: null }),
      event({ code: "late", deadline: at(2) }),
      event({ code: "soon", deadline: at(1) }),
    ];
    expect(cases.sort(byDeadline).map((one) => one.code)).toEqual(["soon", "late", "none"]);
  });

  test("an older version of a case changes nothing", () => {
    const board = new Map([["1", event({ version: 4 })]]);
    expect(withEvent(board, event({ version: 3 }), false)).toBe(board);
  });

  test("a case that no longer belongs is taken out", () => {
    expect(withEvent(new Map([["1", event()]]), event({ version: 4 }), false).size).toBe(0);
  });

  test("filters that ask for nothing are no parameters", () => {
    expect(parameters({ ...NO_FILTERS, urgent: true, area: "420117001" })).toEqual({
      urgent: "true",
      area: "420117001",
    });
  });

  test("a class is chosen by the beginning of its code", () => {
    const chosen = ["06", "01"].map((class_code) => matches(event(), { ...NO_FILTERS, class_code }));
    expect(chosen).toEqual([true, false]);
  });

  test("an area may be a grid", () => {
    expect(matches(event({ duty_grid: "Z04" }), { ...NO_FILTERS, area: "Z04" })).toBe(true);
  });

  test("cases are counted by the stage of their state", () => {
    const stages = new Map([
      ["dispatched", "dispatch"],
      ["handled", "handle"],
    ]);
    expect([...counts([event(), event(), event({ state: "handled" })], stages)]).toEqual([
      ["dispatch", 2],
      ["handle", 1],
    ]);
  });
});

const step = (name: string, key: string | null, from: string[]): LifeStep =>
  ({ step: name, key, from, posts: [], needs: [] }) as unknown as LifeStep;
const next = (name: string): NextEventStep => ({ step: name, to: null, posts: [], needs: [] });

describe("keys", () => {
  const STEPS = [
    step("verify", "v", ["verifying"]),
    step("ask_verification", "v", ["reported"]),
    step("file", "f", ["reported"]),
  ];
  const press = (key: string, more = {}) => ({
    key,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    isComposing: false,
    ...more,
  });

  test("j and k move, the life cycle's keys take steps", () => {
    expect(["j", "k", "f"].map((key) => wishOf(press(key), STEPS))).toEqual([
      { kind: "move", by: 1 },
      { kind: "move", by: -1 },
      { kind: "step", step: "file" },
    ]);
  });

  test.each([
    ["with Ctrl", { ctrlKey: true }],
    ["while an input method composes", { isComposing: true }],
  ])("a key %s is left alone", (_, more) => {
    expect(wishOf(press("f", more), STEPS)).toBeNull();
  });

  test("of two steps with one key the one that may be taken is meant", () => {
    expect(stepFor("verify", STEPS, [next("ask_verification")])?.step).toBe("ask_verification");
  });

  test("no step is meant where none of the key may be taken", () => {
    expect(stepFor("file", STEPS, [next("ask_verification")])).toBeNull();
  });

  test("fields keep their keys", () => {
    expect(["TEXTAREA", "BUTTON"].map((tagName) => isTyping({ tagName }))).toEqual([true, false]);
  });
});

describe("a report", () => {
  test("needs a class and a place", () => {
    expect([reportOf(emptyReport()), reportOf({ ...emptyReport(), class_code: "06010" })]).toEqual([
      null,
      null,
    ]);
  });

  test("says only what was filled in", () => {
    const given = reportOf({ ...emptyReport(), class_code: "06010", address: " 红旗路12号 " });
    expect(given).toEqual({
      class_code: "06010",
      edition: "2026",
      source: "collector",
      urgent: false,
      supervised: false,
      address: "红旗路12号",
    });
  });

  test("classes are found by code and by name, names that begin so first", () => {
    const known = [
      { code: "06010", name: "路面暴露垃圾", edition: "2026", major: null },
      { code: "06011", name: "暴露垃圾", edition: "2026", major: null },
    ];
    expect(classesLike(known, "暴露").map((one) => one.code)).toEqual(["06011", "06010"]);
  });
});
