import { describe, expect, it } from 'vitest';
import { numbersOf, type Outcome, tallyOf } from '../../scripts/calibrate/experiment.js';
import { uncoveredExperiment } from '../../scripts/calibrate/uncovered-experiment.js';

const RUNS = 12;
const SIZE = { requests: 500, users: 93, every: 1, bias: {}, ranks: null };

describe('uncovered mass', () => {
  // About 500 requests a side: the mean of 12 estimates has a standard error of about 1.1 points.
  it.each([0, 0.05, 0.2])(
    'of %s is estimated without much bias, and its interval holds it',
    async (mass) => {
      const experiment = uncoveredExperiment(32, [SIZE], [mass]);
      const outcomes: Outcome[] = [];
      for (let run = 0; run < RUNS; run += 1) outcomes.push(await experiment.repeat(run, 'test'));
      const [bias, held] = ['bias', '95 % interval'].map((start) => {
        return experiment.figures.find(({ name }) => name.startsWith(start))?.name ?? '';
      });
      const errors = numbersOf(outcomes, bias ?? '');
      expect(errors).toHaveLength(RUNS);
      expect(Math.abs(errors.reduce((sum, error) => sum + error, 0) / RUNS)).toBeLessThan(0.045);
      // At 92 %, fewer than nine of twelve happen in less than one of 100.
      expect(tallyOf(outcomes, held ?? '').hits).toBeGreaterThanOrEqual(9);
    },
    120_000,
  );
});
