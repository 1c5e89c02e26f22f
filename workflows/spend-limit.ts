/**
 * Says whether one more batch may be started: not once what is booked, with what is in flight at the mean cost of a
 * batch so far, would pass the limit. So the limit is passed by one wave of batches at most. Whoever was refused once
 * stays so: what is scored is a run of batches from the first on, and their order is random.
 */
export class SpendLimit {
  readonly #limitUsd: number;
  readonly #expectedUsd: number;
  #bookedUsd: number;
  #ownUsd = 0;
  #ended = 0;
  #inFlight = 0;
  #isReached = false;

  /**
   * @param bookedUsd what was booked before the first batch
   * @param expectedUsd cost of a batch while none has ended; 0 when the ledger may hold all of it
   */
  constructor(limitUsd: number, bookedUsd: number, expectedUsd: number) {
    this.#limitUsd = limitUsd;
    this.#bookedUsd = bookedUsd;
    this.#expectedUsd = expectedUsd;
  }

  get isReached(): boolean {
    return this.#isReached;
  }

  /** @returns false: the batch must not be started; true: it counts as in flight until {@link end} */
  start(): boolean {
    const mean = this.#ended === 0 ? this.#expectedUsd : this.#ownUsd / this.#ended;
    // Batches that find everything in the ledger cost nothing, also beyond the limit.
    if (mean > 0 && this.#bookedUsd + (this.#inFlight + 1) * mean > this.#limitUsd) this.#isReached = true;
    if (this.#isReached) return false;
    this.#inFlight += 1;
    return true;
  }

  end(costUsd: number): void {
    this.#inFlight -= 1;
    this.#ended += 1;
    this.book(costUsd);
  }

  /** Books what was paid outside the batches: it says nothing of what one of them costs. */
  prepay(costUsd: number): void {
    this.#bookedUsd += costUsd;
  }

  /** Books what a batch paid before it failed. */
  book(costUsd: number): void {
    this.#bookedUsd += costUsd;
    this.#ownUsd += costUsd;
  }
}
