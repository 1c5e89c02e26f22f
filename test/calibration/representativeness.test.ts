import { beforeAll, describe, expect, it } from 'vitest';
import { perUserCap } from '../../activities/eval-set/refresh.js';
import {
  type Representativeness,
  type RepresentedRow,
  representativenessOf,
} from '../../activities/eval-set/representativeness.js';
import { BLOCKS, createEvalSetWorld, createLivingSet, representedRows, STEADY } from './eval-set-world.js';

const RUNS = 200;
const SIZE = 200;

/**
 * Per run one week of production and two sets for it: one made a week earlier, when a topic that is a tenth of the
 * traffic now had not come up, and a fresh sample of other people's requests of the same week.
 */
describe('the test of representativeness, in 200 runs', () => {
  const stale: (Representativeness | null)[] = [];
  const fresh: (Representativeness | null)[] = [];
  beforeAll(async () => {
    for (let run = 0; run < RUNS; run += 1) {
      const world = createEvalSetWorld({ users: 400, sample: 1_000 }, 'stale', run);
      const shares = world.shares(0);
      const before = shares.map((share, topic) => (topic === STEADY ? 0 : share));
      const set = createLivingSet(SIZE);
      set.refresh(world.week(0, before));
      const production = representedRows(world.week(1, shares).sample);
      const options = { seed: `${run}`, perUser: perUserCap(SIZE), blocks: BLOCKS, draws: 100 };
      stale.push(await representativenessOf(set.items(), production, options));
      const others = representedRows(world.elsewhere(1, shares).sample);
      fresh.push(await representativenessOf(sampleOf(others), production, options));
    }
  }, 600_000);

  it('flags at least 95 % of the sets that lack a topic of 10 % of the traffic', () => {
    expect(stale.filter((result) => result?.isRepresentative === false).length).toBeGreaterThanOrEqual(0.95 * RUNS);
  });

  it('names the topic that is missing first', () => {
    const named = stale.filter((result) => result?.staleTopics[0]?.topic === STEADY);
    expect(named.length).toBeGreaterThanOrEqual(0.95 * RUNS);
  });

  // 200 tests at .05: 10 on average; up to 18 hold 99 % of the binomial distribution.
  it('keeps its level on fresh samples of production', () => {
    expect(fresh.filter((result) => result?.isRepresentative !== true).length).toBeLessThanOrEqual(18);
    for (const read of [
      (result: Representativeness) => result.coverage.pValue,
      (result: Representativeness) => result.mmd2.pValue,
      (result: Representativeness) => result.uncoveredShare.pValue,
    ]) {
      expect(fresh.filter((result) => result === null || read(result) <= 0.05).length).toBeLessThanOrEqual(18);
    }
  });

  it('finds in a fresh sample the coverage of fresh samples', () => {
    const ratio = fresh.reduce((sum, result) => sum + (result?.coverageRatio ?? 0), 0) / RUNS;
    expect(ratio).toBeGreaterThan(0.995);
    expect(ratio).toBeLessThan(1.005);
  });
});

/** As a fresh sample is drawn: no more of one user than the set may have, all counting alike. */
function sampleOf(requests: readonly RepresentedRow[]): RepresentedRow[] {
  const counts = new Map<string, number>();
  const kept = requests.filter(({ user }) => {
    const count = (counts.get(user) ?? 0) + 1;
    counts.set(user, count);
    return count <= perUserCap(SIZE);
  });
  return kept.slice(0, SIZE).map((row) => ({ ...row, weight: 1 / SIZE }));
}
