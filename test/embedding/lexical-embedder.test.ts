import { describe, expect, it } from 'vitest';
import {
  createLexicalEmbedder,
  createLexicalFitter,
  fitLexicalModel,
} from '../../activities/embedding/lexical-embedder.js';
import { lexicalFeaturesOf, MAX_CODE_POINTS } from '../../activities/embedding/lexical-features.js';
import { createRandom } from '../../activities/stats/random.js';

const TOPICS = {
  baking: ['sourdough', 'oven', 'dough', 'flour', 'knead', 'crust', 'yeast', 'bake'],
  tax: ['invoice', 'deduct', 'taxes', 'receipt', 'income', 'filing', 'refund', 'audit'],
  travel: ['flight', 'hotel', 'luggage', 'itinerary', 'visa', 'airport', 'train', 'museum'],
};
const FRAMES = ['how do I', 'what is the best way to', 'explain why', 'give me three tips on', 'can you check'];

function prompts(topic: keyof typeof TOPICS, count: number): string[] {
  const random = createRandom('prompts', topic);
  const words = TOPICS[topic];
  const pick = (values: readonly string[]) => values[random.integer(values.length)] ?? '';
  return Array.from({ length: count }, () => `${pick(FRAMES)} ${pick(words)} and ${pick(words)} with ${pick(words)}?`);
}

function cosine(a: Float32Array | undefined, b: Float32Array | undefined): number {
  return (a ?? new Float32Array()).reduce((sum, value, at) => sum + value * (b?.[at] ?? 0), 0);
}

function meanCosine(a: readonly Float32Array[], b: readonly Float32Array[]): number {
  const all = a.flatMap((x, row) => b.filter((_, column) => a !== b || row !== column).map((y) => cosine(x, y)));
  return all.reduce((sum, value) => sum + value, 0) / all.length;
}

const corpus = [...prompts('baking', 40), ...prompts('tax', 40), ...prompts('travel', 40)];
const embedder = createLexicalEmbedder(fitLexicalModel(corpus, 384));

describe('the lexical embedder', () => {
  it('puts prompts of one topic closer together than prompts of two topics', async () => {
    const [baking, tax] = await Promise.all([
      embedder.embed(prompts('baking', 40)),
      embedder.embed(prompts('tax', 40)),
    ]);
    const across = meanCosine(baking, tax);
    expect(meanCosine(baking, baking)).toBeGreaterThan(across + 0.1);
    expect(meanCosine(tax, tax)).toBeGreaterThan(across + 0.1);
  });

  it('puts a prompt closer to its paraphrase in the same template than to another request', async () => {
    const [prompt, paraphrase, other] = await embedder.embed([
      'You are an expert. Summarise the following text in three bullet points: the oven was hot',
      'You are an expert. Summarise the following article in three bullet points: the flight was late',
      'why does my sourdough crust crack',
    ]);
    expect(cosine(prompt, paraphrase)).toBeGreaterThan(cosine(prompt, other) + 0.2);
  });

  it('recognises a word through a typo by its n-grams', async () => {
    const [word, typo, other] = await embedder.embed(['itinerary', 'itinerray', 'sourdough']);
    expect(cosine(word, typo)).toBeGreaterThan(cosine(word, other) + 0.15);
  });

  it.each(['', '   \n\t', '\u{1F680}', 'x', '。', '\ud800', 'ﷺ'.repeat(30_000), '日本語の質問です'])(
    'gives a unit vector without NaN for odd text %#',
    async (text) => {
      const [vector] = await embedder.embed([text]);
      expect(vector).toHaveLength(384);
      expect(Math.abs(cosine(vector, vector) - 1)).toBeLessThan(1e-6);
    },
  );

  it('gives every empty text the first axis', async () => {
    const [empty, blank] = await embedder.embed(['', ' \n ']);
    expect(empty?.[0]).toBe(1);
    expect(blank).toEqual(empty);
  });

  it('ignores case and compatibility forms', async () => {
    const [plain, wide] = await embedder.embed(['reset the ﬁle', 'RESET THE FILE']);
    expect(plain).toEqual(wide);
  });

  it('knows a text of a megabyte by its first 20,000 code points', async () => {
    const beginning = 'oven flour '.repeat(2_000).slice(0, MAX_CODE_POINTS);
    const [long, cut] = await embedder.embed([`${beginning}${'tax '.repeat(250_000)}`, beginning]);
    expect(long).toEqual(cut);
    const signs = lexicalFeaturesOf('\u{1F680} '.repeat(600_000)).words;
    expect([...signs.values()].reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(MAX_CODE_POINTS);
  });

  it('counts rare words more than frequent ones', async () => {
    const fitted = createLexicalEmbedder(fitLexicalModel([...Array(99).fill('alpha'), 'omega'], 384));
    const [both, alpha, omega] = await fitted.embed(['alpha omega', 'alpha', 'omega']);
    expect(cosine(both, omega)).toBeGreaterThan(cosine(both, alpha) + 0.2);
  });

  it('has the same id for the same texts in any order and another id for another sample or dimension', () => {
    const reversed = createLexicalEmbedder(fitLexicalModel([...corpus].reverse(), 384));
    expect(reversed.id).toBe(embedder.id);
    expect(embedder.id).toMatch(/^lexical-384-[0-9a-f]{8}$/);
    expect(createLexicalEmbedder(fitLexicalModel(corpus.slice(1), 384)).id).not.toBe(embedder.id);
    expect(createLexicalEmbedder(fitLexicalModel(corpus, 128)).id).not.toBe(embedder.id);
  });

  it('refuses a model of another version and a length that is none', () => {
    const model = fitLexicalModel(corpus, 64);
    expect(() => createLexicalEmbedder({ ...model, version: 99 })).toThrow(/version 99/);
    expect(() => createLexicalFitter(0)).toThrow(/no length/);
  });
});
