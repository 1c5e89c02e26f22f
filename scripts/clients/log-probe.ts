import type { PipelineConfig } from '../../activities/pipeline/config.js';
import type { ListedObject, ObjectStore } from '../../activities/storage/object-store.js';
import { openLogFile } from '../../activities/traffic/log-file.js';
import { type LogFile, UnreadableObject } from '../../activities/traffic/log-object.js';
import type { LogEntry } from '../../activities/traffic/traffic-record.js';
import type { LogProbe, ReadContext, TrafficSource } from '../../activities/traffic/traffic-source.js';
import { TRAFFIC_SOURCES } from '../../activities/traffic/traffic-sources.js';

type SourceName = PipelineConfig['traffic']['source'];

/** Listing stops here: a guess needs no more, and a bucket may hold millions of keys. */
const MOST_KEYS = 20_000;
/** Entries that are looked at. */
const PROBED_ENTRIES = 500;
/** Objects that are asked for their format: some may be markers or hold something else. */
const PROBED_OBJECTS = 5;
const START_CHARACTERS = 64 * 1024;
const LOG_NAME = /\.(?:(?:jsonl|ndjson|json)(?:\.(?:gz|zst))?|parquet|gz)$/i;
const DATE_IN_KEY = /(year=)?\d{4}[-/](month=)?\d{2}[-/](day=)?\d{2}/;

/** Log objects below a prefix. */
export interface LogListing {
  readonly objects: number;
  readonly bytes: number;
  /** The most recently written ones, the newest first. */
  readonly newest: readonly ListedObject[];
  /** Whether the listing stopped before its end. */
  readonly isPartial: boolean;
}

/** Entries at the start of one object, read as the pipeline would read them. */
export interface LogSample {
  readonly lines: number;
  /** Entries that hold a request: the others cannot be read, or hold no user turn. */
  readonly usable: number;
  /** Why the first line that cannot be read was turned away, such as `missing request id`; never its content. */
  readonly firstFault: string | undefined;
  /** Models that answered, the most frequent first. */
  readonly models: readonly string[];
  /** The latest time of a request. */
  readonly latest: string | undefined;
}

/** @param isLog which objects count. @default all that are not empty */
export async function listLogs(
  store: ObjectStore,
  prefix: string,
  isLog: (object: ListedObject) => boolean = () => true,
): Promise<LogListing> {
  let objects = 0;
  let bytes = 0;
  const newest: ListedObject[] = [];
  for await (const object of store.list(prefix)) {
    if (object.size === 0 || object.key.endsWith('/') || !isLog(object)) continue;
    if (objects >= MOST_KEYS) return { objects, bytes, newest, isPartial: true };
    objects += 1;
    bytes += object.size;
    const before = newest.findIndex((other) => isNewer(object, other));
    newest.splice(before < 0 ? newest.length : before, 0, object);
    newest.length = Math.min(newest.length, PROBED_OBJECTS);
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

/**
 * Reads the first entries of an object with a source, as the pipeline would; what lies in other objects is left out.
 * @throws when the object cannot be read
 */
export async function sampleLog(
  store: ObjectStore,
  object: ListedObject,
  source: TrafficSource,
  settings: PipelineConfig['traffic'],
): Promise<LogSample> {
  const context: ReadContext = { settings, facts: new Map(), open: () => Promise.resolve(null) };
  const entries: LogEntry[] = [];
  for await (const batch of source.read(fileOf(store, object), context)) {
    entries.push(...batch);
    if (entries.length >= PROBED_ENTRIES) break;
  }
  const records = entries.flatMap((entry) => ('record' in entry ? [entry.record] : []));
  const [fault] = entries.flatMap((entry) => ('quarantined' in entry ? [entry.quarantined] : []));
  const counts = new Map<string, number>();
  for (const { model } of records) if (model !== null) counts.set(model, (counts.get(model) ?? 0) + 1);
  const latestMs = records.reduce((latest, { timestampMs }) => Math.max(latest, timestampMs), Number.NEGATIVE_INFINITY);
  return {
    lines: entries.length,
    usable: records.length,
    firstFault: fault?.replaceAll('_', ' '),
    models: [...counts].sort((a, b) => b[1] - a[1]).map(([model]) => model),
    latest: records.length === 0 ? undefined : new Date(latestMs).toISOString(),
  };
}

/** The format of the logs below a prefix, told from a few of its newest objects; undefined when none is known. */
export async function guessSource(
  store: ObjectStore,
  newest: readonly ListedObject[],
): Promise<SourceName | undefined> {
  const sources = Object.entries(TRAFFIC_SOURCES) as [SourceName, TrafficSource][];
  for (const object of newest.slice(0, PROBED_OBJECTS)) {
    const probe = await probeOf(fileOf(store, object));
    const found = sources.find(([, source]) => isLogOf(source, object) && source.recognises(probe));
    if (found !== undefined) return found[0];
  }
  return undefined;
}

/** Whether a source takes records from an object, by its key. */
export function isLogOf({ roleOf }: TrafficSource, object: ListedObject): boolean {
  const role = roleOf?.(object) ?? 'log';
  return role === 'log' || role === 'log-and-companion';
}

function fileOf(store: ObjectStore, object: ListedObject): LogFile {
  return openLogFile(store, object, new AbortController().signal);
}

/** Columns of a Parquet file, or the first lines of a text; nothing of an object that cannot be read. */
async function probeOf(file: LogFile): Promise<LogProbe> {
  const { key } = file.object;
  try {
    if (await file.isParquet()) return { key, start: '', columns: await file.columns() };
    for await (const batch of file.lines()) {
      const start = batch.map((line) => ('text' in line ? line.text : '')).join('\n');
      return { key, start: start.slice(0, START_CHARACTERS), columns: [] };
    }
  } catch (error) {
    if (!(error instanceof UnreadableObject)) throw error;
  }
  return { key, start: '', columns: [] };
}

function isNewer(a: ListedObject, b: ListedObject): boolean {
  return a.lastModifiedMs > b.lastModifiedMs || (a.lastModifiedMs === b.lastModifiedMs && a.key > b.key);
}

function prefixBeforeDate(key: string): string {
  const date = DATE_IN_KEY.exec(key);
  const upTo = date === null ? key.lastIndexOf('/') + 1 : key.slice(0, date.index).lastIndexOf('/') + 1;
  return key.slice(0, upTo);
}
