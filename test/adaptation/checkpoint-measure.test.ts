import { describe, expect, it } from 'vitest';
import { type CheckpointInput, measureFigures } from '../../activities/adaptation/checkpoint-measure.js';
import { PROMPT_PATTERNS } from '../../activities/adaptation/patterns/registry.js';
import { trackingPlanOf } from '../../activities/adaptation/tracking-plan.js';
import type { FollowedRequest } from '../../activities/adaptation/user-windows.js';
import { createRandom } from '../../activities/stats/random.js';
import { DAY_MS } from '../../workflows/window.js';

const RELEASE_MS = Date.parse('2026-10-05T00:00:00.000Z');
const QUESTION = PROMPT_PATTERNS.findIndex((pattern) => pattern.name === 'question');

interface Simulated {
  readonly users: number;
  readonly perUser: number;
  readonly features: number;
  readonly historyDays: number;
  /** What the release adds to every feature and to the share of questions. */
  readonly effect: number;
}

function simulate({ users, perUser, features, historyDays, effect }: Simulated): FollowedRequest[] {
  const random = createRandom('measure', users, features);
  const requests = Array.from({ length: users * perUser }, (_, i): FollowedRequest => {
    const timeMs = RELEASE_MS + Math.round((random.next() * (historyDays + 7) - historyDays) * DAY_MS);
    const added = timeMs >= RELEASE_MS ? effect : 0;
    const patterns = new Float64Array(PROMPT_PATTERNS.length);
    patterns[QUESTION] = random.next() < 0.2 + added ? 1 : 0;
    const style = (i % users) / users;
    return {
      user: `u${i % users}`,
      timeMs,
      topic: random.integer(20),
      features: Float32Array.from({ length: features }, () => random.next() - 0.5 + style + added),
      patterns,
    };
  });
  return requests.sort((a, b) => a.timeMs - b.timeMs);
}

function inputOf(requests: readonly FollowedRequest[], changes: Partial<CheckpointInput> = {}): CheckpointInput {
  const plan = trackingPlanOf(new Date(RELEASE_MS).toISOString(), {
    baselineDays: 7,
    checkpointsDays: [7],
    placebos: 20,
  });
  const checkpoint = plan.checkpoints[0];
  if (checkpoint === undefined) throw new Error('no checkpoint');
  return {
    ...checkpoint,
    baseline: plan.baselineWindow,
    history: requests.filter(({ timeMs }) => timeMs < RELEASE_MS),
    checkpoint: requests.filter(({ timeMs }) => timeMs >= RELEASE_MS),
    placebos: 20,
    weightCap: 3,
    minUsers: 20,
    blocks: 2,
    uncoveredShare: 0.1,
    seed: 'test',
    draws: { bootstraps: 100, permutations: 199 },
    breathe: async () => {},
    ...changes,
  };
}

/** Users with a request in the week before the release and in the week after it. */
function returningUsers(requests: readonly FollowedRequest[]): number {
  const usersOf = (fromMs: number) =>
    new Set(requests.filter(({ timeMs }) => timeMs >= fromMs && timeMs < fromMs + 7 * DAY_MS).map(({ user }) => user));
  const before = usersOf(RELEASE_MS - 7 * DAY_MS);
  return [...usersOf(RELEASE_MS)].filter((user) => before.has(user)).length;
}

describe('figures of a checkpoint', () => {
  const requests = simulate({ users: 60, perUser: 30, features: 8, historyDays: 33, effect: 0.4 });

  it('find a release that changed habits, beyond every placebo date', async () => {
    const figures = await measureFigures(inputOf(requests));
    const habits = figures.adaptation.find((row) => row.part === 'habits');
    expect(figures.pValue).toBe(1 / 200);
    // Eight features moved by .4 each: a squared change of 1.28.
    expect(habits?.ci_low).toBeLessThan(1.28);
    expect(habits?.ci_high).toBeGreaterThan(1.28);
    expect(habits).toMatchObject({
      placebos: 20,
      placebo_rank: 1 / 21,
      n_returning: returningUsers(requests),
      refused: null,
    });
    const question = figures.patterns.find((row) => row.pattern === 'question');
    expect(question?.ci_low).toBeLessThan(0.4);
    expect(question?.ci_high).toBeGreaterThan(0.4);
    expect(question?.p_adjusted).toBeLessThan(0.05);
    // Nobody came, left or changed topics: all of it is habit.
    expect(question?.habits_ci_low).toBeGreaterThan(0.2);
    expect(question?.habits_ci_low).toBeLessThan(0.4);
    expect(question?.habits_ci_high).toBeGreaterThan(0.4);
    expect(question?.mix_ci_low).toBeLessThan(0);
    expect(question?.mix_ci_high).toBeGreaterThan(0);
    expect((question?.habits_change ?? 0) + (question?.mix_change ?? 0)).toBeCloseTo(question?.total_change ?? 0, 12);
    expect(figures.notes).toEqual([]);
  });

  it('name the parts and sum to the total', async () => {
    const { adaptation } = await measureFigures(inputOf(requests));
    expect(adaptation.map((row) => row.part)).toEqual([
      'total',
      'mix',
      'arrivals',
      'departures',
      'activity',
      'topics',
      'habits',
    ]);
    const [total = 0, mix = 0, ...parts] = adaptation.map((row) => row.estimate ?? Number.NaN);
    expect(parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(total, 9);
    expect(parts.slice(0, -1).reduce((sum, part) => sum + part, 0)).toBeCloseTo(mix, 9);
  });

  it('are the same when they are computed again', async () => {
    expect(await measureFigures(inputOf(requests))).toEqual(await measureFigures(inputOf(requests)));
  });

  it('are refused, with the counts that explain why, for fewer returning users than are needed', async () => {
    const few = requests.filter(({ user, timeMs }) => timeMs < RELEASE_MS || Number(user.slice(1)) < 12);
    const figures = await measureFigures(inputOf(few));
    expect(figures.pValue).toBeNull();
    expect(figures.patterns).toEqual([]);
    for (const row of figures.adaptation) {
      expect(row).toMatchObject({
        estimate: null,
        p_value: null,
        placebo_rank: null,
        n_returning: returningUsers(few),
        refused: `no verdict: ${returningUsers(few)} returning users, 20 are needed`,
      });
    }
    expect(figures.adaptation[0]?.n_lost).toBeGreaterThan(0);
  });

  it('say so when the logs hold too few placebo dates for a small rank', async () => {
    const late = requests.filter(({ timeMs }) => timeMs >= RELEASE_MS - 20 * DAY_MS);
    const { notes, adaptation } = await measureFigures(inputOf(late));
    expect(adaptation[0]?.placebos).toBeLessThan(19);
    expect(notes[0]).toMatch(
      /^\d+ placebo dates: the logs and other releases before it leave \d+ of 20; fewer than 19 cannot/,
    );
  });

  it('have no rank without placebos', async () => {
    const { adaptation } = await measureFigures(inputOf(requests, { placebos: 0 }));
    expect(adaptation[0]).toMatchObject({ placebo_rank: null, placebos: 0 });
  });
});
