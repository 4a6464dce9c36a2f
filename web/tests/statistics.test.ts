import { expect, test } from "vitest";
import type { StatisticsRow } from "../src/api/stats";
import { areasOf, byValue, lineOf, reachOf } from "../src/events/statistics";

const square = {
  type: "Polygon" as const,
  coordinates: [
    [
      [114, 30],
      [114.02, 30],
      [114.02, 30.02],
      [114, 30.02],
      [114, 30],
    ],
  ],
};

function row(changes: Partial<StatisticsRow> = {}): StatisticsRow {
  const filing_rate = { numerator: 3, denominator: 4, value: 0.75 };
  return { key: "a", name: "甲", count: 4, indicators: { filing_rate }, geometry: square, ...changes };
}

test("a share is said with what it is made of", () => {
  const line = lineOf(row(), "filing_rate", "zh", "无数据");
  expect([line.text, line.parts]).toEqual(["75%", { numerator: 3, denominator: 4 }]);
});

test("the number of cases is no share", () => {
  const line = lineOf(row(), "count", "zh", "无数据");
  expect([line.value, line.parts]).toEqual([4, null]);
});

test("where there is nothing to divide by it says so", () => {
  const indicators = { filing_rate: { numerator: 0, denominator: 0, value: null } };
  expect(lineOf(row({ indicators }), "filing_rate", "zh", "无数据").text).toBe("无数据");
});

test("the map's colours go from the smallest value to the largest", () => {
  const lines = [row(), row({ key: "b", count: 8 }), row({ key: "c", count: 6 })].map((one) =>
    lineOf(one, "count", "zh", ""),
  );
  expect(areasOf(lines.sort(byValue)).features.map((one) => one.properties)).toEqual([
    { key: "b", share: 1 },
    { key: "c", share: 0.5 },
    { key: "a", share: 0 },
  ]);
});

test("an area reaches half its larger side from its middle", () => {
  expect(reachOf(square)).toEqual({
    lon: expect.closeTo(114.01),
    lat: expect.closeTo(30.01),
    radius: expect.closeTo(1113.2, 1),
  });
});
