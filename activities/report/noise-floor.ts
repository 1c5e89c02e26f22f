import { gatedCandidate } from '../scoring/candidate-gates.js';
import type { SummaryRow } from '../scoring/score-tables.js';

/** How far production's own model, asked again, differs from its logged answers: the A/A difference. */
export interface NoiseFloor {
  readonly row: SummaryRow;
  /** The larger end of its interval, without sign. */
  readonly bound: number;
}

const CONTROL = 'control - production';

/** The A/A difference of a metric on live traffic; null when it was refused, or there is no control. */
export function noiseFloorOf(summary: readonly SummaryRow[], metric: string): NoiseFloor | null {
  const row = summary.find((each) => each.metric === metric && each.arm === CONTROL && each.slice === 'live');
  if (row === undefined || row.ci_low === null || row.ci_high === null) return null;
  return { row, bound: Math.max(Math.abs(row.ci_low), Math.abs(row.ci_high)) };
}

/**
 * Gates whose difference is smaller than A/A differences may be. On the eval set the live A/A difference is the yardstick,
 * too: the logged answers there may be of an earlier model.
 */
export function gatesWithinNoise(summary: readonly SummaryRow[]): { row: SummaryRow; floor: NoiseFloor }[] {
  return summary.flatMap((row) => {
    if (gatedCandidate(row) === null || row.estimate === null) return [];
    const floor = noiseFloorOf(summary, row.metric);
    return floor === null || Math.abs(row.estimate) > floor.bound ? [] : [{ row, floor }];
  });
}
