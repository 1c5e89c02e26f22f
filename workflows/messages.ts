import type { ReferenceRef } from '../activities/drift/reference-model.js';
import type { PipelineRef } from '../activities/pipeline/pipeline-ref.js';
import type { Artifact } from '../activities/storage/artifact.js';
import type { IsoWeek, Window } from './window.js';

/** Input of the weekly run. The week comes from the schedule's own time unless it is given. */
export interface WeeklyEvaluationInput {
  readonly pipeline: PipelineRef;
  readonly week?: IsoWeek;
}

/**
 * The JSON contract of the `release` signal, for every language:
 * `{"releaseId":"v42","deployedAt":"2026-10-05T09:00:00Z","model":"model-b"}`.
 */
export interface ReleaseSignal {
  /** @default 1 */
  readonly schemaVersion?: 1;
  /** 1 to 128 letters, digits, dots, hyphens or underscores; the first signal with an id counts. */
  readonly releaseId: string;
  /** ISO-8601 instant. @default the time at which the signal arrived */
  readonly deployedAt?: string;
  /** The model that answers from now on, or both models. */
  readonly model?: string | { readonly from?: string; readonly to: string };
  /** @default 'model' */
  readonly kind?: ReleaseKind;
  /** Version of the prompt or of the tools that was deployed, in your own words. */
  readonly promptVersion?: string;
  /**
   * Who got it: everybody; a share of the requests (those that `model.to` answered); or requests of which a field of the
   * logs has one of some values.
   * @default 'all'
   */
  readonly exposure?:
    | 'all'
    | { readonly share: number }
    | { readonly field: ExposureField; readonly in: readonly string[] };
  /** For people: shown in the report. */
  readonly notes?: string;
}

export type ReleaseKind = 'model' | 'prompt' | 'tooling' | 'rollback';
/**
 * Fields of a logged request that may tell who got a release: `model`; `route` (a pipeline's `metadataKeys.route` may
 * name any key of the logs, such as the arm of an experiment); `language`, the ISO 639-1 code of the prompt; `unit`,
 * `user`, `session` or `request`, by which people who are signed in can be told; `system_prompt_sha256`, the digest of
 * the redacted system prompt.
 */
export const EXPOSURE_FIELDS = ['model', 'route', 'language', 'unit', 'system_prompt_sha256'] as const;
export type ExposureField = (typeof EXPOSURE_FIELDS)[number];

/** Who got a release. */
export type Exposure =
  | { readonly kind: 'all' }
  | { readonly kind: 'share'; readonly share: number }
  | { readonly kind: 'by-field'; readonly field: ExposureField; readonly in: readonly string[] };

/** A release as the monitor accepted it. */
export interface Release {
  readonly releaseId: string;
  readonly deployedAt: string;
  readonly modelFrom: string | null;
  readonly modelTo: string | null;
  readonly kind: ReleaseKind;
  readonly promptVersion?: string;
  /** Missing: everybody. */
  readonly exposure?: Exposure;
  readonly notes?: string;
  /** Set when nobody announced it, and the weekly run saw it in the traffic. */
  readonly found?: boolean;
}

/** Another release near a tracked one: theirs are the dates at which windows are split. */
export type Neighbour = Pick<Release, 'releaseId' | 'deployedAt'>;

export interface AdaptationTrackingInput {
  readonly pipeline: PipelineRef;
  readonly release: Release;
  /** Releases known when the tracker started; later ones come by the `neighbour` signal. */
  readonly neighbours?: readonly Neighbour[];
  /** In place of the configuration's; sorted and made distinct. */
  readonly checkpointsDays?: readonly number[];
}

/** Answer of a tracker's `tracker` query. */
export interface TrackerState {
  readonly release: Release;
  readonly checkpoints: readonly TrackedCheckpoint[];
  /** The next checkpoint that will be looked at, and not before when; null when there is none. */
  readonly next: { readonly days: number; readonly notBefore: string } | null;
  /** The release that ended its tracking early. */
  readonly supersededBy: string | null;
  readonly paused: boolean;
  readonly cancelled: boolean;
}

export interface TrackedCheckpoint {
  /** End of its window, in days after the release. */
  readonly days: number;
  readonly window: Window;
  /** `cut`: another release ended its window early; `left-out`: it came before the window began, or it was cancelled. */
  readonly state: 'to-come' | 'measured' | 'cut' | 'empty' | 'left-out';
}

/** Where a long workflow stands, in words for people and numbers for machines. */
export interface Progress {
  readonly stage: string;
  readonly done: number;
  readonly total: number;
  readonly detail: string;
  /** Why it waits for somebody to act and to send `tidemark resume`; null while it does not. */
  readonly paused: string | null;
}

/**
 * Failures of a model API that only a person can mend, with money, a key or a right: scoring waits for the `resume`
 * signal then, and loses nothing.
 */
export const PAUSING_FAILURES = [
  'ModelKeyMissing',
  'ModelKeyRefused',
  'ModelPaymentRequired',
  'ModelForbidden',
  'ModelSpendLimit',
] as const;

/** What the workers paid before a step failed: detail of the failures that pause a run. */
export interface PaidBefore {
  readonly paidCalls: number;
  readonly costUsd: number;
}

export interface WeeklyEvaluationResult {
  readonly week: IsoWeek;
  readonly window: Window;
  readonly reportUri: string;
  readonly verdict: string;
  /** Model calls paid by this run; 0 when everything was in the ledger. */
  readonly paidCalls: number;
  readonly costUsd: number;
}

export interface AdaptationTrackingResult {
  readonly releaseId: string;
  /** Null when it was cancelled before anything was measured. */
  readonly reportUri: string | null;
  readonly checkpoints: number;
  readonly paidCalls: number;
}

/** Input of the run that pins another reference. */
export interface ReferencePinningInput {
  readonly pipeline: PipelineRef;
  readonly week: IsoWeek;
  /** In the words of whoever pins it. */
  readonly reason: string | null;
  /** Whether the week is measured by both embedders, which needs the one so far to answer still. */
  readonly bridge: boolean;
}

export interface ReferencePinningResult {
  readonly week: IsoWeek;
  readonly reference: ReferenceRef;
  /** The reference until then. */
  readonly before: ReferenceRef | null;
  /** `embedderBridgeTable`; null when the embedder is the same, or it was not measured. */
  readonly bridge: Artifact | null;
}

/** Answer of the release monitor's `releases` query. */
export interface ReleaseMonitorState {
  /** Newest last. */
  readonly releases: readonly Release[];
  readonly pending: number;
  readonly duplicates: number;
  readonly malformed: number;
  /** Why the latest malformed signals were refused, newest last; never their content. */
  readonly malformedReasons: readonly string[];
}
