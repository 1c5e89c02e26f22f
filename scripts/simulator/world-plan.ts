import type { HabitId } from './habits.js';

/** A release as the world lives it. Days count from the start of the world and may be fractions. */
export interface PlannedRelease {
  readonly releaseId: string;
  readonly day: number;
  readonly modelFrom: string;
  readonly modelTo: string;
  /** Probability with which an adopter, once settled, shows each habit in a prompt; empty: nobody changes. */
  readonly habits: Readonly<Partial<Record<HabitId, number>>>;
  /** Probability that a user is an adopter. */
  readonly adopterShare: number;
  /** Days after the release at which half of the adoption has happened. */
  readonly halfLifeDays: number;
  /** Users who come because of the release within two weeks, as a share of the population. */
  readonly newcomers: number;
  /** The topic newcomers care about most. */
  readonly newcomerTopic: string;
}

/** Everything that makes a world: the same plan gives the same logs, byte for byte. */
export interface WorldPlan {
  readonly seed: string;
  /** Monday at which the logs begin, as 2026-06-01. */
  readonly startDay: string;
  readonly weeks: number;
  /** Users at any time; a few of them pause in any week. */
  readonly users: number;
  /** Median of the lognormal requests per user and week. */
  readonly medianRequests: number;
  /** Standard deviation of its logarithm. */
  readonly activitySpread: number;
  /** Share of the users who leave in a week, and are replaced. */
  readonly weeklyChurn: number;
  readonly releases: readonly PlannedRelease[];
  /** The topic nobody asks about before `fromDay`, and its share of the requests once it has grown. */
  readonly newTopic: {
    readonly topic: string;
    readonly fromDay: number;
    readonly fullDay: number;
    readonly share: number;
  };
  /** The topic that fades away between the two days. */
  readonly dyingTopic: { readonly topic: string; readonly fromDay: number; readonly goneDay: number };
  readonly faults: {
    /** Share of the records that are logged twice. */
    readonly duplicates: number;
    /** Share of the records that arrive in the next day's objects. */
    readonly late: number;
    /** Broken lines per record. */
    readonly broken: number;
    /** Share of the prompts that hold an e-mail address, a key or a telephone number. */
    readonly secrets: number;
  };
}

const DAY_MS = 86_400_000;

/** Twelve weeks of an assistant: a release that changes how people write, and one that does not. */
export const DEMO_PLAN: WorldPlan = {
  seed: 'tidemark',
  startDay: '2026-06-01',
  weeks: 12,
  users: 370,
  medianRequests: 3.4,
  activitySpread: 0.8,
  weeklyChurn: 0.05,
  releases: [
    {
      releaseId: 'harbor-2',
      day: 45.4,
      modelFrom: 'sim-harbor-1',
      modelTo: 'sim-harbor-2',
      habits: { bullets: 0.6, steps: 0.5, role: 0.35, 'word-limit': 0.25 },
      adopterShare: 0.6,
      halfLifeDays: 2.5,
      newcomers: 0.12,
      newcomerTopic: 'scripting',
    },
    {
      releaseId: 'harbor-3',
      day: 66.4,
      modelFrom: 'sim-harbor-2',
      modelTo: 'sim-harbor-3',
      habits: {},
      adopterShare: 0,
      halfLifeDays: 2.5,
      newcomers: 0.05,
      newcomerTopic: 'databases',
    },
  ],
  newTopic: { topic: 'balcony-solar', fromDay: 14, fullDay: 35, share: 0.09 },
  dyingTopic: { topic: 'travel', fromDay: 21, goneDay: 63 },
  faults: { duplicates: 0.01, late: 0.02, broken: 0.004, secrets: 0.03 },
};

export function startMsOfWorld(plan: Pick<WorldPlan, 'startDay'>): number {
  return Date.parse(`${plan.startDay}T00:00:00Z`);
}

/** Instant of a day of the world, in milliseconds since 1970. */
export function timeMsOfDay(plan: Pick<WorldPlan, 'startDay'>, day: number): number {
  return startMsOfWorld(plan) + Math.round(day * 86_400) * 1000;
}

export function dayOfTime(plan: Pick<WorldPlan, 'startDay'>, timeMs: number): number {
  return (timeMs - startMsOfWorld(plan)) / DAY_MS;
}

/** The model that answers at a time. */
export function modelAt(plan: WorldPlan, day: number): string {
  const past = plan.releases.filter((release) => release.day <= day);
  const model = past.at(-1)?.modelTo ?? plan.releases[0]?.modelFrom;
  return model ?? 'sim-harbor-1';
}

/**
 * How far adoption has come, 0 to 1: logistic in the days since the release, half at the half-life, next to nothing at
 * the release itself.
 */
export function adoptionAt(release: Pick<PlannedRelease, 'day' | 'halfLifeDays'>, day: number): number {
  const since = day - release.day;
  if (since < 0) return 0;
  return 1 / (1 + Math.exp((-3.5 * (since - release.halfLifeDays)) / release.halfLifeDays));
}

/** Share of the requests that the new topic has at a time. */
export function newTopicShareAt({ newTopic }: WorldPlan, day: number): number {
  return newTopic.share * ramp(day, newTopic.fromDay, newTopic.fullDay);
}

/** Share of its old requests that the dying topic still has at a time. */
export function dyingTopicShareAt({ dyingTopic }: WorldPlan, day: number): number {
  return 1 - ramp(day, dyingTopic.fromDay, dyingTopic.goneDay);
}

function ramp(day: number, from: number, to: number): number {
  return Math.min(1, Math.max(0, (day - from) / (to - from)));
}
