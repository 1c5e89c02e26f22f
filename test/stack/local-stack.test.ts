import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { createS3Client, S3ObjectStore } from '../../activities/storage/s3-object-store.js';
import { type LocalStack, type StackOptions, startStack } from '../../scripts/stack/local-stack.js';
import { choosePorts } from '../../scripts/stack/ports.js';
import { readStack, readStackFile, type StackAddresses } from '../../scripts/stack/stack-file.js';

let dataDir: string;
let running: LocalStack[];
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'tidemark-stack-'));
  running = [];
});
afterEach(async () => {
  await Promise.all(running.map((stack) => stack.stop()));
  await rm(dataDir, { recursive: true, force: true });
});

async function freePorts(): Promise<{ temporal: number; s3: number }> {
  const wish = { title: 'a test', asked: undefined, option: '', preferred: [] };
  const [temporal = 0, s3 = 0] = await choosePorts([wish, wish]);
  return { temporal, s3 };
}

async function start(options: Partial<StackOptions> = {}): Promise<LocalStack> {
  const stack = await startStack({ dataDir, ui: false, ...options });
  running.push(stack);
  return stack;
}

function storeOf({ s3Endpoint, region, accessKeyId, secretAccessKey, bucket }: StackAddresses): S3ObjectStore {
  const client = createS3Client({ endpoint: s3Endpoint, region, credentials: { accessKeyId, secretAccessKey } });
  return new S3ObjectStore(client, bucket);
}

async function withTemporal<T>(stack: StackAddresses, work: (client: Client) => Promise<T>): Promise<T> {
  const connection = await Connection.connect({ address: stack.temporalAddress });
  try {
    return await work(new Client({ connection }));
  } finally {
    await connection.close();
  }
}

describe('the local stack', () => {
  it('keeps workflows, objects, keys and ports over a restart', async () => {
    const first = await start({ ports: await freePorts() });
    await storeOf(first).put('kept/object', Buffer.from('kept'));
    await withTemporal(first, (client) =>
      client.workflow.start('neverRun', { workflowId: 'kept', taskQueue: 'nobody-listens' }),
    );
    await first.stop();
    expect(await readStack(dataDir)).toBeUndefined();

    const second = await start();
    const { pid, temporalAddress, s3Endpoint, accessKeyId, secretAccessKey, userKey, bucket } = first;
    expect(second).toMatchObject({ pid, temporalAddress, s3Endpoint, accessKeyId, secretAccessKey, userKey, bucket });
    expect(Buffer.from((await storeOf(second).get('kept/object'))?.bytes ?? []).toString()).toBe('kept');
    const status = await withTemporal(second, (client) => client.workflow.getHandle('kept').describe());
    expect(status.status.name).toBe('RUNNING');
  });

  it('runs once in a folder, by which it is found, and its secrets are for its owner only', async () => {
    const stack = await start({ ports: await freePorts() });
    expect(await readStack(dataDir)).toMatchObject({
      pid: process.pid,
      temporalAddress: stack.temporalAddress,
      s3Endpoint: stack.s3Endpoint,
      secretAccessKey: stack.secretAccessKey,
      userKey: stack.userKey,
    });
    expect((await stat(join(dataDir, 'stack.json'))).mode & 0o777).toBe(0o600);
    await expect(startStack({ dataDir, ui: false })).rejects.toThrow(
      `a stack runs in ${dataDir} already (process ${process.pid})`,
    );
  });

  it('says which option to change when a port that was asked for is taken, and starts nothing', async () => {
    const occupant = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void occupant.close());
    await new Promise((resolve) => occupant.once('listening', resolve));
    const address = occupant.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    await expect(startStack({ dataDir, ui: false, ports: { s3: port } })).rejects.toThrow(
      `port ${port} for the S3 server is taken; give --s3-port another one or leave it out`,
    );
    await expect(readFile(join(dataDir, 'stack.lock'))).rejects.toThrow('ENOENT');
  });

  it('tells which server does not start, with the end of its log', async () => {
    await writeFile(join(dataDir, 'broken'), '#!/bin/sh\necho "the disk is full" >&2\nexit 3\n', { mode: 0o755 });
    const environment = { ...process.env, TIDEMARK_VERSITYGW_BIN: join(dataDir, 'broken') };
    const starting = startStack({ dataDir, ui: false, ports: await freePorts(), environment });
    await expect(starting).rejects.toThrow(/the S3 server did not start: the disk is full \(log: .*s3\.log\)/);
    expect(await readStack(dataDir)).toBeUndefined();
  });

  it('tells when a server ends that nobody stopped', async () => {
    const stack = await start({ ports: await freePorts() });
    const servers = (await readStackFile(dataDir))?.servers ?? [];
    process.kill(servers.find(({ title }) => title === 'the S3 server')?.pid ?? Number.NaN, 'SIGKILL');
    expect((await stack.broken).message).toContain('the S3 server has ended by itself');
  });

  it('does not overwrite a stack file that it cannot read', async () => {
    await writeFile(join(dataDir, 'stack.json'), '{"owner":');
    await expect(startStack({ dataDir, ui: false })).rejects.toThrow('cannot be read as a stack file; move it away');
    expect(await readFile(join(dataDir, 'stack.json'), 'utf8')).toBe('{"owner":');
  });
});
