import { uncoveredShareOf } from '../../activities/adaptation/uncovered-share.js';
import { afterRelease } from '../../activities/eval-set/early-refresh.js';
import { perUserCap } from '../../activities/eval-set/refresh.js';
import { representativenessOf } from '../../activities/eval-set/representativeness.js';
import { normalise } from '../../activities/stats/vectors.js';
import {
  BLOCKS,
  createEvalSetWorld,
  createLivingSet,
  representedRows,
  STEADY,
  type WorldWeek,
} from './eval-set-world.js';
import type { Experiment, Outcome } from './experiment.js';

const SIZE = 200;
/** Share of the traffic that the new habit takes. */
const HABIT = 0.12;
/** What has to be planted for it: users cannot give it more than all their prompts, so that it gets a little less. */
const PLANTED = 0.126;
/** The estimate is low by the regions that the habit shares with others; this leaves room for that. */
const LEFT_BEHIND_ABOVE = 0.05;
const HIGHER = 0.1;
/** Coverage of production by the set, as part of what a fresh sample covers. */
const COVERED = 0.95;
/** Of the week after, for the sake of time: distances cost the square. */
const COVERAGE_REQUESTS = 800;
/** Lifts the few dimensions of the world onto a sphere, where near stays near, whatever the length of a vector. */
const LIFT = 8;

/** A habit that comes with a release: the eval set is told to be left behind, is refreshed, and covers the week after. */
export const leftBehindExperiment: Experiment = {
  name: 'left-behind',
  about: `a release that brings a habit of ${100 * HABIT} % of the traffic, a set of ${SIZE} items, 400 users: flagged, refreshed once, covered`,
  runs: 200,
  minutes: 3,
  figures: [
    { name: 'part of the traffic that is the habit', limit: { atLeast: 0.115, atMost: 0.125 } },
    { name: 'estimate of it', limit: null },
    { name: `left behind: more than ${LEFT_BEHIND_ABOVE} found`, limit: { atLeast: 0.95 } },
    { name: `left behind: more than ${HIGHER} found`, limit: null },
    { name: `no habit: more than ${LEFT_BEHIND_ABOVE} found`, limit: { atMost: 0.02 } },
    { name: 'found and refreshed exactly once', limit: { atLeast: 0.95 } },
    { name: 'the week after: coverage of a set left as it was', limit: null },
    { name: 'the week after: coverage of the refreshed set', limit: null },
    { name: `the week after: it is at least ${COVERED}`, limit: { atLeast: 0.95 } },
  ],
  repeat: async (repetition, seed): Promise<Outcome> => {
    const world = createEvalSetWorld({ users: 400, sample: 2_000 }, 'left-behind', seed, repetition);
    const usual = world.shares(0);
    const others = usual.reduce((sum, share, at) => sum + (at === STEADY ? 0 : share), 0);
    const withHabit = (mass: number) =>
      usual.map((share, at) => (at === STEADY ? mass : (share / others) * (1 - mass)));
    const set = createLivingSet(SIZE);
    set.refresh(world.week(0, withHabit(0)));
    const of = `${seed} ${repetition}`;
    const quiet = await uncoveredBy(set, world.week(1, withHabit(0)), of);

    const after = world.week(1, withHabit(PLANTED));
    const found = await uncoveredBy(set, after, of);
    const nextWeek = world.week(2, withHabit(PLANTED));
    const left = await coverageBy(set, nextWeek, of);
    const isFound = found > LEFT_BEHIND_ABOVE;
    if (isFound) set.refresh(after, afterRelease('planted'));
    const isFoundAgain = (await uncoveredBy(set, nextWeek, of)) > LEFT_BEHIND_ABOVE;
    const refreshed = await coverageBy(set, nextWeek, of);
    return {
      'part of the traffic that is the habit':
        after.traffic.filter(({ topic }) => topic === STEADY).length / after.traffic.length,
      'estimate of it': found,
      [`left behind: more than ${LEFT_BEHIND_ABOVE} found`]: isFound,
      [`left behind: more than ${HIGHER} found`]: found > HIGHER,
      [`no habit: more than ${LEFT_BEHIND_ABOVE} found`]: quiet > LEFT_BEHIND_ABOVE,
      'found and refreshed exactly once': isFound && !isFoundAgain,
      'the week after: coverage of a set left as it was': left,
      'the week after: coverage of the refreshed set': refreshed,
      [`the week after: it is at least ${COVERED}`]: refreshed >= COVERED,
    };
  },
};

type LivingSet = ReturnType<typeof createLivingSet>;

async function uncoveredBy(set: LivingSet, { sample }: WorldWeek, seed: string): Promise<number> {
  const share = await uncoveredShareOf(
    set.items().map(({ user, vector }) => ({ user, vector: onSphere(vector) })),
    sample.map(({ row, vector }) => ({ user: row.user, vector: onSphere(vector) })),
    { seed, weightCap: 3, minUsers: 20, breathe: async () => {} },
  );
  return share ?? Number.NaN;
}

async function coverageBy(set: LivingSet, { sample }: WorldWeek, seed: string): Promise<number> {
  const options = { seed, perUser: perUserCap(SIZE), blocks: BLOCKS, draws: 20 };
  return (
    (await representativenessOf(set.items(), representedRows(sample.slice(0, COVERAGE_REQUESTS)), options))
      ?.coverageRatio ?? 0
  );
}

function onSphere(vector: Float32Array): Float32Array {
  return normalise(Float32Array.from([...vector, LIFT]));
}
