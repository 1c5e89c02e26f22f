import type { SummaryRow } from './score-tables.js';
import { overallVerdict } from './verdict.js';

/** What all gates of one candidate say together. */
export interface CandidateVerdict {
  /** `candidate`, `candidate-2`, … */
  readonly arm: string;
  readonly verdict: string;
}

const GATE_METRICS: ReadonlySet<string> = new Set(['score_difference', 'win_rate_difference']);
const GATE_SLICES: ReadonlySet<string> = new Set(['live', 'eval-set']);
const CANDIDATE = /^candidate(-\d+)?$/;

/** Whether an arm may replace production. */
function isCandidate(arm: string): boolean {
  return CANDIDATE.test(arm);
}

/** In the order of the configuration: `candidate`, `candidate-2`, …, `candidate-10`. */
export function candidateArms(arms: Iterable<string>): string[] {
  const numberOf = (arm: string) => Number(arm.slice('candidate-'.length) || 1);
  return [...new Set(arms)].filter(isCandidate).toSorted((a, b) => numberOf(a) - numberOf(b));
}

/** The candidate that a row is a gate of; null when the row is no gate. */
export function gatedCandidate({ metric, arm, slice }: Pick<SummaryRow, 'metric' | 'arm' | 'slice'>): string | null {
  const [a = '', b] = arm.split(' - ');
  if (b === undefined || !isCandidate(a) || !GATE_METRICS.has(metric) || !GATE_SLICES.has(slice)) return null;
  return a;
}

/** The verdict of every candidate, first candidate first, from the gates of a summary. */
export function candidateVerdicts(summary: readonly SummaryRow[]): CandidateVerdict[] {
  const arms = candidateArms(summary.flatMap((row) => gatedCandidate(row) ?? []));
  return arms.map((arm) => {
    const gates = summary.filter((row) => gatedCandidate(row) === arm);
    return { arm, verdict: overallVerdict(gates.map(({ verdict }) => verdict)) };
  });
}
