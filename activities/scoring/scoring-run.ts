import type { PipelineConfig } from '../pipeline/config.js';
import { Refusal } from '../refusal.js';
import type { Layout } from '../storage/layout.js';
import { answerRequest, armDigest } from './arm.js';
import { type Conversation, conversationOf, isRepeatable } from './conversation.js';
import { itemKeyOf } from './item-key.js';
import type { OpenBridge } from './judges/bridge.js';
import { compileChecks } from './judges/checks.js';
import { Judgements } from './judges/judgements.js';
import { panelOf } from './judges/panel.js';
import { type AnswerEntry, answerEntry } from './ledger.js';
import { type PaidCalls, REQUEST_REFUSED } from './paid-call.js';
import type { ScoringArm } from './plan.js';
import type { PairRow, ScoreRow, ScoringItem } from './score-tables.js';
import { type Answer, pairRowOf, scoreRowOf } from './scored-rows.js';
import { allSettled } from './settled.js';

export interface ScoringContext {
  readonly config: PipelineConfig;
  readonly layout: Layout;
  readonly calls: PaidCalls;
  /** After a change of the judge. @default none */
  readonly bridge?: OpenBridge | null;
}

export interface ScoredItem {
  /** The score that counts, then those of further judgements: `repeat` 1, or other judges. */
  readonly scores: readonly ScoreRow[];
  readonly pairs: readonly PairRow[];
}

const UNPAID = { inputTokens: 0, outputTokens: 0, costUsd: 0, latencyMs: null };

/**
 * Scores one item in one arm: its answer, and what each judge of its panel says of it, alone and beside another arm's
 * answer in both orders. Calls that do not wait for one another are made together. Every call goes through the ledger,
 * and every figure comes from it, so that a second run gives the same rows and pays nothing.
 * @throws whatever `context.calls` throws, once all calls under way have ended
 */
export async function scoreItem(item: ScoringItem, arm: ScoringArm, context: ScoringContext): Promise<ScoredItem> {
  const answers = new ItemAnswers(item, context);
  const rival = rivalOf(item, arm);
  const [answer, other] = await allSettled([answers.of(arm), rival === null ? null : answers.of(rival)]);
  const isAnswered = answer.outcome === 'answered';
  const isCompared = isAnswered && other?.outcome === 'answered';
  const checks = isAnswered
    ? checksOf(context.config)({ answer: answer.text, prompt: item.prompt, language: item.language })
    : null;
  const judged = { key: answers.key, conversation: answers.conversation };
  // Without an answer there is one row that says so, and nothing for further judges to see.
  const panel = panelOf(item, arm.arm, context.config, context.bridge ?? null).slice(0, isAnswered ? undefined : 1);
  const seats = panel.map((seat, at) => ({
    ...seat,
    counts: at === 0,
    judgements: new Judgements(seat, judged, context),
  }));
  const [scores, pairs] = await allSettled([
    allSettled(
      seats.map(async ({ judge, repeat, counts, judgements }) => {
        const rubric = isAnswered ? await judgements.rubric(answer.text) : null;
        return scoreRowOf({ item, arm, judge: judge.digest, repeat, counts, answer, rubric, checks });
      }),
    ),
    allSettled(
      seats
        // A text beside itself tells nothing of a judge.
        .filter(({ counts, comparesPairs }) => counts || (comparesPairs && isCompared && answer.text !== other.text))
        .map(async ({ judge, repeat, judgements }) => {
          if (rival === null || other === null) return null;
          const comparison = isCompared ? await judgements.compare(answer.text, other.text) : null;
          return pairRowOf({ item, arm, rival, judge: judge.digest, repeat, answer, other, comparison });
        }),
    ),
  ]);
  return { scores, pairs: pairs.filter((pair) => pair !== null) };
}

/** Which arm's answer this arm's answer is compared with; null for none. */
function rivalOf(item: ScoringItem, arm: ScoringArm): ScoringArm | null {
  if (arm.compareWith === null) return null;
  if (item.source === 'live') return { arm: 'production', model: arm.model, logged: true, compareWith: null };
  if (item.source !== 'eval-set' || arm.compareWith !== 'control') return null;
  if (arm.controlModel === undefined) {
    throw new Refusal('NoControlModel', `the arm ${arm.arm} compares with control but names no control model`);
  }
  return { arm: 'control', model: arm.controlModel, logged: false, compareWith: null };
}

const compiledChecks = new WeakMap<PipelineConfig, ReturnType<typeof compileChecks>>();

/** Compiling a schema takes longer than checking an answer. */
function checksOf(config: PipelineConfig): ReturnType<typeof compileChecks> {
  const compiled = compiledChecks.get(config) ?? compileChecks(config.scoring.checks);
  compiledChecks.set(config, compiled);
  return compiled;
}

class ItemAnswers {
  readonly key: string;
  readonly conversation: Conversation;
  readonly #item: ScoringItem;
  readonly #context: ScoringContext;

  constructor(item: ScoringItem, context: ScoringContext) {
    this.#item = item;
    this.#context = context;
    this.conversation = conversationOf(item);
    this.key = itemKeyOf(item.item_id, this.conversation);
  }

  async of(arm: ScoringArm): Promise<Answer> {
    return arm.logged ? this.#loggedAnswer() : await this.#answer(arm);
  }

  #loggedAnswer(): Answer {
    const text = this.#item.logged_response ?? '';
    if (text.trim() === '') return skipped('no-logged-answer', 'logged');
    return { ...UNPAID, outcome: 'answered', reason: null, text, service: 'logged' };
  }

  async #answer(arm: ScoringArm): Promise<Answer> {
    // Redaction can leave nothing of a prompt, and the API takes no blank turn.
    if (this.#item.prompt.trim() === '') return skipped('blank-prompt', 'live');
    if (!isRepeatable(this.#item)) return skipped('prompt-only', 'live');
    const { config, layout, calls } = this.#context;
    const entry = await calls.settle({
      key: layout.answer(armDigest(arm, config), this.key),
      schema: answerEntry,
      request: answerRequest(arm, config, this.conversation),
      read: (answer, paid): AnswerEntry => ({
        ...paid,
        outcome: answerOutcome(answer.stopReason),
        text: answer.text,
      }),
    });
    const { usage } = entry;
    const isRefused = entry.outcome === 'api-refused';
    return {
      outcome: entry.outcome === 'api-refused' ? 'error' : entry.outcome,
      reason: isRefused ? 'api-refused' : null,
      text: entry.text,
      inputTokens: usage.inputTokens + usage.cacheReadTokens + usage.cacheWriteTokens,
      outputTokens: usage.outputTokens,
      costUsd: entry.costUsd,
      service: entry.service,
      latencyMs: isRefused ? null : entry.latencyMs,
    };
  }
}

function skipped(reason: string, service: Answer['service']): Answer {
  return { ...UNPAID, outcome: 'skipped', reason, text: '', service };
}

function answerOutcome(stopReason: string): AnswerEntry['outcome'] {
  if (stopReason === REQUEST_REFUSED) return 'api-refused';
  if (stopReason === 'refusal') return 'refusal';
  if (stopReason === 'max_tokens' || stopReason === 'model_context_window_exceeded') return 'truncated';
  return 'answered';
}
