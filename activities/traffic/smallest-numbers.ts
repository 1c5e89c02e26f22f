/**
 * Of many groups, each offered at least `capacity` numbers, the smallest so many (bottom-k): heaps with the largest number
 * on top, side by side in flat memory, because with a heap of objects for each of very many groups every step would wait
 * for memory.
 */
export class SmallestNumbers {
  readonly #capacity: number;
  /** Before they are there, infinitely large ones stand for the numbers of a group. */
  readonly #heaps: Float64Array;

  constructor(groups: number, capacity: number) {
    this.#capacity = capacity;
    this.#heaps = new Float64Array(groups * capacity).fill(Number.POSITIVE_INFINITY);
  }

  /** The largest number that a group keeps. */
  largest(group: number): number {
    return this.#heaps[group * this.#capacity] ?? Number.NEGATIVE_INFINITY;
  }

  offer(group: number, number: number): void {
    const heaps = this.#heaps;
    const first = group * this.#capacity;
    if (!(number < this.largest(group))) return;
    let node = 0;
    for (;;) {
      let child = 2 * node + 1;
      if (child >= this.#capacity) break;
      const right = child + 1;
      if (right < this.#capacity && this.#at(first + right) > this.#at(first + child)) child = right;
      if (this.#at(first + child) <= number) break;
      heaps[first + node] = this.#at(first + child);
      node = child;
    }
    heaps[first + node] = number;
  }

  #at(place: number): number {
    return this.#heaps[place] ?? 0;
  }
}
