import { expect, test } from "vitest";
import { faultText } from "../src/address/faults";
import { scoreText, verdict } from "../src/address/score";
import type { Fault } from "../src/api/types";

const fault = (kind: Fault["kind"], level: string | null, given: string, used: string | null): Fault => ({
  kind,
  level,
  given,
  used,
});

test.each([
  [fault("unknown", "room", "999室", null), "户室“999室”库中没有"],
  [fault("misspelt", "road", "珞瑜路", "珞喻路"), "道路写成“珞瑜路”，按“珞喻路”理解"],
  [fault("contradicting", "street", "甲街", "乙街"), "街道与所述不符：所述“甲街”，实际“乙街”"],
  [fault("contradicting", "floor", "5楼", null), "楼层“5楼”与其他部分不符，未采用"],
  [fault("former", "road", "老路", "新路"), "道路“老路”是旧名，现为“新路”"],
  [fault("ambiguous", "road", "中山路", null), "道路“中山路”可能指多处"],
  [fault("ignored", null, "放门口", null), "“放门口”未采用"],
])("%j is said in Chinese", (given, sentence) => {
  expect(faultText(given, "zh")).toBe(sentence);
});

test("a fault is said in English too", () => {
  expect(faultText(fault("unknown", "room", "999室", null), "en")).toBe("Room “999室” isn't in the library");
});

test("words of no level stand alone", () => {
  expect(faultText(fault("unknown", null, "abc", null), "en")).toBe("“abc” isn't in the library");
});

test("a kind of fault that is new to the page still shows what was said", () => {
  expect(faultText(fault("odd" as Fault["kind"], "road", "甲路", null), "zh")).toBe("道路 甲路");
});

test.each([
  [0.9, "accept"],
  [0.8999, "check"],
])("a score of %d is to %s", (score, word) => {
  expect(verdict(score)).toBe(word);
});

test("a score below the threshold doesn't show as the threshold", () => {
  expect(scoreText(0.8999)).toBe("0.89");
});
