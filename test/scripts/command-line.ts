import { spawn } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
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

/** Runs the command line as a user would, in `cwd`, with nothing in the environment but `variables`. */
export async function runTidemark(
  args: readonly string[],
  { cwd, variables = {} }: { cwd: string; variables?: Readonly<Record<string, string>> },
): Promise<Ended> {
  const child = spawn(process.execPath, ['--import', TSX, TIDEMARK, ...args], {
    cwd,
    env: { PATH: process.env['PATH'], HOME: cwd, XDG_CONFIG_HOME: cwd, ...variables },
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
  return {
    exitCode,
    stdout: Buffer.concat(stdout).toString('utf8'),
    stderr: Buffer.concat(stderr)
      .toString('utf8')
      .split('\n')
      .filter((line) => line !== ''),
  };
}

/** The environment under which the command line uses the stack that the tests share. */
export async function stackVariables(): Promise<Record<string, string>> {
  return stackEnvironment(await sharedStack());
}

/** A folder with a pipeline's YAML; the text may name anything. */
export async function makeFolder(yaml?: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tidemark-cli-'));
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
