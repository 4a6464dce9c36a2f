import { client, unwrap } from "./http";
import type { City, CityEvent, Identified, Layer } from "./types";

/** West, south, east, north in degrees, as the service's `bbox` parameter wants it. */
const bboxText = (bbox: readonly number[]): string => bbox.join(",");

export async function fetchCities(signal: AbortSignal): Promise<City[]> {
  return (await unwrap(client.GET("/api/cities", { signal }))).items;
}

export async function fetchLayers(signal: AbortSignal): Promise<Layer[]> {
  return (await unwrap(client.GET("/api/layers", { signal }))).items;
}

/** Everything at a point; `radius` in metres. */
export async function identify(
  at: { lon: number; lat: number; radius: number },
  signal: AbortSignal,
): Promise<Identified> {
  return unwrap(client.GET("/api/identify", { params: { query: at }, signal }));
}

export interface EventPage {
  items: CityEvent[];
  next?: string | null;
}

/** One page of the events inside a box, newest first. */
export async function fetchEvents(
  bbox: readonly number[],
  cursor: string | null,
  signal: AbortSignal,
): Promise<EventPage> {
  const query = { bbox: bboxText(bbox), limit: 30, ...(cursor === null ? {} : { cursor }) };
  return unwrap(client.GET("/api/events", { params: { query }, signal }));
}
