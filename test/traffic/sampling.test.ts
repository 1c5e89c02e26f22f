import { describe, expect, it } from 'vitest';
import { clusteredMean } from '../../activities/stats/clustered-mean.js';
import { createRandom } from '../../activities/stats/random.js';
import { drawSample, type SampleDesign, type SamplingUnit } from '../../activities/traffic/sampling.js';

const random = createRandom('sampling-world');
/** 4,000 requests of 200 users, heavy users in stratum b, where values are larger. */
const world = Array.from({ length: 4000 }, (_, index) => {
  const user = Math.floor(200 * random.next() ** 2);
  const stratum = user < 40 ? 'b' : 'a';
  return {
    unit: { requestId: `r${index}`, user: `u${user}`, stratum } satisfies SamplingUnit,
    value: (stratum === 'b' ? 2 : 1) + random.normal(),
  };
});
const units = world.map(({ unit }) => unit);
const valueOf = new Map(world.map(({ unit, value }) => [unit.requestId, value]));
const truth = world.reduce((sum, { value }) => sum + value, 0) / world.length;

const designs: [string, Omit<SampleDesign, 'seed'>][] = [
  ['requests', { by: 'request', size: 400, perUserCap: 10_000, strata: [] }],
  ['requests with a cap per user', { by: 'request', size: 400, perUserCap: 15, strata: [] }],
  ['users', { by: 'user', size: 800, perUserCap: 10_000, strata: [] }],
];

describe('a sample', () => {
  it.each(designs)('of %s estimates the mean of the whole window without bias', (_name, design) => {
    const errors = Array.from({ length: 200 }, (_, seed) => {
      const drawn = drawSample(units, { ...design, seed: String(seed) });
      const values = drawn.map(({ requestId }) => valueOf.get(requestId) ?? 0);
      const weights = drawn.map(({ inclusionProbability }) => 1 / inclusionProbability);
      const estimate =
        clusteredMean(
          values,
          drawn.map(({ user }) => user),
          { weights },
        )?.estimate ?? Number.NaN;
      return estimate - truth;
    });
    const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
    const sd = Math.sqrt(errors.reduce((sum, error) => sum + (error - mean) ** 2, 0) / errors.length);
    expect(Math.abs(mean)).toBeLessThan((4 * sd) / Math.sqrt(errors.length));
    expect(Math.abs(mean) / truth).toBeLessThan(0.02);
  });

  it('without weights would be biased by the cap, so the weights are needed', () => {
    const drawn = drawSample(units, { by: 'request', size: 400, perUserCap: 15, strata: [], seed: 's' });
    const plain = drawn.reduce((sum, { requestId }) => sum + (valueOf.get(requestId) ?? 0), 0) / drawn.length;
    expect(Math.abs(plain - truth)).toBeGreaterThan(0.05);
  });

  it('gives each stratum its proportional quota and at least one', () => {
    const rare = [...units, { requestId: 'rare', user: 'u-rare', stratum: 'c' }];
    const drawn = drawSample(rare, { by: 'request', size: 100, perUserCap: 1e6, strata: [], seed: 's' });
    const count = (stratum: string) => drawn.filter((row) => row.stratum === stratum).length;
    const share = units.filter(({ stratum }) => stratum === 'b').length / rare.length;
    expect(count('c')).toBe(1);
    expect(Math.abs(count('b') - 100 * share)).toBeLessThanOrEqual(1);
  });

  it('is nested: a larger one holds the smaller one', () => {
    const one = units.map((unit) => ({ ...unit, stratum: 'all' }));
    const design = { by: 'request' as const, perUserCap: 10_000, strata: [], seed: 's' };
    const large = new Set(drawSample(one, { ...design, size: 800 }).map(({ requestId }) => requestId));
    const small = drawSample(one, { ...design, size: 200 });
    expect(small.filter(({ requestId }) => large.has(requestId))).toHaveLength(200);
  });
});
