import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import {
  type MessagesServer,
  type MessagesServerOptions,
  startMessagesServer,
} from '../../../scripts/simulator/messages-server.js';
import { stackEnvironment } from '../../../scripts/stack/stack-file.js';
import { openTestBucket, sharedStack } from '../../support/server.js';
import type { CallingOrder, CallingReport } from './calling-process.js';

const TSX = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const PROCESS = fileURLToPath(new URL('./calling-process.ts', import.meta.url));
const PER_SECOND = 50;
const LEARNING_MS = 4000;
const MEASURED_MS = 22_000;

let server: MessagesServer | undefined;
const running = new Set<CallingProcess>();
afterEach(async () => {
  for (const process of running) process.kill();
  running.clear();
  await server?.close();
});

interface CallingProcess {
  /** Ends its calls, and says what they were. */
  stop(): Promise<CallingReport>;
  kill(): void;
}

/** Starts a process that calls without a pause; resolves once it does. */
async function startCalling(name: string, bucket: string, concurrency = 8): Promise<CallingProcess> {
  const order: CallingOrder = { name, url: server?.url ?? '', bucket, lanes: 2 * concurrency, concurrency };
  const child = spawn(process.execPath, ['--import', TSX, PROCESS, JSON.stringify(order)], {
    env: { PATH: process.env['PATH'], ...stackEnvironment(await sharedStack()) },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  let output = '';
  const isCalling = new Promise<void>((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (output.includes('\n')) resolve();
    });
  });
  const calling: CallingProcess = {
    stop: async () => {
      child.stdin.end();
      const code = await ended;
      if (code !== 0) throw new Error(`the process ${name} ended with ${code}`);
      return JSON.parse(output.slice(output.indexOf('\n'))) as CallingReport;
    },
    kill: () => child.kill('SIGKILL'),
  };
  running.add(calling);
  await Promise.race([isCalling, ended]);
  return calling;
}

async function runTwoProcesses(options: MessagesServerOptions) {
  server = await startMessagesServer({ latencyMs: 20, ...options });
  const { bucket } = await openTestBucket();
  const processes = await Promise.all(['one', 'two'].map(async (name) => startCalling(name, bucket)));
  await sleep(LEARNING_MS);
  const fromMs = Date.now();
  await sleep(MEASURED_MS);
  const untilMs = Date.now();
  const reports = await Promise.all(processes.map(async (each) => each.stop()));
  const calls = reports.flatMap(({ sentMs }) => sentMs).length;
  const measured = reports.flatMap(({ answeredMs }) => answeredMs.filter((atMs) => atMs >= fromMs && atMs <= untilMs));
  const refusals = reports.flatMap(({ refused }) => refused).length;
  // Each process by what it was told itself; a millisecond is what timers may be early.
  const early = reports.flatMap(({ sentMs, refused }) =>
    refused.flatMap(({ atMs, retryAfterMs }) => sentMs.filter((sent) => sent > atMs && sent < atMs + retryAfterMs - 1)),
  ).length;
  const throughput = measured.length / ((untilMs - fromMs) / 1000) / PER_SECOND;
  const byProcess = reports.map(({ answeredMs }) => answeredMs.length);
  process.stderr.write(
    `two processes, ${JSON.stringify(options.limit)}: ${(100 * throughput).toFixed(1)} % of the limit, ` +
      `${refusals} of ${calls} calls refused (${((100 * refusals) / calls).toFixed(2)} %), ${early} early, ` +
      `${byProcess.join(' + ')} answers\n`,
  );
  return { throughput, refusedShare: refusals / calls, early, byProcess };
}

describe('two processes at an endpoint that takes 50 requests a second, with nothing in common but a bucket', () => {
  it.each([
    ['names its limit', true, 0.01],
    ['says nothing but 429', false, 0.02],
  ])(
    'use nearly all of it, and hardly more, when it %s',
    // What a limit lets through is learnt from the clock, and other tests may hold a process up: a fault fails each time.
    { timeout: 120_000, retry: 2 },
    async (_, hasHeaders, mostRefused) => {
      const { throughput, refusedShare, early, byProcess } = await runTwoProcesses({
        limit: { perSecond: PER_SECOND, hasHeaders },
      });
      expect(throughput).toBeGreaterThanOrEqual(0.9);
      expect(refusedShare).toBeLessThanOrEqual(mostRefused);
      expect(early).toBe(0);
      expect(Math.min(...byProcess)).toBeGreaterThan(0.3 * Math.max(...byProcess));
    },
  );
});

it('a storm of 529 is sat out, with hardly a call in it', async () => {
  const concurrency = 8;
  server = await startMessagesServer({ latencyMs: 5 });
  const { bucket } = await openTestBucket();
  const calling = await startCalling('one', bucket, concurrency);
  await expect.poll(() => server?.stats().calls ?? 0, { timeout: 20_000 }).toBeGreaterThan(50);
  const before = server.stats();
  server.failFrom('overloaded', 10_000);
  await sleep(10_000);
  const during = server.stats().attempts - before.attempts;
  await expect.poll(() => server?.stats().calls ?? 0, { timeout: 20_000 }).toBeGreaterThan(before.calls + 200);
  await calling.stop();
  process.stderr.write(`529 for 10 s: ${during} calls in it, of which ${concurrency} were in flight\n`);
  expect(during).toBeLessThan(concurrency + 8);
}, 90_000);
