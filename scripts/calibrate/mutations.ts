import type { EmbeddedRequest } from '../../activities/drift/drift-state.js';
import { type DriftDesign, type PairTest, pairTest, testOf, usersOf } from './drift-design.js';
import type { Experiment } from './experiment.js';
import { clusteredNull, independentNull } from './pair-experiments.js';
import { yearOf } from './year-experiments.js';
import { LOOKS, multiplied } from './year-schemes.js';

const ONE_TEST = { windows: [1], permutations: 99, isSliced: false };
/** So many people that few come back: what weeks share is the reference. */
const PEOPLE = 1000;

/** Mistakes that have been made before, each with the experiment that must notice it. */
export function mutations(design: DriftDesign): Experiment[] {
  return [
    few(independentNull(design, atFifthPercentile(design)), 'mutation: 5th in place of the 95th percentile'),
    few(independentNull(design, withoutOwnRow(design)), 'mutation: p = k/B'),
    few(clusteredNull(design, permutingPrompts(design)), 'mutation: permuting prompts'),
    multipliedOverOneReference(design),
  ];
}

/** Under another name, and with fewer repetitions: these mistakes are large. */
function few(experiment: Experiment, name: string): Experiment {
  return { ...experiment, name, runs: 30 };
}

/** Rejects whenever the statistic is above the 5th percentile of the permuted ones: at .05 when p is at most .95. */
function atFifthPercentile(design: DriftDesign): PairTest {
  const test = pairTest(design);
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
function permutingPrompts(design: DriftDesign): PairTest {
  const test = pairTest(design);
  const alone = (requests: readonly EmbeddedRequest[], side: string) =>
    requests.map(({ vector }, at) => ({ user: `${side} ${at}`, vector }));
  return async (before, after, options) => await test(alone(before, 'before'), alone(after, 'after'), options);
}

/** Multiplies the e-values of all weeks although they share one reference. */
function multipliedOverOneReference(design: DriftDesign): Experiment {
  const figure = 'years with a false alarm';
  return {
    name: 'mutation: e-values multiplied over one reference',
    about: 'a year of weekly looks at one reference, nothing changes',
    runs: 100,
    figures: [{ name: figure, limit: { atMost: 0.078 } }],
    repeat: async (repetition, seed) => {
      const options = {
        people: PEOPLE,
        referenceWeeks: 1,
        pinned: 20,
        active: 60,
        promptsPerUser: 1,
        first: 1,
        last: LOOKS,
      };
      const looks = await yearOf(design, `${seed} ${repetition}`, { ...options, ...ONE_TEST });
      return { [figure]: multiplied(looks).some(Boolean) };
    },
  };
}
