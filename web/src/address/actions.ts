import type { Entry } from "../api/address";
import type { Action, NewCorrection } from "../api/types";

/** Levels of addresses from the top. */
export const LEVELS = [
  "road",
  "lane",
  "estate",
  "plate",
  "compound",
  "building",
  "unit",
  "floor",
  "room",
  "poi",
] as const;
export const ALIAS_KINDS = ["alias", "old_name", "nickname"] as const;
export const ACCURACIES = ["surveyed", "plate", "building", "interpolated", "centroid"] as const;

/** What a correction asks the reader for. */
export interface Draft {
  name: string;
  text: string;
  kind: string;
  level: string;
  accuracy: string;
  below: boolean;
  lon: number | null;
  lat: number | null;
  parent_code: string;
  into_code: string;
}

/** A field of the form; a point is two of the draft's. */
export type FieldName = Exclude<keyof Draft, "lon" | "lat"> | "old_text" | "point";

/** Fields of each action, those that may stay empty after the others. */
interface Form {
  needs: readonly FieldName[];
  may: readonly FieldName[];
}

export const FORMS: Readonly<Record<Action, Form>> = {
  rename: { needs: ["name"], may: [] },
  place: { needs: ["point"], may: ["accuracy"] },
  add_alias: { needs: ["text"], may: ["kind"] },
  remove_alias: { needs: ["old_text"], may: [] },
  add: { needs: ["level", "name"], may: ["point"] },
  move: { needs: ["parent_code"], may: [] },
  merge: { needs: ["into_code"], may: [] },
  retire: { needs: [], may: ["below"] },
  activate: { needs: [], may: [] },
};

export const emptyDraft = (): Draft => ({
  name: "",
  text: "",
  kind: "alias",
  level: "",
  accuracy: "",
  below: false,
  lon: null,
  lat: null,
  parent_code: "",
  into_code: "",
});

/** What can be proposed about an address: one out of use can only come back. */
export function offered(entry: Pick<Entry, "state" | "aliases">): Action[] {
  if (entry.state === "retired") return ["activate"];
  if (entry.state !== "active") return [];
  const all = Object.keys(FORMS) as Action[];
  return all.filter((one) => one !== "activate" && (one !== "remove_alias" || entry.aliases.length > 0));
}

/** Levels that may stand under one, its own last. */
export function levelsBelow(level: string): string[] {
  const at = LEVELS.indexOf(level as (typeof LEVELS)[number]);
  return at < 0 ? [] : [...LEVELS.slice(at + 1), level];
}

const filled = (draft: Draft, field: FieldName): boolean => {
  if (field === "point") return draft.lon !== null && draft.lat !== null;
  return Boolean(field === "old_text" ? draft.text : draft[field]);
};

/** Whether all that an action needs is there. */
export const isComplete = (action: Action, draft: Draft): boolean =>
  FORMS[action].needs.every((field) => filled(draft, field));

/** The proposal as the service wants it: the fields of its action only, and of those what is filled in. */
export function correctionOf(action: Action, code: string, draft: Draft, reason: string): NewCorrection {
  const { needs, may } = FORMS[action];
  const given = [...needs, ...may]
    .filter((field) => filled(draft, field))
    .flatMap((field) => parts(draft, field));
  const about = action === "add" ? { parent_code: code } : { code };
  return { action, reason, ...about, ...Object.fromEntries(given) };
}

function parts(draft: Draft, field: FieldName): [string, unknown][] {
  if (field === "point") return ["lon", "lat"].map((name) => [name, draft[name as "lon" | "lat"]]);
  const name = field === "old_text" ? "text" : field;
  const value = draft[name];
  return [[name, typeof value === "string" ? value.trim() : value]];
}
