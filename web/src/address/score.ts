/** From this score on an answer may be taken without looking: of those at least 98 % are right. */
const ACCEPT = 0.9;

/** What a score means to a reader. */
export const verdict = (score: number): "accept" | "check" => (score >= ACCEPT ? "accept" : "check");

/** A score with two decimals that never shows as the next better verdict's. */
export const scoreText = (score: number): string => (Math.floor(score * 100) / 100).toFixed(2);
