import { expect, test } from "vitest";
import { fieldName, groupName, term, unitText } from "../src/i18n/terms";

test("a known state has a text in each language", () => {
  expect([term("state", "closed", "zh"), term("state", "closed", "en")]).toEqual(["已结案", "Closed"]);
});

test.each(["teleported", "constructor"])(
  "a word new to the page (%s) is shown as the service gives it",
  (word) => {
    expect(term("state", word, "zh")).toBe(word);
  },
);

test("a group is translated for English readers only", () => {
  expect([groupName("网格", "zh"), groupName("网格", "en"), groupName("新组", "en")]).toEqual([
    "网格",
    "Grids",
    "新组",
  ]);
});

test("a field is named in Chinese here, in English by the catalogue, else by its column", () => {
  const names = [fieldName("height", "height", "zh"), fieldName("height", "height above the ground", "en")];
  expect([...names, fieldName("odd", undefined, "zh")]).toEqual(["高度", "height above the ground", "odd"]);
});

test("a time format is no unit", () => {
  expect([unitText("RFC 3339", "zh"), unitText("m²", "zh"), unitText(null, "en")]).toEqual([
    "",
    " 平方米",
    "",
  ]);
});
