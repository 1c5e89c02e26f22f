import { addScaled, dot, norm } from '../stats/vectors.js';
import type { CourseRow, OnsetRow } from './adaptation-tables.js';
import { type AdoptionCourse, adoptionCourse, type UserDay } from './adoption-course.js';
import type { Breathe, Interval } from './five-part-split.js';
import type { FollowedRequest } from './user-windows.js';

const DAY_MS = 86_400_000;
/** Days before the release that the course shows. */
const DAYS_SHOWN_BEFORE = 14;

export interface CourseInput {
  readonly deployedMs: number;
  /** Requests of the baseline. */
  readonly before: readonly FollowedRequest[];
  /** Requests of all checkpoints. */
  readonly after: readonly FollowedRequest[];
  readonly weightCap: number;
  /** Fewer users seen before and after: no figure. */
  readonly minUsers: number;
  /** Of the latest checkpoint's test of the within-user shift; without a shift there is no onset. */
  readonly pValue: number | null;
  readonly draws: number;
  readonly seed: string;
  readonly breathe: Breathe;
}

export interface Course {
  readonly course: CourseRow[];
  readonly onset: OnsetRow[];
}

const FIGURES = ['onset_days', 'half_life_days', 'ceiling'] as const;
/** Above it nobody knows whether anything moved at all. */
const SHIFT_LEVEL = 0.05;

/** The adaptation day by day, with its onset and half-life; or why there are none. */
export async function courseOf(input: CourseInput): Promise<Course> {
  const { minUsers, pValue, draws, seed, breathe } = input;
  const days = userDays(input);
  const users = new Set(days.map(({ user }) => user)).size;
  if (users < minUsers) return refused(`no verdict: ${users} returning users, ${minUsers} are needed`);
  const course = await adoptionCourse(days, { draws, seed, breathe });
  if (course === null) return refused('too few days to tell an onset');
  if (pValue === null || pValue > SHIFT_LEVEL) {
    return { ...refused('no sign that users write differently, so nothing has an onset'), course: courseRows(course) };
  }
  return { course: courseRows(course), onset: onsetRows(course) };
}

/**
 * What each user did each day along the direction in which the others moved: users are split in two halves, and the
 * direction for one half is the mean within-user shift of the other, so that nobody's noise counts as a move.
 */
function userDays({ deployedMs, before, after, weightCap }: CourseInput): UserDay[] {
  const baselines = meansOf(before);
  const followed = after.filter(({ user }) => baselines.has(user));
  const directions = [0, 1].map((half) =>
    directionOf(
      followed.filter(({ user }) => halfOf(user) !== half),
      baselines,
    ),
  );
  const seen = new Set(followed.map(({ user }) => user));
  const shown = before.filter(
    ({ user, timeMs }) => seen.has(user) && timeMs >= deployedMs - DAYS_SHOWN_BEFORE * DAY_MS,
  );
  const sums = new Map<string, { user: string; day: number; sum: number; count: number }>();
  for (const { user, timeMs, features } of [...shown, ...followed]) {
    const direction = directions[halfOf(user)];
    const baseline = baselines.get(user);
    if (direction === undefined || direction === null || baseline === undefined) continue;
    const day = Math.floor((timeMs - deployedMs) / DAY_MS);
    const key = `${user} ${day}`;
    const entry = sums.get(key) ?? { user, day, sum: 0, count: 0 };
    entry.sum += dot(features, direction) - dot(baseline, direction);
    entry.count += 1;
    sums.set(key, entry);
  }
  return [...sums.values()].map(({ user, day, sum, count }) => ({
    user,
    day,
    value: sum / count,
    weight: Math.min(count, weightCap),
  }));
}

/** By the last digit of the user's hash: the same half in every run. */
function halfOf(user: string): 0 | 1 {
  return user.charCodeAt(user.length - 1) % 2 === 0 ? 0 : 1;
}

function meansOf(requests: readonly FollowedRequest[]): Map<string, Float64Array> {
  const sums = new Map<string, { sum: Float64Array; count: number }>();
  for (const { user, features } of requests) {
    const entry = sums.get(user) ?? { sum: new Float64Array(features.length), count: 0 };
    addScaled(entry.sum, features, 1);
    entry.count += 1;
    sums.set(user, entry);
  }
  return new Map([...sums].map(([user, { sum, count }]) => [user, sum.map((value) => value / count)]));
}

/** Of length 1; null when nobody moved. */
function directionOf(
  followed: readonly FollowedRequest[],
  baselines: ReadonlyMap<string, Float64Array>,
): Float64Array | null {
  const sum = new Float64Array(followed[0]?.features.length ?? 0);
  for (const [user, mean] of meansOf(followed)) {
    addScaled(sum, mean, 1);
    addScaled(sum, baselines.get(user) ?? new Float64Array(sum.length), -1);
  }
  const length = norm(sum);
  return length === 0 ? null : sum.map((value) => value / length);
}

function courseRows({ days }: AdoptionCourse): CourseRow[] {
  return days.map(({ day, value, users }) => ({
    day,
    estimate: value?.estimate ?? null,
    ci_low: value?.ciLow ?? null,
    ci_high: value?.ciHigh ?? null,
    n_users: users,
  }));
}

function onsetRows({ onset, halfLife, ceiling, state }: AdoptionCourse): OnsetRow[] {
  const row = (figure: string, { estimate, ciLow, ciHigh }: Interval): OnsetRow => ({
    figure,
    estimate,
    ci_low: ciLow,
    ci_high: ciHigh,
    state,
    refused: null,
  });
  return [row('onset_days', onset), row('half_life_days', halfLife), row('ceiling', ceiling)];
}

function refused(reason: string): Course {
  const row = (figure: string): OnsetRow => ({
    figure,
    estimate: null,
    ci_low: null,
    ci_high: null,
    state: 'open',
    refused: reason,
  });
  return { course: [], onset: FIGURES.map(row) };
}
