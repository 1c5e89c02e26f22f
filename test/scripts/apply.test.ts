import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scheduleId } from '../../workflows/ids.js';
import { connectToTemporal, openTestBucket } from '../support/server.js';
import { makeFolder, pipelineYaml, runTidemark, spawnTidemark, stackVariables } from './command-line.js';

describe('apply', () => {
  it('creates the schedule once, then updates it and leaves it paused when an operator paused it', async () => {
    const { bucket } = await openTestBucket();
    const name = `apply-${randomBytes(4).toString('hex')}`;
    const cwd = await makeFolder(pipelineYaml(name, bucket));
    const variables = await stackVariables();
    const apply = async () => JSON.parse((await runTidemark(['apply', '--json'], { cwd, variables })).stdout);

    const first = await apply();
    expect(first.schedule).toMatchObject({ outcome: 'created', paused: false });

    const temporal = await connectToTemporal();
    try {
      await temporal.client.schedule.getHandle(scheduleId(name)).pause('holidays');
      const yaml = join(cwd, 'pipeline.yaml');
      await writeFile(yaml, `${await readFile(yaml, 'utf8')}schedule:\n  hour: 9\n`);
      const second = await apply();
      expect(second.schedule).toMatchObject({ outcome: 'updated', paused: true });
      expect(second.configSha256).not.toBe(first.configSha256);
    } finally {
      await temporal.client.schedule.getHandle(scheduleId(name)).delete();
      await temporal.client.workflow.getHandle(first.releaseMonitor).terminate();
      await temporal.teardown();
    }
  });

  it('keeps a backfill from running with another configuration than the YAML says', async () => {
    const { bucket } = await openTestBucket();
    const name = `apply-${randomBytes(4).toString('hex')}`;
    const cwd = await makeFolder(pipelineYaml(name, bucket));
    const range = ['backfill', '--from', '2026-W10', '--to', '2026-W10', '--no-follow'];
    const { exitCode, stderr } = await runTidemark(range, { cwd, variables: await stackVariables() });
    expect(stderr).toEqual([`Temporal has no schedule ${scheduleId(name)}; run "tidemark apply" first`]);
    expect(exitCode).toBe(1);
  });
});

describe('check', () => {
  it('tells every failure with what to do, and changes nothing', async () => {
    const store = await openTestBucket();
    await store.put('logs/2026-10-05/a.jsonl', Buffer.from('not json\n'));
    const cwd = await makeFolder(pipelineYaml('checked', store.bucket));
    const variables = await stackVariables();
    const { exitCode, stdout } = await spawnTidemark(['check', '--json'], { cwd, variables });
    const { ok, checks } = JSON.parse(stdout);
    const outcomes = Object.fromEntries(
      checks.map((check: { check: string; outcome: string }) => [check.check, check.outcome]),
    );
    expect(ok).toBe(false);
    expect(outcomes).toMatchObject({
      Temporal: 'ok',
      'storage bucket': 'ok',
      'log objects': 'ok',
      'log format': 'fail',
      'model key': 'fail',
      'price of judge': 'ok',
      'user key': 'ok',
    });
    expect(exitCode).toBe(1);
    const keys: string[] = [];
    for await (const { key } of store.list('')) keys.push(key);
    expect(keys).toEqual(['logs/2026-10-05/a.jsonl']);
  });
});

describe('init', () => {
  it('finds the logs in the bucket and writes a file that check can read', async () => {
    const store = await openTestBucket();
    await store.put('team/chat/2026/10/05/a.jsonl', Buffer.from('{}\n'));
    const cwd = await makeFolder();
    const variables = await stackVariables();
    const init = ['init', '--yes', '--name', 'chat', '--bucket', store.bucket];
    expect((await runTidemark(init, { cwd, variables })).exitCode).toBe(0);
    expect(await readFile(join(cwd, 'pipeline.yaml'), 'utf8')).toContain('\n  prefix: team/chat/\n');
  });
});
