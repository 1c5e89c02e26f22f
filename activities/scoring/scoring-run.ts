import type { PipelineConfig } from '../pipeline/config.js';
import { Refusal } from '../refusal.js';
import { sha256Hex } from '../storage/artifact.js';
import type { Layout } from '../storage/layout.js';
import { answerRequest, armDigest } from './arm.js';
import { type Conversation, conversationOf } from './conversation.js';
import { itemKeyOf, judgementKeyOf } from './item-key.js';
import {
  agreedPreference,
  type Judgement,
  judgeDigest,
  pairRequest,
  preferenceOf,
  readPair,
  readRubric,
  rubricRequest,
} from './judges/judge.js';
import { type AnswerEntry, answerEntry, type PairEntry, pairEntry, type RubricEntry, rubricEntry } from './ledger.js';
import type { Service } from './models/model-client.js';
import type { PaidCalls } from './paid-call.js';
import type { ScoringArm } from './plan.js';
import type { PairRow, ScoreRow, ScoringItem } from './score-tables.js';

export interface ScoringContext {
  readonly config: PipelineConfig;
  readonly layout: Layout;
  readonly calls: PaidCalls;
}

export interface ScoredItem {
  /** The score that counts, then those of further judgements: `repeat` 1, or other judges. */
  readonly scores: readonly ScoreRow[];
  readonly pairs: readonly PairRow[];
}

/** An answer to judge, and what the score row says of it. */
interface Answer {
  readonly outcome: 'answered' | 'refusal' | 'truncated' | 'skipped';
  readonly text: string;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costUsd: number;
  readonly service: Service | 'logged';
  readonly latencyMs: number | null;
}

const UNPAID = { inputTokens: 0, outputTokens: 0, costUsd: 0, latencyMs: null };

/**
 * Scores one item in one arm: its answer, the rubric score, the comparison in both orders. Every call goes through the
 * ledger, and every figure comes from it, so that a second run gives the same rows and pays nothing.
 * @throws whatever `context.calls` throws
 */
export async function scoreItem(item: ScoringItem, arm: ScoringArm, context: ScoringContext): Promise<ScoredItem> {
  const run = new ItemRun(item, context);
  const answer = arm.logged ? run.loggedAnswer() : await run.answer(arm);
  const rubric = answer.outcome === 'answered' ? await run.rubric(answer.text) : undefined;
  const score: ScoreRow = {
    item_id: item.item_id,
    source: item.source,
    user: item.user,
    session: item.session,
    stratum: item.stratum,
    topic: item.topic,
    inclusion_probability: item.inclusion_probability,
    weight: item.weight,
    arm: arm.arm,
    model: arm.logged ? (item.logged_model ?? arm.model) : arm.model,
    judge: judgeDigest(context.config),
    repeat: 0,
    score: rubric?.score ?? null,
    criteria: null,
    outcome: outcomeOf(answer, rubric),
    outcome_reason: null,
    checks: null,
    answer_characters: answer.outcome === 'answered' ? answer.text.length : null,
    input_tokens: answer.inputTokens,
    output_tokens: answer.outputTokens,
    cost_usd: answer.costUsd + (rubric?.costUsd ?? 0),
    service: answer.service,
    latency_ms: answer.latencyMs,
  };
  const rival = rivalOf(item, arm);
  if (rival === null) return { scores: [score], pairs: [] };
  return { scores: [score], pairs: [await pairRow(run, item, arm, answer, rival)] };
}

/** Which answer this arm's answer is compared with; null for none. */
function rivalOf(item: ScoringItem, arm: ScoringArm): ScoringArm | 'logged' | null {
  if (arm.compareWith === null) return null;
  if (item.source === 'live') return 'logged';
  if (item.source !== 'eval-set' || arm.compareWith !== 'control') return null;
  if (arm.controlModel === undefined) {
    throw new Refusal('NoControlModel', `the arm ${arm.arm} compares with control but names no control model`);
  }
  return { arm: 'control', model: arm.controlModel, logged: false, compareWith: null };
}

async function pairRow(
  run: ItemRun,
  item: ScoringItem,
  arm: ScoringArm,
  answer: Answer,
  rival: ScoringArm | 'logged',
): Promise<PairRow> {
  const other = rival === 'logged' ? run.loggedAnswer() : await run.answer(rival);
  const compared =
    answer.outcome === 'answered' && other.outcome === 'answered'
      ? await run.compare(answer.text, other.text)
      : { outcome: 'skipped' as const, first: null, second: null, costUsd: 0 };
  const { first, second } = compared;
  return {
    item_id: item.item_id,
    source: item.source,
    arm_a: arm.arm,
    arm_b: rival === 'logged' ? 'production' : rival.arm,
    judge: judgeDigest(run.context.config),
    repeat: 0,
    preference: first === null || second === null ? null : agreedPreference(first, second),
    first_order: first,
    second_order: second,
    outcome: compared.outcome,
    length_a: answer.outcome === 'answered' ? answer.text.length : null,
    length_b: other.outcome === 'answered' ? other.text.length : null,
    user: item.user,
    topic: item.topic,
    weight: item.weight,
    cost_usd: compared.costUsd,
  };
}

/** A judge that fails on an answer is an error of the judge; a refusal or truncation is the answer's own. */
function outcomeOf(answer: Answer, rubric: RubricEntry | undefined): string {
  if (rubric === undefined) return answer.outcome;
  return rubric.outcome === 'scored' ? 'scored' : 'error';
}

class ItemRun {
  readonly context: ScoringContext;
  readonly #item: ScoringItem;
  readonly #conversation: Conversation;

  constructor(item: ScoringItem, context: ScoringContext) {
    this.context = context;
    this.#item = item;
    this.#conversation = conversationOf(item);
  }

  loggedAnswer(): Answer {
    const text = this.#item.logged_response ?? '';
    const outcome = text.trim() === '' ? 'skipped' : 'answered';
    return { ...UNPAID, outcome, text, service: 'logged' };
  }

  async answer(arm: ScoringArm): Promise<Answer> {
    // Redaction can leave nothing of a prompt, and the API takes no blank turn.
    if (this.#item.prompt.trim() === '') {
      return { ...UNPAID, outcome: 'skipped', text: '', service: 'live' };
    }
    const { config, layout, calls } = this.context;
    const entry = await calls.settle({
      key: layout.answer(armDigest(arm, config), itemKeyOf(this.#item.item_id, this.#conversation)),
      schema: answerEntry,
      request: answerRequest(arm, config, this.#conversation),
      read: (answer, paid): AnswerEntry => ({
        ...paid,
        outcome: answerOutcome(answer.stopReason),
        text: answer.text,
      }),
    });
    const { usage } = entry;
    return {
      outcome: entry.outcome,
      text: entry.text,
      inputTokens: usage.inputTokens + usage.cacheReadTokens + usage.cacheWriteTokens,
      outputTokens: usage.outputTokens,
      costUsd: entry.costUsd,
      service: entry.service,
      latencyMs: entry.latencyMs,
    };
  }

  async rubric(text: string): Promise<RubricEntry> {
    const { config, calls } = this.context;
    return await calls.settle({
      key: this.#judgementKey('rubric', [text]),
      schema: rubricEntry,
      request: rubricRequest(config.scoring.judge, this.#conversation, text),
      read: (answer, paid): RubricEntry => {
        const judgement = readRubric(answer.text, answer.stopReason);
        return { ...paid, ...verdictOf(judgement), score: judgement.outcome === 'scored' ? judgement.value : null };
      },
    });
  }

  /** Both orders; each is one entry, so that a crash between them loses neither. */
  async compare(a: string, b: string) {
    // Nothing to judge: no model tells a text from itself.
    if (a === b) return { outcome: 'scored' as const, first: 0 as const, second: 0 as const, costUsd: 0 };
    const aFirst = await this.#pair(a, b);
    const bFirst = await this.#pair(b, a);
    return {
      outcome: aFirst.outcome === 'scored' ? bFirst.outcome : aFirst.outcome,
      first: aFirst.winner === null ? null : preferenceOf(aFirst.winner, 'first'),
      second: bFirst.winner === null ? null : preferenceOf(bFirst.winner, 'second'),
      costUsd: aFirst.costUsd + bFirst.costUsd,
    };
  }

  async #pair(first: string, second: string): Promise<PairEntry> {
    const { config, calls } = this.context;
    return await calls.settle({
      key: this.#judgementKey('pair', [first, second]),
      schema: pairEntry,
      request: pairRequest(config.scoring.judge, this.#conversation, { first, second }),
      read: (answer, paid): PairEntry => {
        const judgement = readPair(answer.text, answer.stopReason);
        return { ...paid, ...verdictOf(judgement), winner: judgement.outcome === 'scored' ? judgement.value : null };
      },
    });
  }

  #judgementKey(kind: 'rubric' | 'pair', answers: readonly string[]): string {
    const { config, layout } = this.context;
    const item = itemKeyOf(this.#item.item_id, this.#conversation);
    const key = judgementKeyOf({ kind, item, answers: answers.map((text) => sha256Hex(text)), repeat: 0 });
    return layout.judgement(judgeDigest(config), key);
  }
}

function answerOutcome(stopReason: string): AnswerEntry['outcome'] {
  if (stopReason === 'refusal') return 'refusal';
  if (stopReason === 'max_tokens' || stopReason === 'model_context_window_exceeded') return 'truncated';
  return 'answered';
}

function verdictOf(judgement: Judgement<unknown>) {
  return { outcome: judgement.outcome, reason: judgement.outcome === 'scored' ? judgement.reason : null };
}
