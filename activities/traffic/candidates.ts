import type { KeptRecord } from './record-reading.js';

/** A record that may be drawn, not yet redacted. */
export interface Candidate {
  readonly kept: KeptRecord;
  /** Its row of the index. */
  readonly row: number;
  readonly order: number;
  readonly object: number;
}

/** Text of candidates in memory, in characters: prompts may be megabytes long. */
const MOST_CHARACTERS = 32 * 1024 * 1024;
/** How far beyond both bounds entries may grow before they are sorted and cut. */
const SLACK = 1.25;

/**
 * The records of a shard that come first in the order of the draw, so that most of the sample is at hand after one pass
 * over the logs. Which of them are drawn is only known when all shards are; those that were not kept here are collected
 * by a second pass over their shard.
 */
export class Candidates {
  readonly #capacity: number;
  /** Sorted lazily: unsorted entries come behind, and all are cut back from time to time. */
  #entries: Candidate[] = [];
  #characters = 0;
  #limit = Number.POSITIVE_INFINITY;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Orders from here on need not be offered. */
  get limit(): number {
    return this.#capacity === 0 ? Number.NEGATIVE_INFINITY : this.#limit;
  }

  offer(candidate: Candidate): void {
    if (candidate.order >= this.limit) return;
    this.#entries.push(candidate);
    this.#characters += candidate.kept.characters;
    if (this.#entries.length >= SLACK * this.#capacity || this.#characters > SLACK * MOST_CHARACTERS) this.#cut();
  }

  /**
   * In the order of the draw.
   * @param most how many to take, at most
   */
  take(most: number): readonly Candidate[] {
    this.#cut();
    return this.#entries.slice(0, most);
  }

  /** Forgets the records of an object that turned out to be unreadable. */
  drop(object: number): void {
    this.#entries = this.#entries.filter((candidate) => candidate.object !== object);
    this.#characters = this.#entries.reduce((sum, { kept }) => sum + kept.characters, 0);
  }

  #cut(): void {
    this.#entries.sort((a, b) => a.order - b.order);
    let characters = 0;
    let left = 0;
    for (const { kept } of this.#entries) {
      characters += kept.characters;
      if (left === this.#capacity || characters > MOST_CHARACTERS) break;
      left += 1;
    }
    const first = this.#entries[left];
    if (first !== undefined) this.#limit = Math.min(this.#limit, first.order);
    this.#entries.length = left;
    this.#characters = this.#entries.reduce((sum, { kept }) => sum + kept.characters, 0);
  }
}
