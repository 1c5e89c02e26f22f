import type { IsoWeek, Window } from '../../workflows/window.js';
import type { DriftRow, TopicNameRow, TopicRow } from '../drift/drift-tables.js';
import type { EvalSetVersionRef } from '../eval-set/eval-set-table.js';
import type { Representativeness } from '../eval-set/representativeness.js';
import type { SummaryRow } from '../scoring/score-tables.js';
import type { ReportedCandidate } from '../scoring/summary-activities.js';
import type { JudgeRow, MonitorRow, OutcomeRow } from '../scoring/trust-tables.js';
import type { AccountingRow } from '../traffic/sample-table.js';
import type { ExemplarRow } from './exemplars.js';
import type { ReportIndexEntry } from './report-index.js';

/** Everything the page of one week shows. */
export interface WeeklyReportContent {
  readonly pipeline: string;
  readonly week: IsoWeek;
  readonly window: Window;
  /** Of the first candidate. */
  readonly verdict: string;
  /** First one first. */
  readonly candidates: readonly ReportedCandidate[];
  /** A smaller difference does not matter. */
  readonly minimumEffect: number;
  readonly alarm: boolean;
  readonly requests: { readonly distinct: number; readonly sampled: number; readonly users: number };
  readonly evalSet: {
    readonly version: EvalSetVersionRef;
    /** The version that production was compared with: the one last week left behind. */
    readonly comparedVersion: number;
    readonly added: number;
    readonly retired: number;
    readonly note: string | null;
    /** Null when there were too few users to say. */
    readonly representativeness: Representativeness | null;
  };
  readonly summary: readonly SummaryRow[];
  readonly outcomes: readonly OutcomeRow[];
  /** Of the judge that counts first. */
  readonly judges: readonly JudgeRow[];
  /** Oldest week first. */
  readonly monitor: readonly MonitorRow[];
  readonly drift: readonly DriftRow[];
  readonly topics: readonly TopicRow[];
  /** Of topics that moved, where a model is asked for them. */
  readonly topicNames: readonly TopicNameRow[];
  readonly exemplars: readonly ExemplarRow[];
  readonly accounting: readonly AccountingRow[];
  /** Earlier weeks, oldest first, this one last. */
  readonly trend: readonly ReportIndexEntry[];
  readonly costUsd: number;
  /** What must be known to read the scores, one sentence each. */
  readonly notes: readonly string[];
  /** Lines for the foot: digests, seeds, versions. */
  readonly provenance: readonly (readonly [string, string])[];
}
