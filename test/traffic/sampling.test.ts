import { describe, expect, it } from 'vitest';
import { createRandom } from '../../activities/stats/random.js';
import { createRequestHash, setHash } from '../../activities/traffic/request-hash.js';
import { FIELD, ROW_WORDS, setUser } from '../../activities/traffic/request-rows.js';
import {
  allocate,
  drawPasses,
  drawSample,
  type SampleDesign,
  type SamplingUnit,
} from '../../activities/traffic/sampling.js';

const SEEDS = 150;
const random = createRandom('sampling-world');
/** 900 requests of 60 users, heavy users in stratum b, where values are larger. */
const world = Array.from({ length: 900 }, (_, index) => {
  const user = Math.floor(60 * random.next() ** 2);
  const stratum = user < 12 ? 'b' : 'a';
  return {
    unit: { requestId: `r${index}`, user: `u${user}`, stratum } satisfies SamplingUnit,
    value: (stratum === 'b' ? 2 : 1) + random.normal(),
  };
});
const units = world.map(({ unit }) => unit);
const valueOf = new Map(world.map(({ unit, value }) => [unit.requestId, value]));
const truth = world.reduce((sum, { value }) => sum + value, 0) / world.length;
const oneStratum = units.map((unit) => ({ ...unit, stratum: 'all' }));

const design = (fields: Partial<SampleDesign> = {}): SampleDesign => ({
  by: 'request',
  size: 150,
  perUserCap: 10_000,
  strata: [],
  seed: 's',
  ...fields,
});

describe('a sample', () => {
  it.each([
    ['requests', units, design()],
    ['requests with a cap per user', oneStratum, design({ perUserCap: 6 })],
    ['requests with a cap per user and strata', units, design({ perUserCap: 6 })],
    ['users with a cap', units, design({ by: 'user', size: 200, perUserCap: 15 })],
  ])('of %s estimates the mean of the whole window without bias', (_name, frame, plan) => {
    const errors = Array.from({ length: SEEDS }, (_, seed) => {
      let [weights, total] = [0, 0];
      for (const { requestId, inclusionProbability } of drawSample(frame, { ...plan, seed: String(seed) })) {
        weights += 1 / inclusionProbability;
        total += (valueOf.get(requestId) ?? 0) / inclusionProbability;
      }
      return total / weights - truth;
    });
    const mean = errors.reduce((sum, error) => sum + error, 0) / SEEDS;
    const sd = Math.sqrt(errors.reduce((sum, error) => sum + (error - mean) ** 2, 0) / (SEEDS - 1));
    expect(Math.abs(mean)).toBeLessThan((3.5 * sd) / Math.sqrt(SEEDS));
    // The bound above must be able to fail: it is far below what a sample without weights is off by.
    expect((3.5 * sd) / Math.sqrt(SEEDS)).toBeLessThan(0.1);
  });

  it('without weights would be biased by the cap, so the weights are needed', () => {
    const means = Array.from({ length: 20 }, (_, seed) => {
      const drawn = drawSample(oneStratum, design({ perUserCap: 6, seed: String(seed) }));
      return drawn.reduce((sum, { requestId }) => sum + (valueOf.get(requestId) ?? 0), 0) / drawn.length;
    });
    expect(truth - means.reduce((sum, mean) => sum + mean, 0) / means.length).toBeGreaterThan(0.15);
  });

  it('draws each request as often as its probability says, those of heavy users included', () => {
    const counts = new Map<string, number>();
    const expected = new Map<string, number>();
    for (let seed = 0; seed < SEEDS; seed += 1) {
      for (const { user, inclusionProbability } of drawSample(oneStratum, design({ perUserCap: 6, seed: `${seed}` }))) {
        counts.set(user, (counts.get(user) ?? 0) + 1 / inclusionProbability / SEEDS);
        expected.set(user, units.filter((unit) => unit.user === user).length);
      }
    }
    const heavy = [...expected].sort((a, b) => b[1] - a[1]).slice(0, 5);
    for (const [user, requests] of heavy) {
      expect(Math.abs((counts.get(user) ?? 0) / requests - 1)).toBeLessThan(0.2);
    }
    const estimated = heavy.reduce((sum, [user]) => sum + (counts.get(user) ?? 0), 0);
    const requests = heavy.reduce((sum, [, count]) => sum + count, 0);
    expect(Math.abs(estimated / requests - 1)).toBeLessThan(0.05);
  });

  it.each(['request', 'user'] as const)('by %s is the same whatever the order of the window', (by) => {
    const shuffled = createRandom('shuffle').shuffle([...units]);
    const plan = design({ by, perUserCap: 7 });
    expect(drawSample(shuffled, plan)).toEqual(drawSample(units, plan));
  });

  it('keeps at most the cap of each user', () => {
    const counts = new Map<string, number>();
    for (const { user } of drawSample(units, design({ perUserCap: 3, size: 900 }))) {
      counts.set(user, (counts.get(user) ?? 0) + 1);
    }
    expect(Math.max(...counts.values())).toBe(3);
  });

  it('is nested: a larger one holds the smaller one', () => {
    const large = new Set(drawSample(oneStratum, design({ size: 400 })).map(({ requestId }) => requestId));
    const small = drawSample(oneStratum, design({ size: 100 }));
    expect(small.filter(({ requestId }) => large.has(requestId))).toHaveLength(100);
  });

  it('of the whole window gives every request probability 1', () => {
    const drawn = drawSample(units, design({ size: 900 }));
    expect(drawn).toHaveLength(900);
    expect(drawn.every(({ inclusionProbability }) => inclusionProbability === 1)).toBe(true);
  });

  it('by user takes whole users until it is full, and the same ones first from another window', () => {
    const drawn = drawSample(units, design({ by: 'user', size: 200 }));
    const users = new Set(drawn.map(({ user }) => user));
    expect(drawn).toHaveLength(units.filter(({ user }) => users.has(user)).length);
    expect(drawn.length).toBeLessThanOrEqual(200);
    const next = units.map((unit) => ({ ...unit, requestId: `next ${unit.requestId}` }));
    expect(new Set(drawSample(next, design({ by: 'user', size: 200 })).map(({ user }) => user))).toEqual(users);
  });

  it('is the same when there are so many strata that counting and drawing take a pass each', () => {
    const hashOf = createRequestHash('s');
    const words = new Uint32Array(ROW_WORDS * units.length);
    for (const [row, { requestId, user, stratum }] of units.entries()) {
      setHash(words, ROW_WORDS * row, hashOf(requestId));
      setUser(words, ROW_WORDS * row, user);
      words[ROW_WORDS * row + FIELD.stratum] = stratum === 'a' ? 0 : 1;
    }
    const draw = (strata: readonly string[]) => {
      const passes = drawPasses(strata, design({ perUserCap: 10 }));
      let count = 0;
      let step = passes.next();
      for (; step.done !== true; step = passes.next()) {
        step.value(words);
        count += 1;
      }
      return { rows: step.value.rows, passes: count };
    };
    const few = draw(['a', 'b']);
    const many = draw(['a', 'b', ...Array.from({ length: 2000 }, (_, number) => `empty ${number}`)]);
    expect(few.rows).toHaveLength(150);
    expect(many.rows).toEqual(few.rows);
    expect([few.passes, many.passes]).toEqual([3, 4]);
  });

  it('of nothing is empty', () => {
    expect(drawSample([], design())).toEqual([]);
    expect(drawSample([], design({ by: 'user' }))).toEqual([]);
  });
});

describe('quotas', () => {
  it.each([
    ['are proportional', { a: 600, b: 300, c: 100 }, 100, { a: 60, b: 30, c: 10 }],
    ['go to the largest remainders', { a: 55, b: 27, c: 18 }, 10, { a: 5, b: 3, c: 2 }],
    [
      'give every stratum one, at the cost of the largest',
      { a: 1000, b: 1000, c: 1, d: 1 },
      10,
      { a: 4, b: 4, c: 1, d: 1 },
    ],
    ['are one each when there are more strata than requests', { a: 9, b: 9, c: 9 }, 2, { a: 1, b: 1, c: 1 }],
    ['are everything when everything fits', { a: 3, b: 4 }, 10, { a: 3, b: 4 }],
  ])('%s', (_name, sizes, total, expected) => {
    expect(Object.fromEntries(allocate(new Map(Object.entries(sizes)), total))).toEqual(expected);
  });

  it('add up to the size and never exceed a stratum', () => {
    const draw = createRandom('quotas');
    for (let round = 0; round < 300; round += 1) {
      const sizes = new Map(Array.from({ length: 1 + draw.integer(9) }, (_, s) => [`s${s}`, 1 + draw.integer(50)]));
      const population = [...sizes.values()].reduce((sum, size) => sum + size, 0);
      const total = sizes.size + draw.integer(population);
      const quotas = allocate(sizes, total);
      expect([...quotas.values()].reduce((sum, quota) => sum + quota, 0)).toBe(Math.min(total, population));
      for (const [stratum, quota] of quotas) expect(quota).toBeLessThanOrEqual(sizes.get(stratum) ?? 0);
    }
  });
});
