import { regionShares } from '../../activities/drift/shifted-mass.js';
import { uncoveredMass } from '../../activities/drift/uncovered-mass.js';
import { createDriftTraffic, userNames } from './drift-traffic.js';
import type { Experiment, Limit } from './experiment.js';

/** Requests a side, about; the users write 5.4 each. */
interface MassSize {
  readonly requests: number;
  readonly users: number;
  /** Tried in one of so many repetitions. */
  readonly every: number;
  readonly bias: Limit;
  readonly ranks: Limit | null;
}

const WITHIN_1_5_POINTS: Limit = { atLeast: -0.015, atMost: 0.015 };
const IN_ORDER: Limit = { atLeast: 0.95 };
const SIZES: readonly MassSize[] = [
  // One window of so few users cannot tell 2 % from 5 %: its rank correlation is shown without a limit.
  { requests: 500, users: 93, every: 1, bias: { atLeast: -0.025, atMost: 0.025 }, ranks: null },
  { requests: 2000, users: 372, every: 1, bias: WITHIN_1_5_POINTS, ranks: IN_ORDER },
  { requests: 10_000, users: 1860, every: 4, bias: WITHIN_1_5_POINTS, ranks: IN_ORDER },
  { requests: 20_000, users: 3720, every: 4, bias: WITHIN_1_5_POINTS, ranks: IN_ORDER },
];
const MASSES = [0, 0.02, 0.05, 0.1, 0.2];
const [SMALL, LARGE] = [2000, 20_000];
const WEIGHT_CAP = 3;
const PERMUTATIONS = 49;

/** The uncovered mass when a topic of known mass is new: is it right on average, does its interval hold it, at all sizes? */
export function uncoveredExperiment(
  dimension: number,
  sizes: readonly MassSize[] = SIZES,
  masses: readonly number[] = MASSES,
): Experiment {
  const points = (mass: number) => `${100 * mass} %`;
  const bias = (requests: number, mass: number) => `bias for ${points(mass)}, ${requests} requests`;
  const held = (requests: number) => `part of the 95 % intervals that hold the mass, ${requests} requests`;
  const heldAt = (requests: number, mass: number) => `95 % interval holds ${points(mass)}, ${requests} requests`;
  const ranks = (requests: number) => `rank correlation with the masses, ${requests} requests`;
  const change = (mass: number) => `change for ${points(mass)} from ${SMALL} to ${LARGE} requests`;
  return {
    name: 'uncovered-mass',
    about: `the uncovered mass of a new topic of ${masses.map(points).join(', ')}, no user in both windows`,
    runs: 200,
    minutes: 65,
    figures: [
      ...sizes.flatMap(({ requests, bias: limit, ranks: rankLimit }) => [
        ...masses.map((mass) => ({ name: bias(requests, mass), limit })),
        { name: ranks(requests), limit: rankLimit },
        { name: held(requests), limit: { atLeast: 0.92, atMost: 0.98 } },
        ...masses.map((mass) => ({ name: heldAt(requests, mass), limit: null })),
      ]),
      ...masses.map((mass) => ({ name: change(mass), limit: { atLeast: -0.01, atMost: 0.01 } })),
    ],
    repeat: async (repetition, seed) => {
      const outcome: Record<string, boolean | number> = {};
      const found = new Map<string, number>();
      for (const { requests, users, every } of sizes) {
        if (repetition % every !== 0) continue;
        let holding = 0;
        const estimates: number[] = [];
        for (const mass of masses) {
          const traffic = createDriftTraffic(dimension, 'uncovered', seed, requests, mass, repetition);
          const before = traffic.window({ users: userNames('u', users) });
          const after = traffic.window({ users: userNames('v', users), newTopicMass: mass });
          const of = { seed: `${seed} ${repetition}`, weightCap: WEIGHT_CAP };
          const maps = await regionShares(before, after, of);
          const { estimate, ciLow, ciHigh } = await uncoveredMass(maps, { seed: of.seed, permutations: PERMUTATIONS });
          const isHeld = ciLow <= mass && mass <= ciHigh;
          holding += isHeld ? 1 / masses.length : 0;
          estimates.push(estimate);
          found.set(`${requests} ${mass}`, estimate);
          outcome[bias(requests, mass)] = estimate - mass;
          outcome[heldAt(requests, mass)] = isHeld;
        }
        outcome[held(requests)] = holding;
        outcome[ranks(requests)] = rankCorrelation(estimates);
      }
      for (const mass of masses) {
        const [small, large] = [found.get(`${SMALL} ${mass}`), found.get(`${LARGE} ${mass}`)];
        if (small !== undefined && large !== undefined) outcome[change(mass)] = large - small;
      }
      return outcome;
    },
  };
}

/** Spearman's rank correlation of values with the order they stand in; no ties. */
function rankCorrelation(values: readonly number[]): number {
  const n = values.length;
  const order = [...values.keys()].sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  const squares = order.reduce((sum, at, rank) => sum + (at - rank) ** 2, 0);
  return 1 - (6 * squares) / (n * (n * n - 1));
}
