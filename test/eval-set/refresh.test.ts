import { describe, expect, it } from 'vitest';
import type { EvalSetRow } from '../../activities/eval-set/eval-set-table.js';
import { figuresOf, isActive, type PlacedRow, perUserCap, refreshRows } from '../../activities/eval-set/refresh.js';
import { pipelineSchema } from '../../activities/pipeline/config.js';
import { createRandom } from '../../activities/stats/random.js';
import type { SampleRow } from '../../activities/traffic/sample-table.js';
import { sampleRow, trafficOf } from './traffic-world.js';

const { evalSet: settings } = pipelineSchema.parse({
  name: 'demo',
  storage: { bucket: 'bucket' },
  traffic: { prefix: 'logs/' },
  scoring: { judge: { model: 'judge' } },
  evalSet: { size: 100 },
});

type Sample = readonly PlacedRow<SampleRow>[];
const WEEKS = Array.from({ length: 40 }, (_, at) => `2026-W${String(at + 10).padStart(2, '0')}`);

/** Refreshes week by week; each item keeps the place of the request it came from. */
function history(samples: readonly Sample[], changed: Partial<typeof settings> = {}): EvalSetRow[][] {
  const places = new Map(samples.flat().map((placed) => [placed.row.request_id, placed]));
  const versions: EvalSetRow[][] = [];
  for (const [at, sample] of samples.entries()) {
    const before = versions.at(-1) ?? [];
    const active = before.filter(isActive).flatMap((row) => {
      const place = places.get(row.request_id);
      return place === undefined ? [] : [{ row, topic: place.topic, features: place.features }];
    });
    const retired = before.filter((row) => !isActive(row));
    versions.push(
      refreshRows({ week: WEEKS[at] ?? '', active, retired, sample, settings: { ...settings, ...changed } }),
    );
  }
  return versions;
}

function activeOf(versions: readonly EvalSetRow[][], at: number): EvalSetRow[] {
  return (versions[at] ?? []).filter(isActive);
}

function weightOf(rows: readonly EvalSetRow[], topic: number): number {
  return rows.filter((row) => row.topic === topic).reduce((sum, row) => sum + row.weight, 0);
}

function countOf(rows: readonly EvalSetRow[], topic: number): number {
  return rows.filter((row) => row.topic === topic).length;
}

const oneInFourByApi = (request: number) => (request % 4 === 0 ? 'api' : 'web');
const steady = (seed: string) => trafficOf(seed, { requests: 1_000, shares: [0.5, 0.3, 0.155, 0.045] });

describe('the first version', () => {
  const [version = []] = history([steady('a')]);

  it('has the wanted size, all of it new, with anchors by topic', () => {
    expect(version).toHaveLength(100);
    expect(new Set(version.map((row) => row.added_reason))).toEqual(new Set(['first-version']));
    const anchors = version.filter((row) => row.anchor);
    expect(anchors).toHaveLength(20);
    expect([0, 1, 2, 3].map((topic) => countOf(anchors, topic))).toEqual([10, 6, 3, 1]);
  });

  it('follows the topics by largest remainder', () => {
    expect([0, 1, 2, 3].map((topic) => countOf(version, topic))).toEqual([50, 30, 16, 4]);
  });

  it('has weights that sum to one and give every topic its traffic', () => {
    expect(version.reduce((sum, row) => sum + row.weight, 0)).toBeCloseTo(1, 12);
    expect(weightOf(version, 2)).toBeCloseTo(0.155, 9);
  });

  it('is ordered by item id and does not depend on the order of the sample', () => {
    const shuffled = createRandom('order').shuffle([...steady('a')]);
    expect(history([shuffled])[0]).toEqual(version);
    expect(version.map((row) => row.item_id)).toEqual(version.map((row) => row.item_id).sort());
  });

  it('does not depend on the order of requests that are equally good either', () => {
    const alike = steady('alike').map((placed) => ({ ...placed, features: Float64Array.of(1, 0) }));
    expect(history([[...alike].reverse()])).toEqual(history([alike]));
  });

  it('lies closer to production than a random draw', () => {
    const sample = steady('a');
    const distance = (weights: ReadonlyMap<string, number>) =>
      [...(sample[0]?.features ?? [])].reduce((sum, _value, axis) => {
        const difference = sample.reduce(
          (total, { row, features }) =>
            total + ((weights.get(row.request_id) ?? 0) - 1 / sample.length) * (features[axis] ?? 0),
          0,
        );
        return sum + difference ** 2;
      }, 0);
    const random = createRandom('draw').shuffle(sample.map((placed) => placed.row.request_id));
    const herded = distance(new Map(version.map((row) => [row.request_id, row.weight])));
    expect(herded).toBeLessThan(distance(new Map(random.slice(0, 100).map((id) => [id, 0.01]))) / 20);
  });

  it('is smaller, and says so, when the traffic has too few users', () => {
    const [few = []] = history([trafficOf('few', { requests: 500, users: 10, shares: [0.5, 0.5] })]);
    expect(few).toHaveLength(20);
    expect(figuresOf(few, WEEKS[0] ?? '', settings).note).toMatch(/20 of 100 items.*10 users/);
  });
});

describe('what may not enter', () => {
  it('is more of one user than a fiftieth of the set, or two', () => {
    const busy = steady('busy').map((placed, at) =>
      at % 2 === 0 ? { ...placed, row: { ...placed.row, user: 'busy' } } : placed,
    );
    const versions = history([busy, busy, steady('later')]);
    for (const at of versions.keys()) {
      const ofBusy = activeOf(versions, at).filter((row) => row.user === 'busy').length;
      expect(ofBusy).toBeLessThanOrEqual(perUserCap(100));
    }
    expect(perUserCap(100)).toBe(2);
    expect(perUserCap(500)).toBe(10);
  });

  it('is a near duplicate', () => {
    const pasted = 'Please summarise the following meeting notes in three bullet points for my manager';
    const sample = steady('paste').map((placed, at) =>
      at % 2 === 0 ? { ...placed, row: { ...placed.row, prompt: `${pasted} ${at % 7}` } } : placed,
    );
    const [version = []] = history([sample]);
    expect(version.filter((row) => row.prompt.startsWith(pasted))).toHaveLength(1);
    expect(version).toHaveLength(100);
  });

  it('counts the near duplicates that an item stands for, while the weights count every request', () => {
    const sample = steady('paste').map((placed, at) =>
      placed.topic === 0 && at % 2 === 0
        ? { ...placed, row: { ...placed.row, prompt: `Remind Mara kindly of the invoice number ${at}` } }
        : placed,
    );
    const [version = []] = history([sample]);
    expect(version.filter((row) => row.cluster_size > 1).map((row) => row.cluster_size)).toEqual([250]);
    expect(weightOf(version, 0)).toBeCloseTo(0.5, 9);
  });

  it('is a request that was retired before', () => {
    const week = steady('again');
    const versions = history([week, steady('b'), steady('c'), week, week]);
    const last = versions.at(-1) ?? [];
    expect(new Set(last.map((row) => row.item_id)).size).toBe(last.length);
  });
});

describe('a later version', () => {
  it('keeps the anchors, replaces at most the new share and says why', () => {
    const versions = history([steady('a'), steady('b')]);
    const [first = [], second = []] = versions;
    const retired = second.filter((row) => !isActive(row));
    expect(retired.length).toBeGreaterThan(0);
    expect(retired.length).toBeLessThanOrEqual(25);
    expect(retired.every((row) => row.retired_reason === 'replaced' && row.retired_week === WEEKS[1])).toBe(true);
    expect(retired.every((row) => row.weight === 0 && !row.anchor)).toBe(true);
    expect(activeOf(versions, 1)).toHaveLength(100);
    expect(second).toHaveLength(100 + retired.length);
    const added = second.filter((row) => row.added_week === WEEKS[1]);
    expect(added).toHaveLength(retired.length);
    expect(added.every((row) => row.added_reason === 'matches-production')).toBe(true);
    const anchors = first.filter((row) => row.anchor).map((row) => row.item_id);
    expect(activeOf(versions, 1).flatMap((row) => (row.anchor ? [row.item_id] : []))).toEqual(anchors);
  });

  it('follows a growing topic within three points, at a healthy effective size', () => {
    const shares = Array.from({ length: 8 }, (_, week) => [0.6 - 0.05 * week, 0.4, 0.05 * week]);
    const samples = shares.map((each, week) => trafficOf(`grow-${week}`, { requests: 800, shares: each }));
    const versions = history(samples);
    for (const at of versions.keys()) {
      const active = activeOf(versions, at);
      expect(Math.abs(weightOf(active, 2) - 0.05 * at)).toBeLessThan(0.03);
      const figures = figuresOf(versions[at] ?? [], WEEKS[at] ?? '', settings);
      expect(figures.effectiveSampleSize).toBeGreaterThan(0.6 * active.length);
      expect(figures.note).toBeNull();
    }
  });

  it('retires items of a topic nobody asks about any more, anchors apart', () => {
    const gone = trafficOf('gone', { requests: 800, shares: [0.7, 0.3, 0] });
    const versions = history([trafficOf('with', { requests: 800, shares: [0.5, 0.3, 0.2] }), gone]);
    const ofTopic = (versions[1] ?? []).filter((row) => row.topic === 2);
    expect(ofTopic.filter(isActive)).toHaveLength(4);
    expect(ofTopic.filter(isActive).every((row) => row.anchor && row.weight === 0)).toBe(true);
    const reasons = new Set(ofTopic.filter((row) => !isActive(row)).map((row) => row.retired_reason));
    expect(reasons).toEqual(new Set(['vanished-topic']));
  });

  it('does not believe that a topic vanished from a handful of requests', () => {
    const few = trafficOf('handful', { requests: 12, shares: [0.6, 0.4, 0] });
    const versions = history([trafficOf('with', { requests: 800, shares: [0.5, 0.3, 0.2] }), few]);
    expect((versions[1] ?? []).some((row) => row.retired_reason === 'vanished-topic')).toBe(false);
  });

  it('retires items by age, anchors never', () => {
    const samples = Array.from({ length: 6 }, (_, week) => steady(`age-${week}`));
    const versions = history(samples, { maxAgeWeeks: 3, newShare: 0 });
    expect(activeOf(versions, 3).every((row) => row.added_week === WEEKS[0])).toBe(true);
    const old = (versions[4] ?? []).filter((row) => row.added_week === WEEKS[0]);
    expect(old.filter(isActive)).toHaveLength(20);
    expect(old.filter(isActive).every((row) => row.anchor)).toBe(true);
    expect(old.filter((row) => !isActive(row)).every((row) => row.retired_reason === 'age')).toBe(true);
    expect(activeOf(versions, 4)).toHaveLength(100);
  });

  it('keeps its items when the week offers nothing new', () => {
    const week = trafficOf('same', { requests: 100, users: 100, shares: [0.5, 0.5] });
    const versions = history([week, week]);
    expect(activeOf(versions, 1).map((row) => row.item_id)).toEqual(activeOf(versions, 0).map((row) => row.item_id));
  });

  it('shrinks to a smaller size', () => {
    const [first = []] = history([steady('a')]);
    const places = new Map(steady('a').map((placed) => [placed.row.request_id, placed]));
    const active = first.flatMap((row) => {
      const place = places.get(row.request_id);
      return place === undefined ? [] : [{ ...place, row }];
    });
    const input = { week: WEEKS[1] ?? '', active, retired: [], sample: steady('b') };
    const rows = refreshRows({ ...input, settings: { ...settings, size: 50 } });
    expect(rows.filter(isActive).length).toBeLessThanOrEqual(50);
  });
});

describe('the weights', () => {
  it('follow the strata too when there are several', () => {
    const sample = trafficOf('strata', { requests: 1_000, users: 90, shares: [0.5, 0.5], stratumOf: oneInFourByApi });
    const [version = []] = history([sample]);
    const api = version.filter((row) => row.stratum === 'api').reduce((sum, row) => sum + row.weight, 0);
    expect(api).toBeCloseTo(0.25, 6);
    expect(weightOf(version, 0)).toBeCloseTo(0.5, 6);
  });

  it('let go of the strata when hardly an item is left in the ones that matter', () => {
    const before = trafficOf('old-model', { requests: 800, shares: [0.5, 0.5], stratumOf: () => 'model-a' });
    const after = trafficOf('new-model', { requests: 800, shares: [0.5, 0.5], stratumOf: () => 'model-b' });
    const versions = history([before, after], { newShare: 0.05 });
    const figures = figuresOf(versions[1] ?? [], WEEKS[1] ?? '', settings);
    expect(figures.effectiveSampleSize).toBeGreaterThan(0.9 * 100);
  });

  it('are refused when they are too uneven, and the figures say how uneven', () => {
    const before = trafficOf('before', { requests: 800, shares: [0.95, 0.05] });
    const after = trafficOf('after', { requests: 800, shares: [0.05, 0.95] });
    const versions = history([before, after], { newShare: 0, minEffectiveSampleShare: 0.5 });
    const figures = figuresOf(versions[1] ?? [], WEEKS[1] ?? '', { ...settings, minEffectiveSampleShare: 0.5 });
    expect(figures.isRefused).toBe(true);
    expect(figures.note).toMatch(/refused/);
    expect(figures.designEffect).toBeCloseTo(figures.items / figures.effectiveSampleSize, 12);
    expect(weightOf(activeOf(versions, 1), 1)).toBeCloseTo(0.95, 9);
  });

  it('weigh a prompt by its inclusion probability', () => {
    const sample = steady('weights').map((placed) => ({
      ...placed,
      row: { ...placed.row, weight: placed.topic === 0 ? 1 : 3 },
    }));
    const [version = []] = history([sample]);
    expect(weightOf(version, 0)).toBeCloseTo(0.5 / 2, 9);
  });

  it('never put two requests of one text in', () => {
    const twice = ['r1', 'r2'].map((id) => ({
      row: sampleRow(id, id, 'The same  question'),
      topic: 0,
      features: Float64Array.of(1, 0),
    }));
    expect(history([twice])[0]).toHaveLength(1);
  });
});
