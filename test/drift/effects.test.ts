import { describe, expect, it } from 'vitest';
import { coverageOf } from '../../activities/drift/coverage.js';
import { mmd2Effect } from '../../activities/drift/distance-effects.js';
import { driftStateOf, userMeansOf } from '../../activities/drift/drift-state.js';
import { biasedMmd2, kernelWindows } from '../../activities/drift/mmd.js';
import { createRandomFeatures } from '../../activities/drift/random-features.js';
import { regionShares, sharesOf, shiftedMass } from '../../activities/drift/shifted-mass.js';
import { topicChanges } from '../../activities/drift/topic-changes.js';
import { topicContributions, topicFeatureSums } from '../../activities/drift/topic-contributions.js';
import { alignUsers } from '../../activities/drift/two-windows.js';
import { createDriftTraffic, userNames } from '../../scripts/calibrate/drift-traffic.js';

const DIMENSION = 64;
const CAP = 3;

function windows(seed: string, newTopicMass: number, users = 150) {
  const world = createDriftTraffic(DIMENSION, seed);
  return {
    before: world.window({ users: userNames('u', users) }),
    after: world.window({ users: [...userNames('u', users / 2), ...userNames('v', users / 2)], newTopicMass }),
  };
}

describe('shifted mass', () => {
  const options = { seed: 'mass', weightCap: CAP };

  it.each([0, 0.1, 0.2])('finds %s of the traffic where the reference has none', async (mass) => {
    const { before, after } = windows(`mass ${mass}`, mass, 300);
    const regions = await regionShares(before, after, options);
    const { uncovered, moved } = await shiftedMass(regions, { seed: 'mass', draws: 99 });
    expect(Math.abs(uncovered.estimate - mass)).toBeLessThan(0.04);
    expect(uncovered.ciLow).toBeLessThanOrEqual(mass);
    expect(uncovered.ciHigh).toBeGreaterThanOrEqual(mass);
    expect(moved.estimate).toBeLessThanOrEqual(mass + 0.03);
  });

  it('weighs a user by their requests, at most the cap', () => {
    const requests = [0, 0, 0, 1].map((group) => ({ user: 'ana', group }));
    expect(sharesOf([...requests, { user: 'bo', group: 1 }], 2, CAP)).toEqual([
      { user: 'ana', weight: 3, mean: Float64Array.of(0.75, 0.25) },
      { user: 'bo', weight: 1, mean: Float64Array.of(0, 1) },
    ]);
  });
});

describe('MMD² with its interval', () => {
  it('is near 0 without a change and clearly above it with one', async () => {
    const effect = async (mass: number) => {
      const { before, after } = windows(`mmd ${mass}`, mass);
      const features = createRandomFeatures({
        seed: 's',
        dimension: DIMENSION,
        bandwidths: [0.7, 1.4],
        featuresPerBandwidth: 128,
      });
      const means = async (requests: typeof before) => userMeansOf(await driftStateOf(requests, features, CAP));
      const aligned = alignUsers(await means(before), await means(after), features.size);
      return await mmd2Effect(kernelWindows(aligned, 2), { seed: 'mmd', draws: 99 });
    };
    const none = await effect(0);
    const large = await effect(0.4);
    expect(none.ciLow).toBeLessThan(0);
    expect(none.ciHigh).toBeGreaterThan(0);
    expect(large.ciLow).toBeGreaterThan(none.ciHigh);
  });
});

describe('coverage', () => {
  const options = { seed: 'coverage', weightCap: CAP, draws: 99 };

  it('is about 97 % for an eval set drawn from the same traffic, whatever its size', async () => {
    const { before, after } = windows('coverage', 0, 400);
    for (const size of [60, 240]) {
      const once = new Map(after.map((request) => [request.user, request]));
      const { coverage, density } = await coverageOf(before, [...once.values()].slice(0, size), options);
      expect(coverage?.estimate).toBeGreaterThan(0.92);
      expect(density?.estimate).toBeGreaterThan(0.85);
      expect(density?.estimate).toBeLessThan(1.15);
    }
  });

  it('falls by the share of traffic that the eval set lacks', async () => {
    const { before, after } = windows('lacks', 0.4, 200);
    const { coverage, precision, recall } = await coverageOf(after, before.slice(0, 200), options);
    expect(coverage?.estimate).toBeLessThan(0.75);
    expect(coverage?.ciHigh).toBeLessThan(0.85);
    // What is lacking is no fault of the items that are there.
    expect(recall?.estimate).toBeLessThan(0.9);
    expect(precision?.estimate).toBeGreaterThan(recall?.estimate ?? 1);
  });

  it('is not defined when production has too few users for a neighbourhood', async () => {
    const production = Array.from({ length: 9 }, () => ({ user: 'one', vector: Float32Array.of(1, 0) }));
    const items = [{ user: 'two', vector: Float32Array.of(1, 0) }];
    const nothing = { coverage: null, density: null, precision: null, recall: null };
    expect(await coverageOf(production, items, options)).toEqual(nothing);
  });
});

describe('topic changes', () => {
  const share = (user: string, topic: number) => ({
    user,
    weight: 1,
    mean: [0, 1, 2].map((at) => (at === topic ? 1 : 0)),
  });

  it('finds the topics that moved and leaves the others alone', async () => {
    const before = userNames('u', 120).map((user, at) => share(user, at % 3));
    const after = userNames('v', 120).map((user, at) => share(user, at % 3 === 0 && at % 2 === 0 ? 1 : at % 3));
    const changes = await topicChanges(alignUsers(before, after, 3), { seed: 't', permutations: 499 });
    expect(changes.map(({ difference }) => difference.toFixed(3))).toEqual(['-0.167', '0.167', '0.000']);
    expect(changes.map(({ pAdjusted }) => (pAdjusted ?? 1) < 0.05)).toEqual([true, true, false]);
    for (const { difference, ciLow, ciHigh, shareCurrent, shareReference } of changes) {
      expect(difference).toBeCloseTo(shareCurrent - shareReference, 12);
      expect(ciLow).toBeLessThan(difference);
      expect(ciHigh).toBeGreaterThan(difference);
    }
  });

  it('says nothing about a topic that nobody has', async () => {
    const before = userNames('u', 30).map((user, at) => share(user, at % 2));
    const [, , none] = await topicChanges(alignUsers(before, before, 3), { seed: 't', permutations: 99 });
    expect(none).toMatchObject({ difference: 0, ciLow: null, ciHigh: null, pAdjusted: null });
  });

  it('contribute parts that sum to the biased MMD² within 1e-9', async () => {
    const { before, after } = windows('parts', 0.2);
    const bandwidths = [0.5, 1, 2];
    const features = createRandomFeatures({ seed: 's', dimension: DIMENSION, bandwidths, featuresPerBandwidth: 64 });
    const placed = (requests: typeof before) => requests.map((request, at) => ({ ...request, topic: at % 5 }));
    const sums = async (requests: typeof before) =>
      await topicFeatureSums(placed(requests), features, { topics: 5, weightCap: CAP });
    const states = [await driftStateOf(before, features, CAP), await driftStateOf(after, features, CAP)] as const;
    const [reference, current] = states.map((state) => state.reduce((sum, row) => sum + row.capped_weight, 0));
    const contributions = topicContributions(
      await sums(before),
      await sums(after),
      { reference: reference ?? 0, current: current ?? 0 },
      bandwidths.length,
    );
    const total = contributions.reduce((sum, contribution) => sum + contribution, 0);
    const biased = biasedMmd2(alignUsers(userMeansOf(states[0]), userMeansOf(states[1]), features.size), 3);
    expect(Math.abs(total / biased - 1)).toBeLessThan(1e-9);
  });
});
