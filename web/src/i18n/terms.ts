import type { Language } from ".";
import { FIELDS, GROUPS, UNITS } from "./fields";
import { WORDS as PAGE_WORDS } from "./words";
import { ADDRESS_WORDS } from "./words_address";
import { DESK_WORDS } from "./words_desk";
import { PROBLEM_WORDS } from "./words_problem";

const WORDS = { ...PAGE_WORDS, ...ADDRESS_WORDS, ...DESK_WORDS, ...PROBLEM_WORDS };

/** The text for a word of a closed set, such as `state` and `closed`; `otherwise` when it is new to the page. */
export function term(set: string, word: string, language: Language, otherwise = word): string {
  const pair = Object.hasOwn(WORDS, `${set}.${word}`) ? WORDS[`${set}.${word}`] : undefined;
  return pair?.[language === "zh" ? 0 : 1] ?? otherwise;
}

export function groupName(group: string, language: Language): string {
  return language === "en" ? (GROUPS[group] ?? group) : group;
}

/** How a field is called: Chinese from this table, English from the catalogue; its column name when neither knows. */
export function fieldName(name: string, meaning: string | undefined, language: Language): string {
  return (language === "zh" ? FIELDS[name] : undefined) ?? meaning ?? name;
}

/** A unit as written after a value; formats such as "RFC 3339" are no units to a reader. */
export function unitText(unit: string | null | undefined, language: Language): string {
  if (!unit || unit.startsWith("RFC")) return "";
  return ` ${language === "zh" ? (UNITS[unit] ?? unit) : unit}`;
}
