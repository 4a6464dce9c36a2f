import { asInsider, client, key, unwrap } from "./http";
import type { CorrectionState, LonLat, NewCorrection, Step } from "./types";

/** Completions asked for. */
const COMPLETIONS = 8;
/** Answers asked for: the best and what else may have been meant. */
const ANSWERS = 5;
/** Rows of a page of a list. */
const PAGE = 30;

/** A cursor as a parameter; none on the first page. */
const after = (cursor: string | null) => (cursor === null ? {} : { cursor });

/** What a text that is being typed may become; `near` ranks what is nearer first. */
export async function suggest(q: string, near: LonLat | null, signal: AbortSignal) {
  const query = { q, limit: COMPLETIONS, ...near };
  return (await unwrap(client.GET("/api/address/suggest", { params: { query }, signal }))).items;
}

/** Addresses and areas that a text means, best first; empty when there is none. */
export async function geocode(q: string, near: LonLat | null, signal: AbortSignal) {
  const query = { q, limit: ANSWERS, ...near };
  return (await unwrap(client.GET("/api/address/geocode", { params: { query }, signal }))).features;
}

/** An address or area that a text may mean, with its position where one is known. */
export type Candidate = Awaited<ReturnType<typeof geocode>>[number];

/** How a text is taken apart, whether the library has such an address or not. */
export async function standardize(q: string, signal: AbortSignal) {
  return unwrap(client.GET("/api/address/standardize", { params: { query: { q } }, signal }));
}

/** An address by its permanent code, with a page of what stands below it. */
export async function fetchEntry(code: string, cursor: string | null, signal: AbortSignal) {
  const params = { path: { code }, query: { limit: PAGE, ...after(cursor) } };
  return unwrap(client.GET("/api/address/{code}", { params, signal, ...asInsider() }));
}

export type Entry = Awaited<ReturnType<typeof fetchEntry>>;

/** Corrections in a state, or all of them when it is null; newest first. */
export async function fetchCorrections(
  state: CorrectionState | null,
  cursor: string | null,
  signal: AbortSignal,
) {
  const query = { limit: PAGE, ...(state === null ? {} : { state }), ...after(cursor) };
  return unwrap(client.GET("/api/address/corrections", { params: { query }, signal, ...asInsider() }));
}

/** Propose a correction; the answer shows what it would do. */
export async function propose(given: NewCorrection, signal: AbortSignal) {
  const body = { crs: "cgcs2000", below: false, ...given };
  return unwrap(client.POST("/api/address/corrections", { body, signal, ...asInsider() }));
}

/** Take a step of a review. */
export async function takeStep(number: number, action: Step, reason: string, signal: AbortSignal) {
  const params = { path: { number } };
  const body = { action, reason };
  return unwrap(
    client.POST("/api/address/corrections/{number}/steps", { params, body, signal, ...asInsider() }),
  );
}

/** How much each check finds in a street or community. */
export async function fetchQuality(area: string, signal: AbortSignal) {
  const params = { query: { area } };
  return unwrap(client.GET("/api/address/quality/summary", { params, signal, ...asInsider() }));
}

/** What one check finds in a street or community. */
export async function fetchFindings(area: string, check: string, cursor: string | null, signal: AbortSignal) {
  const query = { area, check: [check], limit: PAGE, ...after(cursor) };
  return unwrap(client.GET("/api/address/quality", { params: { query }, signal, ...asInsider() }));
}

/** Keep a key if the service takes it; a wrong one is thrown as a `Problem`. */
export async function tryKey(text: string, signal: AbortSignal): Promise<true> {
  const headers = { Authorization: `Bearer ${text}` };
  const params = { query: { limit: 1 } };
  await unwrap(client.GET("/api/address/corrections", { params, headers, signal }));
  key.keep(text);
  return true;
}
