import { sha256Hex } from '../../storage/artifact.js';
import type { Layout } from '../../storage/layout.js';
import type { Conversation } from '../conversation.js';
import { judgementKeyOf } from '../item-key.js';
import { type PairEntry, pairEntry, type RubricEntry, rubricEntry } from '../ledger.js';
import type { PaidCalls } from '../paid-call.js';
import { allSettled } from '../settled.js';
import type { Judgement } from './judgement.js';
import { pairRequest, preferenceOf, readPair } from './pair.js';
import type { Seat } from './panel.js';
import { readRubric, rubricRequest } from './rubric.js';

/** What is judged: an item and the conversation it stands for. */
export interface JudgedItem {
  /** The item's, as its answers have it. */
  readonly key: string;
  readonly conversation: Conversation;
}

/** A comparison in both orders; null where the judge came to no verdict. */
export interface Comparison {
  readonly outcome: 'scored' | 'refusal' | 'truncated' | 'error';
  /** 1, 0 or -1 for `a` when it is shown first, and when it is shown second. */
  readonly first: -1 | 0 | 1 | null;
  readonly second: -1 | 0 | 1 | null;
  readonly costUsd: number;
}

/** Nothing to judge: no model tells a text from itself. */
const OF_ONE_TEXT: Comparison = { outcome: 'scored', first: 0, second: 0, costUsd: 0 };

/** The judgements of one judge on one item, each paid once and kept in the ledger. */
export class Judgements {
  readonly #seat: Seat;
  readonly #item: JudgedItem;
  readonly #layout: Layout;
  readonly #calls: PaidCalls;

  constructor(seat: Seat, item: JudgedItem, { layout, calls }: { readonly layout: Layout; readonly calls: PaidCalls }) {
    this.#seat = seat;
    this.#item = item;
    this.#layout = layout;
    this.#calls = calls;
  }

  async rubric(answer: string): Promise<RubricEntry> {
    const { config } = this.#seat.judge;
    return await this.#calls.settle({
      key: this.#key('rubric', [answer]),
      schema: rubricEntry,
      request: rubricRequest(config, this.#item.conversation, answer),
      read: (reply, paid): RubricEntry => {
        const judgement = readRubric(config, reply.text, reply.stopReason);
        const value = judgement.outcome === 'scored' ? judgement.value : { score: null, criteria: null };
        return { ...paid, ...verdictOf(judgement), ...value };
      },
    });
  }

  /** Both orders; each is one entry, so that a crash between them loses neither. */
  async compare(a: string, b: string): Promise<Comparison> {
    if (a === b) return OF_ONE_TEXT;
    const [aFirst, bFirst] = await allSettled([this.#pair(a, b), this.#pair(b, a)]);
    return {
      outcome: aFirst.outcome === 'scored' ? bFirst.outcome : aFirst.outcome,
      first: aFirst.winner === null ? null : preferenceOf(aFirst.winner, 'first'),
      second: bFirst.winner === null ? null : preferenceOf(bFirst.winner, 'second'),
      costUsd: aFirst.costUsd + bFirst.costUsd,
    };
  }

  async #pair(first: string, second: string): Promise<PairEntry> {
    const { config } = this.#seat.judge;
    return await this.#calls.settle({
      key: this.#key('pair', [first, second]),
      schema: pairEntry,
      request: pairRequest(config, this.#item.conversation, { first, second }),
      read: (reply, paid): PairEntry => {
        const judgement = readPair(config, reply.text, reply.stopReason);
        return { ...paid, ...verdictOf(judgement), winner: judgement.outcome === 'scored' ? judgement.value : null };
      },
    });
  }

  #key(kind: 'rubric' | 'pair', answers: readonly string[]): string {
    const { judge, repeat } = this.#seat;
    const digests = answers.map((text) => sha256Hex(text));
    return this.#layout.judgement(
      judge.digest,
      judgementKeyOf({ kind, item: this.#item.key, answers: digests, repeat }),
    );
  }
}

function verdictOf(judgement: Judgement<unknown>) {
  return { outcome: judgement.outcome, reason: judgement.outcome === 'scored' ? judgement.reason : null };
}
