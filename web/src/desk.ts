import { type InjectionKey, inject, type Ref } from "vue";
import type { AddressView } from "./address/view";
import type { LonLat } from "./api/types";
import type { Spot } from "./map/circle";
import type { Overlay } from "./map/overlay";

/** What the panels may ask of the page around them. */
export interface Desk {
  /** What the address panel shows; null before anything was asked. */
  readonly view: Readonly<Ref<AddressView | null>>;
  /** Whether the next click on the map answers `pickPoint`. */
  readonly picking: Readonly<Ref<boolean>>;
  /** Whether there is an earlier view to go back to. */
  readonly canGoBack: Readonly<Ref<boolean>>;
  /** Look a whole text up. */
  search: (text: string) => void;
  /** Open the entry of a code. */
  open: (code: string) => void;
  back: () => void;
  /** Mark a spot on the map and go there, or none; outline a unit grid if its code is given. */
  show: (spot: Spot | null, grid?: string | null) => void;
  /** Show what there is at a point. */
  lookUp: (at: LonLat, label: string | null) => void;
  /** The point that the reader clicks next; null when they would rather not. */
  pickPoint: () => Promise<LonLat | null>;
  cancelPick: () => void;
  /** Middle of the map; null before there is one. */
  centre: () => LonLat | null;
  /** Draw cases, what is near one, and areas of statistics over the map; nothing but what is given last. */
  draw: (overlay: Overlay) => void;
  /** Draw the map's data anew, because it has changed. */
  redraw: () => void;
}

export const deskKey: InjectionKey<Desk> = Symbol("desk");

/** The desk of this page; a component outside the app is a programming error. */
export function useDesk(): Desk {
  const desk = inject(deskKey);
  if (!desk) throw new Error("no desk provided");
  return desk;
}
