import { spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

export type Environment = Readonly<Record<string, string | undefined>>;

export async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

/** The first executable of this name on the PATH. */
export async function findOnPath(name: string, environment: Environment): Promise<string | undefined> {
  for (const folder of (environment['PATH'] ?? '').split(delimiter)) {
    if (folder !== '' && (await isExecutable(join(folder, name)))) return join(folder, name);
  }
  return undefined;
}

/** Where servers are kept between runs: `${XDG_CACHE_HOME:-~/.cache}/tidemark/<name>-<version>`. */
export function cacheFolder(name: string, version: string, environment: Environment): string {
  const root = environment['XDG_CACHE_HOME'];
  const base = root !== undefined && root !== '' ? root : join(environment['HOME'] ?? homedir(), '.cache');
  return join(base, 'tidemark', `${name}-${version}`);
}

export interface CommandOptions {
  readonly environment: Environment;
  readonly folder?: string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs a program to its end.
 * @throws {Error} with the last lines it wrote, when it fails; an AbortError when `signal` fires (the program gets SIGINT).
 */
export async function runCommand(command: string, args: readonly string[], options: CommandOptions): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const child = spawn(command, args, {
      env: { ...options.environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      killSignal: 'SIGINT',
      ...(options.folder === undefined ? {} : { cwd: options.folder }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
    let tail = '';
    const keep = (chunk: Buffer) => {
      tail = (tail + chunk.toString('utf8')).slice(-2000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', reject);
    child.on('close', (code, killedBy) => {
      if (code === 0) return resolve();
      const lines = tail.trim().split('\n').slice(-4).join(' | ');
      reject(new Error(`${command} ${args[0] ?? ''} ended with ${code ?? killedBy}: ${lines}`));
    });
  });
}
