import { describe, expect, it } from 'vitest';
import { createRandom } from '../../activities/stats/random.js';

describe('a seeded stream', () => {
  it('is the same for the same seed and purpose, and another for another', () => {
    const draw = (...seed: (string | number)[]) => Array.from({ length: 5 }, createRandom(...seed).next);
    expect(draw('purpose', 1)).toEqual(draw('purpose', 1));
    expect(draw('purpose', 1)).not.toEqual(draw('purpose', 2));
    expect(draw('purpose', 1)).not.toEqual(draw('other', 1));
  });

  it.each([0, 1, 4])('is uniform over neighbouring seeds at draw %i', (position) => {
    const counts = new Array<number>(20).fill(0);
    const seeds = 4000;
    for (let seed = 0; seed < seeds; seed += 1) {
      const random = createRandom('uniform', seed);
      for (let skipped = 0; skipped < position; skipped += 1) random.next();
      const cell = Math.floor(20 * random.next());
      counts[cell] = (counts[cell] ?? 0) + 1;
    }
    const chi2 = counts.reduce((sum, count) => sum + (count - seeds / 20) ** 2 / (seeds / 20), 0);
    // 99.9 % quantile of chi² with 19 degrees of freedom.
    expect(chi2).toBeLessThan(43.8);
  });

  it('draws standard normals', () => {
    const random = createRandom('normal');
    const values = Array.from({ length: 20_000 }, () => random.normal());
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    expect(Math.abs(mean)).toBeLessThan(0.03);
    expect(Math.abs(variance - 1)).toBeLessThan(0.04);
  });
});
