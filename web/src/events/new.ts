import type { NewEvent } from "../api/event_types";

/** Who may report. */
export const SOURCES = [
  "collector",
  "hotline",
  "public",
  "leader",
  "department",
  "camera",
  "drone",
  "sensor",
] as const;

/** What the report form holds. */
export interface Report {
  class_code: string | null;
  edition: string;
  condition: string;
  address: string;
  lon: number | null;
  lat: number | null;
  description: string;
  source: string;
  urgent: boolean;
  supervised: boolean;
}

export const emptyReport = (): Report => ({
  class_code: null,
  edition: "2026",
  condition: "",
  address: "",
  lon: null,
  lat: null,
  description: "",
  source: "collector",
  urgent: false,
  supervised: false,
});

/** The form as the service takes it; null while the class or the place is missing. */
export function reportOf(draft: Report): NewEvent | null {
  const { class_code, edition, source, lon, lat, urgent, supervised } = draft;
  const [address, description, condition] = [draft.address, draft.description, draft.condition].map((one) =>
    one.trim(),
  );
  const point = lon === null || lat === null ? {} : { lon, lat };
  if (!class_code || (!address && !("lon" in point))) return null;
  return {
    class_code,
    edition,
    source,
    urgent,
    supervised,
    ...point,
    ...(address ? { address } : {}),
    ...(description ? { description } : {}),
    ...(condition ? { condition } : {}),
  };
}
