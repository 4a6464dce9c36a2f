/** West, south, east, north in degrees. */
export type Box = readonly [number, number, number, number];

/** A click means everything within this many pixels of it ... */
const REACH_PIXELS = 8;
/** ... but never nearer or farther than this, metres. */
const REACH_METRES: readonly [number, number] = [20, 200];
/** Metres a pixel at the equator on zoom 0, with MapLibre's tiles of 512 pixels. */
const EQUATOR_PIXEL = 78271.517;

/** Metres around a click that count as "here", so that a finger at city scale still hits something. */
export function reach(zoom: number, lat: number): number {
  const pixel = (EQUATOR_PIXEL * Math.cos((lat * Math.PI) / 180)) / 2 ** zoom;
  return Math.round(Math.min(REACH_METRES[1], Math.max(REACH_METRES[0], REACH_PIXELS * pixel)));
}

export function inBox(lon: number, lat: number, box: readonly number[]): boolean {
  const [west, south, east, north] = box;
  if (west === undefined || south === undefined || east === undefined || north === undefined) return false;
  return lon >= west && lon <= east && lat >= south && lat <= north;
}

/** The smallest of the cities that hold a point, so that one inside another is told apart; null for none. */
export function cityAt<T extends { bbox: readonly number[] }>(
  known: readonly T[],
  lon: number,
  lat: number,
): T | null {
  const holding = known.filter((one) => inBox(lon, lat, one.bbox));
  return holding.sort((a, b) => size(a.bbox) - size(b.bbox))[0] ?? null;
}

function size([west = 0, south = 0, east = 0, north = 0]: readonly number[]): number {
  return (east - west) * (north - south);
}
