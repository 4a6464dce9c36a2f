import { expect, test } from "vitest";
import type { EventDetail, LifeStep, NextEventStep, TimeLimit } from "../src/api/event_types";
import { givenOf, startOf } from "../src/events/draft";
import { isPlain, pendingOf } from "../src/events/life";

const next = (step: string, needs: string[] = []): NextEventStep => ({
  step,
  to: "filed",
  posts: ["acceptor"],
  needs,
});
const life = (takes: string[]): LifeStep => ({ takes }) as unknown as LifeStep;
const limits = [{ condition: "主干道" }, { condition: "小街巷" }] as TimeLimit[];
const event = { condition: null, department_code: "D01", edition: "2026" } as unknown as EventDetail;

test("a step that needs nothing is taken at once", () => {
  expect(isPlain(pendingOf(next("check"), life([]), []), event)).toBe(true);
});

test("a step that may choose among conditions asks for one", () => {
  const pending = pendingOf(next("file"), life(["condition"]), limits);
  expect([pending.fields, isPlain(pending, event)]).toEqual([["condition", "note"], false]);
});

test("the department that was proposed is dispatched to unless another is chosen", () => {
  const pending = { ...pendingOf(next("dispatch"), life(["department_code"]), []), given: {} };
  expect(givenOf(startOf(event, pending), event, pending)).toEqual({ department_code: "D01" });
});

test("a case is never transferred to the department that has it by oversight", () => {
  const pending = {
    ...pendingOf(next("transfer", ["department", "note"]), life([]), []),
    given: { note: "非本部门" },
  };
  expect(givenOf(startOf(event, pending), event, pending)).toBeNull();
});

test("nothing is sent while a note is missing", () => {
  const pending = {
    ...pendingOf(next("reject", ["note"]), life(["duplicate_of"]), []),
    given: { duplicate_of: "1" },
  };
  const draft = startOf(event, pending);
  const sent = [" ", "重复"].map((note) => givenOf({ ...draft, note }, event, pending));
  expect(sent).toEqual([null, { note: "重复", duplicate_of: "1" }]);
});

test("a deadline is sent with the reader's time zone", () => {
  const pending = { ...pendingOf(next("extend", ["deadline", "note"]), life([]), []), given: {} };
  const given = givenOf(
    { ...startOf(event, pending), note: "下雨", deadline: "2026-07-01T08:00" },
    event,
    pending,
  );
  expect(given?.deadline).toMatch(/^2026-0[67]-\d\dT\d\d:00:00\.000Z$/);
});

test("an amendment changes the class, the component or the condition", () => {
  const pending = { ...pendingOf(next("amend", ["change", "note"]), life([]), []), given: {} };
  const draft = { ...startOf(event, pending), note: "看错" };
  const sent = [draft, { ...draft, component_code: "42011701037000042" }].map((one) =>
    givenOf(one, event, pending),
  );
  expect(sent).toEqual([null, { note: "看错", component_code: "42011701037000042" }]);
});
