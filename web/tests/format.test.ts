import { expect, test } from "vitest";
import { distance, fieldText, lonLat, moment } from "../src/format";

test("metres are rounded below a kilometre", () => {
  expect(distance(8.6, "zh")).toBe("9 米");
});

test("kilometres have one decimal", () => {
  expect(distance(1240, "en")).toBe("1.2 km");
});

test("longitude comes first, with six decimals", () => {
  expect(lonLat(114.8, 30.84)).toBe("114.800000, 30.840000");
});

test("a time is shown to the minute", () => {
  expect(moment("2026-11-20T08:15:30Z", "zh")).toMatch(/^2026\D\d\d\D\d\d \d\d:15$/);
});

test("a text that is no time is shown as it is", () => {
  expect(moment("昨天", "zh")).toBe("昨天");
});

test.each([null, undefined, ""])("a field of %s has no line", (value) => {
  expect(fieldText(value, "zh")).toBeNull();
});

test("zero is a value, not a missing one", () => {
  expect(fieldText(0, "zh")).toBe("0");
});

test("what a class alone has is told name by name", () => {
  expect(fieldText({ light: "LED", power_w: 120, note: null }, "zh")).toBe("光源 LED; 功率（瓦） 120");
});

test("no attributes are no line", () => {
  expect(fieldText({}, "zh")).toBeNull();
});

test("a long number is grouped", () => {
  expect(fieldText(12345.678, "en")).toBe("12,345.68");
});
