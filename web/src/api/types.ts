import type { components, paths } from "./schema";

type Schemas = components["schemas"];

/** The names under which the page uses the service's answers; the shapes come from its OpenAPI document. */
export type City = Schemas["City"];
export type Layer = Schemas["Layer"];
export type Located = Schemas["Located"];
export type Identified = Schemas["Identified"];
export type Nearby = Identified["features"][number];

export type Suggestion = Schemas["Suggestion"];
export type Fault = Schemas["Fault"];
export type AddressNode = Schemas["AddressNode"];
export type Correction =
  paths["/api/address/corrections/{number}"]["get"]["responses"][200]["content"]["application/json"];
export type AddressSeen = Schemas["AddressSeen"];
export type NextStep = Correction["next_steps"][number];
export type Finding = Schemas["Finding"];
export type Tally = Schemas["Tally"];

/** Degrees, CGCS2000. */
export interface LonLat {
  lon: number;
  lat: number;
}

type NewCorrectionFields = Schemas["NewCorrection"];
export type Action = NewCorrectionFields["action"];

/** What is proposed; the service fills in what is left out. */
export type NewCorrection = Omit<NewCorrectionFields, "crs" | "below"> & { below?: boolean };
export type CorrectionState = Correction["state"];
export type Step = Schemas["CorrectionStep"]["action"];
