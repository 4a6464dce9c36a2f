/** A chosen point of the map. */
export interface Place {
  lon: number;
  lat: number;
  /** How far around it things count as "here", metres. */
  radius: number;
  /** The address that was searched for; null when the map was clicked. */
  label: string | null;
}
