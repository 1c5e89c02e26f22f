import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { beforeAll, describe, expect, it } from 'vitest';
import type { EvalSetVersionRef } from '../../activities/eval-set/eval-set-table.js';
import type { S3ObjectStore } from '../../activities/storage/s3-object-store.js';
import { registerEvalSet } from '../../scripts/commands/eval-set.js';
import { cleanText } from '../../scripts/terminal/clean-text.js';
import { reportOf } from '../../scripts/terminal/failure.js';
import { createVersionWorld, type VersionWorld, weekOf } from '../eval-set/version-world.js';
import { openTestBucket } from '../support/server.js';
import { type Ended, makeFolder, runTidemark, spawnTidemark, stackVariables } from './command-line.js';

const HOSTILE = 'sourdough \u001b[2J\u009b31m\u202eoven\nflour';

let store: S3ObjectStore;
let world: VersionWorld;
let cwd: string;
let variables: Record<string, string>;

const tidemark = async (...args: string[]): Promise<Ended> =>
  await runTidemark(['eval-set', ...args], { cwd, variables });

async function json(...args: string[]) {
  const { stdout, stderr } = await tidemark(...args, '--json');
  expect(stdout.trim().split('\n'), stderr.join('\n')).toHaveLength(1);
  return JSON.parse(stdout);
}

/** Two weeks, the second with hostile prompts. */
beforeAll(async () => {
  store = await openTestBucket();
  world = await createVersionWorld(store, { size: 12, requests: 60 });
  await world.refresh('2026-W40');
  const rows = weekOf('2026-W41', 60).map((row) => ({ ...row, prompt: `${row.prompt} ${HOSTILE}` }));
  await world.refresh(await world.inputOf('2026-W41', rows));
  variables = await stackVariables();
  cwd = await makeFolder(`name: demo
storage: { bucket: ${store.bucket} }
traffic: { prefix: logs/ }
embedding: { dimension: 64 }
evalSet: { size: 12 }
drift: { topics: 4 }
scoring: { judge: { model: judge } }
`);
});

describe('eval-set', () => {
  it('lists the versions', async () => {
    const { stdout, exitCode } = await spawnTidemark(['eval-set', 'list'], { cwd, variables });
    expect(exitCode).toBe(0);
    const [heading, first, second] = stdout.split('\n').map((line) => line.trim().split(/\s{2,}/));
    expect(heading).toEqual(['version', 'week', 'made by', 'items', 'added', 'retired', 'effective', 'digest']);
    expect(first?.slice(0, 6)).toEqual(['1', '2026-W40', 'refresh', '12', '12', '0']);
    expect(second?.at(-1)).toBe('current');
    const { versions, pinned, held } = await json('list');
    expect(versions.map(({ version, marks }: EvalSetVersionRef & { marks: string[] }) => [version, marks])).toEqual([
      [1, []],
      [2, ['current']],
    ]);
    expect([pinned, held]).toEqual([null, []]);
  });

  it('shows a version, and of hostile prompts nothing that a terminal obeys', async () => {
    const { stdout } = await tidemark('show', 'current', '--items');
    expect(stdout).toContain('version 2 of 2026-W41, by refresh: 12 items');
    expect(stdout).toMatch(/added: matches-production\s+\d/);
    expect(stdout).toContain('sourdough oven flour');
    expect(stdout.split('\n').map(cleanText).join('\n')).toBe(stdout);
    const shown = await json('show', '2', '--items');
    expect(shown.items).toHaveLength(12);
    const weight = shown.topics.reduce((sum: number, topic: { weight: number }) => sum + topic.weight, 0);
    expect(weight).toBeCloseTo(1, 9);
    expect(shown.topics[0].label).toMatch(/\w/);
  });

  it('compares two versions', async () => {
    const { added, retired, kept, overlap } = await json('diff', '1', '2');
    expect(added.length).toBe(retired.length);
    expect(added.length + kept.length).toBe(12);
    expect(overlap.items).toBeCloseTo(kept.length / 12, 12);
    const { stdout } = await tidemark('diff', '1', 'current');
    expect(stdout).toContain(`${added.length} added, ${retired.length} retired, ${kept.length} kept`);
    expect(stdout).toMatch(/retired {2}i_[0-9a-f]{20} {2}(?:replaced|age|vanished-topic)/);
  });

  it('rebuilds a version bit for bit, and fails when its sample is gone', async () => {
    const same = await tidemark('rebuild', '1');
    expect([same.exitCode, same.stdout]).toEqual([0, expect.stringContaining('version 1 was rebuilt bit for bit')]);
    expect(same.stderr.at(-1)).toBe('rebuilding version 1 of 2026-W40');
    const key = 'tidemark/demo/samples/2026-W40.arrow';
    const sample = await store.get(key);
    await store.delete([key]);
    const { exitCode, stdout } = await tidemark('rebuild', '1');
    expect(exitCode).toBe(1);
    expect(stdout).toContain(`sample is gone: s3://${store.bucket}/${key}`);
    await store.put(key, sample?.bytes ?? new Uint8Array());
  });

  it('pins a version for the coming week, and lets go of it again', async () => {
    expect(await json('pin', '1')).toEqual({ pinned: 1, before: null });
    expect((await tidemark('pin', '1')).stdout).toBe('version 1 was pinned already\n');
    expect((await world.refresh('2026-W42')).note).toMatch(/^pinned to version 1/);
    expect((await tidemark('list')).stdout).toContain('2026-W42 was run with version 1, which was pinned then');
    expect(await json('pin', '--off', 'pipeline.yaml')).toEqual({ pinned: null, before: 1 });
    expect((await tidemark('pin', '--off')).stdout).toBe('no version was pinned\n');
  });

  it('exports to stdout and to a file that it does not overwrite', async () => {
    const { stdout, stderr } = await tidemark('export', '2', '--format', 'jsonl');
    const lines = stdout.trimEnd().split('\n');
    expect([lines.length, stderr.at(-1)]).toEqual([12, '12 items of version 2']);
    expect(lines.some((line) => JSON.parse(line).prompt.endsWith(HOSTILE))).toBe(true);
    const file = join(cwd, 'tests.json');
    const exported = ['export', 'current', '--format', 'promptfoo', '--to', file];
    expect(await json(...exported)).toMatchObject({ version: 2, format: 'promptfoo', items: 12, file });
    expect(JSON.parse(await readFile(file, 'utf8'))).toHaveLength(12);
    const again = await tidemark(...exported);
    expect([again.exitCode, again.stderr]).toEqual([
      2,
      [`${file} exists; --force overwrites it, or name another file`],
    ]);
    expect((await tidemark(...exported, '--force')).exitCode).toBe(0);
  });

  it('imports a file once', async () => {
    const file = join(cwd, 'golden.csv');
    await writeFile(file, 'prompt,expected,level\nwhich flour,a strong one,3\nwhich Flour,a strong one,3\n');
    const first = await json('import', file);
    expect(first).toMatchObject({ added: 1, present: 0, merged: [{ line: 3, into: 2 }], ignored: ['level'] });
    expect(first.version).toMatchObject({ version: 3, made: 'import', week: '2026-W41', items: 13 });
    const { stdout } = await tidemark('import', file, '--format', 'csv');
    expect(stdout).toBe('0 added as anchors, 1 there already, 1 merged with a like one; version 3 stays the newest\n');
    expect((await json('rebuild', '3')).outcome).toBe('identical');
  });
});

/** How the command line would end, without the process. */
async function endOf(args: readonly string[]) {
  const program = new Command('tidemark').exitOverride().configureOutput({ outputError: () => undefined });
  registerEvalSet(program);
  try {
    await program.parseAsync(['eval-set', ...args], { from: 'user' });
  } catch (error) {
    return reportOf(error);
  }
  return undefined;
}

describe('wrong input', () => {
  it.each([
    [['show', 'x'], 'names no version'],
    [['pin'], 'name the version to pin'],
    [['pin', '1', 'pipeline.yaml', '--off'], 'either a version to pin or --off'],
    [['export', '1', '--format', 'xml'], 'Allowed choices are jsonl, csv, promptfoo, inspect'],
    [['export', '1', '--format', 'inspect', '--all'], '--all is for jsonl and csv'],
    [['import', 'no-such.jsonl'], 'no-such.jsonl: there is no such file or folder'],
    [
      ['import', 'package.json'],
      'says what it is; add --format jsonl, --format csv, --format promptfoo, --format inspect',
    ],
    [['import', 'package.json', '--format', 'promptfoo'], 'package.json: holds no test'],
    [['import', 'package.json', '--format', 'inspect'], 'package.json:1: must be a JSON object on one line'],
    [['import', 'package.json', '--format', 'jsonl'], 'package.json:1: must be a JSON object on one line'],
    [['list', 'no-such.yaml'], 'no-such.yaml: there is no such file'],
  ])('%j is told in one line', async (args, message) => {
    expect(await endOf(args)).toMatchObject({ exitCode: 2, lines: [expect.stringContaining(message)] });
  });

  it.each([
    [['show', '99'], 'there is no version 99 of the eval set'],
    [['pin', '9'], 'there is no version 9'],
  ])('%j ends with one line and exit code 2', async (args, message) => {
    const { exitCode, stderr, stdout } = await tidemark(...args);
    expect([exitCode, stderr, stdout]).toEqual([2, [expect.stringContaining(message)], '']);
  });

  it('of an empty history says how to make the first version', async () => {
    const empty = await makeFolder((await readFile(join(cwd, 'pipeline.yaml'), 'utf8')).replace('demo', 'empty'));
    const list = await runTidemark(['eval-set', 'list'], { cwd: empty, variables });
    expect(list).toMatchObject({
      exitCode: 0,
      stdout: 'no versions yet; make one with "tidemark run pipeline.yaml"\n',
    });
    const show = await runTidemark(['eval-set', 'show', 'current'], { cwd: empty, variables });
    expect(show.stderr.join()).toContain('there are none yet; "tidemark run" makes the first');
  });
});
