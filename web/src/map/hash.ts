/** Name of the view in the URL: `#view=zoom/lat/lon`. */
export const VIEW_HASH = "view";

/** The centre that a shared link looks at; null when the URL holds no readable view. */
export function viewInHash(hash: string): { lon: number; lat: number } | null {
  const parts = new URLSearchParams(hash.replace(/^#/, "")).get(VIEW_HASH)?.split("/") ?? [];
  const [zoom, lat, lon] = parts.map(Number);
  if (zoom === undefined || lat === undefined || lon === undefined) return null;
  return [zoom, lat, lon].every(Number.isFinite) ? { lon, lat } : null;
}
