import { describe, expect, test } from "vitest";
import { Problem, problemOf } from "../src/api/problem";
import { problemText } from "../src/problem";

test("title and detail are the service's own words", () => {
  const problem = problemOf({ title: "坐标无效", detail: "lon 须在 -180 到 180 之间" }, 422);
  expect([problem.title, problem.detail, problem.status]).toEqual([
    "坐标无效",
    "lon 须在 -180 到 180 之间",
    422,
  ]);
});

test.each([undefined, null, "<html>", 7, { title: "" }])(
  "an answer that is no problem document (%j) shows its status",
  (body) => {
    expect(problemOf(body, 502).title).toBe("HTTP 502");
  },
);

test("the kind of a problem is the end of its type", () => {
  expect(problemOf({ type: "urn:onemap:problem:not-found", title: "Not found" }, 404).kind).toBe("not-found");
});

describe("what a Chinese reader is told", () => {
  test("a sentence of the service that the desk knows is translated", () => {
    const told = problemText(new Problem("", "the address is not in the library", 422, {}, "invalid"), "zh");
    expect([told.text, told.original]).toEqual([
      "地址库里没有这个地址。请写到门牌号，或在地图上选点。",
      null,
    ]);
  });

  test("any other comes with what to do about its kind", () => {
    const told = problemText(new Problem("", "no event '9'", 404, {}, "not-found"), "zh");
    expect([told.heading, told.text, told.original]).toEqual([
      "没有找到",
      "编号可能有误，或者已不存在。",
      "no event '9'",
    ]);
  });

  test.each([
    [422, false],
    [503, true],
    [0, true],
  ])("asking again after %i is offered: %j", (status, retry) => {
    expect(problemText(new Problem("", null, status), "zh").retry).toBe(retry);
  });
});
