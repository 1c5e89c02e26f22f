import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { skipN } from 'pure-rand/utils/skipN';

/** A seeded stream of numbers: the same seed gives the same stream on every machine. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform integer in [0, bound). */
  integer(bound: number): number;
  /** Standard normal. */
  normal(): number;
  /** Shuffles in place (Fisher-Yates) and returns the array. */
  shuffle<T>(values: T[]): T[];
}

const WARM_UP = 32;

/**
 * A stream for a seed and a purpose; streams of different purposes are independent for every practical use.
 * Generator: xoroshiro128+ (Blackman & Vigna 2018); seed folded from the text by FNV-1a.
 */
export function createRandom(...seed: readonly (string | number)[]): Random {
  const generator = xoroshiro128plus(fnv1a(seed.join('\u0000')));
  // Its first numbers still show the 32 bits it was seeded with: neighbouring seeds would give neighbouring numbers.
  skipN(generator, WARM_UP);
  let spare: number | undefined;
  const random: Random = {
    next: () => uniformFloat64(generator),
    integer: (bound) => uniformInt(generator, 0, bound - 1),
    normal: () => {
      if (spare !== undefined) {
        const value = spare;
        spare = undefined;
        return value;
      }
      // Box-Muller; 1 - u lies in (0, 1], so that the logarithm is finite.
      const radius = Math.sqrt(-2 * Math.log(1 - random.next()));
      const angle = 2 * Math.PI * random.next();
      spare = radius * Math.sin(angle);
      return radius * Math.cos(angle);
    },
    shuffle: (values) => {
      for (let last = values.length - 1; last > 0; last -= 1) {
        const other = random.integer(last + 1);
        const value = values[last] as (typeof values)[number];
        values[last] = values[other] as (typeof values)[number];
        values[other] = value;
      }
      return values;
    },
  };
  return random;
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash | 0;
}
