import { describe, expect, it } from 'vitest';
import { walshHadamard } from '../../activities/drift/walsh-hadamard.js';

/** Row `row` and column `column` of the matrix: -1 to the number of ones that they share in binary. */
function sign(row: number, column: number): number {
  let shared = row & column;
  let ones = 0;
  for (; shared > 0; shared >>= 1) ones += shared & 1;
  return ones % 2 === 0 ? 1 : -1;
}

describe('the Walsh-Hadamard transform', () => {
  it.each([1, 2, 4, 8, 64, 128])('is the product with the matrix, length %s', (length) => {
    const values = Float64Array.from({ length }, (_, at) => Math.sin(1 + 7 * at));
    const product = values.map((_, row) => values.reduce((sum, value, column) => sum + sign(row, column) * value, 0));
    walshHadamard(values);
    values.forEach((value, at) => expect(value).toBeCloseTo(product[at] ?? Number.NaN, 10));
  });
});
