import { describe, expect, it } from 'vitest';
import { evalSetDistances, usualCosineOf } from '../../activities/adaptation/prompt-surroundings.js';
import { sampleRow } from '../support/sample-row.js';

const at = (degrees: number) =>
  Float32Array.of(Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180));

describe('the distance to the eval set', () => {
  const distance = evalSetDistances([
    { user: 'ana', vector: at(0) },
    { user: 'bea', vector: at(90) },
  ]);

  it('is to the nearest item', () => {
    expect(distance({ user: 'cleo', prompt_sha256: 'x' }, at(60))).toBeCloseTo(1 - Math.cos(Math.PI / 6), 6);
  });

  it('leaves out what the user wrote: the set was drawn from the time before', () => {
    expect(distance({ user: 'ana', prompt_sha256: 'y' }, at(0))).toBeCloseTo(1, 6);
  });

  it('is unknown without items', () => {
    expect(evalSetDistances([])({ user: 'ana', prompt_sha256: 'x' }, at(0))).toBeNull();
  });
});

describe('the usual cosine', () => {
  it('is the median between prompts of different users', () => {
    const rows = [0, 60, 0, 60].map((degrees, i) => ({
      row: sampleRow({ request_id: `r${i}`, user: `u${i}` }),
      vector: at(i < 2 ? 0 : degrees),
    }));
    expect(usualCosineOf(rows)).toBeCloseTo(0.75, 6);
  });

  it('is 0 where one user wrote everything', () => {
    const rows = [0, 1].map((i) => ({ row: sampleRow({ request_id: `r${i}` }), vector: at(0) }));
    expect(usualCosineOf(rows)).toBe(0);
  });
});
