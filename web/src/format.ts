import { type Language, locales, translate } from "./i18n";
import { fieldName } from "./i18n/terms";

/** A distance given in metres: "8 m" below one kilometre, "1.2 km" above. */
export function distance(metres: number, language: Language): string {
  if (metres < 1000) return translate(language, "metres", { value: Math.round(metres) });
  return translate(language, "kilometres", { value: (metres / 1000).toFixed(1) });
}

/** An RFC 3339 time in the reader's own time zone, to the minute; the text itself when it is no time. */
export function moment(time: string, language: Language): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return time;
  return new Intl.DateTimeFormat(locales[language], {
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).format(date);
}

/** Longitude and latitude in degrees, six decimals (about 0.1 m). */
export function lonLat(lon: number, lat: number): string {
  return `${lon.toFixed(6)}, ${lat.toFixed(6)}`;
}

/** What one class has besides the common fields, such as a tree's species; null when it has nothing. */
function attributes(values: object, language: Language): string | null {
  const parts = Object.entries(values).flatMap(([name, value]) => {
    const text = fieldText(value, language);
    return text === null ? [] : [`${fieldName(name, undefined, language)} ${text}`];
  });
  return parts.length ? parts.join("; ") : null;
}

/** A value of a feature's field as text; null when there is nothing worth a line. */
export function fieldText(value: unknown, language: Language): string | null {
  if (value === null || value === undefined || value === "") return null;
  if (typeof value === "number") return value.toLocaleString(locales[language], { maximumFractionDigits: 2 });
  if (typeof value === "boolean") return value ? "✓" : "✗";
  if (typeof value === "string") return /^\d{4}-\d\d-\d\dT/.test(value) ? moment(value, language) : value;
  if (typeof value === "object" && !Array.isArray(value)) return attributes(value, language);
  return JSON.stringify(value);
}
