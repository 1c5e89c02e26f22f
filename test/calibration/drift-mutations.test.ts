import { describe, expect, it } from 'vitest';
import { calibrationRows, isClearlyMissed } from '../../scripts/calibrate/calibration-table.js';
import { driftDesign, pairTest } from '../../scripts/calibrate/drift-design.js';
import type { Experiment, Outcome } from '../../scripts/calibrate/experiment.js';
import { mutations } from '../../scripts/calibrate/mutations.js';
import { clusteredNull, independentNull } from '../../scripts/calibrate/pair-experiments.js';

const design = driftDesign(32);

async function clearlyMissed(experiment: Experiment, runs: number): Promise<string[]> {
  const outcomes: Outcome[] = [];
  for (let at = 0; at < runs; at += 1) outcomes.push(await experiment.repeat(at, 'test'));
  const rows = calibrationRows(experiment, outcomes, { dimension: design.dimension, seed: 'test' });
  return rows.filter(isClearlyMissed).map(({ figure }) => figure);
}

describe('the calibration', () => {
  it.each([clusteredNull, independentNull])(
    'is green as things are',
    async (experiment) => {
      expect(await clearlyMissed(experiment(design, pairTest(design)), 10)).toEqual([]);
    },
    120_000,
  );

  it.each(mutations(design).map((mutation) => [mutation.name, mutation] as const))(
    'turns red: %s',
    async (name, mutation) => {
      // That mistake is the smallest: about one year in four, where one in twenty is promised.
      const runs = name.includes('e-values') ? 40 : 4;
      expect(await clearlyMissed(mutation, runs)).not.toEqual([]);
    },
    120_000,
  );
});
