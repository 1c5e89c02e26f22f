import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { type LocalStack, startStack } from '../../scripts/stack/local-stack.js';
import { choosePorts } from '../../scripts/stack/ports.js';
import { createProgress } from '../../scripts/stack/progress-line.js';
import { findServer } from '../../scripts/stack/server-binaries.js';
import { TEMPORAL_CLI, VERSITYGW } from '../../scripts/stack/server-release.js';
import { findTimeSkippingServer } from '../../scripts/stack/time-skipping-server.js';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Answers with the data folder of the stack that all tests of the run share; the first question starts it. */
    stackDesk: string;
  }
}

/**
 * Offers one Temporal and one S3 server to all test files of a run. A run whose tests need neither starts neither.
 */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  await prepareServers();
  const dataDir = await mkdtemp(join(tmpdir(), 'tidemark-test-stack-'));
  let stack: Promise<LocalStack> | undefined;
  const desk = createServer((_request, response) => {
    stack ??= startOnAnyPorts(dataDir);
    stack.then(
      () => response.end(dataDir),
      (error: unknown) => response.writeHead(500).end(error instanceof Error ? error.message : String(error)),
    );
  });
  project.provide('stackDesk', await listen(desk));
  return async () => {
    desk.closeAllConnections();
    desk.close();
    await (await stack?.catch(() => undefined))?.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
}

/**
 * Builds what is missing while no test waits for it. What cannot be had fails the tests that need it, and only those.
 */
async function prepareServers(): Promise<void> {
  const progress = createProgress();
  for (const find of [
    () => findServer(TEMPORAL_CLI, { progress }),
    () => findServer(VERSITYGW, { progress }),
    () => findTimeSkippingServer({ progress }),
  ]) {
    await find().catch(() => undefined);
  }
}

const ATTEMPTS = 3;

/**
 * Not the usual ports: a stack of the developer's own may use them. Another run of the tests may take a port between
 * the moment that it was found free and the start, so a failed start is tried again on other ones.
 */
async function startOnAnyPorts(dataDir: string, attempt = 1): Promise<LocalStack> {
  const wish = { asked: undefined, option: '', preferred: [] };
  const [temporal, s3] = await choosePorts([
    { ...wish, title: 'Temporal' },
    { ...wish, title: 'the S3 server' },
  ]);
  try {
    return await startStack({ dataDir, ports: { temporal, s3 }, ui: false, progress: createProgress() });
  } catch (error) {
    if (attempt === ATTEMPTS) throw error;
    return await startOnAnyPorts(dataDir, attempt + 1);
  }
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the desk of the test stack has no port');
  return `http://127.0.0.1:${address.port}`;
}
