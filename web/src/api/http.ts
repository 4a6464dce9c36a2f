import createClient from "openapi-fetch";
import { base } from "../base";
import { createKey } from "./key";
import { Problem, problemOf } from "./problem";
import type { paths } from "./schema";

export const client = createClient<paths>({ baseUrl: base });

/** The key of this tab: sent as a header where it is needed, never part of an address. */
export const key = createKey(sessionStorage);

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The body of a good answer; everything else is thrown as a `Problem`, except the caller's own abort. */
export async function unwrap<T>(call: Promise<Answer<T>>): Promise<T> {
  const answer = await call.catch((reason: unknown) => {
    if (reason instanceof DOMException && reason.name === "AbortError") throw reason;
    throw new Problem("offline", null, 0);
  });
  if (answer.response.status === 401) key.forget(); // it is wrong: ask for it again
  if (answer.data === undefined) throw problemOf(answer.error, answer.response.status);
  return answer.data;
}

/** The header that says who is asking; none without a key. */
export function asInsider(): { headers?: { Authorization: string } } {
  return key.value.value === null ? {} : { headers: { Authorization: `Bearer ${key.value.value}` } };
}

type Values = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** A path of the service with its parameters; those without a value are left out. */
export function pathTo(path: string, values: Values = {}): string {
  const given = Object.entries(values).filter(([, value]) => value !== null && value !== undefined);
  const query = new URLSearchParams(given.map(([name, value]) => [name, String(value)]));
  return query.size ? `${path}?${query}` : path;
}

/** Read a path as whoever holds the key, with a body when one is sent. */
export async function ask<T>(path: string, signal: AbortSignal, init: RequestInit = {}): Promise<T> {
  const headers = { ...asInsider().headers, ...(init.headers as Record<string, string> | undefined) };
  return unwrap<T>(
    fetch(new URL(path, base), { ...init, headers, signal }).then(async (response) => {
      const body = (await response.json().catch(() => undefined)) as T | undefined;
      return response.ok && body !== undefined ? { data: body, response } : { error: body, response };
    }),
  );
}

/** A file that needs the key; null when it can't be read. */
export async function readFile(path: string, signal: AbortSignal): Promise<Blob | null> {
  const answer = await fetch(new URL(path, base), { ...asInsider(), signal }).catch(() => null);
  return answer?.ok ? answer.blob() : null;
}
