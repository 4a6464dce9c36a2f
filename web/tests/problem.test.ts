import { expect, test } from "vitest";
import { problemOf } from "../src/api/problem";

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
