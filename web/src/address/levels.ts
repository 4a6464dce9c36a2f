/** The icon of each level; areas and whatever is new have a common one. */
const ICONS = {
  road: "road",
  lane: "road",
  intersection: "road",
  estate: "estate",
  compound: "estate",
  plate: "sign",
  building: "building",
  unit: "building",
  floor: "building",
  room: "door",
  poi: "pin",
} as const;

export type LevelIcon = (typeof ICONS)[keyof typeof ICONS] | "area";

export const levelIcon = (level: string): LevelIcon =>
  Object.hasOwn(ICONS, level) ? ICONS[level as keyof typeof ICONS] : "area";
