import { PARTS, type Part } from '../../activities/adaptation/change-parts.js';
import type { FivePartSplit } from '../../activities/adaptation/five-part-split.js';
import type { FollowedRequest } from '../../activities/adaptation/user-windows.js';
import { createRandom, type Random } from '../../activities/stats/random.js';
import { addScaled, dot } from '../../activities/stats/vectors.js';

const DIMENSION = 24;
const TOPICS = 12;
/** Share of the prompts that are about one of the user's favourites, which are among half of the topics. */
const FAVOURED = 0.7;
/** Bandwidths that the features pretend to have. */
export const BLOCKS = 2;

const world = createRandom('adaptation-world');
const normalVector = (random: Random, scale: number) =>
  Float64Array.from({ length: DIMENSION }, () => (scale * random.normal()) / Math.sqrt(DIMENSION));
const centres = Array.from({ length: TOPICS }, () => normalVector(world, 0.9));
/** What a new habit adds to a prompt's features; its squared length is about .5. */
export const HABIT = normalVector(world, 0.7);

/** A planted release. */
export interface World {
  /** Share of the returning users who take the habit up. */
  readonly adopters: number;
  /** Half of the users leave and as many newcomers arrive, who ask about other topics in another style. */
  readonly mix: boolean;
  /** Share of an adopter's prompts that show the habit. */
  readonly intensity: number;
}

interface Person {
  readonly name: string;
  readonly style: Float64Array;
  readonly favourites: readonly number[];
  readonly adopts: boolean;
}

/** Requests of the windows before and after a release in a world of `count` users. */
export function simulateRelease({ adopters, mix, intensity }: World, count: number, seed: string) {
  const random = createRandom('adaptation-release', seed);
  const people = Array.from({ length: count }, (_, i) => person(random, `u${i}`, random.next() < adopters, 0));
  const stays = (i: number) => !mix || i % 2 === 0;
  const newcomers = mix ? Array.from({ length: count / 2 }, (_, i) => person(random, `n${i}`, false, TOPICS / 2)) : [];
  const before = people.flatMap((one) => requestsOf(random, one, { timeMs: 0, habit: 0 }));
  const after = [...people.filter((_, i) => stays(i)), ...newcomers].flatMap((one) =>
    requestsOf(random, one, { timeMs: 1, habit: one.adopts ? intensity : 0 }),
  );
  return { before, after };
}

/**
 * What the split of {@link simulateRelease} says without chance, which no simulated population is free of: the parts of
 * the expected change, and their inner products with it. In expectation the users who leave are like those who stay, who
 * keep their topics and write as much as before.
 */
export function expectedSplit({ adopters, mix, intensity }: World): FivePartSplit {
  const zero = () => new Float64Array(DIMENSION);
  const parts: Record<Part, Float64Array> = {
    arrivals: zero(),
    departures: zero(),
    activity: zero(),
    topics: zero(),
    habits: HABIT.map((value) => adopters * intensity * value),
  };
  if (mix) {
    // Half of the users are new: their topics are others, and they do not have the habit of those who stayed.
    const shareNew = 0.5;
    centres.forEach((centre, topic) => {
      addScaled(parts.arrivals, centre, shareNew * FAVOURED * (topic < TOPICS / 2 ? -1 : 1) * (2 / TOPICS));
    });
    addScaled(parts.arrivals, parts.habits, -shareNew);
  }
  const change = zero();
  for (const part of PARTS) addScaled(change, parts[part], 1);
  const size = (part: Part) => dot(change, parts[part]);
  const [total, habits] = [dot(change, change), size('habits')];
  return {
    total,
    mix: total - habits,
    habits,
    arrivals: size('arrivals'),
    departures: size('departures'),
    activity: size('activity'),
    topics: size('topics'),
  };
}

/** Users over some days, whose habits drift with or without a release among them. */
export interface DriftingWorld {
  readonly users: number;
  readonly days: number;
  /** What the share of prompts that show the habit grows by each day. */
  readonly perDay: number;
  /** Day from which on adopters show it in more of their prompts, and by how much; none without it. */
  readonly release?: { readonly day: number; readonly adopters: number; readonly intensity: number };
  /** Day on which half of the users leave, and others come who ask about other things. */
  readonly mixDay?: number;
}

export function simulateDrift({ users, days, perDay, release, mixDay }: DriftingWorld, seed: string) {
  const random = createRandom('adaptation-drift', seed);
  const dayMs = 86_400_000;
  const people = Array.from({ length: users }, (_, i) => ({ ...person(random, `u${i}`, true, 0), from: 0, to: days }));
  const newcomers: typeof people = [];
  if (mixDay !== undefined) {
    people.forEach((one, i) => {
      if (i % 2 === 1) one.to = mixDay;
    });
    for (let i = 0; i < users / 2; i += 1) {
      newcomers.push({ ...person(random, `n${i}`, true, TOPICS / 2), from: mixDay, to: days });
    }
  }
  return [...people, ...newcomers]
    .flatMap((one) => {
      const adopts = release !== undefined && random.next() < release.adopters;
      return Array.from({ length: Math.ceil((one.to - one.from) / 4) }, () => {
        const day = one.from + random.next() * (one.to - one.from);
        const adopted = adopts && day >= release.day ? release.intensity : 0;
        return request(random, one, { timeMs: day * dayMs, habit: Math.min(1, perDay * day + adopted) });
      });
    })
    .sort((a, b) => a.timeMs - b.timeMs);
}

function person(random: Random, name: string, adopts: boolean, firstTopic: number): Person {
  const favourites = Array.from({ length: 3 }, () => firstTopic + random.integer(TOPICS / 2));
  return { name, adopts, favourites, style: normalVector(random, 0.35) };
}

function requestsOf(random: Random, one: Person, at: { timeMs: number; habit: number }): FollowedRequest[] {
  const prompts = 1 + random.integer(7);
  return Array.from({ length: prompts }, () => request(random, one, at));
}

function request(random: Random, one: Person, { timeMs, habit }: { timeMs: number; habit: number }): FollowedRequest {
  const topic = random.next() < FAVOURED ? (one.favourites[random.integer(3)] ?? 0) : random.integer(TOPICS);
  const shows = random.next() < habit;
  const centre = centres[topic] ?? new Float64Array(DIMENSION);
  const noise = normalVector(random, 1);
  return {
    user: one.name,
    timeMs,
    topic,
    features: Float32Array.from(noise, (value, j) => {
      return value + (centre[j] ?? 0) + (one.style[j] ?? 0) + (shows ? (HABIT[j] ?? 0) : 0);
    }),
    patterns: Float64Array.of(shows ? 1 : 0),
  };
}
