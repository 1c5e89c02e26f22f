import { splitWithIntervals } from '../../activities/adaptation/five-part-split.js';
import { placeboWindows } from '../../activities/adaptation/tracking-plan.js';
import { type FollowedRequest, followUsers, requestsInside } from '../../activities/adaptation/user-windows.js';
import { excessShift, HabitualDrift, withinUserShift } from '../../activities/adaptation/within-user-shift.js';
import { DAY_MS, windowBetween } from '../../workflows/window.js';
import {
  BLOCKS,
  type DriftingWorld,
  expectedSplit,
  simulateDrift,
  simulateRelease,
  type World,
} from './adaptation-traffic.js';
import type { Experiment, Outcome } from './experiment.js';

const USERS = 400;
const WEIGHT_CAP = 3;
const LEVEL = 0.05;
const PERMUTATIONS = 199;
const BOOTSTRAPS = 200;
const PLACEBOS = 20;

/** The release comes after six weeks; its users are looked at a week later. */
const RELEASE_DAY = 41;
const DAYS = 48;
const BASELINE_DAYS = 14;
/** Weekly drift of habits without any release: in two weeks the habit spreads to 28 % of the prompts. */
const STRONG_DRIFT = 0.02;
const ADOPTION = { day: RELEASE_DAY, adopters: 0.5, intensity: 0.5 };

const quiet: DriftingWorld = { users: USERS, days: DAYS, perDay: 0 };
const ALARM_WORLDS: Readonly<Record<string, DriftingWorld>> = {
  'alarm: nothing happens': quiet,
  'alarm: strong drift, no release': { ...quiet, perDay: STRONG_DRIFT },
  'alarm: another mix of users': { ...quiet, mixDay: RELEASE_DAY },
  'found: half of the users adapt': { ...quiet, release: ADOPTION },
  'found: they adapt amid drift': { ...quiet, perDay: STRONG_DRIFT / 2, release: ADOPTION },
};

/** The adaptation alarm: the within-user shift beyond the users' own habitual drift. */
export function adaptationAlarm(): Experiment {
  return {
    name: 'adaptation-alarm',
    about: '400 users around a release: no alarm from drift or from another mix, an alarm when habits change',
    runs: 300,
    minutes: 20,
    figures: [
      ...Object.keys(ALARM_WORLDS).map((name) => ({
        name,
        limit: name.startsWith('alarm') ? { atMost: 0.07 } : { atLeast: 0.9 },
      })),
      { name: 'without placebo dates: strong drift alarms', limit: null },
    ],
    repeat: async (repetition, seed) => {
      const outcome: Record<string, boolean> = {};
      for (const [name, world] of Object.entries(ALARM_WORLDS)) {
        const { excess, plain } = await alarmsOf(
          simulateDrift(world, `${name} ${seed} ${repetition}`),
          `${repetition}`,
        );
        outcome[name] = excess;
        if (name === 'alarm: strong drift, no release') outcome['without placebo dates: strong drift alarms'] = plain;
      }
      return outcome;
    },
  };
}

async function alarmsOf(requests: readonly FollowedRequest[], seed: string) {
  const releaseMs = RELEASE_DAY * DAY_MS;
  const compared = {
    baseline: windowBetween(releaseMs - BASELINE_DAYS * DAY_MS, releaseMs),
    window: windowBetween(releaseMs, DAYS * DAY_MS),
  };
  const history = requests.filter(({ timeMs }) => timeMs < releaseMs);
  const drift = new HabitualDrift();
  for (const { baseline, window } of placeboWindows(compared, PLACEBOS, history[0]?.timeMs ?? 0)) {
    drift.add(followUsers(requestsInside(history, baseline), requestsInside(history, window), WEIGHT_CAP));
  }
  const after = requestsInside(requests, compared.window);
  const users = followUsers(requestsInside(history, compared.baseline), after, WEIGHT_CAP);
  const options = { blocks: BLOCKS, permutations: PERMUTATIONS, seed };
  const excess = await excessShift(users, drift, options);
  const plain = await withinUserShift(users, options);
  return { excess: (excess?.pValue ?? 1) <= LEVEL, plain: (plain?.pValue ?? 1) <= LEVEL };
}

const SPLIT_WORLDS: Readonly<Record<'mix' | 'adaptation' | 'both', World>> = {
  mix: { adopters: 0, mix: true, intensity: 0 },
  adaptation: { adopters: 0.5, mix: false, intensity: 0.7 },
  both: { adopters: 0.5, mix: true, intensity: 0.7 },
};

/** Mix and habits of a change, each recovered while the other is there. */
export function adaptationSplit(): Experiment {
  const truth = expectedSplit(SPLIT_WORLDS.both);
  return {
    name: 'adaptation-split',
    about: '400 users, half of them replaced, half of them adapting, or both: mix and habits with their intervals',
    runs: 300,
    minutes: 10,
    figures: [
      { name: 'mix only: mix found', limit: { atLeast: 0.9 } },
      { name: 'mix only: habits alarm', limit: { atMost: 0.07 } },
      { name: 'adaptation only: habits found', limit: { atLeast: 0.9 } },
      { name: 'adaptation only: mix alarm', limit: { atMost: 0.07 } },
      { name: 'both: interval of mix covers', limit: { atLeast: 0.93 } },
      { name: 'both: interval of habits covers', limit: { atLeast: 0.93 } },
      { name: 'both: habits, of the planted size', limit: { atLeast: 0.9, atMost: 1.1 } },
    ],
    repeat: async (repetition, seed): Promise<Outcome> => {
      const split = async (name: keyof typeof SPLIT_WORLDS) => {
        const world = SPLIT_WORLDS[name];
        const users = usersOf(world, USERS, `${name} ${seed} ${repetition}`);
        const intervals = await splitWithIntervals(users, { draws: BOOTSTRAPS, seed: `${seed}/${repetition}` });
        if (intervals === null) throw new Error('no returning users');
        return intervals;
      };
      const [mix, adaptation, both] = [await split('mix'), await split('adaptation'), await split('both')];
      const covers = (part: 'mix' | 'habits') => both[part].ciLow <= truth[part] && truth[part] <= both[part].ciHigh;
      return {
        'mix only: mix found': mix.mix.ciLow > 0,
        'mix only: habits alarm': mix.habits.ciLow > 0,
        'adaptation only: habits found': adaptation.habits.ciLow > 0,
        'adaptation only: mix alarm': adaptation.mix.ciLow > 0,
        'both: interval of mix covers': covers('mix'),
        'both: interval of habits covers': covers('habits'),
        'both: habits, of the planted size': both.habits.estimate / truth.habits,
      };
    },
  };
}

function usersOf(world: World, count: number, seed: string) {
  const { before, after } = simulateRelease(world, count, seed);
  return followUsers(before, after, WEIGHT_CAP);
}
