import type { StyleSpecification } from "maplibre-gl";
import { describe, expect, test } from "vitest";
import type { Layer } from "../src/api/types";
import { grouped, isVisible, MARK, shownByStyle, withMark, withSwitches } from "../src/map/style";

const road = { "onemap:layer": "road" };

const style: StyleSpecification = {
  version: 8,
  sources: { onemap: { type: "vector", tiles: ["/tiles/road/{z}/{x}/{y}.mvt"] } },
  layers: [
    { id: "background", type: "background" },
    { id: "road", type: "line", source: "onemap", "source-layer": "road", metadata: road },
    { id: "road-name", type: "symbol", source: "onemap", "source-layer": "road", metadata: road },
    {
      id: "event",
      type: "circle",
      source: "onemap",
      "source-layer": "event",
      layout: { visibility: "none" },
      metadata: { "onemap:layer": "event" },
    },
  ],
};

const visibility = (of: StyleSpecification): unknown[] =>
  of.layers.map((layer) => (layer.layout as { visibility?: string } | undefined)?.visibility ?? null);

describe("switches", () => {
  test("a style says which layers it shows", () => {
    expect(shownByStyle(style)).toEqual({ road: true, event: false });
  });

  test("switching a layer off hides all that draws it, and nothing else", () => {
    expect(visibility(withSwitches(style, { road: false }))).toEqual([null, "none", "none", "none"]);
  });

  test("a layer that the style hides can be switched on", () => {
    expect(visibility(withSwitches(style, { event: true }))[3]).toBe("visible");
  });

  test("the style given in stays as it was", () => {
    withSwitches(style, { road: false });
    expect(visibility(style)).toEqual([null, null, null, "none"]);
  });

  test("the user's choice wins over the style, and a layer unknown to both shows", () => {
    const shown = ["road", "event", "water"].map((name) =>
      isVisible(name, { road: false }, shownByStyle(style)),
    );
    expect(shown).toEqual([false, false, true]);
  });
});

test("the mark lies on top of all layers and names one grid", () => {
  const top = withMark(style, "420117001001001").layers.at(-1);
  expect([top?.id, (top as { filter?: unknown }).filter]).toEqual([
    MARK,
    ["==", ["get", "code"], "420117001001001"],
  ]);
});

test("a style of another source gets no mark", () => {
  expect(withMark({ version: 8, sources: {}, layers: [] }, "1").layers).toEqual([]);
});

test("layers are grouped in the order of the catalogue", () => {
  const layers = [
    { name: "road", group: "底图" },
    { name: "event", group: "事件" },
    { name: "water", group: "底图" },
  ] as Layer[];

  const names = grouped(layers).map(([group, members]) => [group, members.map((layer) => layer.name)]);

  expect(names).toEqual([
    ["底图", ["road", "water"]],
    ["事件", ["event"]],
  ]);
});
