import type { Fault } from './fault-plan.js';

/** What the server has seen, for whoever counts what was paid. */
export interface ServerStats {
  /** Answers that were generated, and so billed, batches included. */
  readonly calls: number;
  /** Requests of the Messages API, answered or not. */
  readonly attempts: number;
  readonly inFlight: number;
  readonly mostInFlight: number;
  readonly byModel: Readonly<Record<string, number>>;
  /** Different bodies among the calls: a second call with the same body was paid twice. */
  readonly distinctBodies: number;
  readonly faults: Readonly<Partial<Record<Fault, number>>>;
  /** Message batches that were created, whether or not the answer arrived. */
  readonly batches: number;
}

/** Counts what is asked and what is paid. */
export class CallLog {
  readonly #byModel = new Map<string, number>();
  readonly #bodies = new Set<string>();
  readonly #faults = new Map<Fault, number>();
  #attempts = 0;
  #inFlight = 0;
  #mostInFlight = 0;

  /** A request of the Messages API arrives. @returns its number */
  begin(): number {
    const call = this.#attempts;
    this.#attempts += 1;
    this.#inFlight += 1;
    this.#mostInFlight = Math.max(this.#mostInFlight, this.#inFlight);
    return call;
  }

  end(): void {
    this.#inFlight -= 1;
  }

  fail(fault: Fault): void {
    this.#faults.set(fault, (this.#faults.get(fault) ?? 0) + 1);
  }

  /** An answer was generated. @param digest of the body that asked for it */
  book(model: string, digest: string): void {
    this.#byModel.set(model, (this.#byModel.get(model) ?? 0) + 1);
    this.#bodies.add(digest.slice(0, 20));
  }

  stats(batches: number): ServerStats {
    return {
      calls: [...this.#byModel.values()].reduce((sum, calls) => sum + calls, 0),
      attempts: this.#attempts,
      inFlight: this.#inFlight,
      mostInFlight: this.#mostInFlight,
      byModel: Object.fromEntries([...this.#byModel].sort(([a], [b]) => (a < b ? -1 : 1))),
      distinctBodies: this.#bodies.size,
      faults: Object.fromEntries(this.#faults),
      batches,
    };
  }
}
