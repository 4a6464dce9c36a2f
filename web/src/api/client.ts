import createClient from "openapi-fetch";
import { base } from "../base";
import { Problem, problemOf } from "./problem";
import type { paths } from "./schema";
import type { City, CityEvent, Identified, Layer } from "./types";

const client = createClient<paths>({ baseUrl: base });

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The body of a good answer; everything else is thrown as a `Problem`, except the caller's own abort. */
async function unwrap<T>(call: Promise<Answer<T>>): Promise<T> {
  const answer = await call.catch((reason: unknown) => {
    if (reason instanceof DOMException && reason.name === "AbortError") throw reason;
    throw new Problem("offline", null, 0);
  });
  if (answer.data === undefined) throw problemOf(answer.error, answer.response.status);
  return answer.data;
}

/** West, south, east, north in degrees, as the service's `bbox` parameter wants it. */
const bboxText = (bbox: readonly number[]): string => bbox.join(",");

export async function fetchCities(signal: AbortSignal): Promise<City[]> {
  return (await unwrap(client.GET("/api/cities", { signal }))).items;
}

export async function fetchLayers(signal: AbortSignal): Promise<Layer[]> {
  return (await unwrap(client.GET("/api/layers", { signal }))).items;
}

/** Addresses that match what was typed, best first; empty when there is none. */
export async function geocode(q: string, limit: number, signal: AbortSignal) {
  const query = { q, limit };
  return (await unwrap(client.GET("/api/address/geocode", { params: { query }, signal }))).features;
}

/** An address or area that a search found, with its position where one is known. */
export type Candidate = Awaited<ReturnType<typeof geocode>>[number];

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
