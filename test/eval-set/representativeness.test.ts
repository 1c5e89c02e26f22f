import { describe, expect, it } from 'vitest';
import { createCoverage } from '../../activities/eval-set/neighbour-coverage.js';
import { type RepresentedRow, representativenessOf } from '../../activities/eval-set/representativeness.js';
import { createRandom } from '../../activities/stats/random.js';

const options = { seed: 'test', perUser: 2, blocks: 1, draws: 100 };

/** Three topics far apart, two requests of every user. */
function requests(seed: string, users: number, shares: readonly [number, number, number] = [0.4, 0.4, 0.2]) {
  const random = createRandom('requests', seed);
  return Array.from({ length: 2 * users }, (_, at): RepresentedRow => {
    const quantile = random.next();
    const topic = quantile < shares[0] ? 0 : quantile < shares[0] + shares[1] ? 1 : 2;
    const vector = Float32Array.of(4 * topic + random.normal(), random.normal());
    const features = Float64Array.of(topic === 0 ? 1 : 0, topic === 1 ? 1 : 0, topic === 2 ? 1 : 0);
    return { user: `${seed}-${at % users}`, topic, weight: 1, vector, features };
  });
}

const production = requests('production', 150);

describe('representativeness', () => {
  it('is found in a sample of the same traffic', async () => {
    const result = await representativenessOf(requests('set', 40), production, options);
    expect(result).toMatchObject({ isRepresentative: true, staleTopics: [], draws: 100, size: 80 });
    expect(result?.coverageRatio).toBeGreaterThan(0.95);
    expect(result?.pValue).toBeGreaterThan(0.05);
  });

  it('is missed by a set that lacks a topic, which is named with its share', async () => {
    const result = await representativenessOf(requests('set', 40, [0.5, 0.5, 0]), production, options);
    expect(result?.isRepresentative).toBe(false);
    expect(result?.staleTopics.map(({ topic }) => topic)).toEqual([2]);
    expect(result?.staleTopics[0]).toMatchObject({ itemShare: 0, productionShare: expect.closeTo(0.2, 1) });
    expect(result?.uncoveredShare.estimate).toBeGreaterThan(0.1);
    expect(result?.uncoveredShare.fresh.high).toBeLessThan(0.1);
  });

  it('takes the weights into account: a topic that weighs too little is another mix', async () => {
    const set = requests('set', 40).map((row) => ({ ...row, weight: row.topic === 2 ? 0.01 : 1 }));
    const result = await representativenessOf(set, production, options);
    expect(result?.mmd2.pValue).toBeLessThan(0.05);
    expect(result?.coverage.pValue).toBeGreaterThan(0.05);
  });

  it('does not count items without weight', async () => {
    const set = requests('set', 40);
    const mute = requests('mute', 40, [0, 0, 1]).map((row) => ({ ...row, weight: 0 }));
    expect(await representativenessOf([...set, ...mute], production, options)).toEqual(
      await representativenessOf(set, production, options),
    );
  });

  it('does not take items for covering their own users', async () => {
    const line = Array.from({ length: 6 }, (_, at): RepresentedRow => {
      const vector = Float32Array.of(at, 0);
      return { user: `user-${at}`, topic: 0, weight: 1, vector, features: Float64Array.of(1) };
    });
    const coverage = await createCoverage(line.slice(0, 1), line, { perUser: 2, blocks: 1, pause: async () => {} });
    const nearness = coverage.against([...line.keys()], line.length)?.ofSet([0]);
    expect(nearness?.coverage).toBeCloseTo(5 / 6, 12);
    expect(nearness?.uncoveredShare).toBeCloseTo(1 / 6, 12);
  });

  it('is the same for the same seed', async () => {
    const set = requests('set', 40);
    expect(await representativenessOf(set, production, options)).toEqual(
      await representativenessOf(set, production, options),
    );
  });

  it.each([
    { what: 'hardly any users', items: requests('set', 40), week: requests('few', 30) },
    { what: 'no items', items: [], week: production },
  ])('is not judged with $what', async ({ items, week }) => {
    expect(await representativenessOf(items, week, options)).toBeNull();
  });
});
