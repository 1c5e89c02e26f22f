import { describe, expect, it } from 'vitest';
import { exactMmd2, randomFeaturesExperiment } from '../../scripts/calibrate/random-features-experiment.js';

describe('the exact kernel', () => {
  it('has the unbiased MMD² of its definition', () => {
    const [a, b, c, d] = [0, 1, 3, 6].map((x) => Float32Array.of(x, 0, 0, 0));
    if (a === undefined || b === undefined || c === undefined || d === undefined) throw new Error('no vectors');
    const kernel = (distance: number) => Math.exp(-(distance ** 2) / 8);
    const across = (kernel(3) + kernel(6) + kernel(2) + kernel(5)) / 4;
    expect(exactMmd2([a, b], [c, d], [2])).toBeCloseTo(kernel(1) + kernel(3) - 2 * across, 12);
  });
});

describe('the accuracy of random features', () => {
  it('is within 5 % of the exact kernel for a change that is large', async () => {
    const size = { requests: 500, featuresPerBandwidth: [2, 512], newTopicMasses: [0.5] };
    const { repeat } = randomFeaturesExperiment(256, size);
    const outcomes = [await repeat(0, 'test'), await repeat(1, 'test'), await repeat(2, 'test')];
    const within = (features: number) =>
      outcomes.filter((outcome) => outcome[`${features} features, new topic of 50 %: within 5 %`]).length;
    expect(within(512)).toBe(3);
    expect(within(2)).toBeLessThan(3);
  });
});
