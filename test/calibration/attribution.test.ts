import { describe, expect, it } from 'vitest';
import { attributionExperiment } from '../../scripts/calibrate/attribution-experiment.js';
import { driftDesign } from '../../scripts/calibrate/drift-design.js';
import { type Outcome, tallyOf } from '../../scripts/calibrate/experiment.js';

const RUNS = 3;

describe('which topics moved', () => {
  // At the rates of the calibration, two misses of one kind in three runs happen in less than one of 100 sets of seeds.
  it('is told of three planted changes, with intervals that hold all true changes', async () => {
    const experiment = attributionExperiment(driftDesign(64), { users: 900, permutations: 199 });
    const outcomes: Outcome[] = [];
    for (let run = 0; run < RUNS; run += 1) outcomes.push(await experiment.repeat(run, 'test'));
    const yesOrNo = experiment.figures.filter(({ limit }) => limit !== null);
    const misses = yesOrNo.map(({ name, limit }) => {
      const { hits, trials } = tallyOf(outcomes, name);
      expect(trials, name).toBe(RUNS);
      return limit?.atLeast === undefined ? hits : RUNS - hits;
    });
    expect(misses).toHaveLength(5);
    expect(Math.max(...misses)).toBeLessThanOrEqual(1);
  }, 240_000);
});
