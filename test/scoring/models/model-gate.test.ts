import { beforeEach, describe, expect, it } from 'vitest';
import { ModelGates } from '../../../activities/scoring/models/gated-client.js';
import type { AskOptions, ModelAnswer, ModelRequest } from '../../../activities/scoring/models/model-client.js';
import { ModelCallError, type ModelFailure } from '../../../activities/scoring/models/model-failure.js';
import { MemoryObjectStore } from '../../support/memory-object-store.js';
import { VirtualClock } from './virtual-clock.js';

const REQUEST: ModelRequest = {
  endpoint: { api: 'anthropic' },
  model: 'm',
  maxTokens: 64,
  system: null,
  messages: [{ role: 'user', content: 'how do I sum hours?' }],
};
const ANSWER: ModelAnswer = {
  text: 'so',
  stopReason: 'end_turn',
  usage: { inputTokens: 5, outputTokens: 10, cacheReadTokens: 0, cacheWriteTokens: 0 },
  latencyMs: 10,
  requestId: null,
};
const LATENCY_MS = 20;

const failure = (code: string, retryAfterMs?: number): ModelFailure => ({
  code,
  message: code,
  retryable: true,
  benign: false,
  ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
});
const OVERLOADED = failure('ModelOverloaded');
const UNPAID: ModelFailure = { ...failure('ModelPaymentRequired'), retryable: false };

let clock: VirtualClock;
/** What the endpoint does with the call that is sent now; null answers it. */
let verdict: (call: number) => ModelFailure | null;
let sentMs: number[];
let inFlight: number;
let mostInFlight: number;

beforeEach(() => {
  clock = new VirtualClock();
  verdict = () => null;
  [sentMs, inFlight, mostInFlight] = [[], 0, 0];
});

const endpoint = {
  async ask(_: ModelRequest, options?: AskOptions): Promise<ModelAnswer> {
    const refusal = verdict(sentMs.push(clock.now()) - 1);
    inFlight += 1;
    mostInFlight = Math.max(mostInFlight, inFlight);
    await clock.sleep(LATENCY_MS);
    inFlight -= 1;
    options?.signal?.throwIfAborted();
    if (refusal !== null) throw new ModelCallError(refusal);
    return ANSWER;
  },
};

function gates(concurrency = 8, store = new MemoryObjectStore(), workerId = 'one') {
  const all = new ModelGates({ client: endpoint, clock, random: () => 0.5, workerId });
  return all.clientFor({ store, prefix: '', concurrency });
}

/** Asks on so many lanes until told to stop; keeps what failed. */
function keepAsking(lanes: number, client = gates()) {
  const state = { answers: 0, failures: [] as unknown[], isStopped: false };
  const lane = async () => {
    while (!state.isStopped) {
      try {
        await client.ask(REQUEST);
        state.answers += 1;
      } catch (error) {
        state.failures.push(error);
        return;
      }
    }
  };
  void Promise.all(Array.from({ length: lanes }, lane));
  return state;
}

it('never has more calls in flight than it may', async () => {
  const asking = keepAsking(20, gates(3));
  await clock.advance(1000);
  asking.isStopped = true;
  expect(mostInFlight).toBe(3);
  expect(asking.answers).toBeGreaterThan(100);
});

describe('429 with retry-after', () => {
  it('lets nothing through before it is over, and tries the same calls again', async () => {
    verdict = (call) => (call === 10 ? failure('RateLimited', 7000) : null);
    const asking = keepAsking(8);
    await clock.advance(20_000);
    asking.isStopped = true;
    const refusedMs = (sentMs[10] ?? 0) + LATENCY_MS;
    expect(sentMs.filter((atMs) => atMs > refusedMs && atMs < refusedMs + 7000)).toEqual([]);
    expect(asking.failures).toEqual([]);
    expect(asking.answers).toBeGreaterThan(20);
  });

  it('is left to the caller when it is more than a minute', async () => {
    verdict = () => failure('RateLimited', 61_000);
    const asking = keepAsking(3);
    await clock.advance(1000);
    expect(asking.failures).toHaveLength(3);
    expect(asking.failures[0]).toMatchObject({
      failure: { code: 'RateLimited', retryAfterMs: expect.closeTo(61_000, -3) },
    });
  });

  it('of one worker keeps the others away, too, from their next look on', async () => {
    const store = new MemoryObjectStore();
    const [fromMs, waitMs, lookMs] = [20_000, 40_000, 3000];
    let refused = 0;
    verdict = () => {
      if (clock.now() < fromMs || refused > 0) return null;
      refused += 1;
      return failure('RateLimited', waitMs);
    };
    const both = ['one', 'two'].map((name) => keepAsking(2, gates(2, store, name)));
    await clock.advance(fromMs + waitMs + 10_000);
    for (const asking of both) asking.isStopped = true;
    const within = sentMs.filter((atMs) => atMs > fromMs + lookMs + 2 * LATENCY_MS && atMs < fromMs + waitMs);
    expect(within).toEqual([]);
    expect(sentMs.filter((atMs) => atMs > fromMs + waitMs).length).toBeGreaterThan(100);
    expect(both.flatMap(({ failures }) => failures)).toEqual([]);
  });

  it('a rate that 429s taught is kept', async () => {
    let tokens = 20;
    let filledMs = 0;
    verdict = () => {
      tokens = Math.min(20, tokens + ((clock.now() - filledMs) / 1000) * 20);
      filledMs = clock.now();
      if (tokens < 1) return failure('RateLimited', 1000);
      tokens -= 1;
      return null;
    };
    const asking = keepAsking(8);
    await clock.advance(3000);
    const [before, refusedBefore] = [asking.answers, sentMs.length - asking.answers];
    await clock.advance(60_000);
    const answered = asking.answers - before;
    const refused = sentMs.length - asking.answers - refusedBefore;
    asking.isStopped = true;
    expect(answered / 60).toBeGreaterThan(18);
    expect(refused / answered).toBeLessThan(0.02);
  });
});

describe('529', () => {
  it('for a minute is sat out with one probe at a time, and all calls are answered in the end', async () => {
    const [fromMs, untilMs] = [1000, 61_000];
    verdict = () => (clock.now() >= fromMs && clock.now() < untilMs ? OVERLOADED : null);
    const asking = keepAsking(16);
    await clock.advance(fromMs);
    const before = sentMs.length;
    await clock.advance(untilMs - fromMs);
    const during = sentMs.length - before;
    const answered = asking.answers;
    await clock.advance(34_000);
    asking.isStopped = true;
    expect(during).toBeLessThanOrEqual(8 + 8);
    expect(asking.answers).toBeGreaterThan(answered + 100);
    expect(asking.failures).toEqual([]);
  });

  it('that goes on for longer is left to the caller, with the time to wait', async () => {
    verdict = () => OVERLOADED;
    const asking = keepAsking(4);
    await clock.advance(5 * 60_000);
    expect(asking.failures).toHaveLength(4);
    expect(asking.failures[0]).toMatchObject({ failure: { code: 'ModelOverloaded', retryable: true } });
    expect(sentMs.length).toBeLessThan(4 + 10);
  });
});

describe('a failure that only a person can mend', () => {
  it('fails every call that waits or comes, unasked, for a few seconds', async () => {
    verdict = (call) => (call === 0 ? UNPAID : null);
    const client = gates(2);
    const first = keepAsking(6, client);
    await clock.advance(100);
    expect(first.failures.length).toBeGreaterThanOrEqual(5);
    expect(sentMs.length).toBeLessThanOrEqual(2);
    await expect(client.ask(REQUEST)).rejects.toMatchObject({ failure: { code: 'ModelPaymentRequired' } });
    await clock.advance(3000);
    const later = keepAsking(1, client);
    await clock.advance(100);
    later.isStopped = true;
    expect(later.answers).toBeGreaterThan(0);
  });
});

it('a cancelled call leaves the queue with the reason, and takes nobody’s place', async () => {
  const client = gates(1);
  const first = client.ask(REQUEST);
  const controller = new AbortController();
  const second = client.ask(REQUEST, { signal: controller.signal });
  const third = client.ask(REQUEST);
  const cancelled = second.catch((error: unknown) => error);
  await clock.advance(5);
  controller.abort(new Error('enough'));
  await clock.advance(100);
  expect(await cancelled).toMatchObject({ message: 'enough' });
  await expect(Promise.all([first, third])).resolves.toHaveLength(2);
  expect(sentMs).toHaveLength(2);
});

it('a failure that says nothing of limits is the caller’s, and the gate stays open', async () => {
  verdict = (call) => (call === 0 ? failure('ModelUnavailable') : null);
  const client = gates(1);
  const first = client.ask(REQUEST).catch((error: unknown) => error);
  const second = client.ask(REQUEST);
  await clock.advance(100);
  expect(await first).toMatchObject({ failure: { code: 'ModelUnavailable' } });
  await expect(second).resolves.toBe(ANSWER);
});
