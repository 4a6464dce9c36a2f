import type { AddressSeen } from "../api/types";
import { lonLat } from "../format";

/** Fields of an address that a reader wants to compare. */
export type FieldKey =
  | "full_text"
  | "name"
  | "level"
  | "state"
  | "merged_into"
  | "parent_code"
  | "area_code"
  | "position"
  | "accuracy"
  | "aliases";

/** One thing that a correction changes; null on the side where it isn't. */
export interface Difference {
  field: FieldKey;
  before: string | null;
  after: string | null;
}

const READ: Readonly<Record<FieldKey, (seen: AddressSeen) => string | null>> = {
  full_text: (seen) => seen.full_text,
  name: (seen) => seen.name,
  level: (seen) => seen.level,
  state: (seen) => seen.state,
  merged_into: (seen) => seen.merged_into,
  parent_code: (seen) => seen.parent_code,
  area_code: (seen) => seen.area_code,
  position: (seen) => (seen.lon === null || seen.lat === null ? null : lonLat(seen.lon, seen.lat)),
  accuracy: (seen) => seen.accuracy,
  aliases: (seen) => seen.aliases.join("、") || null,
};

/** What differs between two states of one address; of a new one all that is known. */
export function differences(before: AddressSeen | null, after: AddressSeen | null): Difference[] {
  return (Object.keys(READ) as FieldKey[])
    .map((field) => ({
      field,
      before: before && READ[field](before),
      after: after && READ[field](after),
    }))
    .filter((one) => one.before !== one.after);
}

/** The addresses of a correction, each before and after; one that is new has no before. */
export function pairs(
  before: readonly AddressSeen[],
  after: readonly AddressSeen[],
): [AddressSeen | null, AddressSeen | null][] {
  const known = new Set(before.map((one) => one.code));
  const kept = before.map((one): [AddressSeen, AddressSeen | null] => [
    one,
    after.find((other) => other.code === one.code) ?? null,
  ]);
  const fresh = after.filter((one) => !known.has(one.code)).map((one): [null, AddressSeen] => [null, one]);
  return [...kept, ...fresh];
}
