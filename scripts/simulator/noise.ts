import { createHash } from 'node:crypto';
import { createRandom, type Random } from '../../activities/stats/random.js';

/** Numbers drawn before a stream is used: streams of neighbouring seeds start out alike. */
const WARM_UP = 8;

/** A stream of numbers that hangs on all the parts: texts, ids, digests. */
export function createNoise(...parts: readonly (string | number)[]): Random {
  const random = createRandom(createHash('sha256').update(parts.join('\u0000')).digest('hex'));
  for (let drawn = 0; drawn < WARM_UP; drawn += 1) random.next();
  return random;
}

/** A number of events in an interval in which `mean` are expected (Knuth's product of uniforms; mean below 50). */
export function poisson(random: Random, mean: number): number {
  const limit = Math.exp(-mean);
  let product = random.next();
  let count = 0;
  while (product > limit) {
    count += 1;
    product *= random.next();
  }
  return count;
}

/** An index drawn with probabilities proportional to the weights. */
export function drawIndex(random: Random, weights: readonly number[]): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let left = random.next() * total;
  for (const [index, weight] of weights.entries()) {
    left -= weight;
    if (left < 0) return index;
  }
  return weights.length - 1;
}
