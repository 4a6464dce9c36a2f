import { AttributionControl, Map as GlMap, type MapOptions, ScaleControl, setWorkerUrl } from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";
import { base } from "../base";
import type { Box } from "./geometry";
import { VIEW_HASH, viewInHash } from "./hash";

/** Fonts of the reader's own machine: no glyph file is ever asked for. */
const LOCAL_FONTS = "'Noto Sans CJK SC', 'Microsoft YaHei', 'PingFang SC', sans-serif";

/** Make the map in a container; the style is set by the caller. Throws where the browser has no WebGL 2. */
export function createMap(container: HTMLElement, bounds: Box | null): GlMap {
  // Bundlers can't find the worker by themselves: without this the map never becomes idle.
  setWorkerUrl(workerUrl);
  const options: MapOptions = {
    container,
    hash: VIEW_HASH,
    localIdeographFontFamily: LOCAL_FONTS,
    attributionControl: false,
    maxPitch: 60,
    maxZoom: 20,
    // The worker resolves addresses against its own place, so they are made absolute here.
    transformRequest: (url) => ({ url: new URL(url, base).href }),
  };
  // A shared link says where to look; only without one does the city's extent decide.
  if (bounds && !viewInHash(location.hash))
    Object.assign(options, { bounds, fitBoundsOptions: { padding: 24 } });
  const map = new GlMap(options);
  map.addControl(new ScaleControl({ maxWidth: 120 }), "bottom-left");
  map.addControl(new AttributionControl({ compact: false }), "bottom-right");
  return map;
}
