import type { Fault } from "../api/types";
import { fill, type Language } from "../i18n";
import { term } from "../i18n/terms";

/** One thing in which an answer differs from what was said, as a short sentence. */
export function faultText(fault: Fault, language: Language): string {
  const kind = fault.used === null ? fault.kind : `${fault.kind}.used`;
  const level = fault.level === null ? "" : term("level", fault.level, language);
  const sentence = term("fault", kind, language, `{level} {given}`);
  return fill(sentence, { level, given: fault.given, used: fault.used ?? "" }).trim();
}
