import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createOnnxEmbedder, meetOnnxModel, onnxPlaceOf } from '../../activities/embedding/onnx-embedder.js';
import { meanOfTokens, tokenBatch } from '../../activities/embedding/onnx-pooling.js';
import { type ImportPackage, importFrom } from '../../activities/embedding/onnx-runtime.js';
import { embeddingSchema } from '../../activities/pipeline/embedding-config.js';
import { dot } from '../../activities/stats/vectors.js';
import { lookupModel, wordTokenizer } from './onnx-model.js';

const DIMENSION = 64;
const VOCABULARY = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', 'bake', 'bread', 'oven', 'tax', 'refund', 'audit'];

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidemark-onnx-'));
  await writeFile(join(folder, 'model.onnx'), lookupModel(VOCABULARY.length, DIMENSION));
  await writeFile(join(folder, 'tokenizer.json'), JSON.stringify(wordTokenizer(VOCABULARY)));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

function configOf(more: Record<string, unknown> = {}) {
  return embeddingSchema.parse({ kind: 'onnx', folder, dimension: DIMENSION, batchSize: 2, ...more });
}

async function met(importPackage: ImportPackage, more: Record<string, unknown> = {}) {
  const config = configOf(more);
  return createOnnxEmbedder(await meetOnnxModel(config), onnxPlaceOf(config), { importPackage });
}

/** A runtime whose token vectors say which token they are of: axis `id`, length 1 + place in the text. */
function fakePackages(dims?: (rows: number, tokens: number) => number[]): ImportPackage {
  class Tensor {
    readonly data: BigInt64Array;
    readonly dims: readonly number[];
    constructor(_type: string, data: BigInt64Array, shape: readonly number[]) {
      this.data = data;
      this.dims = shape;
    }
  }
  const session = {
    inputNames: ['input_ids', 'attention_mask', 'token_type_ids'],
    outputNames: ['last_hidden_state'],
    run: async ({ input_ids: ids }: { input_ids: Tensor }) => {
      const [rows = 0, tokens = 0] = ids.dims;
      const data = new Float32Array(rows * tokens * DIMENSION);
      ids.data.forEach((id, at) => {
        data[at * DIMENSION + Number(id)] = 1 + (at % tokens);
      });
      return { last_hidden_state: { data, dims: dims?.(rows, tokens) ?? [rows, tokens, DIMENSION] } };
    },
  };
  class Tokenizer {
    encode(text: string) {
      return { ids: [1, ...text.split(' ').map((word) => word.length), 2] };
    }
  }
  const packages: Readonly<Record<string, object>> = {
    'onnxruntime-node': { default: { InferenceSession: { create: async () => session }, Tensor } },
    '@huggingface/tokenizers': { Tokenizer },
  };
  return async (name) => packages[name];
}

describe('the mean over tokens', () => {
  it('leaves filling out and gives unit vectors', () => {
    const batch = tokenBatch([[5, 6, 7], [5]], 10);
    expect([...batch.ids]).toEqual([5n, 6n, 7n, 5n, 0n, 0n]);
    expect([...batch.mask]).toEqual([1n, 1n, 1n, 1n, 0n, 0n]);
    const tokens = [3, 0, 0, 3, 0, 0, 0, 2, 9, 9, 9, 9];
    const [first, second] = meanOfTokens(tokens, batch, 2);
    expect([...(first ?? [])].map((value) => value.toFixed(4))).toEqual(['0.7071', '0.7071']);
    expect([...(second ?? [])]).toEqual([0, 1]);
  });

  it('keeps the token that ends a text when the text is too long', () => {
    expect([...tokenBatch([[1, 4, 5, 6, 7, 2]], 4).ids]).toEqual([1n, 4n, 5n, 2n]);
  });

  it('gives the first axis where token vectors cancel out', () => {
    expect([...(meanOfTokens([1, 0, -1, 0], { counts: [2], length: 2 }, 2)[0] ?? [])]).toEqual([1, 0]);
  });
});

describe('the onnx embedder', () => {
  it('gives unit vectors in the order of the texts, and empty ones the first axis', async () => {
    const embedder = await met(fakePackages());
    const [first, empty, second, third] = await embedder.embed(['aaaa bbbbb', '', 'cc', 'aaaa bbbbb']);
    for (const vector of [first, empty, second, third]) expect(dot(vector ?? good, vector ?? good)).toBeCloseTo(1, 5);
    expect(empty?.[0]).toBe(1);
    expect(third).toEqual(first);
    expect(second).not.toEqual(first);
  });

  it('is told by the digests of its files, not by their folder', async () => {
    const { id } = await met(fakePackages());
    expect(id).toMatch(/^onnx-64-[0-9a-f]{8}$/);
    await writeFile(join(folder, 'model.onnx'), 'another model');
    expect((await met(fakePackages())).id).not.toBe(id);
  });

  it('refuses files that are not those it was met with', async () => {
    const embedder = await met(fakePackages());
    await writeFile(join(folder, 'tokenizer.json'), '{"another":"tokenizer"}');
    await expect(embedder.embed(['x'])).rejects.toThrow(/are not those of onnx-64-\w+: .*tidemark reference pin/);
  });

  it('says how to install what it needs', async () => {
    const embedder = await met(async () => await Promise.reject(new Error('Cannot find package')));
    await expect(embedder.embed(['x'])).rejects.toMatchObject({
      code: 'OnnxRuntimeMissing',
      message: expect.stringMatching(
        /ONNXRUNTIME_NODE_INSTALL=skip npm install onnxruntime-node@\S+ @huggingface\/tokenizers@\S+"/,
      ),
    });
    await expect((await met(async () => ({}))).embed(['x'])).rejects.toThrow(/of another version than expected/);
  });

  it('refuses a folder without a model, and a model of another length', async () => {
    await expect(met(fakePackages(), { folder: join(folder, 'nowhere') })).rejects.toThrow(
      /must hold model.onnx and tokenizer.json/,
    );
    const longer = await met(fakePackages((rows, tokens) => [rows, tokens, 768]));
    await expect(longer.embed(['x'])).rejects.toThrow(/length 768, embedding.dimension says 64: set it to 768/);
    const pooled = await met(fakePackages((rows) => [rows, DIMENSION]));
    await expect(pooled.embed(['x'])).rejects.toThrow(/no output of it has a vector per token/);
  });

  const modules = process.env['TIDEMARK_TEST_ONNX'];
  it.skipIf(modules === undefined)(
    'works with the real packages (set TIDEMARK_TEST_ONNX to a folder in which they are installed)',
    async () => {
      const embedder = await met(importFrom(modules ?? ''));
      const texts = ['bake bread', 'bread oven bake', 'tax refund', 'audit tax tax'];
      const [bake, oven, refund, audit] = await embedder.embed(texts);
      const cosine = (a = good, b = good) => dot(a, b);
      expect(cosine(bake, bake)).toBeCloseTo(1, 5);
      expect(cosine(bake, oven)).toBeGreaterThan(cosine(bake, refund) + 0.1);
      expect(cosine(refund, audit)).toBeGreaterThan(cosine(audit, oven) + 0.1);
      expect(await embedder.embed(texts)).toEqual([bake, oven, refund, audit]);
    },
  );
});

const good: Float32Array = new Float32Array(DIMENSION);
