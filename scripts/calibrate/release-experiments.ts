import { adoptionCourse, type UserDay } from '../../activities/adaptation/adoption-course.js';
import {
  differenceInDifferences,
  type EarlierRequest,
  trendDifference,
} from '../../activities/adaptation/difference-in-differences.js';
import type { Estimate } from '../../activities/stats/clustered-mean.js';
import { createRandom, type Random } from '../../activities/stats/random.js';
import type { Experiment, Outcome } from './experiment.js';

const DAY_MS = 86_400_000;
const USERS = 400;
const DAYS_BEFORE = 28;
const DAYS_AFTER = 28;
const ADOPTERS = 0.5;
const HABIT = 0.7;
/** Onset and half-life in days, planted in turn. */
const COURSES = [
  { onset: 2, halfLife: 3 },
  { onset: 0, halfLife: 3 },
  { onset: 1, halfLife: 5 },
] as const;

/** Onset and half-life of a habit that half of 400 users take up, about one prompt a day each. */
export function onsetExperiment(): Experiment {
  return {
    name: 'onset',
    about: '400 users, a habit that spreads after a release: its onset within a day, its half-life within a quarter',
    runs: 300,
    minutes: 3,
    figures: [
      { name: 'onset within a day', limit: { atLeast: 0.9 } },
      { name: 'half-life within a quarter', limit: { atLeast: 0.8 } },
      { name: 'interval of the onset covers', limit: null },
      { name: 'interval of the half-life covers', limit: { atLeast: 0.9 } },
    ],
    repeat: async (repetition, seed) => {
      const planted = COURSES[repetition % COURSES.length] ?? COURSES[0];
      const days = simulateCourse(planted, createRandom('onset', seed, repetition));
      const course = await adoptionCourse(days, { draws: 100, seed: `${seed}/${repetition}` });
      if (course === null) return { 'onset within a day': false, 'half-life within a quarter': false };
      const { onset, halfLife } = course;
      return {
        'onset within a day': Math.abs(onset.estimate - planted.onset) <= 1,
        'half-life within a quarter': Math.abs(halfLife.estimate / planted.halfLife - 1) <= 0.25,
        'interval of the onset covers': onset.ciLow <= planted.onset && planted.onset <= onset.ciHigh,
        'interval of the half-life covers': halfLife.ciLow <= planted.halfLife && planted.halfLife <= halfLife.ciHigh,
      };
    },
  };
}

/** A fifth of 400 users get the release; all drift alike, or the exposed were on another way before. */
export function canaryExperiment(): Experiment {
  return {
    name: 'canary',
    about: 'a release for a fifth of 400 users while everybody drifts: difference in differences, and its check',
    runs: 1000,
    minutes: 1,
    figures: [
      { name: 'interval covers the effect', limit: { atLeast: 0.92, atMost: 0.98 } },
      { name: 'alarm without an effect', limit: { atMost: 0.07 } },
      { name: 'other ways before are flagged', limit: { atLeast: 0.8 } },
      { name: 'the same way is flagged', limit: { atMost: 0.07 } },
    ],
    repeat: async (repetition, seed) => canaryOutcome(createRandom('canary', seed, repetition)),
  };
}

const EFFECT = 0.1;
/** What everybody's habits do in a day. */
const DAILY_DRIFT = 0.05 / 14;
/** What those who will get the release do beyond that where they are on another way: it would fake 25 points. */
const OTHER_WAY = 0.25 / 28;
const WINDOW_DAYS = 28;

interface CanaryRequest extends EarlierRequest {
  readonly day: number;
}

function canaryOutcome(random: Random): Outcome {
  const plain = simulateCanary(random, 0, 0);
  const released = simulateCanary(random, 0, EFFECT);
  const elsewhere = simulateCanary(random, OTHER_WAY, 0);
  const effect = effectOf(released);
  const isFlagged = (estimate: Estimate | null) => (estimate?.pValue ?? 1) <= 0.05;
  const before = (requests: readonly CanaryRequest[]) => requests.filter(({ day }) => day < 0);
  return {
    'interval covers the effect': effect !== null && effect.ciLow <= EFFECT && EFFECT <= effect.ciHigh,
    'alarm without an effect': isFlagged(effectOf(plain)),
    'other ways before are flagged': isFlagged(trendDifference(before(elsewhere))),
    'the same way is flagged': isFlagged(trendDifference(before(plain))),
  };
}

function effectOf(requests: readonly CanaryRequest[]): Estimate | null {
  const users = new Map<string, CanaryRequest[]>();
  for (const request of requests) users.set(request.user, [...(users.get(request.user) ?? []), request]);
  const mean = (own: readonly CanaryRequest[]) => own.reduce((sum, { value }) => sum + value, 0) / own.length;
  const compared = [...users.values()].flatMap((own) => {
    const [before, after] = [own.filter(({ day }) => day < 0), own.filter(({ day }) => day >= 0)];
    if (before.length === 0 || after.length === 0) return [];
    return { exposed: own[0]?.exposed === true, before: mean(before), after: mean(after) };
  });
  return differenceInDifferences(compared).effect;
}

/** Four weeks before and after: a few prompts of most users, many of a few. */
function simulateCanary(random: Random, otherWay: number, effect: number): CanaryRequest[] {
  return Array.from({ length: USERS }, (_, number) => {
    const exposed = number < USERS / 5;
    const base = 0.35 + 0.2 * random.next();
    const prompts = 2 + Math.floor(Math.exp(2 + 0.8 * random.normal()));
    return Array.from({ length: prompts }, () => {
      const day = WINDOW_DAYS * (2 * random.next() - 1);
      const own = exposed ? otherWay * day + (day >= 0 ? effect : 0) : 0;
      const value = random.next() < base + DAILY_DRIFT * day + own ? 1 : 0;
      return { user: `u${number}`, exposed, day, timeMs: day * DAY_MS, value };
    });
  }).flat();
}

/** Days of users whose adopters switch to the habit at the onset plus an exponential time. */
function simulateCourse({ onset, halfLife }: (typeof COURSES)[number], random: Random): UserDay[] {
  const days: UserDay[] = [];
  for (let number = 0; number < USERS; number += 1) {
    const adoptsAt = random.next() < ADOPTERS ? onset - halfLife * Math.log2(1 - random.next()) : Infinity;
    const rate = Math.exp(0.8 * random.normal() - 0.32);
    const habitBefore = 0.05 + 0.1 * random.next();
    const drawDay = (day: number) => {
      let prompts = 0;
      let shown = 0;
      for (let time = -Math.log(1 - random.next()) / rate; time < 1; time -= Math.log(1 - random.next()) / rate) {
        prompts += 1;
        if (random.next() < (day + time > adoptsAt ? HABIT : habitBefore)) shown += 1;
      }
      return { day, prompts, shown };
    };
    const before = Array.from({ length: DAYS_BEFORE }, (_, at) => drawDay(at - DAYS_BEFORE));
    const total = before.reduce((sum, { prompts }) => sum + prompts, 0);
    if (total === 0) continue;
    const baseline = before.reduce((sum, { shown }) => sum + shown, 0) / total;
    const after = Array.from({ length: DAYS_AFTER }, (_, day) => drawDay(day));
    for (const { day, prompts, shown } of [...before.slice(DAYS_BEFORE / 2), ...after]) {
      if (prompts === 0) continue;
      days.push({ user: `u${number}`, day, value: shown / prompts - baseline, weight: Math.min(prompts, 3) });
    }
  }
  return days;
}
