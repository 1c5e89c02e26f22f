import type { RawRecord } from './raw-record.js';
import type { TrafficRecord } from './traffic-record.js';

/** A record that may be drawn, not yet redacted. */
export interface Candidate {
  readonly record: TrafficRecord;
  /** Its row of the index. */
  readonly row: number;
}

/** What places a record among the candidates. */
interface CandidatePlace {
  readonly row: number;
  readonly order: number;
  readonly object: number;
}

interface Entry extends CandidatePlace {
  /** Null where its bytes are kept. */
  readonly record: TrafficRecord | null;
  /** Where its bytes begin. */
  at: number;
  readonly bytes: number;
  /** What it counts with. */
  readonly size: number;
}

/** Text of candidates in memory, in characters or bytes: prompts may be megabytes long. */
const MOST_TEXT = 32 * 1024 * 1024;
/** What a record counts with beside its texts. */
const RECORD_SIZE = 500;
/** How far beyond their bounds entries and text may grow before they are sorted and cut, which moves their bytes. */
const SLACK = 2;
const TEXT_SLACK = 1.25;
const FIRST_BYTES = 1024 * 1024;

/**
 * The records of a shard that come first in the order of the draw, so that most of the sample is at hand after one pass
 * over the logs. Which of them are drawn is only known when all shards are; those that were not kept here are collected
 * by a second pass over their shard.
 */
export class Candidates {
  readonly #capacity: number;
  readonly #recordOf: ((raw: Uint8Array) => TrafficRecord) | null;
  /** Sorted lazily: unsorted entries come behind, and all are cut back from time to time. */
  #entries: Entry[] = [];
  #size = 0;
  #limit = Number.POSITIVE_INFINITY;
  /** One piece of memory for the bytes of all, of which the collector of garbage never hears. */
  #bytes = Buffer.alloc(0);
  #used = 0;

  /** @param recordOf reads a record whole from its bytes; null where all records are whole */
  constructor(capacity: number, recordOf: ((raw: Uint8Array) => TrafficRecord) | null) {
    this.#capacity = capacity;
    this.#recordOf = recordOf;
  }

  /** Orders from here on need not be offered. */
  get limit(): number {
    return this.#capacity === 0 ? Number.NEGATIVE_INFINITY : this.#limit;
  }

  offer(record: TrafficRecord, raw: RawRecord | null, { row, order, object }: CandidatePlace): void {
    if (order >= this.limit) return;
    const bytes = this.#recordOf === null || raw === null ? null : raw.bytes;
    const size = RECORD_SIZE + (bytes === null ? charactersOf(record) : bytes.length);
    // A copy: were records seen to live long, V8 would make all of them where only a full collection finds them.
    const kept = bytes === null ? { ...record } : null;
    // Written out: spreading makes an entry several times as slow to build and to read.
    this.#entries.push({ record: kept, at: this.#used, bytes: bytes?.length ?? 0, size, row, order, object });
    this.#size += size;
    if (bytes !== null) this.#put(bytes);
    if (this.#entries.length >= SLACK * this.#capacity || this.#size > TEXT_SLACK * MOST_TEXT) this.#cut();
  }

  /**
   * In the order of the draw; those that are kept as bytes are read as they are asked for.
   * @param most how many to take, at most
   */
  *take(most: number): Generator<Candidate> {
    this.#cut();
    for (const { record, at, bytes, row } of this.#entries.slice(0, most)) {
      const whole = record ?? this.#recordOf?.(this.#bytes.subarray(at, at + bytes));
      if (whole !== undefined) yield { record: whole, row };
    }
  }

  /** Forgets the records of an object that turned out to be unreadable. */
  drop(object: number): void {
    this.#keep(this.#entries.filter((entry) => entry.object !== object));
  }

  #cut(): void {
    this.#entries.sort((a, b) => a.order - b.order);
    let size = 0;
    let left = 0;
    for (const entry of this.#entries) {
      size += entry.size;
      if (left === this.#capacity || size > MOST_TEXT) break;
      left += 1;
    }
    const first = this.#entries[left];
    if (first !== undefined) this.#limit = Math.min(this.#limit, first.order);
    this.#keep(this.#entries.slice(0, left));
  }

  /** Lets go of all other entries, and moves the bytes of these together. */
  #keep(entries: Entry[]): void {
    this.#entries = entries;
    this.#size = entries.reduce((sum, { size }) => sum + size, 0);
    this.#used = 0;
    for (const entry of entries.toSorted((a, b) => a.at - b.at)) {
      this.#bytes.copyWithin(this.#used, entry.at, entry.at + entry.bytes);
      entry.at = this.#used;
      this.#used += entry.bytes;
    }
  }

  #put(bytes: Uint8Array): void {
    const at = this.#used;
    this.#used += bytes.length;
    if (this.#used > this.#bytes.length) {
      const larger = Buffer.alloc(Math.max(FIRST_BYTES, this.#used, 2 * this.#bytes.length));
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes.set(bytes, at);
  }
}

function charactersOf({ prompt, response, systemPrompt, earlierTurns, tools }: TrafficRecord): number {
  let characters = prompt.length;
  characters += (response?.length ?? 0) + (systemPrompt?.length ?? 0) + (tools?.length ?? 0);
  for (const { content } of earlierTurns) characters += content.length;
  return characters;
}
