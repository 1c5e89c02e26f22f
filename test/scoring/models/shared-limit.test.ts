import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { ModelGates } from '../../../activities/scoring/models/gated-client.js';
import type { ModelRequest } from '../../../activities/scoring/models/model-client.js';
import { createModelClient } from '../../../activities/scoring/models/routed-client.js';
import {
  type MessagesServer,
  type MessagesServerOptions,
  startMessagesServer,
} from '../../../scripts/simulator/messages-server.js';
import { MemoryObjectStore } from '../../support/memory-object-store.js';

const PER_SECOND = 50;
const LEARNING_MS = 3000;
const MEASURED_MS = 22_000;
const LANES = 16;

let server: MessagesServer | undefined;
afterEach(async () => server?.close());

interface Worker {
  /** When its calls were sent, and when each was answered with which status. */
  readonly sentMs: number[];
  readonly refused: { readonly atMs: number; readonly retryAfterMs: number }[];
  readonly answeredMs: number[];
  stop(): Promise<void>;
}

/** One worker's gates with a bucket that all share, calling without pause on many lanes. */
function startWorker(url: string, store: MemoryObjectStore, name: string): Worker {
  const bare = createModelClient(() => 'key');
  const [sentMs, answeredMs]: number[][] = [[], []];
  const refused: { atMs: number; retryAfterMs: number }[] = [];
  const client = {
    ask: async (request: ModelRequest, options: Parameters<typeof bare.ask>[1]) => {
      sentMs?.push(performance.now());
      return await bare.ask(request, {
        ...options,
        onHeaders: (headers) => {
          const retryAfter = headers.get('retry-after');
          if (retryAfter !== null) refused.push({ atMs: performance.now(), retryAfterMs: Number(retryAfter) * 1000 });
          options?.onHeaders?.(headers);
        },
      });
    },
  };
  const asking = new ModelGates({ client, workerId: name }).clientFor({ store, prefix: 'p', concurrency: 8 });
  const stopping = new AbortController();
  const lane = async (number: number) => {
    for (let call = 0; !stopping.signal.aborted; call += 1) {
      await asking.ask({
        endpoint: { api: 'anthropic', baseUrl: url, keyEnv: 'KEY' },
        model: 'sim-tide-1',
        maxTokens: 64,
        system: null,
        messages: [{ role: 'user', content: `${name} ${number} ${call}: how do I sum hours in a pivot table?` }],
      });
      answeredMs?.push(performance.now());
    }
  };
  const lanes = Promise.all(Array.from({ length: LANES }, (_, number) => lane(number)));
  return {
    sentMs: sentMs ?? [],
    refused,
    answeredMs: answeredMs ?? [],
    stop: async () => {
      stopping.abort();
      await lanes;
    },
  };
}

async function runTwoWorkers(options: MessagesServerOptions) {
  server = await startMessagesServer({ latencyMs: 20, ...options });
  const store = new MemoryObjectStore();
  const startMs = performance.now();
  const workers = ['one', 'two'].map((name) => startWorker(server?.url ?? '', store, name));
  await sleep(LEARNING_MS + MEASURED_MS);
  const endMs = performance.now();
  const stopped = Promise.all(workers.map(async (worker) => worker.stop()));
  await stopped;
  const calls = workers.flatMap(({ sentMs }) => sentMs).length;
  const answered = workers.flatMap(({ answeredMs }) => answeredMs);
  const measured = answered.filter((atMs) => atMs >= startMs + LEARNING_MS && atMs <= endMs).length;
  const refusals = workers.flatMap(({ refused }) => refused).length;
  const early = workers.flatMap(({ sentMs, refused }) =>
    refused.flatMap(({ atMs, retryAfterMs }) => sentMs.filter((sent) => sent > atMs && sent < atMs + retryAfterMs - 1)),
  ).length;
  const throughput = measured / ((endMs - startMs - LEARNING_MS) / 1000) / PER_SECOND;
  const byWorker = workers.map(({ answeredMs }) => answeredMs.length);
  process.stderr.write(
    `two workers, ${JSON.stringify(options.limit)}: ${(100 * throughput).toFixed(1)} % of the limit, ` +
      `${refusals} of ${calls} calls refused (${((100 * refusals) / calls).toFixed(2)} %), ${early} early, ` +
      `${byWorker.join(' + ')} answers\n`,
  );
  return { throughput, refusedShare: refusals / calls, early, byWorker };
}

describe('two workers at an endpoint that takes 50 requests a second', () => {
  it.each([
    ['names its limit', true, 0.01],
    ['says nothing but 429', false, 0.02],
  ])(
    'use nearly all of it, and hardly more, when it %s',
    async (_, hasHeaders, mostRefused) => {
      const { throughput, refusedShare, early, byWorker } = await runTwoWorkers({
        limit: { perSecond: PER_SECOND, hasHeaders },
      });
      expect(throughput).toBeGreaterThanOrEqual(0.9);
      expect(refusedShare).toBeLessThanOrEqual(mostRefused);
      expect(early).toBe(0);
      expect(Math.min(...byWorker)).toBeGreaterThan(0.3 * Math.max(...byWorker));
    },
    60_000,
  );
});

it('a storm of 529 is sat out, with hardly a call in it', async () => {
  server = await startMessagesServer({ latencyMs: 5 });
  const worker = startWorker(server.url, new MemoryObjectStore(), 'one');
  await sleep(500);
  const before = server.stats();
  server.failFrom('overloaded', 10_000);
  await sleep(10_000);
  const during = server.stats().attempts - before.attempts;
  await expect.poll(() => server?.stats().calls ?? 0, { timeout: 20_000 }).toBeGreaterThan(before.calls + 200);
  await worker.stop();
  process.stderr.write(`529 for 10 s: ${during} calls in it, of which 8 were in flight\n`);
  expect(during).toBeLessThan(8 + 8);
}, 60_000);
