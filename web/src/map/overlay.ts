import type { Feature, FeatureCollection, Geometry, Point } from "geojson";
import type {
  ExpressionSpecification,
  GeoJSONSource,
  Map as GlMap,
  LayerSpecification,
  StyleSpecification,
} from "maplibre-gl";
import type { DeskEvent, EventDetail } from "../api/event_types";
import { type Urgency, urgency } from "../events/deadline";
import { markFilter, SOURCE } from "./style";

/** What the event desk draws over the map. */
export interface Overlay {
  /** Cases, each with its `code`, `urgency` and whether it is the one that is open. */
  events: FeatureCollection<Point>;
  /** Components and cameras near the open case. */
  near: FeatureCollection<Point>;
  /** Areas of a statistic, each with its `share` of the largest value, 0 to 1. */
  areas: FeatureCollection;
  /** Code of the duty grid to outline. */
  duty: string | null;
  /** Whether these cases stand for the map's own layer of events. */
  board: boolean;
  /** A case was clicked. */
  choose: (code: string) => void;
}

/** Sources and style layers of the overlay. */
export const EVENTS = "desk-events";
const NEAR = "desk-near";
const AREAS = "desk-areas";
const DUTY = "desk-duty";

/** Colours of a deadline on the map; the list says the same in words. Without a clock it is a ring. */
export const COLOURS: Readonly<Record<Urgency, string>> = {
  late: "#c92a2a",
  soon: "#e8900c",
  calm: "#2b8a3e",
  paused: "#868e96",
  stopped: "#495057",
  none: "#ffffff",
};

const RING = "#495057";

/** From the smallest to the largest value of a statistic. */
export const RAMP = ["#e3eef9", "#9ec5e8", "#4f8fca", "#14508c", "#0a2c52"] as const;

const collection = <G extends Geometry>(features: Feature<G>[]): FeatureCollection<G> => ({
  type: "FeatureCollection",
  features,
});

const point = (at: { lon: number; lat: number }, properties: Record<string, unknown>): Feature<Point> => ({
  type: "Feature",
  properties,
  geometry: { type: "Point", coordinates: [at.lon, at.lat] },
});

/** Nothing to draw. */
export const NO_OVERLAY: Overlay = {
  events: collection([]),
  near: collection([]),
  areas: collection([]),
  duty: null,
  board: false,
  choose: () => {},
};

/** The cases that have a position, the open one marked and on top. */
export function eventPoints(
  events: readonly DeskEvent[],
  opened: DeskEvent | null,
  now: number,
): FeatureCollection<Point> {
  const shown = opened ? [...events.filter((one) => one.code !== opened.code), opened] : events;
  return collection(
    shown.flatMap((event) => {
      const { lon, lat, code } = event;
      if (lon === null || lat === null) return [];
      return [point({ lon, lat }, { code, urgency: urgency(event, now), opened: code === opened?.code })];
    }),
  );
}

/** The components and cameras near a case; the chosen component is told apart. */
export function nearPoints(event: EventDetail | null): FeatureCollection<Point> {
  const { components = [], cameras } = event?.nearby ?? {};
  return collection([
    ...components.map((one) =>
      point(one, { kind: one.code === event?.component_code ? "chosen" : "component" }),
    ),
    ...(cameras ?? []).map((one) => point(one, { kind: "camera" })),
  ]);
}

const byUrgency = ["match", ["get", "urgency"], ...Object.entries(COLOURS).flat(), COLOURS.none];
const isRing = ["==", ["get", "urgency"], "none"];
const byShare = [
  "interpolate",
  ["linear"],
  ["get", "share"],
  ...RAMP.flatMap((colour, n) => [n / (RAMP.length - 1), colour]),
];
const expression = (parts: unknown): ExpressionSpecification => parts as ExpressionSpecification;

const LAYERS: readonly LayerSpecification[] = [
  {
    id: AREAS,
    type: "fill",
    source: AREAS,
    paint: { "fill-color": expression(byShare), "fill-opacity": 0.6, "fill-outline-color": "#ffffff" },
  },
  {
    id: NEAR,
    type: "circle",
    source: NEAR,
    paint: {
      "circle-radius": expression(["match", ["get", "kind"], "chosen", 8, 5]),
      "circle-color": expression(["match", ["get", "kind"], "camera", "#7048e8", "#0c8599"]),
      "circle-stroke-color": "#ffffff",
      "circle-stroke-width": 2,
    },
  },
  {
    id: EVENTS,
    type: "circle",
    source: EVENTS,
    paint: {
      "circle-radius": expression(["case", ["get", "opened"], 10, 6]),
      "circle-color": expression(byUrgency),
      "circle-stroke-color": expression(["case", ["get", "opened"], "#3b5bdb", isRing, RING, "#ffffff"]),
      "circle-stroke-width": expression(["case", ["get", "opened"], 3, isRing, 2, 1.5]),
    },
  },
];

const dutyLine = (code: string | null): LayerSpecification => ({
  id: DUTY,
  type: "line",
  source: SOURCE,
  "source-layer": "duty_grid",
  filter: markFilter(code),
  paint: { "line-color": "#c2255c", "line-width": 3, "line-dasharray": [2, 1] },
});

/** A copy of the style with the overlay on top. */
export function withOverlay(style: StyleSpecification, overlay: Overlay): StyleSpecification {
  const source = (data: FeatureCollection) => ({ type: "geojson" as const, data });
  const duty = SOURCE in style.sources ? [dutyLine(overlay.duty)] : [];
  return {
    ...style,
    sources: {
      ...style.sources,
      [AREAS]: source(overlay.areas),
      [NEAR]: source(overlay.near),
      [EVENTS]: source(overlay.events),
    },
    layers: [...style.layers, ...duty, ...LAYERS],
  };
}

/** Draw another overlay on a map that has its style. */
export function draw(map: GlMap, overlay: Overlay, before: Overlay): void {
  const change = (id: string, data: FeatureCollection, old: FeatureCollection): void => {
    if (data !== old) map.getSource<GeoJSONSource>(id)?.setData(data);
  };
  change(AREAS, overlay.areas, before.areas);
  change(NEAR, overlay.near, before.near);
  change(EVENTS, overlay.events, before.events);
  if (map.getLayer(DUTY)) map.setFilter(DUTY, markFilter(overlay.duty));
}

/** Code of the case drawn at a point of the screen; null where there is none. */
export function eventAt(map: GlMap, at: { x: number; y: number }): string | null {
  if (!map.getLayer(EVENTS)) return null;
  const reach = 4;
  const box: [[number, number], [number, number]] = [
    [at.x - reach, at.y - reach],
    [at.x + reach, at.y + reach],
  ];
  const code = map.queryRenderedFeatures(box, { layers: [EVENTS] })[0]?.properties.code;
  return typeof code === "string" ? code : null;
}
