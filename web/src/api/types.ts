import type { components } from "./schema";

type Schemas = components["schemas"];

/** The names under which the page uses the service's answers; the shapes come from its OpenAPI document. */
export type City = Schemas["City"];
export type Layer = Schemas["Layer"];
export type Located = Schemas["Located"];
export type Identified = Schemas["Identified"];
export type Nearby = Identified["features"][number];
export type CityEvent = Schemas["Event"];
