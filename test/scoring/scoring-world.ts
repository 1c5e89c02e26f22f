import type { EvalSetRow } from '../../activities/eval-set/eval-set-table.js';
import { type PipelineConfig, pipelineSchema } from '../../activities/pipeline/config.js';
import { judgeDigest } from '../../activities/scoring/judges/judge.js';
import { Ledger } from '../../activities/scoring/ledger.js';
import { createModelClient } from '../../activities/scoring/models/routed-client.js';
import { LiveCalls } from '../../activities/scoring/paid-call.js';
import type { ScoringArm, TopicalRow } from '../../activities/scoring/plan.js';
import type { ScoreRow, ScoringItem } from '../../activities/scoring/score-tables.js';
import type { ScoringContext } from '../../activities/scoring/scoring-run.js';
import { layoutOf } from '../../activities/storage/layout.js';
import type { ObjectStore } from '../../activities/storage/object-store.js';
import { blocksOf, isPairCall, isRubricCall, type Responder } from '../support/messages-api.js';
import { sampleRow } from '../support/sample-row.js';
import { scoreRow } from '../support/score-row.js';

/** Texts that no message, log or artifact reference may hold. */
export const SECRET_PROMPT = 'how do I rotate the violet credentials of the lighthouse';
export const SECRET_ANSWER = 'turn the brass key twice and count to seven';

export function configWith(scoring: Record<string, unknown> = {}): PipelineConfig {
  return pipelineSchema.parse({
    name: 'shop',
    storage: { bucket: 'bucket' },
    traffic: { prefix: 'logs/' },
    scoring: {
      production: { model: 'claude-opus-5' },
      candidate: { model: 'claude-opus-5-5' },
      judge: { model: 'claude-haiku-5-5', retestShare: 0 },
      concurrency: 3,
      ...scoring,
    },
  });
}

export function itemWith(fields: Partial<ScoringItem> = {}): ScoringItem {
  return {
    item_id: 'i_1',
    source: 'live',
    user: 'user-1',
    session: null,
    stratum: 'all',
    topic: 0,
    inclusion_probability: 0.5,
    weight: 2,
    prompt: SECRET_PROMPT,
    system_prompt: null,
    earlier_turns: '[]',
    tools: null,
    context: 'complete',
    logged_model: 'claude-opus-5',
    logged_response: SECRET_ANSWER,
    language: null,
    ...fields,
  };
}

export const CANDIDATE: ScoringArm = {
  arm: 'candidate',
  model: 'claude-opus-5-5',
  logged: false,
  compareWith: 'control',
  controlModel: 'claude-opus-5',
};
export const CONTROL: ScoringArm = { arm: 'control', model: 'claude-opus-5', logged: false, compareWith: 'logged' };
export const PRODUCTION: ScoringArm = { arm: 'production', model: 'claude-opus-5', logged: true, compareWith: null };

export function contextFor(
  store: ObjectStore,
  config = configWith(),
  client = createModelClient(() => undefined),
): ScoringContext {
  const ledger = new Ledger(store);
  const signal = new AbortController().signal;
  return {
    config,
    layout: layoutOf({ prefix: 'tidemark', pipeline: config.name }),
    calls: new LiveCalls({ ledger, client, prices: config.scoring.prices, signal }),
  };
}

/** Answers with the model's name; judges by the functions given. */
export function judgedBy(
  rubric: (answer: string) => number,
  pair: (first: string, second: string) => 'first' | 'second' | 'tie',
): Responder {
  return (call) => {
    const blocks = blocksOf(call);
    if (isPairCall(call)) {
      const winner = pair(blocks['first_answer'] ?? '', blocks['second_answer'] ?? '');
      return { text: JSON.stringify({ reason: 'because', winner }) };
    }
    if (isRubricCall(call)) {
      return { text: JSON.stringify({ reason: 'because', score: rubric(blocks['answer'] ?? '') }) };
    }
    return { text: `answer of ${call.model}` };
  };
}

export function scoreRowWith(fields: Partial<ScoreRow>): ScoreRow {
  return scoreRow({ judge: judgeDigest(configWith()), ...fields });
}

/** A sample of ten users’ requests with inclusion probability 1/4, and a topic for each. */
export function sampleOf(size: number): TopicalRow[] {
  return Array.from({ length: size }, (_, index) => ({
    topic: index % 3,
    row: sampleRow({
      request_id: `r-${index}`,
      timestamp: index,
      user: `user-${index % 10}`,
      model: 'm',
      stratum: 'all',
      inclusion_probability: 0.25,
      weight: 4,
      prompt: `prompt ${index}`,
      response: 'yes',
    }),
  }));
}

export function evalRowWith(fields: Partial<EvalSetRow>): EvalSetRow {
  return {
    item_id: 'i_1',
    added_week: '2026-W40',
    added_reason: 'first-version',
    retired_week: null,
    retired_reason: null,
    anchor: false,
    stratum: 'all',
    topic: 2,
    inclusion_probability: 0.1,
    weight: 0.5,
    request_id: 'r',
    user: 'u',
    session: null,
    model: 'm',
    prompt: 'p',
    prompt_sha256: '',
    response: null,
    system_prompt: null,
    earlier_turns: '[]',
    tools: null,
    context: 'complete',
    language: null,
    cluster_size: 1,
    ...fields,
  };
}

/** The value, where a test cannot go on without it. */
export function required<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error('a value that the test needs is missing');
  return value;
}
