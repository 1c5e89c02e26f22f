import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { WorkflowHandle } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findServer } from '../../scripts/stack/server-binaries.js';
import { TEMPORAL_CLI } from '../../scripts/stack/server-release.js';
import { loadWorkflowBundle } from '../../worker/workflow-bundle.js';
import { adaptationWorkflowId, releaseMonitorId, TASK_QUEUES } from '../../workflows/ids.js';
import type { ReleaseMonitorState, TrackerState } from '../../workflows/messages.js';
import { createTestNamespace, type TestNamespace } from '../support/namespace.js';
import { findPython } from '../support/python-readers.js';

const run = promisify(execFile);
const PYTHON = fileURLToPath(new URL('../release-clients/', import.meta.url));
const PIPELINE = { bucket: 'bucket', prefix: '', pipeline: 'shop', configSha256: '0'.repeat(64) };
const MALFORMED = [
  'null',
  '42',
  '"v1"',
  '["v1"]',
  '{}',
  '{"releaseId":7}',
  '{"releaseId":""}',
  '{"releaseId":"../v1"}',
  '{"releaseId":"v9","deployedAt":"soon"}',
  JSON.stringify('x'.repeat(100_000)),
];

describe('the release monitor', () => {
  let server: TestNamespace;
  let connection: NativeConnection;
  let worker: Worker;
  let running: Promise<void>;
  let monitor: WorkflowHandle;

  const temporal = async (...args: string[]) => {
    const cli = await findServer(TEMPORAL_CLI);
    const place = ['--address', server.address, '--namespace', server.namespace];
    return await run(cli, [...args, ...place]);
  };
  const signal = (input: string) =>
    temporal(
      'workflow',
      'signal-with-start',
      '--workflow-id',
      releaseMonitorId('shop'),
      '--type',
      'releaseMonitor',
      '--task-queue',
      TASK_QUEUES.orchestration,
      '--input',
      JSON.stringify({ pipeline: PIPELINE }),
      '--signal-name',
      'release',
      '--signal-input',
      input,
    );
  const state = () => monitor.query<ReleaseMonitorState>('releases');
  const trackers = async () => {
    const found: string[] = [];
    for await (const { workflowId } of server.client.workflow.list({ query: "WorkflowType = 'adaptationTracking'" }))
      found.push(workflowId);
    return found;
  };

  beforeAll(async () => {
    server = await createTestNamespace();
    connection = await NativeConnection.connect({ address: server.address });
    worker = await Worker.create({
      connection,
      namespace: server.namespace,
      taskQueue: TASK_QUEUES.orchestration,
      workflowBundle: await loadWorkflowBundle(),
    });
    running = worker.run();
    monitor = server.client.workflow.getHandle(releaseMonitorId('shop'));
  });

  afterAll(async () => {
    worker.shutdown();
    await running;
    await connection.close();
    await server.close();
  });

  it('starts exactly one tracker for a release signalled twice through the temporal CLI', async () => {
    await signal('{"releaseId":"v1","model":"model-b"}');
    await signal('{"releaseId":"v1","model":"model-b"}');
    await expect.poll(trackers, { timeout: 15_000 }).toEqual([adaptationWorkflowId('shop', 'v1')]);
    expect(await state()).toMatchObject({
      duplicates: 1,
      pending: 0,
      releases: [{ releaseId: 'v1', modelTo: 'model-b' }],
    });
  });

  it('tells a release of the one that came after it, which ends its windows', async () => {
    await signal('{"releaseId":"early","deployedAt":"2026-01-05T00:00:00Z"}');
    await signal('{"releaseId":"late","deployedAt":"2026-01-20T00:00:00Z"}');
    const supersededBy = async (releaseId: string) => {
      const tracker = server.client.workflow.getHandle(adaptationWorkflowId('shop', releaseId));
      return (await tracker.query<TrackerState>('tracker')).supersededBy;
    };
    await expect.poll(trackers, { timeout: 15_000 }).toContain(adaptationWorkflowId('shop', 'late'));
    await expect.poll(() => supersededBy('early'), { timeout: 15_000 }).toBe('late');
    expect(await supersededBy('late')).toBe('v1');
  });

  it('hears the same from a Python client as from the temporal CLI', async (context) => {
    const found = await findPython({ name: 'release-clients', requirements: `${PYTHON}requirements.txt` });
    if ('missing' in found) return context.skip(found.missing);
    const release = { releaseId: 'py', deployedAt: '2025-01-05T00:00:00Z', model: { from: 'a', to: 'b' } };
    const place = [server.address, server.namespace, 'shop'];
    await run(found.python, [`${PYTHON}signal_release.py`, ...place, JSON.stringify(release)]);
    const known = async () => (await state()).releases.find(({ releaseId }) => releaseId === 'py');
    await expect.poll(known, { timeout: 15_000 }).toMatchObject({ modelFrom: 'a', modelTo: 'b', kind: 'model' });
    await expect.poll(trackers, { timeout: 15_000 }).toContain(adaptationWorkflowId('shop', 'py'));
  }, 180_000);

  it('takes an id in other letters’ case as the same release', async () => {
    await signal('{"releaseId":"V1"}');
    await expect.poll(async () => (await state()).duplicates).toBe(2);
  });

  it('counts ten malformed signals and lives on', async () => {
    for (const input of MALFORMED) await signal(input);
    await expect.poll(async () => (await state()).malformed).toBe(MALFORMED.length);
    await signal('{"releaseId":"v2"}');
    await expect.poll(trackers, { timeout: 15_000 }).toHaveLength(5);
  });

  it('counts a signal it does not know', async () => {
    await monitor.signal('deploy', 'v3');
    await expect.poll(async () => (await state()).malformed).toBe(MALFORMED.length + 1);
  });

  it('keeps the releases of a monitor that a bare signal started until it learns where to look', async () => {
    const bare = await server.client.workflow.signalWithStart('releaseMonitor', {
      workflowId: releaseMonitorId('bare'),
      taskQueue: TASK_QUEUES.orchestration,
      signal: 'release',
      signalArgs: [{ releaseId: 'v1' }],
    });
    await expect.poll(async () => (await bare.query<ReleaseMonitorState>('releases')).pending).toBe(1);
    await bare.signal('configure', { pipeline: { ...PIPELINE, pipeline: 'bare' } });
    await expect.poll(trackers, { timeout: 15_000 }).toContain(adaptationWorkflowId('bare', 'v1'));
  });
});
