import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { commonOf } from '../../activities/eval-set/minhash.js';
import { createNearDuplicateIndex } from '../../activities/eval-set/near-duplicates.js';
import { jaccard, normalisePrompt, shingleHashes, shinglesOf } from '../../activities/eval-set/shingles.js';
import { createRandom } from '../../activities/stats/random.js';

interface ShingleCase {
  readonly name: string;
  readonly input: { readonly a: string; readonly b: string };
  readonly expected: {
    readonly normalisedA: string;
    readonly shinglesA: number;
    readonly shinglesB: number;
    readonly intersection: number;
    readonly jaccard: number;
  };
}

const { cases }: { cases: ShingleCase[] } = JSON.parse(
  readFileSync(new URL('../vectors/shingles.json', import.meta.url), 'utf8'),
);

describe('shingles', () => {
  it.each(cases)('agree with the reference on $name', ({ input, expected }) => {
    const [a, b] = [shinglesOf(normalisePrompt(input.a)), shinglesOf(normalisePrompt(input.b))];
    const common = [...a].filter((shingle) => b.has(shingle)).length;
    expect(normalisePrompt(input.a)).toBe(expected.normalisedA);
    expect([a.size, b.size, common]).toEqual([expected.shinglesA, expected.shinglesB, expected.intersection]);
    expect(jaccard(a.size, b.size, common)).toBeCloseTo(expected.jaccard, 12);
  });

  it.each(cases)('are as many and as alike by their hashes on $name', ({ input, expected }) => {
    const [a, b] = [shingleHashes(normalisePrompt(input.a)), shingleHashes(normalisePrompt(input.b))];
    expect([a.length, b.length]).toEqual([expected.shinglesA, expected.shinglesB]);
    expect(commonOf(a, b)).toBe(expected.intersection);
  });

  it.each(cases)('put the index on the right side of the threshold on $name', ({ input, expected }) => {
    const index = createNearDuplicateIndex();
    index.add(input.a);
    expect(index.has(input.b)).toBe(expected.jaccard >= 0.8);
  });
});

describe('the near-duplicate index', () => {
  it('agrees with comparing every pair', () => {
    const random = createRandom('pairs');
    const words = ['reset', 'my', 'password', 'please', 'invoice', 'today', 'now'];
    const prompts = Array.from({ length: 120 }, () =>
      Array.from({ length: 6 }, () => words[random.integer(words.length)]).join(' '),
    );
    const index = createNearDuplicateIndex();
    const added: string[] = [];
    for (const prompt of prompts) {
      const shingles = shinglesOf(prompt);
      const alike = added.some((other) => {
        const others = shinglesOf(other);
        return jaccard(shingles.size, others.size, [...shingles].filter((each) => others.has(each)).length) >= 0.8;
      });
      expect(index.has(prompt)).toBe(alike);
      index.add(prompt);
      added.push(prompt);
    }
  });

  it('checks 2,000 prompts against 200 in less than two seconds of CPU', () => {
    const random = createRandom('speed');
    const prompt = () => Array.from({ length: 25 }, () => random.integer(5_000).toString(36)).join(' ');
    const index = createNearDuplicateIndex();
    for (let count = 0; count < 200; count += 1) index.add(prompt());
    const before = process.cpuUsage();
    for (let count = 0; count < 2_000; count += 1) index.has(prompt());
    expect(process.cpuUsage(before).user).toBeLessThan(2e6);
  });

  it('tells long texts with another end apart from copies', () => {
    const random = createRandom('long');
    const text = Array.from({ length: 40_000 }, () => random.integer(36).toString(36)).join('');
    const index = createNearDuplicateIndex();
    index.add(text);
    expect(index.has(`${text.slice(0, 39_000)}  ${text.slice(39_000)}`)).toBe(true);
    expect(index.has(`${text.slice(0, 2_000)}${text.slice(0, 38_000).split('').reverse().join('')}`)).toBe(false);
  });
});
