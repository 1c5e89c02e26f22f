import { describe, expect, it } from 'vitest';
import { createRandom } from '../../activities/stats/random.js';
import { createVectorTable, VECTOR_TABLE } from '../../activities/stats/vector-table.js';
import { dot, squaredDistance } from '../../activities/stats/vectors.js';
import { assembled } from '../support/assembled.js';

const vectorsOf = (count: number, length: number) => {
  const random = createRandom('vector table', count, length);
  return Array.from({ length: count }, () => Float32Array.from({ length }, () => random.normal()));
};

const SIZES = [
  [1, 1],
  [3, 4],
  [7, 5],
  [60, 384],
] as const;

describe.each(SIZES)('a table of %s vectors of %s numbers', (count, length) => {
  const vectors = vectorsOf(count, length);
  const [vector = new Float32Array(length)] = vectorsOf(1, length);

  it('has the inner products and distances that single loops have', () => {
    const table = createVectorTable(vectors);
    const dots = Float64Array.from(table.dots(vector));
    const distances = table.squaredDistances(vector);
    vectors.forEach((other, at) => {
      expect(dots[at]).toBeCloseTo(dot(vector, other), 10);
      expect(distances[at]).toBeCloseTo(squaredDistance(vector, other), 10);
    });
  });

  it('has the same bits without WebAssembly', () => {
    const [fastest, plain] = (['fastest', 'plain'] as const).map((kernel) => createVectorTable(vectors, kernel));
    expect(plain?.dots(vector)).toEqual(fastest?.dots(vector));
    expect(plain?.squaredDistances(vector)).toEqual(fastest?.squaredDistances(vector));
  });
});

it('a copy is at distance 0', () => {
  const vectors = vectorsOf(5, 6);
  const [first = new Float32Array()] = vectors;
  expect(createVectorTable(vectors).squaredDistances(Float32Array.from(first))[0]).toBe(0);
});

it('distances to the first few only are as many', () => {
  const vectors = vectorsOf(5, 6);
  expect(createVectorTable(vectors).squaredDistances(vectors[4] ?? new Float32Array(), 3)).toHaveLength(3);
});

it.each(['fastest', 'plain'] as const)('an empty table has nothing to say, %s', (kernel) => {
  expect(createVectorTable([], kernel).dots(new Float32Array())).toHaveLength(0);
});

it('is made by the text of the assembly', async () => {
  const text = new URL('../../activities/stats/vector-table.wat', import.meta.url);
  expect(await assembled(text)).toBe(Buffer.from(VECTOR_TABLE.bytes).toString('base64'));
});
