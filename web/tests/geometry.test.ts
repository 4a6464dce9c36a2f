import { expect, test } from "vitest";
import { cityAt, inBox, reach } from "../src/map/geometry";
import { viewInHash } from "../src/map/hash";

test("a click close up reaches 20 metres", () => {
  expect(reach(18, 30.84)).toBe(20);
});

test("a click at street scale reaches eight pixels", () => {
  // 78271.517 m * cos(30.84 deg) / 2^14 = 4.10 m a pixel
  expect(reach(14, 30.84)).toBe(33);
});

test("a click at city scale reaches no farther than 200 metres", () => {
  expect(reach(9, 30.84)).toBe(200);
});

test("a point on the box's edge is inside", () => {
  expect(inBox(114, 30, [114, 30, 115, 31])).toBe(true);
});

test("a box that is none holds nothing", () => {
  expect(inBox(114, 30, [])).toBe(false);
});

const CITIES = [
  { name: "city", bbox: [113, 29, 116, 32] },
  { name: "district in it", bbox: [114, 30, 115, 31] },
];

test.each([
  [114.5, 30.5, "district in it"],
  [113.5, 30.5, "city"],
  [120, 30, undefined],
])("at %j, %j the smallest city is %j", (lon, lat, name) => {
  expect(cityAt(CITIES, lon, lat)?.name).toBe(name);
});

test("the view in the URL is zoom, latitude, longitude", () => {
  expect(viewInHash("#view=14.5/30.84/114.8")).toEqual({ lon: 114.8, lat: 30.84 });
});

test.each(["", "#", "#view=", "#view=14/here/there", "#other=1/2/3"])("%j holds no view", (hash) => {
  expect(viewInHash(hash)).toBeNull();
});
