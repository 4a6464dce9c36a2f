import type { Feature, FeatureCollection, Geometry, Position } from "geojson";
import type { Hotspot, StatisticsRow } from "../api/stats";
import type { Language } from "../i18n";
import { locales } from "../i18n";

/** The number of cases itself, beside the indicators of the service. */
export const COUNT = "count";

/** Indicators that the page offers; all others are for the service's own callers. */
export const INDICATORS = [
  COUNT,
  "filing_rate",
  "on_time_filing_rate",
  "handling_rate",
  "on_time_handling_rate",
  "closing_rate",
  "on_time_closing_rate",
  "return_rate",
  "rework_rate",
  "overdue_unhandled",
] as const;

/** A line of the table and of the map. */
export interface Line {
  key: string;
  name: string;
  /** What is compared; null where there is nothing to divide by. */
  value: number | null;
  text: string;
  /** What the value is made of; null where it is a count. */
  parts: { numerator: number; denominator: number } | null;
  geometry: Geometry | null;
}

/** A share as a percentage, a count as it is. */
export function valueText(value: number, isShare: boolean, language: Language): string {
  const format = isShare
    ? ({ style: "percent", maximumFractionDigits: 1 } as const)
    : { maximumFractionDigits: 1 };
  return value.toLocaleString(locales[language], format);
}

/** One row of statistics as a line about one indicator; `nothing` stands where there is no value. */
export function lineOf(row: StatisticsRow, indicator: string, language: Language, nothing: string): Line {
  const found = row.indicators[indicator];
  const { numerator, denominator } = found ?? { numerator: row.count, denominator: null };
  const value = indicator === COUNT ? row.count : (found?.value ?? null);
  const isShare = denominator !== null;
  return {
    key: row.key ?? "",
    name: row.name ?? row.key ?? "",
    value,
    text: value === null ? nothing : valueText(value, isShare, language),
    parts: numerator !== null && denominator !== null ? { numerator, denominator } : null,
    geometry: row.geometry ?? null,
  };
}

/** A place of high incidence as a line. */
export function hotLine(spot: Hotspot, language: Language): Line {
  return {
    key: spot.key,
    name: spot.name ?? spot.key,
    value: spot.score,
    text: valueText(spot.count, false, language),
    parts: null,
    geometry: spot.geometry ?? null,
  };
}

/** The largest first, those without a value last. */
export const byValue = (one: Line, other: Line): number =>
  (other.value ?? Number.NEGATIVE_INFINITY) - (one.value ?? Number.NEGATIVE_INFINITY);

/** Lines as areas of a map, each with its place between the smallest and the largest value, 0 to 1. */
export function areasOf(lines: readonly Line[]): FeatureCollection {
  const values = lines.flatMap(({ value }) => (value === null ? [] : [value]));
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const features = lines.flatMap(({ key, value, geometry }): Feature[] => {
    if (!geometry || value === null) return [];
    const share = most > least ? (value - least) / (most - least) : 1;
    return [{ type: "Feature", properties: { key, share }, geometry }];
  });
  return { type: "FeatureCollection", features };
}

function positions(geometry: Geometry): Position[] {
  if (geometry.type === "Polygon") return geometry.coordinates.flat();
  return geometry.type === "MultiPolygon" ? geometry.coordinates.flat(2) : [];
}

const METRES = 111_320;

/** The middle of an area and how far it reaches from there in metres; null for what is no area. */
export function reachOf(geometry: Geometry): { lon: number; lat: number; radius: number } | null {
  const all = positions(geometry);
  if (all.length === 0) return null;
  const lons = all.map(([lon = 0]) => lon);
  const lats = all.map(([, lat = 0]) => lat);
  const [west, east, south, north] = [
    Math.min(...lons),
    Math.max(...lons),
    Math.min(...lats),
    Math.max(...lats),
  ];
  const lat = (south + north) / 2;
  const wide = (east - west) * Math.cos((lat * Math.PI) / 180);
  return { lon: (west + east) / 2, lat, radius: (Math.max(wide, north - south) / 2) * METRES };
}
