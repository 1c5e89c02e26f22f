import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { identityOf, isRunning, type ProcessIdentity, processIdentitySchema } from './process-identity.js';

/** A stack already runs, or starts right now, in the same data folder. */
export class StackRunningError extends Error {
  override readonly name = 'StackRunningError';
  readonly pid: number;

  constructor(dataDir: string, pid: number) {
    super(`a stack runs in ${dataDir} already (process ${pid}); stop it with ctrl-C or "kill ${pid}"`);
    this.pid = pid;
  }
}

/**
 * Makes this process the only one that runs a stack in the folder, until the returned function is called or the
 * process ends, however it ends.
 * @throws {StackRunningError} when another process does.
 */
export async function lockStack(dataDir: string): Promise<{ owner: ProcessIdentity; release: () => Promise<void> }> {
  const lock = join(dataDir, 'stack.lock');
  const owner = (await identityOf(process.pid)) ?? { pid: process.pid, started: 'unknown' };
  const own = `${lock}.${process.pid}`;
  await writeFile(own, JSON.stringify(owner));
  try {
    // A link appears whole or not at all, and never over another one.
    while (!(await linked(own, lock))) {
      const holder = await holderOf(lock);
      if (holder !== undefined && (await isRunning(holder))) throw new StackRunningError(dataDir, holder.pid);
      await rm(lock, { force: true });
    }
  } finally {
    await rm(own, { force: true });
  }
  return { owner, release: () => rm(lock, { force: true }) };
}

async function linked(own: string, lock: string): Promise<boolean> {
  try {
    await link(own, lock);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

async function holderOf(lock: string): Promise<ProcessIdentity | undefined> {
  try {
    return processIdentitySchema.parse(JSON.parse(await readFile(lock, 'utf8')));
  } catch {
    return undefined;
  }
}
