import { ROW_WORDS, type RowBatch } from './request-rows.js';

interface Entry {
  readonly order: number;
  readonly row: RowBatch;
  readonly share: number;
}

/** The rows with the smallest numbers (bottom-k): a heap with the largest of them on top settles most with one comparison. */
export class SmallestRows {
  readonly #capacity: number;
  readonly #heap: Entry[] = [];

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#heap.length;
  }

  get #largest(): number {
    return this.#heap[0]?.order ?? Number.NEGATIVE_INFINITY;
  }

  /** Offers a number with its row, of which a copy is kept. */
  offer(order: number, rows: RowBatch, at: number, share: number): void {
    if (this.#heap.length >= this.#capacity && (this.#capacity === 0 || order >= this.#largest)) return;
    const entry = { order, row: rows.slice(at, at + ROW_WORDS), share };
    if (this.#heap.length < this.#capacity) {
      this.#heap.push(entry);
      this.#rise(this.#heap.length - 1);
    } else {
      this.#heap[0] = entry;
      this.#sink();
    }
  }

  /** Lets go of all but the `capacity` smallest; afterwards nothing may be offered. */
  cut(capacity: number): void {
    if (this.#heap.length <= capacity) return;
    this.#heap.sort((a, b) => a.order - b.order).length = capacity;
  }

  visit(see: (row: RowBatch, at: number, share: number) => void): void {
    for (const { row, share } of this.#heap) see(row, 0, share);
  }

  #rise(from: number): void {
    let node = from;
    while (node > 0) {
      const parent = (node - 1) >> 1;
      if (!this.#swapIfLarger(node, parent)) return;
      node = parent;
    }
  }

  #sink(): void {
    let node = 0;
    for (;;) {
      const left = 2 * node + 1;
      const right = left + 1;
      const child = (this.#heap[right]?.order ?? -1) > (this.#heap[left]?.order ?? -1) ? right : left;
      if (child >= this.#heap.length || !this.#swapIfLarger(child, node)) return;
      node = child;
    }
  }

  /** Puts the child into its parent's place when it is larger. */
  #swapIfLarger(child: number, parent: number): boolean {
    const [lower, upper] = [this.#heap[child], this.#heap[parent]];
    if (lower === undefined || upper === undefined || lower.order <= upper.order) return false;
    this.#heap[child] = upper;
    this.#heap[parent] = lower;
    return true;
  }
}
