import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { expect } from 'vitest';
import { type PipelineConfig, pipelineSchema } from '../../../activities/pipeline/config.js';
import { openLogFile } from '../../../activities/traffic/log-file.js';
import { type LogFile, type LogObject, UnreadableObject } from '../../../activities/traffic/log-object.js';
import type { TrafficRecord } from '../../../activities/traffic/traffic-record.js';
import type { ObjectRole, ReadContext, TrafficSource } from '../../../activities/traffic/traffic-source.js';
import { MemoryObjectStore } from '../../support/memory-object-store.js';

const FORMATS = fileURLToPath(new URL('../../fixtures/formats/A', import.meta.url));
const START_CHARACTERS = 64 * 1024;

type TrafficSettings = PipelineConfig['traffic'];

/** A place in the logs and a word for what was wrong with it or why it was passed over. */
interface Place {
  readonly key: string;
  readonly line: number | null;
  readonly reason: string;
}

/** What a source made of all objects, in the order of their keys. */
export interface FixtureReading {
  /** One per request id: the one with the highest revision, of equals the first. */
  readonly records: readonly TrafficRecord[];
  readonly rejected: readonly Place[];
  readonly ignored: readonly Place[];
  /** Copies of a request id that is among the records. */
  readonly duplicates: readonly (Omit<Place, 'reason'> & { readonly requestId: string })[];
}

/** A record as the lists of expected records write it. */
export interface ExpectedRecord {
  readonly request_id: string;
  readonly timestamp: string;
  readonly user_id: string | null;
  readonly session_id: string | null;
  readonly model: string | null;
  readonly prompt: string;
  readonly turn_index: number | null;
  readonly response_text: string | null;
  readonly status: 'ok' | 'error';
}

export interface Expected {
  readonly records: readonly ExpectedRecord[];
  readonly rejected: readonly Place[];
  readonly ignored: readonly Place[];
}

/** The settings of a pipeline that says nothing of its traffic but what is given. */
export function trafficSettings(traffic: object = {}): TrafficSettings {
  const { traffic: settings } = pipelineSchema.parse({
    name: 'fixtures',
    storage: { bucket: 'tidemark' },
    traffic: { prefix: 'logs/', ...traffic },
    scoring: { judge: { model: 'judge' } },
  });
  return settings;
}

/** Reads all fixtures of a directory under test/fixtures/formats/A. The path inside it is the key. */
async function readFixtures(
  source: TrafficSource,
  directory: string,
  settings?: TrafficSettings,
): Promise<FixtureReading> {
  return readObjects(source, await fixtureObjects(directory), settings);
}

/** The fixtures of a directory, by key. */
export async function fixtureObjects(directory: string): Promise<Map<string, Uint8Array>> {
  const root = join(FORMATS, directory);
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const objects = new Map<string, Uint8Array>();
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    objects.set(relative(root, path).replaceAll('\\', '/'), await readFile(path));
  }
  return objects;
}

/** The starts of the fixtures of every format but one, as far as they are texts. */
export async function startsOfOthers(directory: string): Promise<string[]> {
  const entries = await readdir(FORMATS, { withFileTypes: true });
  const others = entries.filter((entry) => entry.isDirectory() && entry.name !== directory);
  const objects = await Promise.all(others.map(({ name }) => fixtureObjects(name)));
  return objects.flatMap((byKey) => [...byKey.values()]).map(startOf);
}

/** The first characters of an object, unpacked. */
function startOf(bytes: Uint8Array): string {
  const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const text = Buffer.from(isPacked ? gunzipSync(bytes) : bytes).toString();
  return text.startsWith('PAR1') ? '' : text.slice(0, START_CHARACTERS);
}

/** What a correct reader makes of the fixtures of a directory. */
export async function expectedOf(directory: string): Promise<Expected> {
  return JSON.parse(await readFile(join(FORMATS, `${directory}.expected.json`), 'utf8')) as Expected;
}

/** Reads objects given as bytes or text, by key: companions first, then logs. */
export async function readObjects(
  source: TrafficSource,
  objects: ReadonlyMap<string, Uint8Array | string>,
  settings: TrafficSettings = trafficSettings(),
): Promise<FixtureReading> {
  const store = new MemoryObjectStore();
  for (const [key, content] of objects) store.objects.set(key, Buffer.from(content));
  const listed: LogObject[] = [];
  for await (const object of store.list('')) listed.push(object);
  const { signal } = new AbortController();
  const open = (object: LogObject): LogFile => openLogFile(store, object, signal);
  const facts = new Map<string, unknown>();
  const context: ReadContext = {
    settings,
    facts,
    open: async (key) => {
      const object = listed.find((candidate) => candidate.key === key);
      return object === undefined ? null : open(object);
    },
  };
  const withRole = (...roles: readonly ObjectRole[]) =>
    listed.filter((object) => roles.includes(source.roleOf?.(object) ?? 'log'));
  const logs = withRole('log', 'log-and-companion');
  const companions = withRole('companion', 'log-and-companion');
  for (const companion of source.companionsFor?.(logs, companions) ?? []) {
    try {
      await source.readCompanion?.(open(companion), context, facts);
    } catch (error) {
      if (!(error instanceof UnreadableObject)) throw error;
    }
  }
  const found = new Map<string, { readonly record: TrafficRecord; readonly place: Omit<Place, 'reason'> }>();
  const rejected: Place[] = [];
  const ignored: Place[] = listed.flatMap((object): Place[] => {
    const role = source.roleOf?.(object) ?? 'log';
    return typeof role === 'object' ? [{ key: object.key, line: null, reason: role.ignored }] : [];
  });
  const duplicates: FixtureReading['duplicates'][number][] = [];
  for (const object of logs) {
    const { key } = object;
    try {
      for await (const entries of source.read(open(object), context)) {
        for (const entry of entries) {
          const place = { key, line: entry.line };
          if ('quarantined' in entry) rejected.push({ ...place, reason: entry.quarantined });
          else if ('skipped' in entry) ignored.push({ ...place, reason: entry.skipped });
          else {
            const { record } = entry;
            const { requestId } = record;
            const first = found.get(requestId);
            const isNewer = first === undefined || record.revision > first.record.revision;
            if (isNewer) found.set(requestId, { record, place });
            if (first !== undefined) duplicates.push({ ...(isNewer ? first.place : place), requestId });
          }
        }
      }
    } catch (error) {
      if (!(error instanceof UnreadableObject)) throw error;
      rejected.push({ key, line: null, reason: error.reason });
    }
  }
  return { records: [...found.values()].map(({ record }) => record), rejected, ignored, duplicates };
}

/** Records as the lists of expected records write them, ordered by id. */
export function comparable(records: readonly TrafficRecord[]): ExpectedRecord[] {
  return byId(
    records.map((record) => ({
      request_id: record.requestId,
      timestamp: new Date(record.timestampMs).toISOString(),
      user_id: record.userId,
      session_id: record.sessionId,
      model: record.model,
      prompt: record.prompt,
      turn_index: record.turnIndex,
      response_text: record.response,
      status: record.status,
    })),
  );
}

/**
 * Reads all fixtures of a directory and compares them with what a correct reader makes of them: every record, and every
 * other place by its key and line. Companions are passed over in the list, and read here for what logs need.
 */
export async function expectExactly(source: TrafficSource, directory: string): Promise<void> {
  const [reading, expected] = await Promise.all([readFixtures(source, directory), expectedOf(directory)]);
  expect(comparable(reading.records)).toEqual(byId(expected.records));
  expect(placesOf(reading.rejected)).toEqual(placesOf(expected.rejected));
  const ignored = expected.ignored.filter(({ key }) => source.roleOf?.({ key, size: 1 }) !== 'companion');
  expect(placesOf(reading.ignored)).toEqual(placesOf(ignored));
  expect(reasonsOf(reading.ignored)).toEqual(reasonsOf(ignored));
  expect(reading.duplicates).toEqual([]);
}

/** Orders expected records by id. */
export function byId(records: readonly ExpectedRecord[]): ExpectedRecord[] {
  return [...records].sort((one, other) => (one.request_id < other.request_id ? -1 : 1));
}

/** Keys and lines, which are compared strictly, without the words for the reasons. */
function placesOf(places: readonly Omit<Place, 'reason'>[]): string[] {
  return places.map(({ key, line }) => `${key} ${line ?? 'whole'}`).sort();
}

function reasonsOf(places: readonly Place[]): Set<string> {
  return new Set(places.map(({ reason }) => reason));
}
