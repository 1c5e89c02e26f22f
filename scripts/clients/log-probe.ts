import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { ListedObject, ObjectStore } from '../../activities/storage/object-store.js';
import type { TrafficSource } from '../../activities/traffic/traffic-record.js';

/** Listing stops here: a guess needs no more, and a bucket may hold millions of keys. */
const MOST_KEYS = 20_000;
const PROBED_BYTES = 256 * 1024;
const LOG_NAME = /\.(jsonl|ndjson|json)(\.gz)?$/i;
const DATE_IN_KEY = /(year=)?\d{4}[-/](month=)?\d{2}[-/](day=)?\d{2}/;

/** Log objects below a prefix. */
export interface LogListing {
  readonly objects: number;
  readonly bytes: number;
  /** The most recently written one. */
  readonly newest: ListedObject | undefined;
  /** Whether the listing stopped before its end. */
  readonly isPartial: boolean;
}

/** Lines at the start of one object, read as the pipeline would read them. */
export interface LogSample {
  readonly lines: number;
  /** Lines that hold a request: the others cannot be read, or hold no user turn. */
  readonly usable: number;
  /** Why the first line that cannot be read was turned away, such as `missing request id`; never its content. */
  readonly firstFault: string | undefined;
  /** Models that answered, the most frequent first. */
  readonly models: readonly string[];
  /** The latest time of a request. */
  readonly latest: string | undefined;
}

export async function listLogs(store: ObjectStore, prefix: string): Promise<LogListing> {
  let objects = 0;
  let bytes = 0;
  let newest: ListedObject | undefined;
  for await (const object of store.list(prefix)) {
    if (object.size === 0 || object.key.endsWith('/')) continue;
    if (objects >= MOST_KEYS) return { objects, bytes, newest, isPartial: true };
    objects += 1;
    bytes += object.size;
    if (newest === undefined || isNewer(object, newest)) newest = object;
  }
  return { objects, bytes, newest, isPartial: false };
}

/** The prefix that most log files of a bucket share, up to their date; undefined when there are none. */
export async function guessLogPrefix(store: ObjectStore, ownPrefix: string): Promise<string | undefined> {
  const counts = new Map<string, number>();
  let seen = 0;
  for await (const { key, size } of store.list('')) {
    seen += 1;
    if (seen > MOST_KEYS) break;
    if (size === 0 || key.startsWith(`${ownPrefix}/`) || !LOG_NAME.test(key)) continue;
    const prefix = prefixBeforeDate(key);
    counts.set(prefix, (counts.get(prefix) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
}

/** Reads the first lines of an object; a few hundred kilobytes at most. */
export async function sampleLog(store: ObjectStore, key: string, source: TrafficSource): Promise<LogSample> {
  const lines = completeLines(await readStart(store, key));
  const parsed = lines.map((line) => source.parse(line));
  const records = parsed.flatMap((line) => ('record' in line ? [line.record] : []));
  const [fault] = parsed.flatMap((line) => ('quarantined' in line ? [line.quarantined] : []));
  const counts = new Map<string, number>();
  for (const { model } of records) if (model !== null) counts.set(model, (counts.get(model) ?? 0) + 1);
  const latestMs = Math.max(...records.map(({ timestampMs }) => timestampMs));
  return {
    lines: lines.length,
    usable: records.length,
    firstFault: fault?.replaceAll('_', ' '),
    models: [...counts].sort((a, b) => b[1] - a[1]).map(([model]) => model),
    latest: records.length === 0 ? undefined : new Date(latestMs).toISOString(),
  };
}

function isNewer(a: ListedObject, b: ListedObject): boolean {
  return a.lastModifiedMs > b.lastModifiedMs || (a.lastModifiedMs === b.lastModifiedMs && a.key > b.key);
}

function prefixBeforeDate(key: string): string {
  const date = DATE_IN_KEY.exec(key);
  const upTo = date === null ? key.lastIndexOf('/') + 1 : key.slice(0, date.index).lastIndexOf('/') + 1;
  return key.slice(0, upTo);
}

/** Unpacked bytes from the start of an object, as far as they go within the bound. */
async function readStart(store: ObjectStore, key: string): Promise<Buffer> {
  const body = await store.stream(key);
  if (body === undefined) return Buffer.alloc(0);
  const iterator = body[Symbol.asyncIterator]();
  const chunks: Buffer[] = [];
  let length = 0;
  while (length < PROBED_BYTES) {
    const next = await iterator.next();
    if (next.done === true) break;
    chunks.push(Buffer.from(next.value));
    length += next.value.length;
  }
  await iterator.return?.();
  const start = Buffer.concat(chunks);
  const isGzip = start[0] === 0x1f && start[1] === 0x8b;
  return isGzip ? await gunzipStart(start) : start;
}

/** Unpacks as much as there is; the cut at the end is expected. */
async function gunzipStart(packed: Buffer): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      if (length < 4 * PROBED_BYTES) chunks.push(chunk);
      length += chunk.length;
      done();
    },
  });
  await pipeline(Readable.from([packed]), createGunzip(), sink).catch(() => undefined);
  return Buffer.concat(chunks);
}

function completeLines(bytes: Buffer): string[] {
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
  const lines = text.split(/\r?\n/);
  // The last one may be cut; a file of one line has no other.
  const complete = lines.length > 1 ? lines.slice(0, -1) : lines;
  return complete.filter((line) => line.trim() !== '');
}
