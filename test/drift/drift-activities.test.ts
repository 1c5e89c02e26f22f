import { describe, expect, it } from 'vitest';
import type { MeasureDriftInput } from '../../activities/drift/activities.js';
import { driftStateTable, driftTable, topicsTable } from '../../activities/drift/drift-tables.js';
import { FEATURES_PER_BANDWIDTH, loadReferenceModel, topicOf } from '../../activities/drift/reference-model.js';
import { vectorTable } from '../../activities/embedding/vector-table.js';
import { readTable } from '../../activities/storage/artifact.js';
import { windowOfWeek } from '../../workflows/window.js';
import { createActivityWorld, itemsFrom, REFERENCE_WEEK, rowsOf } from './drift-world.js';

const WEEK = '2026-W31';

async function measured(world: Awaited<ReturnType<typeof createActivityWorld>>, input: MeasureDriftInput) {
  const result = await world.run(world.drift.measureDrift, input);
  const rows = await readTable(world.store, result.drift, driftTable);
  return {
    result,
    rows,
    topics: await readTable(world.store, result.topics, topicsTable),
    row: (reference: string, statistic: string) =>
      rows.find((row) => row.reference === reference && row.statistic === statistic),
  };
}

describe('pinning a reference', () => {
  it('has none at first, and returns the pinned one from then on', async () => {
    const world = await createActivityWorld();
    expect(await world.run(world.drift.currentReference, { pipeline: world.pipeline })).toBeNull();
    const reference = await world.pin(rowsOf(REFERENCE_WEEK, { users: 40 }));
    expect(await world.run(world.drift.currentReference, { pipeline: world.pipeline })).toEqual(reference);
  });

  it('lets the first pin win', async () => {
    const world = await createActivityWorld();
    const first = await world.pin(rowsOf(REFERENCE_WEEK, { users: 40 }));
    const later = await world.pinInput(rowsOf('2026-W35', { users: 30 }), windowOfWeek('2026-W35'));
    expect(await world.run(world.drift.pinReference, later)).toEqual(first);
  });

  it('ends with one reference when two runs pin at once', async () => {
    const world = await createActivityWorld();
    const inputs = [
      await world.pinInput(rowsOf(REFERENCE_WEEK, { users: 40 })),
      await world.pinInput(rowsOf('2026-W35', { users: 30 }), windowOfWeek('2026-W35')),
    ];
    const [one, two] = await Promise.all(inputs.map(async (input) => await world.run(world.drift.pinReference, input)));
    expect(one).toEqual(two);
  });

  it('freezes a topic map whose topics are named by what is written in them', async () => {
    const world = await createActivityWorld({ drift: { topics: 3, permutations: 199 } });
    const rows = rowsOf(REFERENCE_WEEK, { users: 45 });
    const reference = await world.pin(rows);
    const model = await loadReferenceModel(world.store, reference.artifact);
    expect(model.centroids).toHaveLength(3);
    const vectors = await readTable(world.store, model.vectors, vectorTable(64));
    const topics = rows.map((_, at) => topicOf(model, vectors[at]?.vector ?? new Float32Array(64)));
    const garden = topics[rows.findIndex(({ prompt }) => prompt.includes('tomato'))] ?? -1;
    expect(model.topicTerms[garden]).toContain('compost');
    expect(model.topicLabels[garden]?.split(', ')).toHaveLength(3);
    expect(new Set(topics).size).toBe(3);
  });

  it('refuses vectors of another embedder', async () => {
    const world = await createActivityWorld();
    const input = await world.pinInput(rowsOf(REFERENCE_WEEK, { users: 40 }));
    await expect(world.run(world.drift.pinReference, { ...input, embedderId: 'other' })).rejects.toMatchObject({
      code: 'EmbedderMismatch',
    });
  });
});

describe('the state of a week', () => {
  it('has one row per user with the requests it counts', async () => {
    const world = await createActivityWorld();
    const reference = await world.pin(rowsOf(REFERENCE_WEEK, { users: 40 }));
    const { state } = await world.weekInput(reference, WEEK, rowsOf(WEEK, { users: 25, perUser: 5 }));
    const rows = await readTable(world.store, state, driftStateTable(4 * FEATURES_PER_BANDWIDTH));
    expect(rows).toHaveLength(25);
    expect(rows[0]).toMatchObject({ count: 5, capped_weight: 3 });
  });
});

describe('measuring drift', () => {
  it('stays calm when users go on as before', async () => {
    const world = await createActivityWorld();
    const rows = rowsOf(REFERENCE_WEEK, { users: 60 });
    const reference = await world.pin(rows);
    const input = await world.weekInput(reference, WEEK, rowsOf(WEEK, { users: 60 }), itemsFrom(rows.slice(0, 120)));
    const { result, rows: drift, topics } = await measured(world, input);
    expect(result.alarm).toBe(false);
    expect(drift.map((row) => `${row.reference} ${row.statistic}`)).toEqual([
      'pinned mmd2',
      'pinned uncovered_mass',
      'pinned moved_mass',
      'pinned centroid_cosine',
      'eval-set mmd2',
      'eval-set uncovered_mass',
      'eval-set coverage',
      'eval-set density',
      'eval-set precision',
      'eval-set recall',
      'pinned mmd2',
      'pinned mmd2',
      'history nearest_weeks_mmd2',
      'pinned frechet',
      'pinned energy',
      'pinned sliced_wasserstein',
      'pinned classifier_auc',
      'pinned mix_share',
      'pinned within_share',
    ]);
    const withoutNumber = drift.filter(({ refused }) => refused !== null);
    expect(withoutNumber.map((row) => row.refused?.split(':')[0])).toEqual([
      'no verdict',
      'no verdict',
      'no verdict',
      'nothing to split',
      'nothing to split',
    ]);
    for (const row of drift.filter(({ refused }) => refused === null)) {
      expect(row.ci_low).toBeLessThanOrEqual(row.estimate ?? Number.NaN);
      expect(row.ci_high).toBeGreaterThanOrEqual(row.estimate ?? Number.NaN);
    }
    const shares = topics.reduce((sum, topic) => sum + topic.share_current, 0);
    expect(shares).toBeCloseTo(1, 12);
  });

  it('raises an alarm for a new topic, against the reference and against the eval set', async () => {
    const world = await createActivityWorld();
    const rows = rowsOf(REFERENCE_WEEK, { users: 60 });
    const reference = await world.pin(rows);
    const week = rowsOf(WEEK, { users: 60, newTopicShare: 0.3 });
    const { result, row } = await measured(
      world,
      await world.weekInput(reference, WEEK, week, itemsFrom(rows.slice(0, 120))),
    );
    expect(result.alarm).toBe(true);
    expect(result.pValue).toBeLessThan(0.01);
    for (const name of ['pinned', 'eval-set']) {
      expect(row(name, 'uncovered_mass')?.alarm).toBe(true);
      expect(row(name, 'uncovered_mass')?.estimate).toBeGreaterThan(0.2);
    }
    expect(row('eval-set', 'coverage')?.estimate).toBeLessThan(0.8);
  });

  it('writes the same bytes again', async () => {
    const world = await createActivityWorld();
    const reference = await world.pin(rowsOf(REFERENCE_WEEK, { users: 40 }));
    const input = await world.weekInput(reference, WEEK, rowsOf(WEEK, { users: 40 }));
    const first = await world.run(world.drift.measureDrift, input);
    expect(await world.run(world.drift.measureDrift, input)).toEqual(first);
  });

  it('keeps the requests that the eval set holds out of production', async () => {
    const world = await createActivityWorld();
    const reference = await world.pin(rowsOf(REFERENCE_WEEK, { users: 40 }));
    const week = rowsOf(WEEK, { users: 40 });
    // All requests of half of the users are items.
    const items = itemsFrom(week.filter(({ user }) => Number(user.slice(5)) < 20));
    const { row } = await measured(world, await world.weekInput(reference, WEEK, week, items));
    expect(row('eval-set', 'mmd2')).toMatchObject({ n_users_reference: 20, n_users_current: 20 });
  });

  it('leaves retired items out of the eval set', async () => {
    const world = await createActivityWorld();
    const rows = rowsOf(REFERENCE_WEEK, { users: 40 });
    const reference = await world.pin(rows);
    const items = itemsFrom(rows).map((item) => ({
      ...item,
      retired_week: Number(item.user.slice(5)) < 15 ? WEEK : null,
    }));
    const input = await world.weekInput(reference, WEEK, rowsOf(WEEK, { users: 40 }), items);
    expect((await measured(world, input)).row('eval-set', 'mmd2')?.n_users_reference).toBe(25);
  });

  it('gives no verdict on few users, and says how many there are', async () => {
    const world = await createActivityWorld();
    const reference = await world.pin(rowsOf(REFERENCE_WEEK, { users: 40 }));
    const { result, rows, topics } = await measured(
      world,
      await world.weekInput(reference, WEEK, rowsOf(WEEK, { users: 12 })),
    );
    expect(result).toMatchObject({ alarm: false, uncoveredMass: null, pValue: null });
    expect(topics).toEqual([]);
    for (const row of rows) {
      expect(row.refused).toBe('no verdict: 12 users, 20 are needed');
      expect([row.estimate, row.ci_low, row.ci_high, row.p_value]).toEqual([null, null, null, null]);
    }
  });

  it('gives no verdict on the reference itself', async () => {
    const world = await createActivityWorld();
    const rows = rowsOf(REFERENCE_WEEK, { users: 40 });
    const reference = await world.pin(rows);
    const { rows: drift } = await measured(world, await world.weekInput(reference, REFERENCE_WEEK, rows));
    const pinned = drift.filter(({ reference: name }) => name === 'pinned');
    expect(new Set(pinned.map(({ refused }) => refused))).toEqual(
      new Set(['no verdict: this window is the pinned reference']),
    );
  });

  it('gives no verdict on a week of copies', async () => {
    const world = await createActivityWorld();
    const reference = await world.pin(rowsOf(REFERENCE_WEEK, { users: 40 }));
    const copies = rowsOf(WEEK, { users: 40, prompt: 'say hello' });
    const { rows } = await measured(world, await world.weekInput(reference, WEEK, copies));
    expect(rows[0]?.refused).toBe('no verdict: 99 % of the requests are copies of another one');
  });

  it('gives no verdict on an eval set that another embedder has placed', async () => {
    const world = await createActivityWorld();
    const rows = rowsOf(REFERENCE_WEEK, { users: 40 });
    const reference = await world.pin(rows);
    const other = await world.pinInput(rowsOf('2026-W20', { users: 25 }), windowOfWeek('2026-W20'));
    const input = await world.weekInput(reference, WEEK, rowsOf(WEEK, { users: 40 }), itemsFrom(rows));
    const items = input.evalSet?.items ?? other.sample;
    const vectors = await world.embed(other.embedder, items, 'eval-set');
    const { rows: drift } = await measured(world, { ...input, evalSet: { items, vectors } });
    const refused = drift.filter(({ reference: name }) => name === 'eval-set').map((row) => row.refused);
    expect(refused[0]).toMatch(
      /^no verdict: embedded by lexical-\S+, the pinned reference by lexical-\S+; .*"tidemark reference pin"$/,
    );
    expect(drift[0]?.refused).toBeNull();
  });
});
