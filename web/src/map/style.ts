import type { FilterSpecification, LayerSpecification, StyleSpecification } from "maplibre-gl";
import type { Layer } from "../api/types";

/** Metadata key by which the service says which catalogue layer a style layer draws. */
const LAYER_KEY = "onemap:layer";

/** Catalogue layer of a style layer; null for the background and whatever the page adds itself. */
export function catalogueName(layer: { metadata?: unknown }): string | null {
  const name = (layer.metadata as Record<string, unknown> | undefined)?.[LAYER_KEY];
  return typeof name === "string" ? name : null;
}

const isShown = (layer: StyleSpecification["layers"][number]): boolean =>
  (layer.layout as { visibility?: string } | undefined)?.visibility !== "none";

/** Which catalogue layers a style shows by itself: visible when any of its style layers is. */
export function shownByStyle(style: StyleSpecification): Record<string, boolean> {
  const shown: Record<string, boolean> = {};
  for (const layer of style.layers) {
    const name = catalogueName(layer);
    if (name !== null) shown[name] = (shown[name] ?? false) || isShown(layer);
  }
  return shown;
}

/** Whether a catalogue layer shows: what the user chose, else what the style says, else yes. */
export function isVisible(
  name: string,
  switched: Readonly<Record<string, boolean>>,
  byStyle: Readonly<Record<string, boolean>>,
): boolean {
  return switched[name] ?? byStyle[name] ?? true;
}

/** A copy of the style in which the user's switches are set, so a new theme doesn't bring hidden layers back. */
export function withSwitches(
  style: StyleSpecification,
  switched: Readonly<Record<string, boolean>>,
): StyleSpecification {
  const layers = style.layers.map((layer) => {
    const choice = switched[catalogueName(layer) ?? ""];
    if (choice === undefined) return layer;
    return { ...layer, layout: { ...layer.layout, visibility: choice ? "visible" : "none" } };
  });
  return { ...style, layers: layers as StyleSpecification["layers"] };
}

/** The style layer by which the page marks the unit grid that a place lies in. */
export const MARK = "onemap-mark";

/** Name of the source that the service's styles draw from, and of the layer of unit grids in it. */
const SOURCE = "onemap";
const GRID = "unit_grid";

/** Only the grid with this code; none without one. */
export function markFilter(grid: string | null): FilterSpecification {
  return ["==", ["get", "code"], grid ?? ""];
}

/** A copy of the style with an outline around one unit grid, on top of everything. */
export function withMark(style: StyleSpecification, grid: string | null): StyleSpecification {
  if (!(SOURCE in style.sources)) return style;
  const mark: LayerSpecification = {
    id: MARK,
    type: "line",
    source: SOURCE,
    "source-layer": GRID,
    filter: markFilter(grid),
    paint: { "line-color": "#e8590c", "line-width": 3, "line-opacity": 0.9 },
  };
  return { ...style, layers: [...style.layers, mark] };
}

/** Layers by their group, both in the order of the catalogue. */
export function grouped(layers: readonly Layer[]): [string, Layer[]][] {
  const groups = new Map<string, Layer[]>();
  for (const layer of layers) groups.set(layer.group, [...(groups.get(layer.group) ?? []), layer]);
  return [...groups];
}
