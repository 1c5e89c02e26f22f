import { crc32 } from 'node:zlib';
import type { Candidates } from './candidates.js';
import { createRequestHash, drawOrder, setHash } from './request-hash.js';
import type { RequestIndex } from './request-index.js';
import { digestOf, FIELD, keyOf, setRevision, setUser, USER_FIELD_WORDS } from './request-rows.js';
import type { TrafficRecord } from './traffic-record.js';
import { hashUnit } from './user-hash.js';

/** Users whose hash is remembered: a keyed hash costs more than everything else that is noted of a record. */
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
function digestRecord(record: TrafficRecord, raw: string | null): ContentDigest {
  const content = raw ?? JSON.stringify(record);
  return { length: content.length, checksum: crc32(content) };
}

/** The digest of a record as {@link digestOf} reads it from its row. */
export function recordDigest(record: TrafficRecord, raw: string | null): string {
  const { length, checksum } = digestRecord(record, raw);
  return digestOf(Uint32Array.of(...new Uint32Array(FIELD.digest), length, checksum), 0);
}

/** Notes what the draw must know of a record, and keeps the record itself at hand when it may well be drawn. */
export function createRecordIndexing(
  seed: string,
  userKey: string,
  stratumOf: (record: TrafficRecord) => string,
): {
  add(index: RequestIndex, candidates: Candidates, record: TrafficRecord, raw: string | null, object: number): void;
} {
  const hashOf = createRequestHash(seed);
  const numbers = new Map<string, number>();
  const remembered = new Uint32Array(USER_FIELD_WORDS * MOST_REMEMBERED);
  const row = new Uint32Array(FIELD.user + USER_FIELD_WORDS);
  /** Writes the user of a record; most users come again. */
  const writeUser = (record: TrafficRecord, words: Uint32Array, at: number) => {
    const { userId } = record;
    let number = userId === null ? undefined : numbers.get(userId);
    if (number === undefined) {
      setUser(row, 0, hashUnit(record, userKey).user);
      if (userId === null) return words.set(row.subarray(FIELD.user), at);
      if (numbers.size >= MOST_REMEMBERED) numbers.clear();
      number = numbers.size;
      numbers.set(userId, number);
      remembered.set(row.subarray(FIELD.user), USER_FIELD_WORDS * number);
    }
    const from = USER_FIELD_WORDS * number;
    for (let word = 0; word < USER_FIELD_WORDS; word += 1) words[at + word] = remembered[from + word] ?? 0;
    return undefined;
  };
  return {
    add: (index, candidates, record, raw, object) => {
      const requestHash = hashOf(record.requestId);
      const { words, at } = index.add(stratumOf(record));
      setHash(words, at, requestHash);
      setRevision(words, at, record.revision);
      const { length, checksum } = digestRecord(record, raw);
      words[at + FIELD.digest] = length;
      words[at + FIELD.digest + 1] = checksum;
      writeUser(record, words, at + FIELD.user);
      words[at + FIELD.object] = object;
      const order = drawOrder(requestHash);
      if (order < candidates.limit) {
        // A copy: were records seen to live long, V8 would make all of them where only a full collection finds them.
        candidates.offer({ record: { ...record }, key: keyOf(words, at), digest: digestOf(words, at), order, object });
      }
    },
  };
}
