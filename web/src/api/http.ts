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
