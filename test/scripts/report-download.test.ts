import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { layoutOf } from '../../activities/storage/layout.js';
import { downloadReport, findReport } from '../../scripts/clients/report-download.js';
import { MemoryObjectStore } from '../support/memory-object-store.js';

const LAYOUT = layoutOf({ prefix: 'tidemark', pipeline: 'chat' });

describe('downloading a report', () => {
  it('writes every file of the folder', async () => {
    const { store, folder } = await world();
    await store.put(LAYOUT.weeklyReport('2026-W40', 'report.html'), Buffer.from('<html>'));
    await store.put(LAYOUT.weeklyReport('2026-W40', 'scores.arrow'), Buffer.from('arrow'));
    await downloadReport(store, await findReport(store, LAYOUT, '2026-W40'), folder);
    expect(await readdir(folder)).toEqual(['report.html', 'scores.arrow']);
    expect(await readFile(join(folder, 'report.html'), 'utf8')).toBe('<html>');
  });

  it('never writes outside of the folder', async () => {
    const { store, folder } = await world();
    const inside = join(folder, 'in');
    await store.put(LAYOUT.weeklyReport('2026-W40', '../../evil.sh'), Buffer.from('x'));
    await store.put(LAYOUT.weeklyReport('2026-W40', 'report.html'), Buffer.from('x'));
    const paths = await downloadReport(store, await findReport(store, LAYOUT, '2026-W40'), inside);
    expect(paths).toEqual([join(inside, 'report.html')]);
    expect(await readdir(folder)).toEqual(['in']);
  });

  it('finds the newest one as "latest"', async () => {
    const { store } = await world();
    expect((await findReport(store, LAYOUT, 'latest')).id).toBe('2026-W41');
  });

  it('names the reports there are when none has the id', async () => {
    const { store } = await world();
    await expect(findReport(store, LAYOUT, '2026-W01')).rejects.toThrow('the newest are 2026-W40, 2026-W41');
  });

  it('says how to make the first one', async () => {
    await expect(findReport(new MemoryObjectStore(), LAYOUT, 'latest')).rejects.toThrow('make one with "tidemark run"');
  });
});

async function world(): Promise<{ store: MemoryObjectStore; folder: string }> {
  const store = new MemoryObjectStore();
  const reports = ['2026-W40', '2026-W41'].map((id) => ({
    kind: 'weekly',
    id,
    uri: `s3://bucket/${LAYOUT.weeklyReport(id, '')}`,
    verdict: 'ship',
    window: { start: id, end: id },
    headline: {},
  }));
  await store.put(LAYOUT.reportIndex(), Buffer.from(JSON.stringify({ schemaVersion: 1, reports })));
  const folder = await mkdtemp(join(tmpdir(), 'tidemark-report-'));
  onTestFinished(async () => rm(folder, { recursive: true, force: true }));
  return { store, folder };
}
