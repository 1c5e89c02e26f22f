import type { Candidates } from './candidates.js';
import { checksumOf } from './content-checksum.js';
import type { RawRecord } from './raw-record.js';
import { createRequestHash, drawOrder, setHash } from './request-hash.js';
import type { RequestIndex } from './request-index.js';
import { digestOf, FIELD, setRevision } from './request-rows.js';
import type { TrafficRecord } from './traffic-record.js';
import type { UserHashes } from './user-hashes.js';

/**
 * Tells copies of a record from records that fight over its id; of those the one with the smallest digest counts. A
 * checksum is enough: whoever forges one has only chosen which of two records with one id is taken.
 */
function digestRecord(record: TrafficRecord, raw: RawRecord | null): Pick<RawRecord, 'length' | 'checksum'> {
  if (raw !== null) return raw;
  const content = Buffer.from(JSON.stringify(record));
  return { length: content.length, checksum: checksumOf(content) };
}

/** The digest of a record as {@link digestOf} reads it from its row. */
export function recordDigest(record: TrafficRecord, raw: RawRecord | null): string {
  const { length, checksum } = digestRecord(record, raw);
  return digestOf(Uint32Array.of(...new Uint32Array(FIELD.digest), length, checksum), 0);
}

/** Notes what the draw must know of a record, and keeps the record itself at hand when it may well be drawn. */
export function createRecordIndexing(
  seed: string,
  {
    users,
    stratumOf,
  }: {
    readonly users: UserHashes;
    readonly stratumOf: (record: TrafficRecord) => string;
  },
): {
  add(index: RequestIndex, candidates: Candidates, record: TrafficRecord, raw: RawRecord | null, object: number): void;
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
      if (order < candidates.limit) candidates.offer(record, raw, { row: index.rows - 1, order, object });
    },
  };
}
