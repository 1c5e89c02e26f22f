import { describe, expect, it } from 'vitest';
import { putReportIndexEntry, type ReportIndexEntry, readReportIndex } from '../../activities/report/report-index.js';
import { MemoryObjectStore } from '../support/memory-object-store.js';

const entry = (week: number, verdict = 'ship'): ReportIndexEntry => ({
  kind: 'weekly',
  id: `2026-W${week}`,
  uri: `s3://bucket/reports/${week}`,
  verdict,
  window: { start: `2026-${week}`, end: `2026-${week + 1}` },
  headline: { generalisation_gap: 0.01 },
});

describe('the report index', () => {
  it('is empty before the first report', async () => {
    expect(await readReportIndex(new MemoryObjectStore(), 'index.json')).toEqual([]);
  });

  it('keeps both of two reports that finish together', async () => {
    const store = new MemoryObjectStore();
    await Promise.all([20, 21, 22, 23].map((week) => putReportIndexEntry(store, 'index.json', entry(week))));
    const index = await readReportIndex(store, 'index.json');
    expect(index.map(({ id }) => id)).toEqual(['2026-W20', '2026-W21', '2026-W22', '2026-W23']);
  });

  it('replaces the line of a report that is written again', async () => {
    const store = new MemoryObjectStore();
    await putReportIndexEntry(store, 'index.json', entry(20));
    await putReportIndexEntry(store, 'index.json', entry(20, 'hold'));
    expect((await readReportIndex(store, 'index.json')).map(({ verdict }) => verdict)).toEqual(['hold']);
  });

  it('of another version is left alone', async () => {
    const store = new MemoryObjectStore();
    await store.put('index.json', Buffer.from('{"schemaVersion":9,"reports":[]}'));
    await expect(putReportIndexEntry(store, 'index.json', entry(20))).rejects.toThrow(
      /no report index of this version/,
    );
  });
});
