import { perUserCap } from '../../activities/eval-set/refresh.js';
import {
  type Representativeness,
  type RepresentedRow,
  representativenessOf,
} from '../../activities/eval-set/representativeness.js';
import { BLOCKS, createEvalSetWorld, createLivingSet, representedRows, STEADY } from './eval-set-world.js';
import type { Experiment } from './experiment.js';

const SIZE = 200;
const LEVEL = 0.05;

/**
 * One week of production and two sets for it: one made a week earlier, when a topic that is a tenth of the traffic now
 * had not come up, and a fresh sample of other people's requests of the same week.
 */
export const staleSet: Experiment = {
  name: 'stale-set',
  about: `a set of ${SIZE} items that lacks a topic of 10 % of the traffic, and a fresh sample as large, 400 users, level .05`,
  runs: 200,
  minutes: 1,
  figures: [
    { name: 'stale: the set is flagged', limit: { atLeast: 0.95 } },
    { name: 'stale: the missing topic is named first', limit: { atLeast: 0.95 } },
    // 200 tests at .05: 10 on average; up to 18 hold 99 % of the binomial distribution.
    { name: 'fresh: flagged', limit: { atMost: 0.09 } },
    { name: 'fresh: flagged by coverage', limit: { atMost: 0.09 } },
    { name: 'fresh: flagged by the MMD', limit: { atMost: 0.09 } },
    { name: 'fresh: flagged by the uncovered share', limit: { atMost: 0.09 } },
    { name: 'fresh: coverage over that of fresh samples', limit: { atLeast: 0.995, atMost: 1.005 } },
  ],
  repeat: async (repetition, seed) => {
    const world = createEvalSetWorld({ users: 400, sample: 1_000 }, 'stale', seed, repetition);
    const shares = world.shares(0);
    const before = shares.map((share, topic) => (topic === STEADY ? 0 : share));
    const set = createLivingSet(SIZE);
    set.refresh(world.week(0, before));
    const production = representedRows(world.week(1, shares).sample);
    const options = { seed: `${seed} ${repetition}`, perUser: perUserCap(SIZE), blocks: BLOCKS, draws: 100 };
    const stale = await representativenessOf(set.items(), production, options);
    const others = representedRows(world.elsewhere(1, shares).sample);
    const fresh = await representativenessOf(sampleOf(others), production, options);
    const isFlagged = (read: (result: Representativeness) => number) => fresh === null || read(fresh) <= LEVEL;
    return {
      'stale: the set is flagged': stale?.isRepresentative === false,
      'stale: the missing topic is named first': stale?.staleTopics[0]?.topic === STEADY,
      'fresh: flagged': fresh?.isRepresentative !== true,
      'fresh: flagged by coverage': isFlagged(({ coverage }) => coverage.pValue),
      'fresh: flagged by the MMD': isFlagged(({ mmd2 }) => mmd2.pValue),
      'fresh: flagged by the uncovered share': isFlagged(({ uncoveredShare }) => uncoveredShare.pValue),
      'fresh: coverage over that of fresh samples': fresh?.coverageRatio ?? 0,
    };
  },
};

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
