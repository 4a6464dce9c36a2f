/** The shapes of the event desk's answers. Times are RFC 3339; what is not for everybody is null without the key. */

export type StepCode = string;

/** A case as the list and the stream give it. */
export interface DeskEvent {
  id: number;
  code: string;
  edition: string;
  class_code: string;
  class_name: string | null;
  description: string | null;
  source: string;
  state: string;
  urgent: boolean;
  supervised: boolean;
  reported_at: string;
  lon: number | null;
  lat: number | null;
  address_text: string | null;
  address_code: string | null;
  placed_from: string | null;
  /** How far the point and the address are apart, metres. */
  place_gap_m: number | null;
  district: string | null;
  street: string | null;
  community: string | null;
  unit_grid: string | null;
  duty_grid: string | null;
  composite_grid: string | null;
  component_code: string | null;
  department_code: string | null;
  department_name: string | null;
  assigned_by: string | null;
  condition: string | null;
  limit: { amount: number; unit: string } | null;
  deadline: string | null;
  overdue: boolean;
  suspended_at: string | null;
  filed_at: string | null;
  dispatched_at: string | null;
  handled_at: string | null;
  checked_at: string | null;
  closed_at: string | null;
  returns: number;
  reworks: number;
  forced: boolean;
  duplicate_of: string | null;
  version: number;
}

export interface EventStep {
  version: number;
  step: StepCode;
  from_state: string | null;
  state: string;
  at: string;
  post: string | null;
  actor: string | null;
  note: string | null;
  department_code: string | null;
}

export interface NextEventStep {
  step: StepCode;
  /** State that it leads to; null: it stays. */
  to: string | null;
  posts: string[];
  needs: string[];
}

export interface EventFile {
  id: number;
  name: string;
  media_type: string;
  bytes: number;
  at: string;
}

export interface NearComponent {
  code: string;
  class_code: string;
  name: string | null;
  state: string | null;
  lon: number;
  lat: number;
  metres: number;
}

export interface NearCamera {
  code: string;
  name: string | null;
  lon: number;
  lat: number;
  metres: number;
}

export interface SimilarEvent {
  code: string;
  class_code: string;
  class_name: string | null;
  state: string;
  reported_at: string;
  lon: number;
  lat: number;
  metres: number;
  likely_duplicate: boolean;
}

export interface EventDetail extends DeskEvent {
  steps: EventStep[];
  next_steps: NextEventStep[];
  files: EventFile[] | null;
  nearby: { components: NearComponent[]; cameras: NearCamera[] | null; similar: SimilarEvent[] };
  warnings: string[];
}

export interface LifeStep {
  step: StepCode;
  name: string;
  name_en: string;
  from: string[];
  to: string | null;
  posts: string[];
  needs: string[];
  /** What may be given besides. */
  takes?: string[];
  key: string | null;
}

interface Named {
  code: string;
  name: string;
  name_en: string;
}

export interface LifeCycle {
  states: (Named & { stage: string; final: boolean })[];
  steps: LifeStep[];
  stages: (Named & { cjj106: string })[];
  posts: Named[];
}

export interface TimeLimit {
  code: string;
  class_code: string;
  condition: string | null;
  amount: number;
  unit: string;
  basis: string | null;
}

export interface NewEvent {
  class_code: string;
  edition: string;
  source: string;
  description?: string;
  lon?: number;
  lat?: number;
  address?: string;
  urgent: boolean;
  supervised: boolean;
  condition?: string;
}

/** What a step is taken with, besides the version of the case it is meant for. */
export interface StepGiven {
  note?: string;
  department_code?: string;
  condition?: string;
  duplicate_of?: string;
  deadline?: string;
  component_code?: string;
  class_code?: string;
  edition?: string;
}

/** A class of the event catalogue. */
export interface EventClass {
  code: string;
  edition: string;
  name: string;
  major: string | null;
}
