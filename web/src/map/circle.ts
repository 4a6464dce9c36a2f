import type { FeatureCollection, Polygon } from "geojson";
import type { StyleSpecification } from "maplibre-gl";
import type { Box } from "./geometry";

/** Metres of one degree of latitude on the sphere that web maps use. */
const DEGREE = 111319.5;
/** Corners by which a circle is drawn. */
const CORNERS = 64;

/** Metres around a spot that are seen at least. */
const LEAST_RADIUS = 20;

/** The style layers and the source by which the page draws how far from the pin a thing may lie. */
export const CIRCLE = "onemap-circle";
const COLOUR = "#d9480f";

/** A pin, and within how many metres of it the thing meant lies; null where nobody knows. */
export interface Spot {
  lon: number;
  lat: number;
  radius: number | null;
}

type Drawing = FeatureCollection<Polygon>;

const offsets = (lat: number, metres: number): [number, number] => [
  metres / (DEGREE * Math.cos((lat * Math.PI) / 180)),
  metres / DEGREE,
];

/** West, south, east, north of a circle. */
export function boxAround({ lon, lat }: Spot, metres: number): Box {
  const [east, north] = offsets(lat, metres);
  return [lon - east, lat - north, lon + east, lat + north];
}

/** What is seen when the map goes to a spot: all of its circle, and a little around it in any case. */
export const seenWith = (spot: Spot): Box => boxAround(spot, Math.max(spot.radius ?? 0, LEAST_RADIUS));

/** The circle of a spot as GeoJSON; nothing without a radius. */
export function circle(spot: Spot | null): Drawing {
  if (!spot?.radius) return { type: "FeatureCollection", features: [] };
  const [east, north] = offsets(spot.lat, spot.radius);
  const ring = Array.from({ length: CORNERS + 1 }, (_, n) => {
    const angle = ((n % CORNERS) * 2 * Math.PI) / CORNERS;
    return [spot.lon + east * Math.cos(angle), spot.lat + north * Math.sin(angle)];
  });
  const geometry = { type: "Polygon" as const, coordinates: [ring] };
  return { type: "FeatureCollection", features: [{ type: "Feature", properties: {}, geometry }] };
}

/** A copy of the style with the circle of a spot on top. */
export function withCircle(style: StyleSpecification, spot: Spot | null): StyleSpecification {
  return {
    ...style,
    sources: { ...style.sources, [CIRCLE]: { type: "geojson", data: circle(spot) } },
    layers: [
      ...style.layers,
      { id: CIRCLE, type: "fill", source: CIRCLE, paint: { "fill-color": COLOUR, "fill-opacity": 0.1 } },
      {
        id: `${CIRCLE}-line`,
        type: "line",
        source: CIRCLE,
        paint: { "line-color": COLOUR, "line-width": 1.5, "line-dasharray": [3, 2] },
      },
    ],
  };
}
