import type { LonLat } from "../api/types";

/** Where a GeoJSON point lies; null without a position. */
export function pointOf(feature: { geometry: { coordinates: readonly number[] } | null }): LonLat | null {
  const [lon, lat] = feature.geometry?.coordinates ?? [];
  return lon === undefined || lat === undefined ? null : { lon, lat };
}

/** Areas that people work by, from the largest. */
const AREAS = ["district", "street", "community", "grid"] as const;

interface Placed {
  /** Lowest area by the library. */
  area_code: string | null;
  elements: Readonly<Record<string, string>>;
  district: string | null;
  street: string | null;
  community: string | null;
  grid: string | null;
}

interface AreaRow {
  key: (typeof AREAS)[number];
  name: string | null;
  code: string;
}

/**
 * The areas and the unit grid around the place of an address, those that are known. The names are those of the
 * library: where the place lies in another area, the code stands alone.
 */
export function areaRows(placed: Placed): AreaRow[] {
  return AREAS.flatMap((key) => {
    const code = placed[key];
    if (code === null) return [];
    const agrees = placed.area_code?.startsWith(code) ?? false;
    return [{ key, name: (agrees && placed.elements[key]) || null, code }];
  });
}
