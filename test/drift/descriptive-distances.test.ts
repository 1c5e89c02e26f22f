import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { energyDistance, frechetDistance, slicedWasserstein } from '../../activities/drift/descriptive-distances.js';
import { descriptiveEffects } from '../../activities/drift/descriptive-effects.js';
import { foldwiseAuc, heldOutScores } from '../../activities/drift/domain-classifier.js';
import { kitagawaSplit, mixSplit, type TopicMeans } from '../../activities/drift/mix-split.js';
import { createDriftTraffic, userNames } from '../../scripts/calibrate/drift-traffic.js';

function golden(file: string): unknown {
  return JSON.parse(readFileSync(new URL(`../vectors/${file}.json`, import.meta.url), 'utf8'));
}

interface KernelCase {
  readonly name: string;
  readonly input: { x: number[][]; y: number[][]; s: number; directions: number[][] };
  readonly expected: { energy: number; frechet: number | null; slicedW1: number };
}

function pooled({ input: { x, y } }: KernelCase) {
  return {
    vectors: [...x, ...y].map((row) => Float64Array.from(row)),
    sides: [
      Float64Array.from([...x.map(() => 1), ...y.map(() => 0)]),
      Float64Array.from([...x.map(() => 0), ...y.map(() => 1)]),
    ] as const,
  };
}

describe('distances of two samples', () => {
  it.each((golden('kernel') as { cases: readonly KernelCase[] }).cases)(
    'of $name are the published definitions',
    (sample) => {
      const { vectors, sides } = pooled(sample);
      const directions = sample.input.directions.map((row) => Float64Array.from(row));
      const close = (got: number, wanted: number, tolerance: number) =>
        expect(Math.abs(got - wanted)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(wanted)));
      close(energyDistance(vectors)(...sides), sample.expected.energy, 1e-9);
      close(slicedWasserstein(vectors, directions)(...sides), sample.expected.slicedW1, 1e-9);
      if (sample.expected.frechet !== null) close(frechetDistance(vectors)(...sides), sample.expected.frechet, 1e-6);
    },
  );

  it('count a row of weight two like two copies of it', () => {
    const vectors = [
      [0, 1],
      [1, 2],
      [4, 0],
      [3, 3],
    ].map((row) => Float64Array.from(row));
    const copied = [...vectors, Float64Array.of(1, 2)];
    for (const distance of [
      energyDistance,
      (points: Float64Array[]) => slicedWasserstein(points, [Float64Array.of(1, 1)]),
    ]) {
      const weighted = distance(vectors)(Float64Array.of(1, 2, 0, 0), Float64Array.of(0, 0, 1, 1));
      expect(distance(copied)(Float64Array.of(1, 1, 0, 0, 1), Float64Array.of(0, 0, 1, 1, 0))).toBeCloseTo(
        weighted,
        12,
      );
    }
  });
});

describe('the classifier of the two windows', () => {
  it('scores every user by a model that has not seen them, from either window', async () => {
    const request = (user: string, isCurrent: boolean) => ({
      user,
      isCurrent,
      weight: 1,
      vector: Float32Array.of(1, 0),
    });
    const requests = userNames('u', 30).flatMap((user) => [request(user, false), request(user, true)]);
    const scores = await heldOutScores(requests, { seed: 'folds' });
    for (let at = 0; at < scores.length; at += 2) expect(scores[at]?.fold).toBe(scores[at + 1]?.fold);
  });

  it('has the area under the curve of all pairs of a fold, ties half', () => {
    const scores = [1, 2, 2, 3, 9, 1].map((score, at) => ({ fold: at < 4 ? 0 : 1, score }));
    const auc = foldwiseAuc(scores)(Float64Array.of(1, 1, 0, 0, 1, 0), Float64Array.of(0, 0, 1, 1, 0, 1));
    // Fold 0: current 2 and 3 against 1 and 2 win 3.5 of 4; fold 1: 1 against 9 wins 0 of 1.
    expect(auc).toBeCloseTo(3.5 / 5, 12);
  });
});

describe('descriptive distances with their noise taken off', () => {
  const effects = async (mass: number) => {
    const world = createDriftTraffic(32, 'describe', mass);
    const before = world.window({ users: userNames('u', 80) });
    const after = world.window({ users: userNames('v', 80), newTopicMass: mass });
    return await descriptiveEffects(before, after, { seed: 'd', weightCap: 3 });
  };

  it('hold 0, and the classifier one half, when nothing changed', async () => {
    const { classifier_auc: auc, ...distances } = await effects(0);
    for (const { ciLow, ciHigh } of Object.values(distances)) {
      expect(ciLow).toBeLessThan(0);
      expect(ciHigh).toBeGreaterThan(0);
    }
    expect(auc.ciLow).toBeLessThan(0.5);
    expect(auc.ciHigh).toBeGreaterThan(0.5);
  });

  it('lie above it when half of the traffic is about something new', async () => {
    const { classifier_auc: auc, ...distances } = await effects(0.5);
    for (const { ciLow } of Object.values(distances)) expect(ciLow).toBeGreaterThan(0);
    expect(auc.ciLow).toBeGreaterThan(0.5);
  });
});

interface KitagawaCase {
  readonly name: string;
  readonly input: { kind: string; pre: Rows; post: Rows };
  readonly expected: { change: number; symmetric: { mix: number; within: number } };
}

interface Rows {
  readonly topic: string[];
  readonly y: number[];
}

describe('the split into mix and within', () => {
  const cases = (golden('decomposition') as { cases: readonly KitagawaCase[] }).cases.filter(
    ({ input }) => input.kind === 'kitagawa',
  );

  it.each(cases)('of $name is Kitagawa’s, both orders averaged', ({ input: { pre, post }, expected }) => {
    const names = [...new Set([...pre.topic, ...post.topic])];
    const meansOf = ({ topic, y }: Rows): TopicMeans => {
      const own = names.map((name) => y.filter((_, at) => topic[at] === name));
      return {
        shares: Float64Array.from(own, ({ length }) => length / y.length),
        means: own.map((values) =>
          values.length === 0 ? null : Float64Array.of(values.reduce((sum, value) => sum + value, 0) / values.length),
        ),
      };
    };
    const { mix, within } = kitagawaSplit(meansOf(pre), meansOf(post));
    expect(mix[0]).toBeCloseTo(expected.symmetric.mix, 9);
    expect(within[0]).toBeCloseTo(expected.symmetric.within, 9);
    expect((mix[0] ?? 0) + (within[0] ?? 0)).toBeCloseTo(expected.change, 9);
  });

  const options = { topics: 2, weightCap: 3, seed: 'mix', draws: 99 };
  const request = (user: string, topic: number, at: number, shift = 0) => ({
    user,
    topic,
    vector: Float32Array.of(topic, shift, 0.1 * Math.sin(at), 0.1 * Math.cos(7 * at)),
  });
  const split = async (share: number, shift: number) => {
    const before = userNames('u', 100).map((user, at) => request(user, at % 2, at));
    const after = userNames('v', 100).map((user, at) => request(user, at < share * 100 ? 0 : 1, at, shift));
    return await mixSplit(before, after, (vector) => Float64Array.from(vector), options);
  };

  it('puts a change of shares into the mix', async () => {
    const got = await split(0.9, 0);
    expect(got?.mix.estimate).toBeGreaterThan(0.9);
    expect(got?.within.ciLow).toBeLessThan(0.1);
  });

  it('puts other prompts about the same topics inside them', async () => {
    const got = await split(0.5, 0.5);
    expect(got?.within.estimate).toBeGreaterThan(0.9);
    expect((got?.mix.estimate ?? 0) + (got?.within.estimate ?? 0)).toBeCloseTo(1, 12);
  });

  it('splits nothing when nothing changed', async () => {
    expect(await split(0.5, 0)).toBeNull();
  });
});
