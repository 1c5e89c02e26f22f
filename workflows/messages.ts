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
  readonly kind?: 'model' | 'prompt' | 'tooling' | 'rollback';
  readonly notes?: string;
}

/** A release as the monitor accepted it. */
export interface Release {
  readonly releaseId: string;
  readonly deployedAt: string;
  readonly modelFrom: string | null;
  readonly modelTo: string | null;
  readonly kind: 'model' | 'prompt' | 'tooling' | 'rollback';
}

export interface AdaptationTrackingInput {
  readonly pipeline: PipelineRef;
  readonly release: Release;
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
  readonly reportUri: string;
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
