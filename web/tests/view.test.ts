import { expect, test } from "vitest";
import { areaRows, pointOf } from "../src/address/areas";
import { addressOf, viewIn } from "../src/address/view";
import { createKey } from "../src/api/key";
import { boxAround, circle } from "../src/map/circle";

const HERE = "http://map.example/city/?address=A#view=14/30/114";

test.each([
  ["?address=420117", { code: "420117" }],
  ["?address=", null],
  ["", null],
])("%j asks for %j", (search, view) => {
  expect(viewIn(search)).toEqual(view);
});

test("an opened entry is in the page's address, which keeps its view", () => {
  expect(addressOf(HERE, { code: "B" })).toBe("http://map.example/city/?address=B#view=14/30/114");
});

test("what is searched for is never in the page's address", () => {
  expect(addressOf(HERE, { text: "某某路1号" })).toBe("http://map.example/city/#view=14/30/114");
});

const PLACED = {
  area_code: "420117001002",
  elements: { street: "甲街" },
  district: null,
  street: "420117001",
  community: null,
  grid: null,
};

test("a place in another area than the library says doesn't get the library's name", () => {
  expect(areaRows({ ...PLACED, street: "420117009" })).toEqual([
    { key: "street", name: null, code: "420117009" },
  ]);
});

test("areas without a code have no row, a grid has a code alone", () => {
  const placed = { ...PLACED, grid: "G" };
  expect(areaRows(placed)).toEqual([
    { key: "street", name: "甲街", code: "420117001" },
    { key: "grid", name: null, code: "G" },
  ]);
});

test("a feature without geometry has no point", () => {
  expect(pointOf({ geometry: null })).toBeNull();
});

test("a circle is as wide as its radius says, on the ground", () => {
  const [west, south, east, north] = boxAround({ lon: 114, lat: 60, radius: null }, 111319.5);
  expect([east - west, north - south].map((one) => one.toFixed(6))).toEqual(["4.000000", "2.000000"]);
});

test("a circle is a closed ring", () => {
  const ring = circle({ lon: 114, lat: 30, radius: 100 }).features[0]?.geometry.coordinates[0] ?? [];
  expect([ring.length, ring.at(-1)]).toEqual([65, ring[0]]);
});

test.each([null, { lon: 114, lat: 30, radius: null }])("no radius (%j) is no circle", (spot) => {
  expect(circle(spot).features).toEqual([]);
});

/** The browser's storage, in memory. */
function memory(): Storage {
  const values = new Map<string, string>();
  return {
    getItem: (name: string) => values.get(name) ?? null,
    setItem: (name: string, value: string) => void values.set(name, value),
    removeItem: (name: string) => void values.delete(name),
  } as Storage;
}

test("a key is asked for once in a tab", () => {
  const storage = memory();
  createKey(storage).keep("secret");
  expect(createKey(storage).value.value).toBe("secret");
});

test("a forgotten key is gone from the storage", () => {
  const storage = memory();
  const key = createKey(storage);
  key.keep("secret");
  key.forget();
  expect([key.value.value, createKey(storage).value.value]).toEqual([null, null]);
});
