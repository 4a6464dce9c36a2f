import type {
  DeskEvent,
  EventClass,
  EventDetail,
  EventFile,
  LifeCycle,
  NewEvent,
  StepGiven,
  TimeLimit,
} from "./event_types";
import { ask, pathTo } from "./http";

export interface EventPage {
  items: DeskEvent[];
  next?: string | null;
}

type Query = Readonly<Record<string, string | number | boolean | null>>;

const eventPath = (code: string): string => `api/events/${encodeURIComponent(code)}`;

const json = (body: object): RequestInit => ({
  method: "POST",
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify(body),
});

/** One page of cases. */
export function fetchBoard(query: Query, signal: AbortSignal): Promise<EventPage> {
  return ask(pathTo("api/events", query), signal);
}

/** One case with its history, its files, what is near it and what may be done next. */
export function fetchEvent(code: string, signal: AbortSignal): Promise<EventDetail> {
  return ask(eventPath(code), signal);
}

export function fetchLifeCycle(signal: AbortSignal): Promise<LifeCycle> {
  return ask("api/events/life-cycle", signal);
}

/** Take in a case. */
export function report(given: NewEvent, signal: AbortSignal): Promise<EventDetail> {
  return ask("api/events", signal, json(given));
}

/** Take a step for a post; a 409 says that somebody else was faster. */
export function takeEventStep(
  event: Pick<EventDetail, "code" | "version">,
  step: string,
  post: string,
  given: StepGiven,
  signal: AbortSignal,
): Promise<EventDetail> {
  const body = { step, version: event.version, post, ...given };
  return ask(`${eventPath(event.code)}/steps`, signal, json(body));
}

/** Add a file to a case. */
export function uploadFile(code: string, file: File, signal: AbortSignal): Promise<EventFile> {
  const path = pathTo(`${eventPath(code)}/files`, { name: file.name });
  return ask(path, signal, { method: "POST", headers: { "Content-Type": file.type }, body: file });
}

/** Path of a file; read with the key. */
export const filePath = (code: string, id: number): string => `${eventPath(code)}/files/${id}`;

/** Time limits that a class may have, one for each condition. */
export async function fetchLimits(class_code: string, edition: string, signal: AbortSignal) {
  const path = pathTo("api/events/limits", { class_code, edition });
  return (await ask<{ items: TimeLimit[] }>(path, signal)).items;
}

/** All classes of events of an edition. */
export async function fetchEventClasses(edition: string, signal: AbortSignal) {
  const path = pathTo("api/catalogues", { kind: "event", edition });
  return (await ask<{ items: EventClass[] }>(path, signal)).items;
}

/** A thing that has a name: a department, a street. */
export interface Named {
  code: string;
  name: string;
}

interface NamedFeatures {
  features: { properties: { code: string; name: string | null } }[];
}

/** Most features asked for: all departments or streets of a city. */
const ALL = 1000;

/** Names of a layer's things, by code. */
export async function fetchNames(layer: "department" | "street", signal: AbortSignal): Promise<Named[]> {
  const found = await ask<NamedFeatures>(pathTo(`ogc/collections/${layer}/items`, { limit: ALL }), signal);
  return found.features.map(({ properties: { code, name } }) => ({ code, name: name ?? code }));
}
