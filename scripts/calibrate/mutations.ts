import type { EmbeddedRequest } from '../../activities/drift/drift-state.js';
import { type DriftDesign, type PairTest, pairTest, testOf, usersOf } from './drift-design.js';
import type { Experiment } from './experiment.js';
import { clusteredNull, independentNull } from './pair-experiments.js';
import { yearOf } from './year-experiments.js';
import { LOOKS, multiplied, type WeekLook } from './year-schemes.js';

/** A mistake that has been made before. */
export interface Mutation {
  readonly mistake: string;
  /** The experiment with the mistake in it: must clearly miss a limit. */
  readonly mutated: Experiment;
  /** The same without it: must not. Several mistakes may share one. */
  readonly sound: Experiment;
}

/** These mistakes are large. */
const RUNS = 30;
const YEARS = 100;
const CLUSTERED_KINDS = ['skewed', '5 a user'];
const FALSE_ALARM = 'years with a false alarm';

export function mutations(design: DriftDesign): Mutation[] {
  const test = pairTest(design);
  const independent = renamed(independentNull(design, test), 'sound: iid-null');
  return [
    {
      mistake: '5th in place of the 95th percentile',
      mutated: renamed(independentNull(design, atFifthPercentile(test)), 'mutation: 5th percentile'),
      sound: independent,
    },
    {
      mistake: 'p = k/B',
      mutated: renamed(independentNull(design, withoutOwnRow(design)), 'mutation: p is k over B'),
      sound: independent,
    },
    {
      mistake: 'permuting prompts in place of users',
      mutated: renamed(clusteredNull(design, permutingPrompts(test), CLUSTERED_KINDS), 'mutation: prompts permuted'),
      sound: renamed(clusteredNull(design, test, CLUSTERED_KINDS), 'sound: clustered-null'),
    },
    {
      mistake: 'e-values multiplied over one reused reference',
      mutated: multipliedOverOneReference(design),
      sound: multipliedOverFreshReferences(design),
    },
  ];
}

/** All that has to be run to judge these mistakes, each once. */
export function experimentsOf(all: readonly Mutation[]): Experiment[] {
  const byName = new Map(all.flatMap(({ mutated, sound }) => [mutated, sound]).map((each) => [each.name, each]));
  return [...byName.values()];
}

function renamed(experiment: Experiment, name: string): Experiment {
  return { ...experiment, name, runs: RUNS };
}

/** Rejects whenever the statistic is above the 5th percentile of the permuted ones: at .05 when p is at most .95. */
function atFifthPercentile(test: PairTest): PairTest {
  return async (...windows) => ((await test(...windows)) * 0.05) / 0.95;
}

/** Forgets that the data are one of the relabellings, so that p may be 0. */
function withoutOwnRow(design: DriftDesign): PairTest {
  return async (before, after, options) => {
    const { pValue, permutations } = await testOf(
      design,
      await usersOf(design, before),
      await usersOf(design, after),
      options,
    );
    return (pValue * (permutations + 1) - 1) / permutations;
  };
}

/** Takes every request for a user of its own. */
function permutingPrompts(test: PairTest): PairTest {
  const alone = (requests: readonly EmbeddedRequest[], side: string) =>
    requests.map(({ vector }, at) => ({ user: `${side} ${at}`, vector }));
  return async (before, after, options) => await test(alone(before, 'before'), alone(after, 'after'), options);
}

/** Users that a week is compared with, and users of a week. */
const COMPARED = 20;
const ACTIVE = 60;
/** So many that few come back: what weeks share is the reference. */
const PEOPLE_PER_REFERENCE = 50;
const ONE_LOOK = { referenceWeeks: 1, active: ACTIVE, promptsPerUser: 1, permutations: 99, first: 1, last: LOOKS };

/** Multiplies the e-values of all weeks although they share one reference. */
function multipliedOverOneReference(design: DriftDesign): Experiment {
  const year = { ...ONE_LOOK, people: PEOPLE_PER_REFERENCE * COMPARED, pinned: COMPARED };
  return multipliedYear('mutation: one reference reused', async (seed) => {
    const looks = await yearOf(design, seed, { ...year, windows: [1], isSliced: false });
    return looks.map(({ pValues }) => pValues.get(1) ?? 1);
  });
}

/** The same product where it is one of fair bets: every week is compared with as many users, who are nobody else's. */
function multipliedOverFreshReferences(design: DriftDesign): Experiment {
  const year = { ...ONE_LOOK, people: PEOPLE_PER_REFERENCE * COMPARED * 5, pinned: COMPARED * LOOKS };
  return multipliedYear('sound: fresh references', async (seed) => {
    const looks: readonly WeekLook[] = await yearOf(design, seed, { ...year, windows: [], isSliced: true });
    return looks.map(({ freshPValue }) => freshPValue);
  });
}

function multipliedYear(name: string, pValuesOf: (seed: string) => Promise<number[]>): Experiment {
  return {
    name,
    about: 'a year of weekly looks, nothing changes, e-values multiplied',
    runs: YEARS,
    figures: [{ name: FALSE_ALARM, limit: { atMost: 0.078 } }],
    repeat: async (repetition, seed) => ({
      [FALSE_ALARM]: multiplied(await pValuesOf(`${seed} ${repetition}`)).some(Boolean),
    }),
  };
}
