import { type Candidate, Candidates } from './candidates.js';
import { expectedDraws, mostExpectedDraws } from './expected-draws.js';
import type { ObjectScan, RecordVisitor } from './object-scan.js';
import { createRecordIndexing } from './record-indexing.js';
import type { RecordReading } from './record-reading.js';
import { RequestIndex } from './request-index.js';
import { collectedRow } from './sample-rows.js';
import type { AccountingRow, CollectedRow } from './sample-table.js';
import type { SampleDesign } from './sampling.js';
import type { Shard } from './shard-scan.js';
import type { TrafficRecord } from './traffic-record.js';
import type { UserHashes } from './user-hashes.js';

/** How the records of a shard are to be taken. */
export interface IndexingPlan {
  readonly design: SampleDesign;
  /** Bytes of all objects of the window, as stored. */
  readonly totalBytes: number;
  readonly users: UserHashes;
  readonly userKey: string;
  readonly stratumOf: (record: TrafficRecord) => string;
  readonly recordOf: RecordReading['recordOf'];
  /** Why a record is left out; null for one that is not. */
  readonly objectionTo: (record: TrafficRecord) => string | null;
  /** Throws for a record that must then never be kept. */
  readonly redact: (record: TrafficRecord) => TrafficRecord;
}

/** What some objects of a shard, one after another, leave for the draw. */
export interface IndexedPiece {
  readonly index: RequestIndex;
  readonly accounting: readonly AccountingRow[];
  /** Records that will most likely be drawn, redacted. */
  readonly candidates: readonly CollectedRow[];
}

/** The first pass over a shard, which may be taken in pieces. */
export class ShardIndexing {
  readonly #shard: Shard;
  readonly #plan: IndexingPlan;
  readonly #indexing: ReturnType<typeof createRecordIndexing>;
  readonly #capacity: number;
  /** First object of the piece. */
  #from: number;
  #index = new RequestIndex();
  #accounting: AccountingRow[] = [];
  #candidates: Candidates;
  /** Rows of the index before the object that is being read. */
  #rowsBefore = 0;

  /** @param from position in the shard of the object to begin with */
  constructor(shard: Shard, plan: IndexingPlan, from: number) {
    this.#shard = shard;
    this.#plan = plan;
    this.#from = from;
    this.#indexing = createRecordIndexing(plan.design.seed, plan);
    this.#capacity = mostExpectedDraws(plan.design, this.#shareOf(0, shard.objects.length));
    this.#candidates = this.#noCandidates();
  }

  /** @param object position in the listing of the object that is read next */
  begin(object: number): RecordVisitor['record'] {
    this.#rowsBefore = this.#index.rows;
    const [index, candidates] = [this.#index, this.#candidates];
    const { objectionTo } = this.#plan;
    return (record, raw) => {
      const objection = objectionTo(record);
      if (objection !== null) return { filtered: objection };
      this.#indexing.add(index, candidates, record, raw, object);
      return 'kept';
    };
  }

  /** @param at position in the shard of the object that was read */
  end({ accounting, complete }: ObjectScan, at: number): void {
    this.#accounting.push(accounting);
    if (complete) return;
    this.#index.truncate(this.#rowsBefore);
    this.#candidates.drop(this.#shard.first + at);
  }

  /** @param next position in the shard of the object that the next piece begins with */
  take(next: number): IndexedPiece {
    const [index, accounting] = [this.#index, this.#accounting];
    const most = expectedDraws(this.#plan.design, this.#shareOf(this.#from, next), index);
    const candidates = this.#collect(this.#candidates.take(most), index);
    this.#from = next;
    this.#index = new RequestIndex();
    this.#accounting = [];
    this.#candidates = this.#noCandidates();
    return { index, accounting, candidates };
  }

  /** Candidates that can be redacted; a drawn one that cannot is told by the second pass. */
  #collect(candidates: Iterable<Candidate>, index: RequestIndex): CollectedRow[] {
    const { redact, userKey } = this.#plan;
    const rows: CollectedRow[] = [];
    for (const { record, row } of candidates) {
      const collected = collectedRow(record, index.keyOf(row), index.digestOf(row), redact, userKey);
      if (collected !== null) rows.push(collected);
    }
    return rows;
  }

  #noCandidates(): Candidates {
    return new Candidates(this.#capacity, this.#plan.recordOf);
  }

  #shareOf(from: number, next: number): number {
    const bytes = this.#shard.objects.slice(from, next).reduce((sum, { size }) => sum + size, 0);
    return bytes / Math.max(1, this.#plan.totalBytes);
  }
}
