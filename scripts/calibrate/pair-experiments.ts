import type { EmbeddedRequest } from '../../activities/drift/drift-state.js';
import type { DriftDesign, PairTest } from './drift-design.js';
import { createDriftTraffic, type DriftTraffic, userNames } from './drift-traffic.js';
import type { Experiment, Figure, Limit } from './experiment.js';

type Pair = readonly [readonly EmbeddedRequest[], readonly EmbeddedRequest[]];
const PERMUTATIONS = 999;
const TOPIC = 0.05;

/** Windows of two groups of users, as many of them in both as `returning` says. */
function pairOf(traffic: DriftTraffic, users: number, returning: number, after: object, both: object = {}): Pair {
  const names = [...userNames('u', returning), ...userNames('v', users - returning)];
  return [
    traffic.window({ users: userNames('u', users), ...both }),
    traffic.window({ users: names, ...both, ...after }),
  ];
}

/** About 500 requests a side, whatever the number of users. */
const CLUSTERED = [
  { kind: 'skewed', users: 100, returning: 0, promptsPerUser: undefined },
  { kind: 'half returning', users: 100, returning: 50, promptsPerUser: undefined },
  { kind: '2 a user', users: 250, returning: 0, promptsPerUser: 2 },
  { kind: '3 a user', users: 167, returning: 0, promptsPerUser: 3 },
  { kind: '5 a user', users: 100, returning: 0, promptsPerUser: 5 },
] as const;

/**
 * False alarms when requests of a user are alike and nothing has changed.
 * @param kinds of {@link CLUSTERED}; all when left out
 */
export function clusteredNull(design: DriftDesign, test: PairTest, kinds?: readonly string[]): Experiment {
  const cases = CLUSTERED.filter(({ kind }) => kinds?.includes(kind) ?? true);
  const limits: Readonly<Record<string, Limit>> = { '.05': { atMost: 0.069 }, '.01': { atMost: 0.02 } };
  return {
    name: 'clustered-null',
    about: 'rejections of a true null, users with a style and topics of their own',
    runs: 1000,
    minutes: 9,
    figures: cases.flatMap(({ kind }) =>
      Object.entries(limits).map(([level, limit]): Figure => ({ name: `${kind}, level ${level}`, limit })),
    ),
    repeat: async (repetition, seed) => {
      const outcome: Record<string, boolean> = {};
      for (const { kind, users, returning, promptsPerUser } of cases) {
        const traffic = createDriftTraffic(design.dimension, seed, kind, repetition);
        const both = promptsPerUser === undefined ? {} : { promptsPerUser };
        const pValue = await test(...pairOf(traffic, users, returning, {}, both), optionsOf(repetition, seed));
        for (const level of Object.keys(limits)) outcome[`${kind}, level ${level}`] = pValue <= Number(level);
      }
      return outcome;
    },
  };
}

const IID_LEVELS: Readonly<Record<string, Limit>> = {
  '.05': { atLeast: 0.037, atMost: 0.063 },
  '.01': { atLeast: 0.004, atMost: 0.016 },
  '.001': { atMost: 0.004 },
};

/** Exactness on independent requests, down to the smallest p-value there is. */
export function independentNull(design: DriftDesign, test: PairTest): Experiment {
  const smallest = 'nothing in common: p is 1/(B + 1)';
  return {
    name: 'iid-null',
    about: 'rejections of a true null, 500 independent requests a side; and windows that have nothing in common',
    runs: 2000,
    minutes: 8,
    figures: [
      ...Object.entries(IID_LEVELS).map(([level, limit]): Figure => ({ name: `level ${level}`, limit })),
      { name: smallest, limit: { atLeast: 1 } },
    ],
    repeat: async (repetition, seed) => {
      const traffic = createDriftTraffic(design.dimension, seed, 'iid', repetition);
      const pair = [traffic.independent(500, 'a'), traffic.independent(500, 'b')] as const;
      const pValue = await test(...pair, optionsOf(repetition, seed));
      const apart = [traffic.independent(40, 'c'), traffic.independent(40, 'd', 1)] as const;
      const far = await test(...apart, optionsOf(repetition, seed));
      return {
        ...Object.fromEntries(Object.keys(IID_LEVELS).map((level) => [`level ${level}`, pValue <= Number(level)])),
        [smallest]: Math.abs(far * (PERMUTATIONS + 1) - 1) < 1e-9,
      };
    },
  };
}

/** Detection of a new topic of 5 % at level .05. */
export function independentPower(design: DriftDesign, test: PairTest): Experiment {
  const sizes = [
    { prompts: 500, limit: { atLeast: 0.48 } },
    { prompts: 1000, limit: { atLeast: 0.8 } },
  ];
  return {
    name: 'power-iid',
    about: 'a new topic of 5 %, independent requests, level .05',
    runs: 1000,
    minutes: 10,
    figures: sizes.map(({ prompts, limit }) => ({ name: `${prompts} a side`, limit })),
    repeat: async (repetition, seed) => {
      const outcome: Record<string, boolean> = {};
      for (const { prompts } of sizes) {
        const traffic = createDriftTraffic(design.dimension, seed, 'power', prompts, repetition);
        const pair = [traffic.independent(prompts, 'a'), traffic.independent(prompts, 'b', TOPIC)] as const;
        outcome[`${prompts} a side`] = (await test(...pair, optionsOf(repetition, seed))) <= 0.05;
      }
      return outcome;
    },
  };
}

const GROUPS = [
  { users: 380, returning: 0, limit: { atLeast: 0.4 } },
  { users: 900, returning: 0, limit: { atLeast: 0.95 } },
  { users: 400, returning: 400, limit: { atLeast: 0.9 } },
  { users: 400, returning: 200, limit: { atLeast: 0.7 } },
] as const;

/** Detection of a new topic of 5 % that a tenth of the users adopts for half of their requests. */
export function clusteredPower(design: DriftDesign, test: PairTest): Experiment {
  const nameOf = ({ users, returning }: { users: number; returning: number }) =>
    `${users} users a side, ${returning} in both`;
  return {
    name: 'power-clustered',
    about: 'a new topic of 5 %, users with a style and topics of their own, level .05',
    runs: 200,
    minutes: 7,
    figures: GROUPS.map((group) => ({ name: nameOf(group), limit: group.limit })),
    repeat: async (repetition, seed) => {
      const outcome: Record<string, boolean> = {};
      for (const group of GROUPS) {
        const { users, returning } = group;
        const traffic = createDriftTraffic(design.dimension, seed, nameOf(group), repetition);
        const pair = pairOf(traffic, users, returning, { newTopicMass: TOPIC });
        outcome[nameOf(group)] = (await test(...pair, optionsOf(repetition, seed))) <= 0.05;
      }
      return outcome;
    },
  };
}

function optionsOf(repetition: number, seed: string) {
  return { permutations: PERMUTATIONS, seed: `${seed} ${repetition}` };
}
