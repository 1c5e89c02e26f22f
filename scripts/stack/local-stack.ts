import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Environment } from './executable.js';
import { choosePorts } from './ports.js';
import { endProcess } from './process-identity.js';
import type { Progress } from './progress-line.js';
import { startS3 } from './s3-server.js';
import { findServer } from './server-binaries.js';
import type { ServerProcess } from './server-process.js';
import { TEMPORAL_CLI, VERSITYGW } from './server-release.js';
import {
  addressesOf,
  createSecrets,
  readStackFile,
  type StackAddresses,
  type StackFile,
  writeStackFile,
} from './stack-file.js';
import { lockStack } from './stack-lock.js';
import { startTemporal } from './temporal-server.js';
import { STOP_GRACE_MS, Watchdog } from './watchdog.js';

export interface StackOptions {
  /** Folder of everything the stack keeps: databases, objects, logs, keys. @default '.tidemark' */
  readonly dataDir: string;
  /** Ports of 127.0.0.1 that must be these. @default those of the last run, else the usual ones, else any free ones */
  readonly ports?: {
    readonly temporal?: number | undefined;
    readonly s3?: number | undefined;
    readonly ui?: number | undefined;
  };
  /** Starts Temporal's web page, too. @default true */
  readonly ui?: boolean;
  /** Bucket that is there from the start. @default 'tidemark' */
  readonly bucket?: string;
  /** Told of the steps that take a moment. @default nobody */
  readonly progress?: Progress;
  /** Where servers are looked up. @default process.env */
  readonly environment?: Environment;
  /** Gives up looking for, or building, the servers. */
  readonly signal?: AbortSignal;
}

/** A stack run by this process. */
export interface LocalStack extends StackAddresses {
  /** Resolves, with what to tell the user, when a server ends that nobody stopped. */
  readonly broken: Promise<Error>;
  /** Ends both servers and waits until they are gone; a second call does nothing more. */
  stop(): Promise<void>;
}

/**
 * Starts Temporal and an S3 server on 127.0.0.1, with their data under `dataDir`, and waits until both answer and the
 * bucket is there. State, keys and ports survive a restart. The servers end with this process, even when it is killed.
 * @throws {StackRunningError} when one runs in this folder already; {Error} when a server is not to be had, or a port
 *   that was asked for is taken.
 */
export async function startStack(options: StackOptions): Promise<LocalStack> {
  const dataDir = resolve(options.dataDir);
  await prepareFolder(dataDir);
  const { owner, release } = await lockStack(dataDir);
  const watchdog = new Watchdog();
  const servers: ServerProcess[] = [];
  try {
    const last = await readStackFile(dataDir);
    for (const orphan of last?.servers ?? []) await endProcess(orphan, STOP_GRACE_MS);
    const binaries = await findBinaries(options);
    const file = await planStack(options, last);
    options.progress?.('starting Temporal and the S3 server');
    const context = { dataDir, watchdog, started: servers, signal: options.signal };
    await allOrFirstError([
      startTemporal(binaries.temporal, file, context),
      startS3(binaries.versitygw, file, context),
    ]);
    const records = servers.filter((server) => server.alive).map(({ title, identity }) => ({ title, ...identity }));
    const running: StackFile = { ...file, owner, servers: records };
    const addresses = addressesOf(running, owner.pid);
    await writeStackFile(dataDir, running);
    const stop = once(async () => {
      await stopServers(servers, watchdog);
      await writeStackFile(dataDir, { ...file, owner: null, servers: [] });
      await release();
    });
    return { ...addresses, broken: firstToBreak(servers.filter((server) => server.alive)), stop };
  } catch (error) {
    await stopServers(servers, watchdog);
    await release();
    throw error;
  }
}

/** The folder holds prompts and keys: nobody else reads it, and git leaves it alone. */
async function prepareFolder(dataDir: string): Promise<void> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  await mkdir(join(dataDir, 's3'), { recursive: true });
  await mkdir(join(dataDir, 'logs'), { recursive: true });
  await writeFile(join(dataDir, '.gitignore'), '*\n');
}

/** One after the other: a build takes all cores as it is. */
async function findBinaries(options: StackOptions): Promise<{ temporal: string; versitygw: string }> {
  const { environment, progress, signal } = options;
  const lookup = {
    ...(environment === undefined ? {} : { environment }),
    ...(progress === undefined ? {} : { progress }),
    ...(signal === undefined ? {} : { signal }),
  };
  return { temporal: await findServer(TEMPORAL_CLI, lookup), versitygw: await findServer(VERSITYGW, lookup) };
}

async function planStack(options: StackOptions, last: StackFile | undefined): Promise<StackFile> {
  const { ports = {}, ui = true } = options;
  const [temporal, s3, page] = await choosePorts([
    { title: 'Temporal', asked: ports.temporal, option: '--temporal-port', preferred: [last?.ports.temporal, 7233] },
    { title: 'the S3 server', asked: ports.s3, option: '--s3-port', preferred: [last?.ports.s3, 9000] },
    ...(ui
      ? [
          {
            title: "Temporal's page",
            asked: ports.ui,
            option: '--ui-port',
            preferred: [last?.ports.ui ?? undefined, 8233],
          },
        ]
      : []),
  ]);
  if (temporal === undefined || s3 === undefined) throw new Error('no ports were chosen');
  return {
    ...(last ?? createSecrets()),
    owner: null,
    servers: [],
    ports: { temporal, s3, ui: page ?? null },
    bucket: options.bucket ?? last?.bucket ?? 'tidemark',
  };
}

/** Waits for all, so that nothing starts after the others were stopped. */
async function allOrFirstError(starts: readonly Promise<unknown>[]): Promise<void> {
  const failed = (await Promise.allSettled(starts)).find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

async function firstToBreak(servers: readonly ServerProcess[]): Promise<Error> {
  const ended = await Promise.race(servers.map((server) => server.ended.then(() => server)));
  return new Error(`${ended.title} has ended by itself: ${await ended.lastWords()}`);
}

async function stopServers(servers: readonly ServerProcess[], watchdog: Watchdog): Promise<void> {
  await Promise.all(servers.map((server) => server.stop()));
  watchdog.dismiss();
}

function once(work: () => Promise<void>): () => Promise<void> {
  let result: Promise<void> | undefined;
  return () => {
    result ??= work();
    return result;
  };
}
