import type { StyleSpecification } from "maplibre-gl";
import { describe, expect, test } from "vitest";
import type { Layer } from "../src/api/types";
import { drawnBy, grouped, isVisible, MARK, withMark, withSwitches } from "../src/map/style";

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
    const shown = Object.entries(drawnBy(style)).map(([name, drawn]) => [name, drawn.shown]);
    expect(shown).toEqual([
      ["road", true],
      ["event", false],
    ]);
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
    const shown = ["road", "event", "water"].map((name) => isVisible(name, { road: false }, drawnBy(style)));
    expect(shown).toEqual([false, false, true]);
  });
});

test("a layer is drawn from its first style layer's zoom to its last one's", () => {
  const part = { type: "line", source: "onemap", metadata: road };
  const layers = [
    { ...part, id: "one", minzoom: 9, maxzoom: 15 },
    { ...part, id: "two", minzoom: 12 },
  ] as never;
  expect(drawnBy({ version: 8, sources: {}, layers }).road?.zooms).toEqual([9, 24]);
});

describe("legend", () => {
  const swatch = (layer: Record<string, unknown>) =>
    drawnBy({ version: 8, sources: {}, layers: [{ id: "one", metadata: road, ...layer } as never] }).road
      ?.swatch;

  test("a dashed edge is told from a plain one", () => {
    const edge = swatch({ type: "line", paint: { "line-color": "#888", "line-dasharray": [4, 2] } });
    expect(edge).toMatchObject({ line: "#888", dashed: true, fill: null });
  });

  test("a colour that depends on the feature is left to the catalogue", () => {
    const paint = { "line-color": ["match", ["get", "class"], "trunk", "#fa0", "#fff"] };
    expect(swatch({ type: "line", paint })?.line).toBeNull();
  });

  test("a faint fill stays faint", () => {
    expect(swatch({ type: "fill", paint: { "fill-color": "#0a0", "fill-opacity": 0.06 } })).toMatchObject({
      fill: "#0a0",
      opacity: 0.06,
    });
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
