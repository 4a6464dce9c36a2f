import type { FilterSpecification, LayerSpecification, StyleSpecification } from "maplibre-gl";
import type { Layer } from "../api/types";

/** Metadata key by which the service says which catalogue layer a style layer draws. */
const LAYER_KEY = "onemap:layer";

/** Catalogue layer of a style layer; null for the background and whatever the page adds itself. */
export function catalogueName(layer: { metadata?: unknown }): string | null {
  const name = (layer.metadata as Record<string, unknown> | undefined)?.[LAYER_KEY];
  return typeof name === "string" ? name : null;
}

/** How the legend draws a catalogue layer; a colour is null where the style draws no such part. */
export interface Swatch {
  fill: string | null;
  opacity: number;
  line: string | null;
  dashed: boolean;
  point: string | null;
}

/** What a style does with one catalogue layer. */
export interface Drawn {
  shown: boolean;
  /** Zooms between which any of it is drawn: from the first, up to but not at the second. */
  zooms: readonly [number, number];
  swatch: Swatch;
}

const NOTHING: Swatch = { fill: null, opacity: 1, line: null, dashed: false, point: null };

/** A colour as it stands; null where it depends on the feature, such as a road's on its class. */
const plain = (colour: unknown): string | null => (typeof colour === "string" ? colour : null);

function withPart(swatch: Swatch, layer: LayerSpecification): Swatch {
  if (layer.type === "fill") {
    const opacity = layer.paint?.["fill-opacity"];
    const fill = plain(layer.paint?.["fill-color"]);
    return { ...swatch, fill, opacity: typeof opacity === "number" ? opacity : 1 };
  }
  if (layer.type === "line") {
    return { ...swatch, line: plain(layer.paint?.["line-color"]), dashed: !!layer.paint?.["line-dasharray"] };
  }
  return layer.type === "circle" ? { ...swatch, point: plain(layer.paint?.["circle-color"]) } : swatch;
}

/** MapLibre's largest zoom, where a style layer names none. */
const LAST_ZOOM = 24;

const isShown = (layer: LayerSpecification): boolean =>
  (layer.layout as { visibility?: string } | undefined)?.visibility !== "none";

/** What a style does with each catalogue layer: shown when any of its style layers is. */
export function drawnBy(style: StyleSpecification): Record<string, Drawn> {
  const drawn: Record<string, Drawn> = {};
  for (const layer of style.layers) {
    const name = catalogueName(layer);
    if (name === null) continue;
    const before: Drawn = drawn[name] ?? { shown: false, zooms: [LAST_ZOOM, 0], swatch: NOTHING };
    const [from, to] = before.zooms;
    drawn[name] = {
      shown: before.shown || isShown(layer),
      zooms: [Math.min(from, layer.minzoom ?? 0), Math.max(to, layer.maxzoom ?? LAST_ZOOM)],
      swatch: withPart(before.swatch, layer),
    };
  }
  return drawn;
}

/** Whether a catalogue layer shows: what the user chose, else what the style says, else yes. */
export function isVisible(
  name: string,
  switched: Readonly<Record<string, boolean>>,
  drawn: Readonly<Record<string, Drawn>>,
): boolean {
  return switched[name] ?? drawn[name]?.shown ?? true;
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
export const SOURCE = "onemap";
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
