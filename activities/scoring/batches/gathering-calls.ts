import type { Ledger, PaidEntry } from '../ledger.js';
import type { ModelAnswer, ModelRequest } from '../models/model-client.js';
import { type PaidCall, type PaidCalls, paidOf } from '../paid-call.js';
import { callDigest } from './batch-chunk.js';

/** A call that came up while items were looked through. */
export interface GatheredCall {
  /** Digest of its ledger key. */
  readonly call: string;
  readonly request: ModelRequest;
  /** Settles the very same call somewhere else, such as live. */
  settleBy(calls: PaidCalls): Promise<PaidEntry>;
}

/** Enters what has been paid for otherwise; undefined for a call of which nothing is known. */
export type KnownAnswer = <T extends PaidEntry>(digest: string, call: PaidCall<T>) => T | undefined;

class Missing extends Error {
  override readonly name = 'Missing';
}

/**
 * Asks nobody: shows each call that comes up to `visit`, takes from the ledger what is there, enters what is known, and
 * stands in for everything else with a refusal. A refused answer is never judged, and a refused judgement leads to no
 * other, so that exactly those calls come up whose requests are known by now: answers first, then all that a judge is
 * asked about them, in one round. What is made of the entries must be thrown away.
 */
export class GatheringCalls implements PaidCalls {
  readonly #ledger: Ledger;
  readonly #visit: (gathered: GatheredCall, missing: boolean) => void;
  readonly #known: KnownAnswer;

  constructor(
    ledger: Ledger,
    visit: (gathered: GatheredCall, missing: boolean) => void,
    known: KnownAnswer = () => undefined,
  ) {
    this.#ledger = ledger;
    this.#visit = visit;
    this.#known = known;
  }

  async settle<T extends PaidEntry>(call: PaidCall<T>): Promise<T> {
    const digest = callDigest(call.key);
    const gathered = { call: digest, request: call.request, settleBy: async (calls: PaidCalls) => calls.settle(call) };
    try {
      const entry = await this.#ledger.settle(call.key, call.schema, async () => {
        const known = this.#known(digest, call);
        if (known === undefined) throw new Missing('neither in the ledger nor known');
        return known;
      });
      this.#visit(gathered, false);
      return entry;
    } catch (error) {
      if (!(error instanceof Missing)) throw error;
      this.#visit(gathered, true);
      return call.read(STAND_IN, paidOf(STAND_IN, call.request.model, 0, 'batch'));
    }
  }
}

const STAND_IN: ModelAnswer = {
  text: '',
  stopReason: 'refusal',
  usage: { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 },
  latencyMs: 0,
  requestId: null,
};
