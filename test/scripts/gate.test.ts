import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { S3ObjectStore } from '../../activities/storage/s3-object-store.js';
import { reportScoredWeek, scoredReportKey } from '../report/scored-week.js';
import { openTestBucket } from '../support/server.js';
import { elementsOf, parseXml } from '../support/strict-xml.js';
import {
  type Ended,
  makeFolder,
  NOWHERE,
  pipelineYaml,
  runTidemark,
  spawnTidemark,
  stackVariables,
} from './command-line.js';

let store: S3ObjectStore;
let cwd: string;
let variables: Record<string, string>;

const gate = async (...args: string[]): Promise<Ended> => await runTidemark(['gate', ...args], { cwd, variables });

/** Two weeks: in the first nothing speaks for a candidate, in the second the first ships and the second holds. */
beforeAll(async () => {
  store = await openTestBucket();
  await reportScoredWeek(store, '2026-W39', { effects: { candidate: 0, 'candidate-2': -0.1 } });
  await reportScoredWeek(store, '2026-W40', { effects: { candidate: 0.12, 'candidate-2': -0.12 } });
  // No Temporal is needed, so none is there.
  variables = { ...(await stackVariables()), TEMPORAL_ADDRESS: NOWHERE };
  cwd = await makeFolder(pipelineYaml('shop', store.bucket));
});

describe('tidemark gate', () => {
  it('ends with 0 when the first candidate of the newest week ships', async () => {
    const { exitCode, stdout, stderr } = await spawnTidemark(['gate'], { cwd, variables });
    expect(stderr).toEqual([]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^ship: candidate \(claude-opus-5-5\), shop, week 2026-W40\n/);
    expect(stdout).toContain('score_difference, live');
    expect(stdout).toContain(`report: s3://${store.bucket}/${scoredReportKey('2026-W40', 'report.html')}`);
  });

  it.each([
    [['--candidate', 'candidate-2'], 3],
    [['--candidate', 'gpt-tide-3', '--require', 'no-harm'], 3],
    [['--week', '2026-W39'], 3],
    [['--week', '2026-W39', '--require', 'no-harm'], 0],
  ])('%j ends with %i', async (args, exitCode) => {
    expect((await gate(...args)).exitCode).toBe(exitCode);
  });

  it('prints one line of JSON with every gate', async () => {
    const { stdout } = await gate('--json');
    const result = JSON.parse(stdout);
    expect(stdout.trim()).not.toContain('\n');
    expect(result).toMatchObject({ verdict: 'ship', passed: true, require: 'ship', week: '2026-W40' });
    expect(result.gates).toHaveLength(4);
    expect(result.gates[0]).toMatchObject({ metric: 'score_difference', slice: 'live', verdict: 'ship' });
  });

  it('writes JUnit XML whether or not it passes', async () => {
    const holding = ['gate', '--candidate', 'candidate-2', '--junit', 'gate.xml'];
    const { exitCode } = await spawnTidemark(holding, { cwd, variables });
    expect(exitCode).toBe(3);
    const cases = elementsOf(parseXml(await readFile(join(cwd, 'gate.xml'), 'utf8')), 'testcase');
    expect(cases).toHaveLength(5);
    expect(cases[0]?.children[0]?.name).toBe('failure');
  });
});

describe('a gate that cannot decide', () => {
  it.each([
    [
      ['--week', '2026-W01'],
      1,
      /^there is no report of week 2026-W01 \(s3:.*make it with "tidemark run --week 2026-W01"$/,
    ],
    [
      ['--candidate', 'nobody'],
      2,
      /has no candidate nobody; it has candidate \(claude-opus-5-5\), candidate-2 \(gpt-tide-3\)$/,
    ],
    [['--week', 'soon'], 2, /soon/],
    [['--require', 'luck'], 2, /ship, no-harm/],
    [['--junit', 'no/such/folder/gate.xml'], 2, /there is no such folder; name another file for --junit$/],
  ])('%j ends with %i and one line', async (args, exitCode, line) => {
    const ended = await gate(...args);
    expect(ended.stderr).toEqual([expect.stringMatching(line)]);
    expect(ended.exitCode).toBe(exitCode);
  });

  it('does not believe a summary that is not the manifest’s', async () => {
    const bucket = await openTestBucket();
    await reportScoredWeek(bucket, '2026-W40');
    await reportScoredWeek(bucket, '2026-W41');
    const other = await bucket.get(scoredReportKey('2026-W41', 'summary.arrow'));
    await bucket.put(scoredReportKey('2026-W40', 'summary.arrow'), other?.bytes ?? new Uint8Array());
    const folder = await makeFolder(pipelineYaml('shop', bucket.bucket));
    const ended = await runTidemark(['gate', '--week', '2026-W40'], { cwd: folder, variables });
    expect(ended.exitCode).toBe(1);
    expect(ended.stderr[0]).toMatch(
      /summary\.arrow is not the file that the report's manifest names; run the week again$/,
    );
  });

  it('says how to make the first report', async () => {
    const bucket = await openTestBucket();
    const folder = await makeFolder(pipelineYaml('shop', bucket.bucket));
    const ended = await runTidemark(['gate'], { cwd: folder, variables });
    expect(ended.exitCode).toBe(1);
    expect(ended.stderr[0]).toContain('make one with "tidemark run"');
  });
});
