/** An error answer of the service (RFC 9457), or the lack of any answer. */
export class Problem extends Error {
  readonly title: string;
  readonly detail: string | null;
  /** HTTP status; 0 when the service could not be reached. */
  readonly status: number;
  /** What else the service says about this one case. */
  readonly facts: Readonly<Record<string, unknown>>;
  /** End of its `type`, such as "not-found"; empty for what is no problem document. */
  readonly kind: string;

  constructor(
    title: string,
    detail: string | null,
    status: number,
    facts: Readonly<Record<string, unknown>> = {},
    kind = "",
  ) {
    super(detail ?? title);
    this.title = title;
    this.detail = detail;
    this.status = status;
    this.facts = facts;
    this.kind = kind;
  }
}

const record = (value: unknown): Record<string, unknown> =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};

const text = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);

/** Read `application/problem+json`; whatever else came back becomes a problem with its status only. */
export function problemOf(body: unknown, status: number): Problem {
  const fields = record(body);
  return new Problem(
    text(fields.title) ?? `HTTP ${status}`,
    text(fields.detail),
    status,
    record(fields.facts),
    text(fields.type)?.split(":").at(-1) ?? "",
  );
}
