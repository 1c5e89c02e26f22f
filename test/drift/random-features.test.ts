import { describe, expect, it } from 'vitest';
import { driftStateOf, mergeStates } from '../../activities/drift/drift-state.js';
import { createRandomFeatures, leadingFeatures } from '../../activities/drift/random-features.js';
import { createRandom } from '../../activities/stats/random.js';
import { dot, normalise, squaredDistance } from '../../activities/stats/vectors.js';

const DIMENSION = 64;
const design = { seed: 'seed', dimension: DIMENSION, bandwidths: [0.7, 1.4], featuresPerBandwidth: 128 };

function unitVectors(count: number, seed: string): Float32Array[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, () =>
    normalise(Float32Array.from({ length: DIMENSION }, (_, j) => (j === 0 ? 3 : 0) + random.normal())),
  );
}

describe('random features', () => {
  it('give every vector a kernel of exactly 1 with itself, at every bandwidth', () => {
    const features = createRandomFeatures(design);
    for (const vector of unitVectors(5, 'self')) {
      const mapped = features.map(vector);
      expect(mapped).toHaveLength(256);
      for (const block of [mapped.slice(0, 128), mapped.slice(128)]) expect(dot(block, block)).toBeCloseTo(1, 12);
    }
  });

  it.each([0, 1])('approximate the Gaussian kernel of bandwidth number %s', (block) => {
    const vectors = unitVectors(20, 'pairs');
    const bandwidth = design.bandwidths[block] ?? Number.NaN;
    // Many seeds: the error of one draw is about 1/sqrt(64), its mean over 40 draws has to vanish.
    let error = 0;
    for (let seed = 0; seed < 40; seed += 1) {
      const features = createRandomFeatures({ ...design, seed: `${seed}` });
      const mapped = vectors.map((vector) => features.map(vector).slice(128 * block, 128 * (block + 1)));
      const exact = Math.exp(
        -squaredDistance(vectors[0] ?? ([0] as never), vectors[1] ?? ([0] as never)) / (2 * bandwidth ** 2),
      );
      error += (dot(mapped[0] ?? new Float64Array(), mapped[1] ?? new Float64Array()) - exact) / 40;
    }
    expect(Math.abs(error)).toBeLessThan(0.03);
  });

  it.each([3, 8, 100])('give an unbiased kernel of vectors of length %s', (dimension) => {
    const random = createRandom('short', dimension);
    const [a, b] = [0, 1].map(() => normalise(Float32Array.from({ length: dimension }, () => random.normal())));
    if (a === undefined || b === undefined) throw new Error('no vectors');
    const exact = Math.exp(-squaredDistance(a, b) / 2);
    let mean = 0;
    for (let seed = 0; seed < 100; seed += 1) {
      const features = createRandomFeatures({
        seed: `${seed}`,
        dimension,
        bandwidths: [1],
        featuresPerBandwidth: 128,
      });
      mean += dot(features.map(a), features.map(b)) / 100;
    }
    // One draw has a standard deviation of at most 1/√128.
    expect(Math.abs(mean - exact)).toBeLessThan(4 / Math.sqrt(12_800));
  });

  it('are the same for the same seed and others for another', () => {
    const [vector = new Float32Array(DIMENSION)] = unitVectors(1, 'seeded');
    expect(createRandomFeatures(design).map(vector)).toEqual(createRandomFeatures(design).map(vector));
    expect(createRandomFeatures({ ...design, seed: 'other' }).map(vector)).not.toEqual(
      createRandomFeatures(design).map(vector),
    );
  });

  it('take more frequencies than the vectors have dimensions', () => {
    const features = createRandomFeatures({ ...design, dimension: 3 });
    expect(features.map(Float32Array.of(1, 0, 0)).every(Number.isFinite)).toBe(true);
  });
});

describe('leading features', () => {
  it('approximate the same kernel with fewer numbers', () => {
    const [a = new Float32Array(), b = new Float32Array()] = unitVectors(2, 'leading');
    const features = createRandomFeatures({ ...design, featuresPerBandwidth: 512 });
    const [one, two] = [a, b].map((vector) => leadingFeatures(features.map(vector), 2, 128));
    for (const block of [0, 1]) {
      const [x, y] = [one, two].map((mapped) => (mapped ?? new Float32Array()).slice(128 * block, 128 * (block + 1)));
      const exact = Math.exp(-squaredDistance(a, b) / (2 * (design.bandwidths[block] ?? Number.NaN) ** 2));
      expect(dot(x ?? new Float32Array(), x ?? new Float32Array())).toBeCloseTo(1, 6);
      expect(Math.abs(dot(x ?? new Float32Array(), y ?? new Float32Array()) - exact)).toBeLessThan(0.2);
    }
  });
});

describe('the state of a window', () => {
  const features = createRandomFeatures(design);
  const requests = unitVectors(30, 'requests').map((vector, at) => ({ user: `u${at % 7}`, vector }));

  it('merges from parts to the same users, counts and sums as the whole', async () => {
    const whole = await driftStateOf(requests, features, 3);
    const parts = await Promise.all(
      [requests.slice(0, 11), requests.slice(11)].map(async (part) => await driftStateOf(part, features, 3)),
    );
    const merged = mergeStates(parts, 3);
    const exact = ({ user, count, capped_weight }: (typeof whole)[number]) => ({ user, count, capped_weight });
    expect(merged.map(exact)).toEqual(whole.map(exact));
    merged.forEach(({ feature_sum }, at) =>
      feature_sum.forEach((sum, j) => expect(sum).toBeCloseTo(whole[at]?.feature_sum[j] ?? Number.NaN, 10)),
    );
  });

  it('is the same whether requests come at once or from a stream', async () => {
    async function* stream() {
      yield* requests;
    }
    expect(await driftStateOf(stream(), features, 3)).toEqual(await driftStateOf(requests, features, 3));
  });

  it.each([
    { vector: new Float32Array(DIMENSION).fill(Number.NaN), objection: 'has NaN at place 0' },
    { vector: new Float32Array(DIMENSION).fill(Infinity, 9), objection: 'has Infinity at place 9' },
    { vector: new Float32Array(DIMENSION - 1), objection: 'has 63 numbers where the reference has 64' },
  ])('refuses a vector that $objection', async ({ vector, objection }) => {
    const bad = [...requests.slice(0, 4), { user: 'u', vector }];
    await expect(driftStateOf(bad, features, 3)).rejects.toMatchObject({
      code: 'BadVector',
      message: `row 4 of the vectors ${objection}; embed them again, or mend the embedder`,
    });
  });

  it('counts all requests of a user but caps their weight', async () => {
    const [first] = await driftStateOf(requests, features, 3);
    expect(first).toMatchObject({ user: 'u0', count: 5, capped_weight: 3 });
  });
});
