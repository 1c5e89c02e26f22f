import { describe, expect, it } from 'vitest';
import { writeReportFolder } from '../../activities/report/report-folder.js';
import { MemoryObjectStore } from '../support/memory-object-store.js';

const keyOf = (file: string) => `reports/${file}`;
const file = (text: string) => ({ name: 'summary.arrow', bytes: Buffer.from(text), rows: 1 });

describe('a report folder', () => {
  it('names every file with its digest', async () => {
    const store = new MemoryObjectStore();
    await writeReportFolder(store, keyOf, [file('a')], { week: '2026-W40' }, { workflowId: 'w', runId: 'r1' });
    const manifest = JSON.parse(Buffer.from((await store.get('reports/manifest.json'))?.bytes ?? []).toString());
    expect(manifest).toMatchObject({
      week: '2026-W40',
      files: {
        'summary.arrow': { sha256: 'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb', rows: 1 },
      },
      run: { runId: 'r1' },
    });
  });

  it('is left as it is by a rerun that comes to the same files', async () => {
    const store = new MemoryObjectStore();
    await writeReportFolder(store, keyOf, [file('a')], {}, { workflowId: 'w', runId: 'r1' });
    const before = (await store.get('reports/manifest.json'))?.etag;
    await writeReportFolder(store, keyOf, [file('a')], {}, { workflowId: 'w', runId: 'r2' });
    expect((await store.get('reports/manifest.json'))?.etag).toBe(before);
  });

  it('says which run changed it', async () => {
    const store = new MemoryObjectStore();
    await writeReportFolder(store, keyOf, [file('a')], {}, { workflowId: 'w', runId: 'r1' });
    await writeReportFolder(store, keyOf, [file('b')], {}, { workflowId: 'w', runId: 'r2' });
    expect(Buffer.from((await store.get('reports/manifest.json'))?.bytes ?? []).toString()).toContain('"runId": "r2"');
  });
});
