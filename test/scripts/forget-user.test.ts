import { randomBytes } from 'node:crypto';
import { NativeConnection, Worker } from '@temporalio/worker';
import { describe, expect, it } from 'vitest';
import { writeTable } from '../../activities/storage/artifact.js';
import { layoutOf } from '../../activities/storage/layout.js';
import type { ObjectStore } from '../../activities/storage/object-store.js';
import { sampleTable } from '../../activities/traffic/sample-table.js';
import { requireIdlePipeline } from '../../scripts/clients/idle-pipeline.js';
import { readUnitArgument, unitOf } from '../../scripts/clients/unit-argument.js';
import { loadWorkflowBundle } from '../../worker/workflow-bundle.js';
import { adaptationWorkflowId, weeklyWorkflowId } from '../../workflows/ids.js';
import { windowOfWeek } from '../../workflows/window.js';
import { createTestNamespace } from '../support/namespace.js';
import { sampleRow } from '../support/sample-row.js';
import { openTestBucket } from '../support/server.js';
import { makeFolder, NOWHERE, pipelineYaml, runTidemark, spawnTidemark, stackVariables } from './command-line.js';

const ID = 'Customer 4711 <someone@example.org>';

/** A bucket with one sample, of which two rows of three are the user's, and a folder with its YAML. */
async function sampledPipeline(namespace?: string) {
  const store = await openTestBucket();
  const name = `forget-${randomBytes(4).toString('hex')}`;
  const cwd = await makeFolder(pipelineYaml(name, store.bucket));
  const variables: Record<string, string> = {
    ...(await stackVariables()),
    ...(namespace === undefined ? {} : { TEMPORAL_NAMESPACE: namespace }),
  };
  const hash = unitOf({ kind: 'user', value: ID }, variables['TIDEMARK_USER_KEY'] ?? '');
  const key = layoutOf({ prefix: 'tidemark', pipeline: name }).sample(
    'weekly',
    windowOfWeek('2026-W40'),
    'part-0.arrow',
  );
  const rows = [hash, 'u_other', hash].map((user, at) => sampleRow({ request_id: `r${at}`, user }));
  await writeTable(store, key, sampleTable, rows);
  const forget = async (...args: string[]) => await runTidemark(['forget-user', ...args], { cwd, variables });
  return { store, name, hash, cwd, variables, forget };
}

const keysIn = async (store: ObjectStore) => {
  const keys: string[] = [];
  for await (const { key, etag } of store.list('')) keys.push(`${key} ${etag}`);
  return keys;
};

describe('forget-user', () => {
  it('removes a user, tells what, and finds nothing the second time, without ever naming anybody', async () => {
    const { store, hash, cwd, variables, forget } = await sampledPipeline();
    const before = await keysIn(store);
    const dry = await forget(ID, '--dry-run');
    expect(dry).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/samples +2 rows +1 objects/) });
    expect(await keysIn(store)).toEqual(before);

    const first = await spawnTidemark(['forget-user', ID, '--yes', '--json'], { cwd, variables });
    expect(first.exitCode, first.stderr.join('\n')).toBe(0);
    expect(JSON.parse(first.stdout)).toMatchObject({
      found: true,
      removed: { rooms: { samples: { objects: 1, rows: 2 } } },
    });
    const after = await keysIn(store);
    const second = await forget('--hash', hash, '--yes');
    expect(second).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('Nothing of this user is stored') });
    expect(await keysIn(store)).toEqual(after);
    const said = [dry, first, second].flatMap(({ stdout, stderr }) => [stdout, ...stderr]).join('\n');
    expect(said).not.toContain(hash);
    expect(said).not.toMatch(/4711|example\.org/);
  });

  it('asks for --yes where nobody can be asked', async () => {
    const { exitCode, stderr } = await runTidemark(['forget-user', ID], { cwd: await makeFolder() });
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: [expect.stringMatching(/--yes.*--dry-run/)] });
  });

  it('is refused without the user key, and goes on without Temporal only when forced', async () => {
    const { forget, cwd, variables } = await sampledPipeline();
    const keyless = Object.fromEntries(
      Object.entries(variables).filter(([variable]) => variable !== 'TIDEMARK_USER_KEY'),
    );
    const refused = await runTidemark(['forget-user', ID, '--yes'], { cwd, variables: keyless });
    expect(refused).toMatchObject({ exitCode: 2, stderr: [expect.stringContaining('TIDEMARK_USER_KEY is not set')] });
    const offline = { ...variables, TEMPORAL_ADDRESS: NOWHERE };
    const unreachable = await runTidemark(['forget-user', ID, '--yes'], { cwd, variables: offline });
    expect(unreachable).toMatchObject({ exitCode: 1, stderr: [expect.stringContaining(NOWHERE)] });
    const forced = await runTidemark(['forget-user', ID, '--yes', '--force', '--json'], { cwd, variables: offline });
    expect(JSON.parse(forced.stdout)).toMatchObject({ found: true });
    expect(JSON.parse((await forget(ID, '--yes', '--json')).stdout)).toMatchObject({ found: false });
  });

  it('waits for runs that are at work, and not for trackers that sleep', async () => {
    const { client, namespace, address, close } = await createTestNamespace();
    const { name, forget } = await sampledPipeline(namespace);
    const connection = await NativeConnection.connect({ address });
    const worker = await Worker.create({
      connection,
      namespace,
      taskQueue: 'trackers',
      workflowBundle: await loadWorkflowBundle(),
    });
    // The monitor sleeps as a tracker does, and needs no activities for it.
    await worker.runUntil(async () => {
      const workflowId = adaptationWorkflowId(name, 'v42');
      const tracker = await client.workflow.start('releaseMonitor', { taskQueue: 'trackers', workflowId });
      await expect
        .poll(async () =>
          (await tracker.fetchHistory()).events?.some((event) => event.workflowTaskCompletedEventAttributes),
        )
        .toBe(true);
      await expect.poll(async () => (await client.workflow.count()).count).toBe(1);
      await requireIdlePipeline(client, name);

      await client.workflow.start('weeklyEvaluation', {
        taskQueue: 'nobody',
        workflowId: weeklyWorkflowId(name, '2026-W40'),
      });
      await expect.poll(async () => (await client.workflow.count()).count).toBe(2);
      const refused = await forget(ID, '--yes');
      expect(refused.exitCode).toBe(1);
      expect(refused.stderr).toEqual([expect.stringMatching(/^weekly-evaluation\/\S+\/2026-W40 is at work.*--force/)]);
      expect(JSON.parse((await forget(ID, '--yes', '--force', '--json')).stdout)).toMatchObject({ found: true });
    });
    await connection.close();
    await close();
  });
});

describe('whoever is meant', () => {
  const KEY = 'a key for this test, long enough';

  it.each([
    { words: [ID], options: {}, file: 'pipeline.yaml', kind: 'user' },
    { words: [ID, 'x.yaml'], options: {}, file: 'x.yaml', kind: 'user' },
    { words: ['x.yaml'], options: { session: 'one' }, file: 'x.yaml', kind: 'session' },
    { words: [], options: { hash: `s_${'0a'.repeat(12)}` }, file: 'pipeline.yaml', kind: 'hash' },
  ])('is read from $words and $options', async ({ words, options, file, kind }) => {
    expect(await readUnitArgument(words, options)).toMatchObject({ file, given: { kind } });
  });

  it.each([
    { name: 'nobody', words: [], options: {}, says: /name the user/ },
    { name: 'the YAML in the place of the user', words: ['pipeline.yaml'], options: {}, says: /before the pipeline/ },
    { name: 'something that is no hash', words: [], options: { hash: ID }, says: /--hash takes a keyed hash/ },
    { name: 'a user and a session', words: [ID, 'x.yaml'], options: { session: ID }, says: /no user id/ },
    { name: 'a hash and a session', words: [], options: { hash: ID, session: ID }, says: /not both/ },
    { name: 'an empty id', words: ['', 'x.yaml'], options: {}, says: /empty/ },
  ])('cannot be $name, and the refusal repeats no id', async ({ words, options, says }) => {
    const failure = await readUnitArgument(words, options).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'BadInput', message: expect.stringMatching(says) });
    expect(String(failure)).not.toMatch(/4711|example\.org/);
  });

  it('is hashed as the logs are, a session apart from a user', () => {
    expect(unitOf({ kind: 'user', value: 'same' }, KEY)).toMatch(/^u_[0-9a-f]{24}$/);
    expect(unitOf({ kind: 'session', value: 'same' }, KEY)).toMatch(/^s_[0-9a-f]{24}$/);
    expect(unitOf({ kind: 'hash', value: 'u_x' }, KEY)).toBe('u_x');
  });
});
