import { describe, expect, it } from 'vitest';
import type { ClusteredValue } from '../../activities/stats/cluster-sums.js';
import { chiSquaredTails } from '../../activities/stats/distributions.js';
import { createRandom } from '../../activities/stats/random.js';
import { drawSample } from '../../activities/traffic/sampling.js';
import { answerPrompt } from '../../scripts/simulator/answer-text.js';
import { type WeekTruth, weekTruth } from '../../scripts/simulator/planted-truth.js';
import { compareAnswers } from '../../scripts/simulator/scripted-judge.js';
import { digestOfBody } from '../../scripts/simulator/wire-format.js';
import { createWorld, type SimulatedRequest } from '../../scripts/simulator/world.js';
import { DEMO_PLAN } from '../../scripts/simulator/world-plan.js';
import { required } from '../scoring/scoring-world.js';
import { covers, meanOf, PATIENCE_MS, percent, shareOf, threeSigma } from './verdict-world.js';

// Is the interval of a mean of wins and losses (1, 0, -1 per item) too narrow, when weekly means scatter about zero more
// than their intervals say? With --reporter=verbose each test prints what it measured.

const RUNS = 2000;
const WEEKS = 12;

/** Wins and losses of items, few per user; users lean to one side or the other. */
function simulatePreferences(items: number, seed: string): ClusteredValue[] {
  const random = createRandom('preferences', seed);
  const leanings = new Map<string, number>();
  return Array.from({ length: items }, () => {
    const cluster = `u${random.integer(Math.round(2.5 * items))}`;
    const leaning = leanings.get(cluster) ?? 0.1 * random.normal();
    leanings.set(cluster, leaning);
    const drawn = random.next();
    return { value: drawn < 0.2 - leaning ? -1 : drawn < 0.8 - leaning ? 0 : 1, weight: 1 + random.next(), cluster };
  });
}

describe('wins and losses of a few dozen items', { timeout: PATIENCE_MS }, () => {
  it.for([40, 80, 100])('have intervals that hold: %i items', async (items, { annotate }) => {
    const covered = shareOf(RUNS, (run) => covers(meanOf(simulatePreferences(items, `${items} ${run}`)), 0));
    await annotate(`coverage ${percent(covered)}`);
    expect(covered).toBeGreaterThanOrEqual(0.935);
    expect(covered).toBeLessThanOrEqual(0.965);
  });

  it('scatter over twelve weeks as their intervals say', async ({ annotate }) => {
    const conspicuous = shareOf(RUNS / 4, (run) => {
      const weeks = Array.from({ length: WEEKS }, (_, week) => meanOf(simulatePreferences(80, `${run} ${week}`)));
      const scatter = weeks.reduce((sum, { estimate, standardError }) => sum + (estimate / standardError) ** 2, 0);
      return chiSquaredTails(scatter, WEEKS).upper <= 0.05;
    });
    await annotate(`chi-squared over 12 weeks beyond its 95 % in ${percent(conspicuous)} of the years`);
    // Student's t has heavier tails than the normal distribution behind chi-squared: a little more than 5 %.
    expect(conspicuous).toBeLessThanOrEqual(0.065 + threeSigma(0.065, RUNS / 4));
  });
});

/** The week's 80 items: production's model asked again against the logged answers, judged in both orders. */
function controlPreferences(requests: readonly SimulatedRequest[], model: string, seed: string): ClusteredValue[] {
  const byId = new Map(requests.map((request) => [request.record.request_id, request]));
  const units = requests.map(({ record }) => ({
    requestId: record.request_id,
    user: record.user_id,
    stratum: 'all',
  }));
  const drawn = drawSample(units, { by: 'request', size: 80, perUserCap: 20, strata: [], seed });
  return drawn.map(({ requestId, user, inclusionProbability }) => {
    const { prompt, response } = required(byId.get(requestId)).record;
    // The noise hangs on the bodies alone, as on the other side of the wire: like prompts of two users share it.
    const control = answerPrompt(model, prompt, 'api', digestOfBody({ model, prompt }));
    const compare = (first: string, second: string) =>
      compareAnswers(first, second, digestOfBody({ prompt, first, second }));
    const orders = `${compare(control, response)} ${compare(response, control)}`;
    // Whoever wins must win in both orders.
    const value = orders === 'first second' ? 1 : orders === 'second first' ? -1 : 0;
    return { value, weight: 1 / inclusionProbability, cluster: user };
  });
}

interface ControlWeek {
  readonly truth: number;
  readonly fromTruth: number;
  readonly fromZero: number;
  readonly isMixed: boolean;
}

/** How far the control's figure lies from the planted truth and from zero, in standard errors. */
function controlWeeks(seed: string): ControlWeek[] {
  const world = createWorld({ ...DEMO_PLAN, seed });
  return Array.from({ length: WEEKS }, (_, week) => {
    const requests = world.requests.filter(({ day }) => Math.floor(day / 7) === week);
    const { productionModel, preferences }: WeekTruth = weekTruth(world, week);
    const truth = preferences[productionModel] ?? 0;
    const { estimate, standardError } = meanOf(controlPreferences(requests, productionModel, seed));
    const isMixed = requests.some(({ record }) => record.model !== productionModel);
    return { truth, fromTruth: (estimate - truth) / standardError, fromZero: estimate / standardError, isMixed };
  });
}

describe('the control arm of the simulated world', { timeout: PATIENCE_MS }, () => {
  it('scatters about the planted truth as its intervals say, which in a week of a release is not zero: two models answered', async ({
    annotate,
  }) => {
    const worlds = 12;
    const weeks = Array.from({ length: worlds }, (_, world) => controlWeeks(`control ${world}`)).flat();
    const square = (rows: readonly ControlWeek[], read: (week: ControlWeek) => number) =>
      rows.reduce((sum, week) => sum + read(week) ** 2, 0) / rows.length;
    const [mixed, plain] = [weeks.filter(({ isMixed }) => isMixed), weeks.filter(({ isMixed }) => !isMixed)];
    const scatter = square(weeks, ({ fromTruth }) => fromTruth);
    const aboutZero = square(mixed, ({ fromZero }) => fromZero);
    await annotate(
      `mean square in standard errors: ${scatter.toFixed(2)} about the truth in ${weeks.length} weeks, ` +
        `${square(plain, ({ fromZero }) => fromZero).toFixed(2)} about zero without a release, ` +
        `${aboutZero.toFixed(2)} about zero in weeks of a release`,
    );
    expect(mixed).toHaveLength(2 * worlds);
    expect(plain.every(({ truth }) => Math.abs(truth) < 1e-12)).toBe(true);
    expect(mixed.every(({ truth }) => truth < -0.03)).toBe(true);
    // Mean of 144 squares around 1: standard error 0.12.
    expect(scatter).toBeGreaterThan(0.65);
    expect(scatter).toBeLessThan(1.36);
    expect(aboutZero).toBeGreaterThan(2);
  });
});
