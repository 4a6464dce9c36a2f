import { expect, test } from "vitest";
import type { Nearby } from "../src/api/types";
import { byLayer, startsOpen } from "../src/nearby";

const thing = (layer: string, code: string): Nearby => ({ layer, code }) as Nearby;

test("things are grouped by layer in the order of the nearest, areas and grids last", () => {
  const things = [
    thing("unit_grid", "g"),
    thing("component", "a"),
    thing("road", "r"),
    thing("component", "b"),
  ];

  const groups = byLayer(things).map(([layer, members]) => [layer, members.map((one) => one.code).join()]);

  expect(groups).toEqual([
    ["component", "a,b"],
    ["road", "r"],
    ["unit_grid", "g"],
  ]);
});

test("nothing near is no group", () => {
  expect(byLayer([])).toEqual([]);
});

test("few things start unfolded, many and areas folded", () => {
  expect([startsOpen("component", 4), startsOpen("component", 5), startsOpen("street", 1)]).toEqual([
    true,
    false,
    false,
  ]);
});
