import { describe, expect, it } from 'vitest';
import type { ListedObject } from '../../activities/storage/object-store.js';
import { guessSource, listLogs } from '../../scripts/clients/log-probe.js';
import { windowBetween } from '../../workflows/window.js';
import { MemoryObjectStore } from '../support/memory-object-store.js';
import { expectedOf, fixtureObjects } from './sources/fixture-bucket.js';
import { DESIGN, sampleWindow } from './traffic-window.js';

const SOURCES = ['litellm', 'langfuse', 'langsmith', 'bedrock', 'otel'] as const;
const WINDOW = windowBetween(Date.parse('2026-11-16T00:00:00Z'), Date.parse('2026-11-19T00:00:00Z'));

describe('logs in the bytes of the software that wrote them', () => {
  it.each(SOURCES)('of %s become the sample of their window, and every entry is accounted for', async (source) => {
    const expected = await expectedOf(source);
    const answered = expected.records.filter(({ status }) => status === 'ok');
    const { rows, accounting, selected } = await sampleWindow(Object.fromEntries(await fixtureObjects(source)), {
      logs: { source, prefix: '' },
      window: WINDOW,
      design: { ...DESIGN, strata: ['model', 'turn-depth'] },
    });
    expect(rows.map(({ request_id }) => request_id).sort()).toEqual(
      answered.map(({ request_id }) => request_id).sort(),
    );
    expect(selected.unreadableShare).toBe(0);
    for (const row of accounting) {
      expect(row.kept + row.duplicate + row.outside_window + row.filtered + row.quarantined).toBe(row.read);
    }
  });

  it.each(SOURCES)('of %s are told from the others', async (source) => {
    const store = new MemoryObjectStore();
    for (const [key, bytes] of await fixtureObjects(source)) await store.put(key, bytes);
    const { newest } = await listLogs(store, '');
    expect(await guessSource(store, newest)).toBe(source);
    const all: ListedObject[] = [];
    for await (const object of store.list('')) all.push(object);
    for (const object of all) expect([source, undefined]).toContain(await guessSource(store, [object]));
  });
});
