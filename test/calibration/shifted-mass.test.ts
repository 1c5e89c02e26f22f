import { describe, expect, it } from 'vitest';
import { regionShares } from '../../activities/drift/shifted-mass.js';
import { uncoveredMass } from '../../activities/drift/uncovered-mass.js';
import { createDriftWorld, userNames } from './drift-world.js';

const RUNS = 12;

/** Estimates and intervals for windows of new users of which the second has a topic of a given mass that is new. */
async function estimates(mass: number, users: number) {
  const found = [];
  for (let run = 0; run < RUNS; run += 1) {
    const world = createDriftWorld(32, 'new mass', mass, run);
    const before = world.window({ users: userNames('u', users) });
    const after = world.window({ users: userNames('v', users), newTopicMass: mass });
    const maps = await regionShares(before, after, { seed: `${run}`, weightCap: 3 });
    found.push(await uncoveredMass(maps, { seed: `${run}`, permutations: 29 }));
  }
  return found;
}

describe('uncovered mass', () => {
  // About 500 requests a side: the mean of 12 estimates has a standard error of about 1.1 points.
  it.each([0, 0.05, 0.2])('of %s is estimated without much bias, and its interval holds it', async (mass) => {
    const found = await estimates(mass, 93);
    const mean = found.reduce((sum, { estimate }) => sum + estimate, 0) / RUNS;
    expect(Math.abs(mean - mass)).toBeLessThan(0.045);
    const covered = found.filter(({ ciLow, ciHigh }) => ciLow <= mass && mass <= ciHigh).length;
    // At 92 %, fewer than nine of twelve happen in less than one of 100.
    expect(covered).toBeGreaterThanOrEqual(9);
  });
});
