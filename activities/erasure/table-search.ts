import { runInLanes } from '../scoring/lanes.js';
import { sha256Hex } from '../storage/artifact.js';
import type { ObjectStore } from '../storage/object-store.js';
import { type ForgottenList, isForgotten } from './forgotten-list.js';
import { textColumns } from './stored-table.js';

/** Objects read at once: tables are some megabytes each. */
const LANES = 8;

/** A table as it lies in the bucket, with the rows to remove. */
export interface SearchedTable {
  readonly key: string;
  readonly sha256: string;
  readonly rows: number;
  /** Ascending; mostly none. */
  readonly found: readonly number[];
}

export interface TableSearch {
  readonly tables: readonly SearchedTable[];
  /** The unit that was looked for, and the sessions that nobody else took part in. */
  readonly units: readonly string[];
  /** Objects that hold the unit's hash in another place than a table's `user` or `session`. */
  readonly unexplained: readonly string[];
}

/** What one look at a table leaves for the end, when all sessions are known. */
interface TableNotes {
  readonly key: string;
  readonly sha256: string;
  readonly rows: number;
  readonly found: number[];
  /** Rows logged without a user, by the hash of their session. */
  readonly anonymous: ReadonlyMap<string, readonly number[]>;
}

/**
 * Looks into every table for the rows of a unit, and of units that were forgotten before and left something behind.
 *
 * A session belongs to a user when all of its requests that name a user name this one; then its requests without a user
 * are taken for theirs as well. A session of several users is nobody's.
 * @param unit a keyed hash: `u_…`, `s_…` or `r_…`
 */
export async function searchTables(
  store: ObjectStore,
  { tables, documents }: { readonly tables: readonly string[]; readonly documents: readonly string[] },
  { unit, list, userKey }: { readonly unit: string; readonly list: ForgottenList; readonly userKey: string },
): Promise<TableSearch> {
  const marks = new Map<string, boolean>();
  const isWanted = (name: string | null): boolean => {
    if (name === null) return false;
    let wanted = marks.get(name);
    if (wanted === undefined) {
      wanted = name === unit || isForgotten(list, name, userKey);
      marks.set(name, wanted);
    }
    return wanted;
  };
  /** The one user of each session; null when there are several. */
  const owners = new Map<string, string | null>();
  const unexplained: string[] = [];
  const hash = Buffer.from(unit);

  const notes = await runInLanes(tables, LANES, async (key): Promise<TableNotes | null> => {
    const object = await store.get(key);
    if (object === undefined) return null;
    const holdsHash = Buffer.from(object.bytes).includes(hash);
    const table = columnsIn(object.bytes);
    if (table === null) {
      if (holdsHash) unexplained.push(key);
      return null;
    }
    const found: number[] = [];
    const anonymous = new Map<string, number[]>();
    table.user.forEach((user, row) => {
      const session = table.session[row] ?? null;
      if (isWanted(user) || isWanted(session)) found.push(row);
      else if (user?.startsWith('s_')) push(anonymous, user, row);
      if (session !== null && user !== null && user !== session) {
        owners.set(session, !owners.has(session) || owners.get(session) === user ? user : null);
      }
    });
    if (holdsHash && found.length === 0) unexplained.push(key);
    return { key, sha256: sha256Hex(object.bytes), rows: table.user.length, found, anonymous };
  });
  await runInLanes(documents, LANES, async (key) => {
    const object = await store.get(key);
    if (object !== undefined && Buffer.from(object.bytes).includes(hash)) unexplained.push(key);
  });

  const sessions = [...owners].flatMap(([session, owner]) => (owner === unit ? [session] : []));
  return {
    tables: notes.flatMap((note) => (note === null ? [] : [withSessions(note, sessions)])),
    units: [unit, ...sessions.sort()],
    unexplained: unexplained.sort(),
  };
}

function columnsIn(bytes: Uint8Array): { user: (string | null)[]; session: (string | null)[] } | null {
  try {
    return textColumns(bytes, ['user', 'session']).columns;
  } catch {
    return null;
  }
}

function push(rowsOf: Map<string, number[]>, user: string, row: number): void {
  const rows = rowsOf.get(user);
  if (rows === undefined) rowsOf.set(user, [row]);
  else rows.push(row);
}

function withSessions({ key, sha256, rows, found, anonymous }: TableNotes, sessions: readonly string[]): SearchedTable {
  const more = sessions.flatMap((session) => anonymous.get(session) ?? []);
  return { key, sha256, rows, found: [...found, ...more].sort((a, b) => a - b) };
}
