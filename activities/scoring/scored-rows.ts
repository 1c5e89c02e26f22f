import { canonicalJson } from '../storage/canonical-json.js';
import type { Repeat } from './item-key.js';
import { judgeFailureReason } from './judges/judgement.js';
import type { Comparison } from './judges/judgements.js';
import { agreedPreference } from './judges/pair.js';
import type { RubricEntry } from './ledger.js';
import type { Service } from './models/model-client.js';
import type { ScoringArm } from './plan.js';
import type { PairRow, ScoreRow, ScoringItem } from './score-tables.js';

/** An answer to judge, and what the score row says of it. */
export interface Answer {
  /** `error`: the endpoint does not take the request. */
  readonly outcome: 'answered' | 'refusal' | 'truncated' | 'error' | 'skipped';
  /** Why it was skipped or failed; null for every other outcome. */
  readonly reason: string | null;
  readonly text: string;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costUsd: number;
  readonly service: Service | 'logged';
  readonly latencyMs: number | null;
}

interface Judged {
  readonly item: ScoringItem;
  readonly arm: ScoringArm;
  /** Digest of the judge. */
  readonly judge: string;
  readonly repeat: Repeat;
  readonly answer: Answer;
}

/**
 * One judge's score of an answer. The answer's cost stands in the row that counts only, so that costs add up; without a
 * rubric the row says why there is no answer to score.
 */
export function scoreRowOf({
  item,
  arm,
  judge,
  repeat,
  counts,
  answer,
  rubric,
  checks,
}: Judged & {
  /** Whether this is the judge and the repeat whose scores count. */
  readonly counts: boolean;
  readonly rubric: RubricEntry | null;
  readonly checks: Readonly<Record<string, boolean | null>> | null;
}): ScoreRow {
  return {
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
    judge,
    repeat,
    score: rubric?.score ?? null,
    criteria: jsonOf(rubric?.criteria ?? null),
    outcome: outcomeOf(answer, rubric),
    outcome_reason: rubric === null ? answer.reason : judgeFailureReason(rubric.outcome),
    checks: jsonOf(checks),
    answer_characters: charactersOf(answer),
    input_tokens: answer.inputTokens,
    output_tokens: answer.outputTokens,
    cost_usd: (counts ? answer.costUsd : 0) + (rubric?.costUsd ?? 0),
    service: answer.service,
    latency_ms: answer.latencyMs,
  };
}

/** One judge's comparison of two arms' answers; null where one of them has none. */
export function pairRowOf({
  item,
  arm,
  rival,
  judge,
  repeat,
  answer,
  other,
  comparison,
}: Judged & { readonly rival: ScoringArm; readonly other: Answer; readonly comparison: Comparison | null }): PairRow {
  const { outcome, first, second, costUsd } = comparison ?? {
    outcome: 'skipped',
    first: null,
    second: null,
    costUsd: 0,
  };
  return {
    item_id: item.item_id,
    source: item.source,
    arm_a: arm.arm,
    arm_b: rival.arm,
    judge,
    repeat,
    preference: first === null || second === null ? null : agreedPreference(first, second),
    first_order: first,
    second_order: second,
    outcome,
    length_a: charactersOf(answer),
    length_b: charactersOf(other),
    user: item.user,
    topic: item.topic,
    weight: item.weight,
    cost_usd: costUsd,
  };
}

/** A judge that fails on an answer is an error of the judge; a refusal or truncation is the answer's own. */
function outcomeOf(answer: Answer, rubric: RubricEntry | null): string {
  if (rubric === null) return answer.outcome;
  return rubric.outcome === 'scored' ? 'scored' : 'error';
}

function charactersOf({ outcome, text }: Answer): number | null {
  return outcome === 'answered' ? text.length : null;
}

/** Canonical, because a rerun reads from the ledger what the first run read from the judge, in another order. */
function jsonOf(value: Readonly<Record<string, unknown>> | null): string | null {
  return value === null ? null : canonicalJson(value);
}
