import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Embedder } from '../../activities/embedding/embedder.js';
import { EmbeddingPostponed } from '../../activities/embedding/embedding-endpoint.js';
import { createHttpEmbedder, httpPlaceOf, meetHttpModel } from '../../activities/embedding/http-embedder.js';
import { embeddingSchema } from '../../activities/pipeline/embedding-config.js';
import { Refusal } from '../../activities/refusal.js';
import { dot } from '../../activities/stats/vectors.js';
import {
  answerWith,
  type EmbeddingsApi,
  type EmbeddingsReply,
  isProbe,
  startEmbeddingsApi,
  wordVector,
} from './embeddings-api.js';

const DIMENSION = 64;
const SECRET_TEXT = 'a very recognisable sentence';

let api: EmbeddingsApi;

beforeEach(async () => {
  api = await startEmbeddingsApi(DIMENSION);
});
afterEach(async () => {
  await api.close();
});

function configOf(more: Record<string, unknown> = {}) {
  return embeddingSchema.parse({
    kind: 'http',
    baseUrl: api.baseUrl,
    model: 'words',
    dimension: DIMENSION,
    batchSize: 4,
    ...more,
  });
}

/** An embedder that was met while the endpoint was in order. */
async function met(more: Record<string, unknown> = {}, environment = (_name: string): string | undefined => undefined) {
  const config = configOf(more);
  const model = await meetHttpModel(config, { environment });
  api.calls.length = 0;
  return createHttpEmbedder(model, httpPlaceOf(config), { environment });
}

/** Answers the calls that are no probes by the replies in turn, and those after them as usual. */
function replyInTurn(...replies: EmbeddingsReply[]): void {
  api.respond((call) => (isProbe(call) ? {} : (replies.shift() ?? {})));
}

async function failureOf(embedder: Embedder, texts: readonly string[] = [SECRET_TEXT]): Promise<Error> {
  const error: unknown = await embedder.embed(texts).then(
    () => new Error('nothing failed'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error)) throw new TypeError('it failed with something that is no error');
  expect(error.message).not.toContain('recognisable');
  expect(error.message.split('\n')).toHaveLength(1);
  return error;
}

describe('the http embedder', () => {
  it('gives unit vectors in the order of the texts, whatever the order of the answer', async () => {
    const embedder = await met();
    const texts = Array.from({ length: 11 }, (_, at) => `prompt number ${at} about Grüße 日本語 🚀`);
    const vectors = await embedder.embed(texts);
    vectors.forEach((vector, at) => {
      const own = Float32Array.from(wordVector(texts[at] ?? '', DIMENSION));
      expect(dot(vector, own) / Math.sqrt(dot(own, own))).toBeCloseTo(1, 5);
      expect(dot(vector, vector)).toBeCloseTo(1, 5);
    });
    expect(Math.max(...api.calls.filter((call) => !isProbe(call)).map(({ input }) => input.length))).toBe(4);
  });

  it('takes an answer that numbers nothing in the order it comes', async () => {
    const embedder = await met();
    api.respond(({ input }) => ({ body: { data: input.map((text) => ({ embedding: wordVector(text, DIMENSION) })) } }));
    const [first, second] = await embedder.embed(['bake a loaf', 'file my taxes']);
    api.respond(() => ({}));
    expect(await embedder.embed(['bake a loaf', 'file my taxes'])).toEqual([first, second]);
  });

  it('keeps no more calls in flight than it may', async () => {
    const embedder = await met({ concurrency: 3, batchSize: 1 });
    let [flying, most] = [0, 0];
    api.respond(async () => {
      flying += 1;
      most = Math.max(most, flying);
      await new Promise((resolve) => setTimeout(resolve, 20));
      flying -= 1;
      return {};
    });
    await embedder.embed(Array.from({ length: 12 }, (_, at) => `prompt ${at}`));
    expect(most).toBe(3);
  });

  it('gives empty texts the first axis and sends nothing for them', async () => {
    const embedder = await met();
    const [empty, blank] = await embedder.embed(['', ' \n\t']);
    expect(empty?.[0]).toBe(1);
    expect(blank).toEqual(empty);
    expect(api.calls).toEqual([]);
  });

  it('sends the beginning of a long text behind the prefix, without halves of a character', async () => {
    const embedder = await met({ prefix: 'query: ', maxCharacters: 5 });
    await embedder.embed(['🚀🚀🚀🚀🚀🚀🚀', 'ab\ud800cd', 'short']);
    expect(api.calls.map(({ input }) => input)).toContainEqual([
      'query: 🚀🚀🚀🚀🚀',
      'query: ab\ufffdcd',
      'query: short',
    ]);
  });

  it('sends the key of the variable it was told, and no other', async () => {
    const keys: Readonly<Record<string, string>> = { EMBEDDING_KEY: 'k-1', OPENAI_API_KEY: 'k-2' };
    const embedder = await met({ keyEnv: 'EMBEDDING_KEY' }, (name) => keys[name]);
    await embedder.embed(['x']);
    expect(new Set(api.calls.map(({ authorization }) => authorization))).toEqual(new Set(['Bearer k-1']));
    const open = await met({}, (name) => keys[name]);
    await open.embed(['x']);
    expect(new Set(api.calls.map(({ authorization }) => authorization))).toEqual(new Set([undefined]));
  });

  it('asks for shorter vectors only when it is told to', async () => {
    const embedder = await met({ shorten: true, dimension: 100 });
    expect(embedder.dimension).toBe(100);
    await embedder.embed(['x']);
    expect(api.calls.every(({ dimensions }) => dimensions === 100)).toBe(true);
  });

  it('has an id of model, dimension and probe vectors that is fit for a key in a bucket', async () => {
    expect((await met({ model: 'Vendor/Some Model:v2' })).id).toMatch(/^http-vendor-some-model-v2-64-[0-9a-f]{8}$/);
    const { id } = await met();
    expect((await met()).id).toBe(id);
    expect((await met({ prefix: 'query: ' })).id).not.toBe(id);
    api.respond(({ input }) => ({ body: answerWith(input.map((text) => wordVector(text, DIMENSION, 'other'))) }));
    expect((await met()).id).not.toBe(id);
  });

  it('is not met when the endpoint gives another length, and says which', async () => {
    await expect(met({ dimension: 128 })).rejects.toThrow(
      /vectors of length 64, embedding.dimension says 128: set it to 64/,
    );
  });

  it('is not met when the endpoint gives all texts one vector', async () => {
    api.respond(({ input }) => ({ body: answerWith(input.map(() => wordVector('same', DIMENSION))) }));
    await expect(met()).rejects.toThrow(/same vector for different texts/);
  });
});

const good = wordVector('good', DIMENSION);
const UNUSABLE: readonly [string, EmbeddingsReply, RegExp][] = [
  ['null where JavaScript had NaN', { body: answerWith([good.with(3, null as never)]) }, /no finite number/],
  ['infinity', { raw: JSON.stringify(answerWith([good])).replace('0.01', '1e999') }, /no finite number/],
  ['text for numbers', { body: answerWith([good.map(String)]) }, /no finite number/],
  ['base64', { body: { data: [{ index: 0, embedding: 'AAAA' }] } }, /no data with lists of numbers/],
  ['a vector of zeros', { body: answerWith([good.map(() => 0)]) }, /zeros, which has no direction/],
  ['an empty vector', { body: answerWith([[]]) }, /length 0 where 64 was expected/],
  ['a shorter vector', { body: answerWith([good.slice(1)]) }, /length 63 where 64 was expected/],
  ['too many vectors', { body: answerWith([good, good]) }, /2 vectors for 1 texts/],
  ['no vectors', { body: answerWith([]) }, /0 vectors for 1 texts/],
  ['a number that is nobody’s', { body: { data: [{ index: 7, embedding: good }] } }, /does not number 1 vectors/],
  ['an error in an answer of status 200', { body: { error: { message: SECRET_TEXT } } }, /no data with lists/],
];

describe('an answer that cannot be used', () => {
  it.each(UNUSABLE)('such as %s is refused once, with the reason', async (_name, reply, reason) => {
    const embedder = await met();
    replyInTurn(reply);
    const kept: number[] = [];
    const error = await failureOf(embedder);
    expect(error).toBeInstanceOf(Refusal);
    expect(error.message).toMatch(reason);
    await embedder.embed([SECRET_TEXT], { onVector: (at) => kept.push(at) });
    expect(api.texts()).toHaveLength(2);
  });

  it.each([
    ['NaN, which is no JSON', JSON.stringify(answerWith([good])).replace('0.01', 'NaN')],
    ['a web page', '<!doctype html><title>a very recognisable sentence</title>'],
    ['half of an answer', JSON.stringify(answerWith([good])).slice(0, 300)],
  ])('such as %s is asked for again, and then refused', async (_name, raw) => {
    const embedder = await met();
    replyInTurn({ raw });
    await embedder.embed([SECRET_TEXT]);
    replyInTurn(...Array.from({ length: 9 }, () => ({ raw })));
    const error = await failureOf(embedder);
    expect(error).toMatchObject({ name: 'Refusal', code: 'EmbeddingAnswerUnreadable' });
    expect(error.message).toMatch(/no JSON.*check embedding.baseUrl/);
  });

  it('is refused when the length changes in the middle of the work', async () => {
    const embedder = await met({ batchSize: 1, concurrency: 1 });
    replyInTurn({}, {}, { body: answerWith([wordVector('x', 2 * DIMENSION)]) });
    const error = await failureOf(embedder, ['one', 'two', 'three', 'four']);
    expect(error).toMatchObject({ code: 'EmbeddingAnswerUnusable' });
    expect(error.message).toMatch(/length 128 where 64 was expected/);
  });
});

describe('an endpoint in trouble', () => {
  it('that asks for a short wait is given it', async () => {
    const embedder = await met();
    replyInTurn({ status: 429, headers: { 'retry-after': '1' } });
    const startedMs = performance.now();
    expect(await embedder.embed(['x'])).toHaveLength(1);
    expect(performance.now() - startedMs).toBeGreaterThan(950);
  });

  it('that asks for a long wait gets it from whoever runs the step', async () => {
    const embedder = await met();
    replyInTurn({ status: 429, headers: { 'retry-after': '120' }, body: { error: { message: SECRET_TEXT } } });
    const error = await failureOf(embedder);
    expect(error).toBeInstanceOf(EmbeddingPostponed);
    expect(error).toMatchObject({ code: 'RateLimited', retryAfterMs: 120_000, benign: true });
  });

  it.each([
    ['500', { status: 500, body: { error: {} } }],
    ['503', { status: 503, raw: '<html>busy</html>' }],
    ['a body that breaks off', { cut: true }],
  ])('that answers %s once is asked again', async (_name, reply) => {
    const embedder = await met();
    replyInTurn(reply);
    expect(await embedder.embed(['x'])).toHaveLength(1);
    expect(api.texts()).toEqual(['x', 'x']);
  });

  it('that stays in trouble ends the step, which may be tried again', async () => {
    const embedder = await met();
    replyInTurn(...Array.from({ length: 9 }, () => ({ status: 500 })));
    expect(await failureOf(embedder)).toMatchObject({ name: 'EmbeddingPostponed', code: 'EmbeddingUnavailable' });
  });

  it.each([
    [401, 'EmbeddingKeyRefused', /refused the key \(401\): set embedding.keyEnv/],
    [402, 'EmbeddingPaymentRequired', /wants payment \(402\)/],
    [403, 'EmbeddingForbidden', /the model "words" \(403\)/],
    [404, 'EmbeddingNotFound', /does not know the model "words"/],
  ])('that answers %i is refused at once', async (status, code, message) => {
    const embedder = await met();
    replyInTurn({ status, body: { error: { message: SECRET_TEXT } } });
    const error = await failureOf(embedder);
    expect(error).toMatchObject({ name: 'Refusal', code });
    expect(error.message).toMatch(message);
    expect(api.texts()).toHaveLength(1);
  });

  it('without the key it was promised is refused before the first call', async () => {
    const error: unknown = await met({ keyEnv: 'EMBEDDING_KEY' }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'EmbeddingKeyMissing' });
    expect(String(error)).toMatch(/set EMBEDDING_KEY where the workers run/);
    expect(api.calls).toEqual([]);
  });

  it.each([413, 400])('that refuses a batch (%i) gets its texts in smaller ones', async (status) => {
    const embedder = await met();
    api.respond((call) => (!isProbe(call) && call.input.length > 1 ? { status } : {}));
    expect(await embedder.embed(['one', 'two', 'three', 'four'])).toHaveLength(4);
  });

  it('that refuses one text alone is refused, with the advice to send less of it', async () => {
    const embedder = await met();
    api.respond((call) => (call.input.includes(SECRET_TEXT) ? { status: 413 } : {}));
    const error = await failureOf(embedder, ['one', SECRET_TEXT, 'three']);
    expect(error).toMatchObject({ name: 'Refusal', code: 'EmbeddingRequestTooLarge' });
    expect(error.message).toMatch(/lower embedding.maxCharacters/);
  });

  it('shows no password of its address', async () => {
    const config = configOf({ baseUrl: 'http://user:hush@127.0.0.1:9/v1?key=hush' });
    const error: unknown = await meetHttpModel(config, { environment: () => undefined }).catch((e: unknown) => e);
    expect(String(error)).not.toContain('hush');
  });
});

describe('a model behind its name', () => {
  const asked = async (salt: string, noise: number) => {
    const embedder = await met();
    api.respond(({ input }) => ({
      body: answerWith(input.map((text) => wordVector(text, DIMENSION, salt).map((v, at) => v + noise * (at % 3)))),
    }));
    return embedder;
  };

  it('that was swapped is noticed before any text is sent', async () => {
    const embedder = await asked('another model', 0);
    const error = await failureOf(embedder);
    expect(error).toMatchObject({ name: 'Refusal', code: 'EmbedderChanged' });
    expect(error.message).toMatch(/another model than http-words-64-\w+: cosine .* "tidemark reference pin"/);
    expect(api.texts()).toEqual([]);
  });

  it('that is swapped in the middle of the work is noticed at its end', async () => {
    const embedder = await met({ batchSize: 1, concurrency: 1 });
    api.respond(({ input }, index) => ({
      body: answerWith(input.map((text) => wordVector(text, DIMENSION, index < 3 ? '' : 'another model'))),
    }));
    expect(await failureOf(embedder, ['one', 'two', 'three', 'four'])).toMatchObject({ code: 'EmbedderChanged' });
  });

  it('may repeat its numbers only about', async () => {
    const embedder = await asked('', 0.01);
    expect(await embedder.embed(['x'])).toHaveLength(1);
  });
});
