import { pipelineSchema } from '../../activities/pipeline/config.js';
import { openLogFile } from '../../activities/traffic/log-file.js';
import type { LogEntry } from '../../activities/traffic/traffic-record.js';
import type { ReadContext, TrafficSource } from '../../activities/traffic/traffic-source.js';
import { MemoryObjectStore } from '../support/memory-object-store.js';

const { traffic: SETTINGS } = pipelineSchema.parse({
  name: 'shop',
  storage: { bucket: 'bucket' },
  traffic: { prefix: 'logs/' },
  scoring: { judge: { model: 'judge' } },
});

/** The context of a source that needs nothing but the object itself. */
export const CONTEXT: ReadContext = { settings: SETTINGS, facts: new Map(), open: () => Promise.resolve(null) };

/** What a source reads in an object with the given content. */
export async function readText(source: TrafficSource, content: string | Uint8Array, key = 'a.jsonl') {
  return await readEach(source, content, (entry) => entry, key);
}

/** What is seen of each entry as long as it is good. */
export async function readEach<T>(
  source: TrafficSource,
  content: string | Uint8Array,
  see: (entry: LogEntry) => T,
  key = 'a.jsonl',
): Promise<T[]> {
  const store = new MemoryObjectStore();
  const bytes = Buffer.from(content);
  await store.put(key, bytes);
  const object = { key, size: bytes.length, etag: '', lastModifiedMs: 0 };
  const file = openLogFile(store, object, new AbortController().signal);
  const seen: T[] = [];
  for await (const batch of source.read(file, CONTEXT)) seen.push(...batch.map(see));
  return seen;
}
