import { describe, expect, test } from "vitest";
import {
  correctionOf,
  type Draft,
  emptyDraft,
  isComplete,
  levelsBelow,
  offered,
} from "../src/address/actions";
import { differences, pairs } from "../src/address/diff";
import type { AddressSeen } from "../src/api/types";

const draft = (given: Partial<Draft>): Draft => ({ ...emptyDraft(), ...given });

describe("a proposal", () => {
  test("has the fields of its action only", () => {
    const given = draft({ name: " 12-1号 ", text: "老电影院", level: "room" });
    expect(correctionOf("rename", "C", given, "换牌")).toEqual({
      action: "rename",
      reason: "换牌",
      code: "C",
      name: "12-1号",
    });
  });

  test("of an address below names the one above", () => {
    const given = draft({ level: "building", name: "3栋", lon: 114.8, lat: 30.8 });
    expect(correctionOf("add", "C", given, "新建")).toEqual({
      action: "add",
      reason: "新建",
      parent_code: "C",
      level: "building",
      name: "3栋",
      lon: 114.8,
      lat: 30.8,
    });
  });

  test("to remove another name says which", () => {
    expect(correctionOf("remove_alias", "C", draft({ text: "旧名" }), "误").text).toBe("旧名");
  });

  test.each([
    ["place", {}, false],
    ["place", { lon: 0, lat: 0 }, true],
    ["merge", {}, false],
    ["retire", {}, true],
  ] as const)("to %s with %j is complete: %s", (action, given, complete) => {
    expect(isComplete(action, draft(given))).toBe(complete);
  });
});

test("an address out of use can only come back, a merged one not even that", () => {
  const of = (state: "retired" | "merged") => offered({ state, aliases: [] });
  expect([of("retired"), of("merged")]).toEqual([["activate"], []]);
});

test("only an address with other names can lose one", () => {
  const having = offered({ state: "active", aliases: [{ text: "老电影院", kind: "nickname" }] });
  expect(
    [having, offered({ state: "active", aliases: [] })].map((all) => all.includes("remove_alias")),
  ).toEqual([true, false]);
});

test("below a building there are units, floors and rooms", () => {
  expect(levelsBelow("building")).toEqual(["unit", "floor", "room", "poi", "building"]);
});

const seen = (given: Partial<AddressSeen>): AddressSeen => ({
  code: "C",
  level: "plate",
  name: "12号",
  full_text: "红旗路12号",
  local_text: "红旗路12号",
  parent_code: null,
  area_code: "420117001001",
  state: "active",
  merged_into: null,
  lon: 114.8,
  lat: 30.84,
  accuracy: "plate",
  aliases: [],
  ...given,
});

test("only what changes is listed", () => {
  const after = seen({ name: "12-1号", full_text: "红旗路12-1号", aliases: ["红旗路12号"] });
  expect(differences(seen({}), after)).toEqual([
    { field: "full_text", before: "红旗路12号", after: "红旗路12-1号" },
    { field: "name", before: "12号", after: "12-1号" },
    { field: "aliases", before: null, after: "红旗路12号" },
  ]);
});

test("a position changes as one thing", () => {
  const [change] = differences(seen({}), seen({ lon: 114.9 }));
  expect(change).toEqual({
    field: "position",
    before: "114.800000, 30.840000",
    after: "114.900000, 30.840000",
  });
});

test("a new address has no before, also while it has no code", () => {
  const fresh = seen({ code: null, name: "3栋" });
  expect(pairs([seen({})], [seen({}), fresh])).toEqual([
    [seen({}), seen({})],
    [null, fresh],
  ]);
});
