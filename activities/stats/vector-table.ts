import { type Assembled, type Assembly, instanceOf, reserve } from './web-assembly.js';

/** Addresses and sizes in bytes. */
interface AssembledTable extends Assembled {
  dots(vector: number, vectors: number, count: number, size: number, into: number): void;
  squaredDistances(vector: number, vectors: number, count: number, size: number, into: number): void;
}

/** `vector-table.wat`, assembled; a test holds the two together. */
export const VECTOR_TABLE: Assembly<AssembledTable> = {
  bytes: Buffer.from(
    'AGFzbQEAAAABFQNgAnt7AXxgBX9/f39/AGACe3sBewMFBAABAQIFAwEAAQckAwZtZW1vcnkCAARkb3RzAAEQc3F1YXJlZERpc3RhbmNlcwACCu0DBBgBAXsgACAB/fABIQIgAv0hACAC/SEBoAvkAQMBfwR7AX8gBCACQQN0aiEKAkAgAkUNAANA/QwAAAAAAAAAAAAAAAAAAAAAIQb9DAAAAAAAAAAAAAAAAAAAAAAhB0EAIQUDQCAAIAVq/QAEACEIIAEgBWr9AAQAIQkgBiAI/V8gCf1f/fIB/fABIQYgCCAI/Q0ICQoLDA0ODwgJCgsMDQ4PIQggCSAJ/Q0ICQoLDA0ODwgJCgsMDQ4PIQkgByAI/V8gCf1f/fIB/fABIQcgBUEQaiEFIAUgA0kNAAsgBCAGIAcQADkDACABIANqIQEgBEEIaiEEIAQgCkkNAAsLC9IBAwF/BHsBfyAEIAJBA3RqIQoCQCACRQ0AA0D9DAAAAAAAAAAAAAAAAAAAAAAhBv0MAAAAAAAAAAAAAAAAAAAAACEHQQAhBQNAIAAgBWr9AAQAIQggASAFav0ABAAhCSAFQRBqIQUgBiAIIAkQA/3wASEGIAcgCCAI/Q0ICQoLDA0ODwgJCgsMDQ4PIAkgCf0NCAkKCwwNDg8ICQoLDA0ODxAD/fABIQcgBSADSQ0ACyAEIAYgBxAAOQMAIAEgA2ohASAEQQhqIQQgBCAKSQ0ACwsLGAEBeyAA/V8gAf1f/fEBIQIgAiAC/fIBCw==',
    'base64',
  ),
};

/** Many vectors that single ones are compared with. */
export interface VectorTable {
  /** Inner products of a vector with each of the table; overwritten by the next call. */
  dots(vector: Float32Array): Float64Array;
  /**
   * Likewise squared distances, from differences: copies of one vector are at distance exactly 0.
   * @param count only with the first so many
   */
  squaredDistances(vector: Float32Array, count?: number): Float64Array;
}

/** Numbers that are worked on at once; vectors are filled up with zeros to whole ones. */
const LANES = 4;

/**
 * Computed in double precision in WebAssembly, four numbers at a time, and where that cannot be had by plain loops in the
 * same order: the results are the same to the last bit.
 * @param vectors all of one length
 */
export function createVectorTable(
  vectors: readonly Float32Array[],
  kernel: 'fastest' | 'plain' = 'fastest',
): VectorTable {
  const length = LANES * Math.ceil((vectors[0]?.length ?? 0) / LANES);
  const assembled = kernel === 'fastest' ? instanceOf(VECTOR_TABLE) : null;
  return assembled === null || length === 0
    ? tableOf(vectors, plainTable(vectors.length, length))
    : tableOf(vectors, assembledTable(assembled, vectors.length, length));
}

/** The vectors lie one after the other, behind room for the one that they are compared with. */
interface Layout {
  readonly length: number;
  readonly numbers: Float32Array;
  readonly into: Float64Array;
  dots(): void;
  squaredDistances(count: number): void;
}

function tableOf(vectors: readonly Float32Array[], layout: Layout): VectorTable {
  const { length, numbers, into } = layout;
  for (const [at, vector] of vectors.entries()) numbers.set(vector, (at + 1) * length);
  return {
    dots: (vector) => {
      numbers.set(vector);
      layout.dots();
      return into;
    },
    squaredDistances: (vector, count = vectors.length) => {
      numbers.set(vector);
      layout.squaredDistances(count);
      return into.subarray(0, count);
    },
  };
}

function assembledTable(assembled: AssembledTable, count: number, length: number): Layout {
  const size = length * Float32Array.BYTES_PER_ELEMENT;
  const intoAt = (count + 1) * size;
  reserve(assembled, intoAt + count * Float64Array.BYTES_PER_ELEMENT);
  const { buffer } = assembled.memory;
  return {
    length,
    numbers: new Float32Array(buffer, 0, (count + 1) * length),
    into: new Float64Array(buffer, intoAt, count),
    dots: () => assembled.dots(0, size, count, size, intoAt),
    squaredDistances: (first) => assembled.squaredDistances(0, size, first, size, intoAt),
  };
}

function plainTable(count: number, length: number): Layout {
  const numbers = new Float32Array((count + 1) * length);
  const into = new Float64Array(count);
  const compare = (first: number, term: (x: number, y: number) => number) => {
    for (let vector = 0; vector < first; vector += 1) {
      const sums = [0, 0, 0, 0];
      for (let at = 0; at < length; at += 1) {
        const y = numbers[(vector + 1) * length + at] as number;
        sums[at % LANES] = (sums[at % LANES] as number) + term(numbers[at] as number, y);
      }
      const [a, b, c, d] = sums as [number, number, number, number];
      into[vector] = a + c + (b + d);
    }
  };
  return {
    length,
    numbers,
    into,
    dots: () => compare(count, (x, y) => x * y),
    squaredDistances: (first) => compare(first, (x, y) => (x - y) ** 2),
  };
}
