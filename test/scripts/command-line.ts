import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, vi } from 'vitest';
import { stackEnvironment } from '../../scripts/stack/stack-file.js';
import { sharedStack } from '../support/server.js';

const TSX = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const TIDEMARK = fileURLToPath(new URL('../../scripts/tidemark.ts', import.meta.url));

/** Nobody listens on port 1. */
export const NOWHERE = '127.0.0.1:1';

export interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  /** Lines of stderr, without the note on the local stack. */
  readonly stderr: readonly string[];
}

interface Surroundings {
  readonly cwd: string;
  readonly variables?: Readonly<Record<string, string>>;
}

/** Runs the command line as a user would: a process of its own, in `cwd`, with only `variables` in the environment. */
export async function spawnTidemark(args: readonly string[], surroundings: Surroundings): Promise<Ended> {
  const child = spawn(process.execPath, ['--import', TSX, TIDEMARK, ...args], {
    cwd: surroundings.cwd,
    env: environmentOf(surroundings),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return endedAs(exitCode, Buffer.concat(stdout).toString('utf8'), Buffer.concat(stderr).toString('utf8'));
}

let calls = 0;

/**
 * Runs the same program inside this process, which spares the second that a new one takes to load it: what
 * {@link spawnTidemark} gives, for all but the first runs of a verb. One at a time: the environment is everybody's.
 */
export async function runTidemark(args: readonly string[], surroundings: Surroundings): Promise<Ended> {
  const before = { argv: process.argv, env: process.env, cwd: process.cwd(), exitCode: process.exitCode };
  const streams = [captured(process.stdout), captured(process.stderr)] as const;
  calls += 1;
  try {
    process.argv = [process.execPath, TIDEMARK, ...args];
    process.env = environmentOf(surroundings);
    process.exitCode = 0;
    process.chdir(surroundings.cwd);
    // A program runs when it is imported; under another name it is imported, and runs, once more.
    await import(/* @vite-ignore */ `${TIDEMARK}?call=${calls}`);
    return endedAs(process.exitCode, streams[0].text(), streams[1].text());
  } finally {
    for (const stream of streams) stream.release();
    process.chdir(before.cwd);
    process.argv = before.argv;
    process.env = before.env;
    process.exitCode = before.exitCode;
  }
}

/** Keeps what is written to a stream until it is released. */
function captured(stream: NodeJS.WriteStream) {
  const chunks: string[] = [];
  const write = vi.spyOn(stream, 'write').mockImplementation((chunk) => {
    chunks.push(String(chunk));
    return true;
  });
  return { text: () => chunks.join(''), release: () => write.mockRestore() };
}

function environmentOf({ cwd, variables = {} }: Surroundings): Record<string, string | undefined> {
  return { PATH: process.env['PATH'], HOME: cwd, XDG_CONFIG_HOME: cwd, ...variables };
}

function endedAs(exitCode: number | null, stdout: string, stderr: string): Ended {
  return { exitCode, stdout, stderr: stderr.split('\n').filter((line) => line !== '') };
}

/** The environment under which the command line uses the stack that the tests share. */
export async function stackVariables(): Promise<Record<string, string>> {
  return stackEnvironment(await sharedStack());
}

const folders: string[] = [];

afterAll(async () => {
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true, force: true })));
});

/** A folder with a pipeline's YAML, which is gone with the test file; the text may name anything. */
export async function makeFolder(yaml?: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tidemark-cli-'));
  folders.push(folder);
  if (yaml !== undefined) await writeFile(join(folder, 'pipeline.yaml'), yaml);
  return folder;
}

export function pipelineYaml(name: string, bucket: string): string {
  return `name: ${name}
storage:
  bucket: ${bucket}
traffic:
  prefix: logs/
scoring:
  judge:
    model: claude-opus-5
`;
}
