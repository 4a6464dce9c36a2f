import { client, unwrap } from "./http";
import type { City, Identified, Layer, Located, LonLat } from "./types";

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

/** Areas, grids, road and address of a point. */
export async function locate(at: LonLat, signal: AbortSignal): Promise<Located> {
  return unwrap(client.GET("/api/locate", { params: { query: at }, signal }));
}
