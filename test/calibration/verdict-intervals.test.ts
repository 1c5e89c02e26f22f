import { describe, expect, it } from 'vitest';
import { bootstrapMeanInterval } from '../../activities/stats/cluster-bootstrap.js';
import { required } from '../scoring/scoring-world.js';
import {
  covers,
  type DifferenceWorld,
  meanOf,
  PATIENCE_MS,
  percent,
  shareOf,
  simulateDifferences,
} from './verdict-world.js';

// With --reporter=verbose each test prints what it measured. A coverage of 0.95 measured in 2000 runs has a standard
// error of 0.005.

const RUNS = 2000;
const DRAWS = 399;

/** Coverage of 95 % intervals by Student's t and by the bootstrap of the same runs. */
function coverages(world: DifferenceWorld, name: string): { student: number; bootstrap: number } {
  let student = 0;
  const bootstrap = shareOf(RUNS, (run) => {
    const rows = simulateDifferences(world, name, run);
    if (covers(meanOf(rows), world.effect)) student += 1 / RUNS;
    return covers(required(bootstrapMeanInterval(rows, { seed: String(run), draws: DRAWS })), world.effect);
  });
  return { student, bootstrap };
}

describe('intervals of few and skewed users', { timeout: PATIENCE_MS }, () => {
  const world = { itemsPerUser: 3, icc: 0.7, spread: 1, effect: 0.5, skewed: true };

  it.for([
    [20, false, 0.91],
    [30, false, 0.92],
    [50, false, 0.93],
    [20, true, 0.9],
    [30, true, 0.91],
    [50, true, 0.925],
  ] as const)(
    'bootstrapped over %i users (uneven: %s) hold in at least %f of the runs, and no fewer than by Student’s t',
    async ([users, uneven, wanted], { annotate }) => {
      const { student, bootstrap } = coverages({ ...world, users, uneven }, `skewed ${users} ${uneven}`);
      await annotate(`coverage: Student's t ${percent(student)}, bootstrap-t ${percent(bootstrap)}`);
      expect(bootstrap).toBeGreaterThanOrEqual(wanted);
      expect(bootstrap).toBeLessThanOrEqual(0.975);
      expect(bootstrap).toBeGreaterThanOrEqual(student - 0.005);
    },
  );
});

describe('intervals of a mean with unequal weights', { timeout: PATIENCE_MS }, () => {
  it.for([
    [50, 0.935],
    [100, 0.935],
    [300, 0.935],
  ] as const)('of %i users hold in at least %f of the runs', async ([users, wanted], { annotate }) => {
    const world = { users, itemsPerUser: 3, icc: 0.5, spread: 1, effect: 0.5, uneven: true };
    const covered = shareOf(RUNS, (run) => covers(meanOf(simulateDifferences(world, 'weights', users, run)), 0.5));
    await annotate(`coverage of the Hájek mean: ${percent(covered)}`);
    expect(covered).toBeGreaterThanOrEqual(wanted);
    expect(covered).toBeLessThanOrEqual(0.965);
  });
});
