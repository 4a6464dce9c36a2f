import type { Geometry } from "geojson";
import { ask, pathTo } from "./http";

/** A share with what it is made of, or a count without a denominator; its value is null where there is none. */
export interface Indicator {
  numerator: number | null;
  denominator: number | null;
  value: number | null;
}

export interface StatisticsRow {
  key: string | null;
  name: string | null;
  count: number;
  indicators: Record<string, Indicator>;
  geometry?: Geometry | null;
}

export interface Statistics {
  rows: StatisticsRow[];
  total: StatisticsRow;
}

export interface Hotspot {
  key: string;
  name: string | null;
  count: number;
  expected: number;
  score: number;
  rank: number;
  geometry?: Geometry | null;
}

type Query = Readonly<Record<string, string | number | boolean | null>>;

/** Cases counted by areas, with their outlines. */
export function fetchStatistics(query: Query, signal: AbortSignal): Promise<Statistics> {
  return ask(pathTo("api/stats/events", { ...query, geometry: true }), signal);
}

/** Places with more cases than expected, with their outlines. */
export async function fetchHotspots(query: Query, signal: AbortSignal): Promise<Hotspot[]> {
  return (await ask<{ rows: Hotspot[] }>(pathTo("api/stats/hotspots", { ...query, geometry: true }), signal))
    .rows;
}
