import { describe, expect, it } from 'vitest';
import { calibrationRows, isClearlyMissed } from '../../scripts/calibrate/calibration-table.js';
import { driftDesign } from '../../scripts/calibrate/drift-design.js';
import type { Experiment, Outcome } from '../../scripts/calibrate/experiment.js';
import { experimentsOf, mutations } from '../../scripts/calibrate/mutations.js';

const design = driftDesign(32);
const all = mutations(design);
/** Those mistakes are large; products of e-values go wrong in one year of four only, where one of twenty is promised. */
const FEW = 8;
const YEARS = 100;

async function clearlyMissed(experiment: Experiment, runs: number): Promise<string[]> {
  const outcomes: Outcome[] = [];
  for (let at = 0; at < runs; at += 1) outcomes.push(await experiment.repeat(at, 'test'));
  const rows = calibrationRows(experiment, outcomes, { dimension: design.dimension, seed: 'test' });
  return rows.filter(isClearlyMissed).map(({ figure }) => figure);
}

describe('the calibration', () => {
  it.each(all.map(({ mistake, mutated }) => [mistake, mutated] as const))(
    'turns red: %s',
    async (_mistake, mutated) => {
      expect(await clearlyMissed(mutated, mutated.runs >= YEARS ? YEARS : FEW)).not.toEqual([]);
    },
    240_000,
  );

  it.each(experimentsOf(all).flatMap((experiment) => (experiment.name.startsWith('sound') ? [experiment] : [])))(
    'is green without the mistakes: $name',
    async (experiment) => {
      expect(await clearlyMissed(experiment, FEW)).toEqual([]);
    },
    240_000,
  );
});
