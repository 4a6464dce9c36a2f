import type { Problem } from "./api/problem";
import { type Language, translate } from "./i18n";
import { term } from "./i18n/terms";

/** An error in the reader's language. */
export interface ProblemText {
  heading: string;
  text: string;
  /** The service's own words about this one case, English, where `text` only says what to do. */
  original: string | null;
  /** Whether asking the same again may help. */
  retry: boolean;
}

/** Refused for what was sent: sent again, it is refused again. */
const NEVER = new Set([403, 413, 422]);

/** What to tell a reader about an error. */
export function problemText(problem: Problem, language: Language): ProblemText {
  const { status, title, detail, kind } = problem;
  if (status === 0) {
    const [heading, text] = [translate(language, "offline"), translate(language, "offlineHint")];
    return { heading, text, original: null, retry: true };
  }
  const heading = term("status", String(status), language, title);
  const said = detail === null ? "" : term("said", detail, language, "");
  const text = said || term("problem", kind, language, "");
  return { heading, text, original: said ? null : detail, retry: !NEVER.has(status) };
}
