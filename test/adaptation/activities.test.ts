import { beforeAll, describe, expect, it } from 'vitest';
import { createAdaptationActivities } from '../../activities/adaptation/activities.js';
import {
  adaptationTable,
  exposureTable,
  patternsTable,
  replayTable,
} from '../../activities/adaptation/adaptation-tables.js';
import { createCourseActivities } from '../../activities/adaptation/course-activities.js';
import { PROMPT_PATTERNS } from '../../activities/adaptation/patterns/registry.js';
import { createReleaseActivities } from '../../activities/adaptation/release-activities.js';
import { scoresTable, scoringItemTable } from '../../activities/scoring/score-tables.js';
import { readTable, writeTable } from '../../activities/storage/artifact.js';
import type { Release } from '../../workflows/messages.js';
import { DAY_MS, windowBetween } from '../../workflows/window.js';
import { scoreRow } from '../support/score-row.js';
import { createAdaptationWorld, RELEASE_MS } from './adaptation-world.js';

const RELEASE: Release = {
  releaseId: 'v42',
  deployedAt: new Date(RELEASE_MS).toISOString(),
  modelFrom: null,
  modelTo: null,
  kind: 'model',
};
const BASELINE = windowBetween(RELEASE_MS - 7 * DAY_MS, RELEASE_MS);
const HABIT = 'Please answer as a bulleted list.';

type World = Awaited<ReturnType<typeof createAdaptationWorld>>;

function measureInput({ pipeline, window, reference, history, checkpoint }: World) {
  return {
    pipeline,
    release: RELEASE,
    days: 7,
    window,
    baselineWindow: BASELINE,
    reference,
    history,
    checkpoint,
    evalSet: null,
  };
}

function replayInput(world: World, release: Release = RELEASE) {
  const { pipeline, reference, history, checkpoint } = world;
  const models = [{ model: 'claude-opus-5-5', share: 1 }];
  return { pipeline, release, reference, history, baselineWindow: BASELINE, checkpoint, models };
}

describe('the activities of a tracker', () => {
  let world: World;
  let activities: ReturnType<typeof createAdaptationActivities>;

  beforeAll(async () => {
    world = await createAdaptationWorld({ habit: HABIT });
    activities = createAdaptationActivities(world.deps);
  });

  it('plan the windows from the pipeline’s settings', async () => {
    const plan = await world.run(createReleaseActivities(world.deps).planTracking, {
      pipeline: world.pipeline,
      release: RELEASE,
    });
    expect(plan.baselineWindow).toEqual(BASELINE);
    expect(plan.checkpoints.map(({ days }) => days)).toEqual([7]);
  });

  it('find a new habit, in the features and by its name', async () => {
    const measured = await world.run(activities.measureCheckpoint, measureInput(world));
    expect(measured).toMatchObject({ pValue: 1 / 1000, returningUsers: 40, uncoveredShare: null });
    const rows = await readTable(world.store, measured.adaptation, adaptationTable);
    expect(rows.find((row) => row.part === 'habits')?.ci_low).toBeGreaterThan(0);
    const patterns = await readTable(world.store, measured.patterns, patternsTable);
    const bullets = patterns.find((row) => row.pattern === 'bullet_list_directive');
    expect(bullets?.before).toBe(0);
    expect(bullets?.after).toBeCloseTo(0.8, 1);
    expect(bullets?.p_adjusted).toBeLessThan(0.05);
  });

  it('tell how much of the traffic the eval set no longer covers', async () => {
    const evalSet = await world.storeEvalSet();
    const measured = await world.run(activities.measureCheckpoint, { ...measureInput(world), evalSet });
    // Four in five prompts close with words that no item has.
    expect(measured.uncoveredShare).toBeGreaterThan(0.3);
    expect(measured.uncoveredShare).toBeLessThanOrEqual(0.9);
  });

  it('compare those who got it with the others in patterns that can be told without the prompts of others', async () => {
    const release: Release = { ...RELEASE, exposure: { kind: 'by-field', field: 'route', in: ['/nowhere'] } };
    const exposure = await world.run(createCourseActivities(world.deps).measureExposure, {
      ...measureInput(world),
      release,
    });
    if (exposure === null) throw new Error('nobody was compared');
    const figures = (await readTable(world.store, exposure, exposureTable)).map(({ figure }) => figure);
    expect(figures).toContain('bullet_list_directive');
    expect(figures).toContain('rephrasing');
    expect(figures).not.toContain('shared_template');
    expect(figures).not.toContain('eval_set_distance');
    expect(figures).toHaveLength(PROMPT_PATTERNS.length - 2 + 1);
  });

  it('write the same bytes when a checkpoint is measured again', async () => {
    const once = await world.run(activities.measureCheckpoint, measureInput(world));
    expect(await world.run(activities.measureCheckpoint, measureInput(world))).toEqual(once);
  });

  it('return neither text nor users', async () => {
    const measured = await world.run(activities.measureCheckpoint, measureInput(world));
    const plan = await world.run(activities.planReplay, replayInput(world));
    expect(JSON.stringify([measured, plan])).not.toMatch(/garden|bulleted|user-hash/);
  });

  it('stop when they are cancelled', async () => {
    const { environment, run } = await createAdaptationWorld();
    environment.cancel();
    await expect(run(activities.measureCheckpoint, measureInput(world))).rejects.toThrow(/cancel/i);
  });

  it('plan a replay of old and new model on as many prompts before and after', async () => {
    const plan = await world.run(activities.planReplay, replayInput(world));
    expect(plan.refused).toBeNull();
    expect(plan.arms.map(({ arm, model }) => [arm, model])).toEqual([
      ['old', 'claude-sonnet-5-5'],
      ['new', 'claude-opus-5-5'],
    ]);
    expect(plan.count).toBe(plan.items.rows);
    expect(plan.batches.reduce((sum, { limit }) => sum + limit, 0)).toBe(plan.count);
    expect(plan.estimatedCostUsd).toBeGreaterThan(0);
    const items = await readTable(world.store, plan.items, scoringItemTable);
    const sides = ['replay-pre', 'replay-post'].map((side) => items.filter(({ source }) => source === side));
    expect(sides[0]).toHaveLength(30);
    expect(sides[1]).toHaveLength(30);
    expect(sides[0]?.some(({ prompt }) => prompt.includes('bulleted'))).toBe(false);
    expect(sides[1]?.some(({ prompt }) => prompt.includes('bulleted'))).toBe(true);
  });

  it('plan one arm when the release changed no model, and say so', async () => {
    const release = { ...RELEASE, modelFrom: 'claude-opus-5-5' };
    const plan = await world.run(activities.planReplay, replayInput(world, release));
    expect(plan.arms.map(({ arm }) => arm)).toEqual(['new']);
    expect(plan.refused).toBe('the release did not change the model');
  });

  it('plan no replay with a model that has no price, and keep the tracker alive', async () => {
    const release = { ...RELEASE, modelTo: 'model-nobody-priced' };
    const plan = await world.run(activities.planReplay, replayInput(world, release));
    expect(plan).toMatchObject({ arms: [], count: 0, batches: [] });
    expect(plan.refused).toMatch(/model-nobody-priced/);
  });

  it('summarise the scores of a replay into the release’s report', async () => {
    const plan = await world.run(activities.planReplay, replayInput(world));
    const items = await readTable(world.store, plan.items, scoringItemTable);
    const scoresOf = async (arm: 'old' | 'new') => {
      const rows = items.map(({ item_id, source, user, session, stratum, topic, inclusion_probability, weight }) =>
        scoreRow({
          item_id,
          source,
          user,
          session,
          stratum,
          topic,
          inclusion_probability,
          weight,
          arm,
          model: arm,
          judge: plan.judgeDigest,
          score: 0.25 + (arm === 'new' ? 0.25 : 0) + (source === 'replay-post' ? 0.125 : 0),
          cost_usd: 0,
          latency_ms: null,
        }),
      );
      return await writeTable(world.store, `scores-${arm}.arrow`, scoresTable, rows);
    };
    const [old, fresh] = [await scoresOf('old'), await scoresOf('new')];
    const summarise = async (scores: (typeof old)[]) =>
      await world.run(activities.summariseReplay, { pipeline: world.pipeline, release: RELEASE, scores });
    const summary = await summarise([old, fresh]);
    const rows = await readTable(world.store, summary.replay, replayTable);
    const effects = Object.fromEntries(rows.map((row) => [row.cell, row.estimate]));
    expect(effects['model']).toBeCloseTo(0.25, 12);
    expect(effects['adaptation']).toBeCloseTo(0.125, 12);
    expect(effects['total']).toBeCloseTo(0.375, 12);
    expect(effects['interaction']).toBeCloseTo(0, 12);
    expect(summary.scores.rows).toBe(2 * items.length);
    // The order in which the arms were scored leaves no trace.
    expect(await summarise([fresh, old])).toEqual(summary);
  });
});

describe('a release with few returning users', () => {
  it('gets reasons instead of figures', async () => {
    const world = await createAdaptationWorld({ users: 12 });
    const activities = createAdaptationActivities(world.deps);
    const measured = await world.run(activities.measureCheckpoint, measureInput(world));
    expect(measured).toMatchObject({ pValue: null, returningUsers: 12 });
    const rows = await readTable(world.store, measured.adaptation, adaptationTable);
    expect(rows[0]?.refused).toBe('no verdict: 12 returning users, 20 are needed');
    const plan = await world.run(activities.planReplay, replayInput(world));
    expect(plan).toMatchObject({ arms: [], count: 0, refused: 'no verdict: 12 returning users, 20 are needed' });
  });
});
