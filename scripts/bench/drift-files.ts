import { open, readFile, writeFile } from 'node:fs/promises';
import { type RecordBatch, RecordBatchFileWriter, RecordBatchReader, Table, tableFromIPC } from 'apache-arrow';
import type { EmbeddedRequest } from '../../activities/drift/drift-state.js';
import { vectorTable } from '../../activities/embedding/vector-table.js';
import { decodeTable, defineTable, encodeTable, text } from '../../activities/storage/arrow-table.js';
import { createDriftTraffic, userNames } from '../calibrate/drift-traffic.js';

export const BENCH_DIMENSION = 384;

const BATCH_ROWS = 4096;
/** Users whose requests are drawn at once. */
const USERS_AT_ONCE = 100;
const NEW_TOPIC = 0.05;

const usersTable = defineTable('bench_users', 1, { user: text('who wrote the request') });

/** Where the requests of a window lie: a table of vectors in batches, and one of their users. */
export interface WindowFiles {
  readonly vectors: string;
  readonly users: string;
}

export function windowFiles(folder: string, window: 'reference' | 'current'): WindowFiles {
  return { vectors: `${folder}/${window}-vectors.arrow`, users: `${folder}/${window}-users.arrow` };
}

/** Writes two windows of as many requests each; the current one has a new topic, so that no test of it stops early. */
export async function writeDriftWindows(folder: string, requests: number): Promise<void> {
  const traffic = createDriftTraffic(BENCH_DIMENSION, 'drift-bench');
  for (const window of ['reference', 'current'] as const) {
    const newTopicMass = window === 'current' ? NEW_TOPIC : 0;
    const users: string[] = [];
    const batches: RecordBatch[] = [];
    let waiting: EmbeddedRequest[] = [];
    const flush = () => {
      const rows = waiting.map(({ vector }) => ({ prompt_sha256: String(users.length), vector }));
      batches.push(...tableFromIPC(encodeTable(vectorTable(BENCH_DIMENSION), rows)).batches);
      waiting = [];
    };
    for (let group = 0; users.length < requests; group += 1) {
      const drawn = traffic.window({ users: userNames(`${window} ${group}`, USERS_AT_ONCE), newTopicMass });
      for (const request of drawn.slice(0, requests - users.length)) {
        users.push(request.user);
        waiting.push(request);
        if (waiting.length === BATCH_ROWS) flush();
      }
    }
    if (waiting.length > 0) flush();
    const files = windowFiles(folder, window);
    await writeFile(files.vectors, RecordBatchFileWriter.writeAll(new Table(batches)).toUint8Array(true));
    await writeFile(
      files.users,
      encodeTable(
        usersTable,
        users.map((user) => ({ user })),
      ),
    );
  }
}

/** The requests of a window, a batch of vectors in memory at a time. */
export async function* readDriftWindow({ vectors, users }: WindowFiles): AsyncGenerator<EmbeddedRequest> {
  const names = decodeTable(usersTable, await readFile(users));
  const file = await open(vectors);
  let row = 0;
  try {
    for await (const batch of await RecordBatchReader.from(file)) {
      const column = batch.getChild('vector');
      const values: unknown = column?.data[0]?.children[0]?.values;
      if (!(values instanceof Float32Array)) throw new TypeError(`${vectors} has no vectors`);
      for (let at = 0; at < batch.numRows; at += 1, row += 1) {
        const vector = values.subarray(at * BENCH_DIMENSION, (at + 1) * BENCH_DIMENSION);
        yield { user: names[row]?.user ?? '', vector };
      }
    }
  } finally {
    await file.close();
  }
}
