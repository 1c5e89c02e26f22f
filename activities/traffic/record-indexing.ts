import { crc32 } from 'node:zlib';
import type { Candidates } from './candidates.js';
import type { RecordReading } from './record-reading.js';
import { createRequestHash, drawOrder, setHash } from './request-hash.js';
import type { RequestIndex } from './request-index.js';
import { digestOf, FIELD, setRevision, setUser, USER_FIELD_WORDS } from './request-rows.js';
import type { TrafficRecord } from './traffic-record.js';
import { hashUnit } from './user-hash.js';

/** Users whose hash is remembered. */
const MOST_REMEMBERED = 30_000;

/** Length and checksum of a record's content. */
interface ContentDigest {
  readonly length: number;
  readonly checksum: number;
}

/**
 * Tells copies of a record from records that fight over its id; of those the one with the smallest digest counts. A
 * checksum is enough: whoever forges one has only chosen which of two records with one id is taken.
 */
function digestRecord(record: TrafficRecord, raw: Uint8Array | null): ContentDigest {
  const content = raw ?? Buffer.from(JSON.stringify(record));
  return { length: content.length, checksum: crc32(content) };
}

/** The digest of a record as {@link digestOf} reads it from its row. */
export function recordDigest(record: TrafficRecord, raw: Uint8Array | null): string {
  const { length, checksum } = digestRecord(record, raw);
  return digestOf(Uint32Array.of(...new Uint32Array(FIELD.digest), length, checksum), 0);
}

/** Writes users of records; most of them come again, and a keyed hash costs more than all else noted of a record. */
export class UserHashes {
  readonly #userKey: string;
  readonly #numbers = new Map<string, number>();
  readonly #remembered = new Uint32Array(USER_FIELD_WORDS * MOST_REMEMBERED);
  readonly #row = new Uint32Array(FIELD.user + USER_FIELD_WORDS);

  constructor(userKey: string) {
    this.#userKey = userKey;
  }

  write(record: TrafficRecord, words: Uint32Array, at: number): void {
    const { userId } = record;
    let number = userId === null ? undefined : this.#numbers.get(userId);
    if (number === undefined) {
      setUser(this.#row, 0, hashUnit(record, this.#userKey).user);
      const found = this.#row.subarray(FIELD.user);
      if (userId === null) {
        words.set(found, at);
        return;
      }
      if (this.#numbers.size >= MOST_REMEMBERED) this.#numbers.clear();
      number = this.#numbers.size;
      this.#numbers.set(userId, number);
      this.#remembered.set(found, USER_FIELD_WORDS * number);
    }
    const from = USER_FIELD_WORDS * number;
    for (let word = 0; word < USER_FIELD_WORDS; word += 1) words[at + word] = this.#remembered[from + word] ?? 0;
  }
}

/** Notes what the draw must know of a record, and keeps the record itself at hand when it may well be drawn. */
export function createRecordIndexing(
  seed: string,
  {
    users,
    stratumOf,
    keep,
  }: {
    readonly users: UserHashes;
    readonly stratumOf: (record: TrafficRecord) => string;
    readonly keep: RecordReading['keep'];
  },
): {
  add(index: RequestIndex, candidates: Candidates, record: TrafficRecord, raw: Uint8Array | null, object: number): void;
} {
  const hashOf = createRequestHash(seed);
  return {
    add: (index, candidates, record, raw, object) => {
      const requestHash = hashOf(record.requestId);
      const { words, at } = index.add(stratumOf(record));
      setHash(words, at, requestHash);
      setRevision(words, at, record.revision);
      const { length, checksum } = digestRecord(record, raw);
      words[at + FIELD.digest] = length;
      words[at + FIELD.digest + 1] = checksum;
      users.write(record, words, at + FIELD.user);
      words[at + FIELD.object] = object;
      const order = drawOrder(requestHash);
      if (order < candidates.limit) {
        candidates.offer({ kept: keep(record, raw), row: index.rows - 1, order, object });
      }
    },
  };
}
