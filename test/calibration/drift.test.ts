import { describe, expect, it } from 'vitest';
import { driftStateOf, type EmbeddedRequest, userMeansOf } from '../../activities/drift/drift-state.js';
import { kernelWindows } from '../../activities/drift/mmd.js';
import { permutationTest } from '../../activities/drift/permutation-test.js';
import { createRandomFeatures } from '../../activities/drift/random-features.js';
import { thinnedLike } from '../../activities/drift/thinning.js';
import { alignUsers } from '../../activities/drift/two-windows.js';
import { createRandom } from '../../activities/stats/random.js';
import { createDriftTraffic, type DriftTraffic, userNames } from '../../scripts/calibrate/drift-traffic.js';

const DIMENSION = 32;
const BANDWIDTHS = [0.7, 1.4];
const features = createRandomFeatures({
  seed: 'calibration',
  dimension: DIMENSION,
  bandwidths: BANDWIDTHS,
  featuresPerBandwidth: 32,
});

async function pValueOf(before: readonly EmbeddedRequest[], after: readonly EmbeddedRequest[], seed: string) {
  const means = async (requests: readonly EmbeddedRequest[]) => userMeansOf(await driftStateOf(requests, features, 3));
  const windows = alignUsers(await means(before), await means(after), features.size);
  const kernel = kernelWindows(windows, BANDWIDTHS.length);
  return (await permutationTest(kernel, { permutations: 199, seed })).pValue;
}

/** Two windows of `users` users each, `returning` of them in both. */
function pairOf(world: DriftTraffic, users: number, returning: number, newTopicMass = 0) {
  const before = world.window({ users: userNames('u', users) });
  const names = [...userNames('u', returning), ...userNames('v', users - returning)];
  return [before, world.window({ users: names, newTopicMass })] as const;
}

/** Repetitions that reject at a level. */
async function rejections(
  repetitions: number,
  level: number,
  pValue: (repetition: number) => Promise<number>,
): Promise<number> {
  let rejected = 0;
  for (let repetition = 0; repetition < repetitions; repetition += 1) {
    if ((await pValue(repetition)) <= level) rejected += 1;
  }
  return rejected;
}

describe('permuting users', () => {
  // 200 tests at .05: 10 false alarms on average; 3 to 20 hold 99.6 % of the binomial distribution.
  it.each([
    { returning: 0, what: 'when all users are new' },
    { returning: 30, what: 'when half of the users are in both windows' },
    { returning: 60, what: 'when all users are in both windows' },
  ])('keeps its level $what', async ({ returning }) => {
    const rejected = await rejections(200, 0.05, async (repetition) => {
      const world = createDriftTraffic(DIMENSION, 'null', returning, repetition);
      return await pValueOf(...pairOf(world, 60, returning), `${repetition}`);
    });
    expect(rejected).toBeGreaterThanOrEqual(3);
    expect(rejected).toBeLessThanOrEqual(20);
  });

  it('finds a new topic', async () => {
    const found = await rejections(30, 0.05, async (repetition) => {
      const world = createDriftTraffic(DIMENSION, 'power', repetition);
      return await pValueOf(...pairOf(world, 150, 75, 0.2), `${repetition}`);
    });
    expect(found).toBeGreaterThanOrEqual(24);
  });

  it('finds more when users of both windows swap than when their halves are taken for two users', async () => {
    const world = (repetition: number) => createDriftTraffic(DIMENSION, 'swap', repetition);
    const swapped = await rejections(30, 0.05, async (repetition) => {
      return await pValueOf(...pairOf(world(repetition), 80, 80, 0.15), `${repetition}`);
    });
    const apart = await rejections(30, 0.05, async (repetition) => {
      const [before, after] = pairOf(world(repetition), 80, 80, 0.15);
      const renamed = after.map(({ user, vector }) => ({ user: `${user} later`, vector }));
      return await pValueOf(before, renamed, `${repetition}`);
    });
    expect(swapped - apart).toBeGreaterThanOrEqual(10);
  });
});

describe('permuting prompts', () => {
  it('inflates false alarms, because prompts of one user are alike', async () => {
    const rejected = await rejections(30, 0.05, async (repetition) => {
      const world = createDriftTraffic(DIMENSION, 'prompts', repetition);
      const [before, after] = pairOf(world, 60, 0);
      const alone = (requests: readonly EmbeddedRequest[]) =>
        requests.map(({ user, vector }, at) => ({ user: `${user} ${at}`, vector }));
      return await pValueOf(alone(before), alone(after), `${repetition}`);
    });
    expect(rejected).toBeGreaterThanOrEqual(27);
  });
});

describe('an eval set with few items of each user against a week with many requests of each', () => {
  const levelOf = async (repetitions: number, thin: boolean) =>
    await rejections(repetitions, 0.05, async (repetition) => {
      const world = createDriftTraffic(DIMENSION, 'eval set', repetition);
      const [before, after] = pairOf(world, 150, 0);
      const random = createRandom('items', repetition);
      const items = random.shuffle([...before]).slice(0, 75);
      return await pValueOf(items, thin ? thinnedLike(after, items, random) : after, `${repetition}`);
    });

  it('keeps its level when the week is thinned to as few requests of each user', async () => {
    expect(await levelOf(200, true)).toBeLessThanOrEqual(20);
  });
});
