import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import type { RefreshEvalSetInput } from '../../activities/eval-set/activities.js';
import { rebuildVersion } from '../../activities/eval-set/version-rebuild.js';
import { readVersion } from '../../activities/eval-set/version-store.js';
import { S3ObjectStore } from '../../activities/storage/s3-object-store.js';
import { stackEnvironment } from '../../scripts/stack/stack-file.js';
import { createVersionWorld, type VersionWorld } from '../eval-set/version-world.js';
import { createTestS3Client, openTestBucket, sharedStack } from '../support/server.js';
import type { RefreshOrder } from './eval-set-refresh-process.js';

const MINUTES = 60_000;
const TSX = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const PROCESS = fileURLToPath(new URL('./eval-set-refresh-process.ts', import.meta.url));
const SMALL = { size: 12, requests: 60 };

let store: S3ObjectStore;

beforeAll(async () => {
  store = await openTestBucket();
});

/** A refresh in a process of its own, on the real S3. */
async function refreshProcess(
  order: RefreshOrder,
): Promise<{ readonly code: number | null; readonly signal: string | null; readonly stdout: string }> {
  const child = spawn(process.execPath, ['--import', TSX, PROCESS, JSON.stringify(order)], {
    env: { PATH: process.env['PATH'], ...stackEnvironment(await sharedStack()) },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let stdout = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString('utf8')));
  return await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, stdout }));
  });
}

/** Versions count up, one per week, each whole and rebuilt bit for bit from its lineage. */
async function expectSound({ store: bucket, pipeline, list: read }: VersionWorld): Promise<void> {
  const list = await read();
  expect(list.versions.map(({ version }) => version)).toEqual(list.versions.map((_version, at) => at + 1));
  for (const version of list.versions) {
    expect(await readVersion(bucket, version)).toHaveLength(version.rows);
    const { outcome, stored } = await rebuildVersion(bucket, pipeline, list, version, async () => undefined);
    expect([outcome, stored]).toEqual(['identical', 'as recorded']);
  }
}

describe('refreshes at once on a real S3', () => {
  it('end in one linear history, whoever wins', async () => {
    const world = await createVersionWorld(store, { ...SMALL, name: 'races' });
    const weeks = ['2026-W40', '2026-W41', '2026-W42', '2026-W42'];
    const inputs: RefreshEvalSetInput[] = [];
    for (const week of weeks) inputs.push(await world.inputOf(week));
    const client = await createTestS3Client();
    const results = await Promise.all(
      inputs.map(async (input) => await world.on(new S3ObjectStore(client, store.bucket)).refresh(input)),
    );
    const { versions } = await world.list();
    expect(versions.at(-1)?.week).toBe('2026-W42');
    expect(new Set(versions.map(({ week }) => week)).size).toBe(versions.length);
    for (const { version } of results) expect(versions).toContainEqual(version);
    await expectSound(world);
  });

  it(
    'of two processes end in one linear history',
    async () => {
      const world = await createVersionWorld(store, { ...SMALL, name: 'processes' });
      const orders = [await world.inputOf('2026-W40'), await world.inputOf('2026-W41')];
      const ends = await Promise.all(orders.map(async (input) => await refreshProcess({ input, death: null })));
      expect(ends.map(({ code }) => code)).toEqual([0, 0]);
      const { versions } = await world.list();
      for (const { stdout } of ends) expect(versions).toContainEqual(JSON.parse(stdout));
      await expectSound(world);
    },
    2 * MINUTES,
  );
});

describe('a refresh that is killed with SIGKILL', () => {
  it.each([
    ['before the version is written', 1, false],
    ['before its lineage is', 2, false],
    ['before the list is', 3, false],
    ['after the list was, before anybody heard of it', 3, true],
  ])(
    'leaves the history as it was or as it will be: %s',
    async (_when, put, afterwards) => {
      const world = await createVersionWorld(store, { ...SMALL, name: `killed-${put}-${afterwards}` });
      const twin = await createVersionWorld(store, { ...SMALL, name: `twin-${put}-${afterwards}` });
      for (const { refresh } of [world, twin]) await refresh('2026-W40');
      const input = await world.inputOf('2026-W41');
      const { signal } = await refreshProcess({ input, death: { put, afterwards } });
      expect(signal).toBe('SIGKILL');
      expect((await world.list()).versions).toHaveLength(afterwards ? 2 : 1);
      await expectSound(world);
      await world.refresh(input);
      await twin.refresh('2026-W41');
      await expectSound(world);
      const digests = async ({ list }: VersionWorld) => (await list()).versions.map(({ sha256 }) => sha256);
      expect(await digests(world)).toEqual(await digests(twin));
    },
    2 * MINUTES,
  );
});
