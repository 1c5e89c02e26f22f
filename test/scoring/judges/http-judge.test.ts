import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Ledger } from '../../../activities/scoring/ledger.js';
import { createModelClient } from '../../../activities/scoring/models/routed-client.js';
import { LiveCalls } from '../../../activities/scoring/paid-call.js';
import { type ScoredItem, scoreItem } from '../../../activities/scoring/scoring-run.js';
import { layoutOf } from '../../../activities/storage/layout.js';
import { MemoryObjectStore } from '../../support/memory-object-store.js';
import { configWith, itemWith, PRODUCTION, required } from '../scoring-world.js';

interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

const received: { body: Record<string, unknown>; headers: IncomingHttpHeaders }[] = [];
let reply: (body: Record<string, unknown>) => Reply;
let server: Server;
let baseUrl: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body: Record<string, unknown> = JSON.parse(Buffer.concat(chunks).toString('utf8'));
      received.push({ body, headers: request.headers });
      const { status = 200, headers = {}, body: said } = reply(body);
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(typeof said === 'string' ? said : JSON.stringify(said));
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server listens on no port');
  baseUrl = `http://127.0.0.1:${address.port}/judge`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});
beforeEach(() => {
  received.length = 0;
  reply = ({ kind }) => ({ body: kind === 'rubric' ? { score: 0.7, reason: 'fine' } : { winner: 'tie' } });
});

const CRITERIA = [{ name: 'tone', question: 'Is it friendly?', scale: ['rude', 'friendly'] }];
const LOGGED = { ...PRODUCTION, compareWith: null };

async function judge(settings: Record<string, unknown> = {}, store = new MemoryObjectStore()): Promise<ScoredItem> {
  const config = configWith({
    judge: { model: 'house-judge', kind: 'http', baseUrl, keyEnv: 'JUDGE_KEY', retestShare: 0, ...settings },
  });
  const client = createModelClient((name) => (name === 'JUDGE_KEY' ? 'a-key' : undefined), { timeoutMs: 5000 });
  const { prices } = config.scoring;
  const calls = new LiveCalls({ ledger: new Ledger(store), client, prices, signal: new AbortController().signal });
  const layout = layoutOf({ prefix: 'tidemark', pipeline: config.name });
  const item = itemWith({ system_prompt: 'be kind', logged_response: 'an answer', prompt: 'a question' });
  return await scoreItem(item, LOGGED, { config, layout, calls });
}

describe('a judge of one’s own', () => {
  it('gets the conversation, the answer and what counts, with its key', async () => {
    await judge({ rubric: 'A good answer is friendly and short.', criteria: CRITERIA });
    expect(received.map(({ body }) => body)).toEqual([
      {
        kind: 'rubric',
        system: 'be kind',
        messages: [{ role: 'user', content: 'a question' }],
        answer: 'an answer',
        rubric: 'A good answer is friendly and short.',
        criteria: CRITERIA,
      },
    ]);
    expect(received[0]?.headers.authorization).toBe('Bearer a-key');
  });

  it('scores from 0 to 1, without a price', async () => {
    reply = () => ({ body: { score: 0.7, criteria: { tone: 1 } } });
    const [score] = (await judge()).scores;
    expect(score).toMatchObject({ score: 0.7, criteria: '{"tone":1}', outcome: 'scored', cost_usd: 0 });
  });

  it('is asked once: its verdicts stand in the ledger', async () => {
    const store = new MemoryObjectStore();
    const first = await judge({}, store);
    expect(await judge({}, store)).toEqual(first);
    expect(received).toHaveLength(1);
  });

  it.each([
    ['a score above 1', { score: 7 }],
    ['a score that is text', { score: 'good' }],
    ['a criterion below 0', { score: 0.5, criteria: { tone: -1 } }],
    ['nothing', {}],
    ['a list', []],
  ])('that says %s has come to nothing', async (_name, body) => {
    reply = () => ({ body });
    const [score] = (await judge()).scores;
    expect(score).toMatchObject({ score: null, outcome: 'error', outcome_reason: 'judge-invalid' });
  });

  it.each([
    [
      '429 with retry-after',
      { status: 429, headers: { 'retry-after': '7' }, body: {} },
      { code: 'RateLimited', retryAfterMs: 7000 },
    ],
    ['503', { status: 503, body: {} }, { code: 'ModelOverloaded', retryable: true }],
    ['500', { status: 500, body: 'secret answer' }, { code: 'ModelUnavailable', retryable: true }],
    ['401', { status: 401, body: {} }, { code: 'ModelKeyRefused', retryable: false }],
    ['404', { status: 404, body: {} }, { code: 'ModelNotFound', retryable: false }],
    ['no JSON', { body: 'secret answer' }, { code: 'ModelAnswerUnreadable', retryable: true }],
  ])('that answers with %s fails as a model does, and quotes nothing', async (_name, answer, failure) => {
    reply = () => answer;
    const error: unknown = await judge().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ failure });
    expect(String(error)).not.toContain('secret');
  });

  it('without its key is refused before a call', async () => {
    await expect(judge({ keyEnv: 'OTHER_KEY' })).rejects.toMatchObject({ failure: { code: 'ModelKeyMissing' } });
    expect(received).toHaveLength(0);
  });
});

it('compares in both orders, as every judge', async () => {
  reply = ({ kind, first_answer: first }) => ({
    body: kind === 'rubric' ? { score: 1 } : { winner: first === 'the log' ? 'first' : 'second' },
  });
  const store = new MemoryObjectStore();
  const config = configWith({ judge: { model: 'house-judge', kind: 'http', baseUrl, retestShare: 0 } });
  const judgeClient = createModelClient(() => undefined, { timeoutMs: 5000 });
  const usage = { inputTokens: 1, outputTokens: 1, cacheReadTokens: 0, cacheWriteTokens: 0 };
  const answer = { text: 'from the model', stopReason: 'end_turn', usage, latencyMs: 1, requestId: null };
  const client = {
    ask: async (...call: Parameters<typeof judgeClient.ask>) =>
      call[0].endpoint.api === 'http-judge' ? await judgeClient.ask(...call) : answer,
  };
  const { prices } = config.scoring;
  const calls = new LiveCalls({ ledger: new Ledger(store), client, prices, signal: new AbortController().signal });
  const context = { config, layout: layoutOf({ prefix: 'tidemark', pipeline: config.name }), calls };
  const arm = { arm: 'candidate', model: 'claude-opus-5-5', logged: false, compareWith: 'logged' } as const;
  const [pair] = (await scoreItem(itemWith({ logged_response: 'the log' }), arm, context)).pairs;
  expect(required(pair)).toMatchObject({ preference: -1, first_order: -1, second_order: -1, cost_usd: 0 });
});
