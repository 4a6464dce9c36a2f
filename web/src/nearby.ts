import type { Nearby } from "./api/types";

/** More things of a layer than this start folded. */
const FEW = 4;

/** Layers that say where a point lies; the panel has them above already, so they come last. */
const AREAS = new Set([
  "province",
  "city",
  "district",
  "street",
  "community",
  "unit_grid",
  "duty_grid",
  "composite_grid",
]);

/** Whether a layer's things start unfolded: few enough not to push the others away, and not told above already. */
export function startsOpen(layer: string, count: number): boolean {
  return count <= FEW && !AREAS.has(layer);
}

/** Things by their layer, the layer of the nearest thing first; areas and grids after all others. */
export function byLayer(things: readonly Nearby[]): [string, Nearby[]][] {
  const groups = new Map<string, Nearby[]>();
  for (const thing of things) groups.set(thing.layer, [...(groups.get(thing.layer) ?? []), thing]);
  return [...groups].sort(([one], [other]) => Number(AREAS.has(one)) - Number(AREAS.has(other)));
}
