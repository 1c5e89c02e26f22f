import type { PairRow, ScoreRow } from '../../activities/scoring/score-tables.js';

/** A scored answer of the candidate to a live item; `fields` says what matters to the test. */
export function scoreRow(fields: Partial<ScoreRow>): ScoreRow {
  return {
    item_id: 'i_1',
    source: 'live',
    user: 'user-1',
    session: null,
    stratum: 'all',
    topic: 0,
    inclusion_probability: 1,
    weight: 1,
    arm: 'candidate',
    model: 'model',
    judge: 'judge',
    repeat: 0,
    score: 0.5,
    criteria: null,
    outcome: 'scored',
    outcome_reason: null,
    checks: null,
    answer_characters: 100,
    input_tokens: 10,
    output_tokens: 10,
    cost_usd: 0.01,
    service: 'live',
    latency_ms: 100,
    ...fields,
  };
}

/** A tie of candidate and production; `fields` says what matters to the test. */
export function pairRow(fields: Partial<PairRow>): PairRow {
  return {
    item_id: 'i_1',
    source: 'live',
    arm_a: 'candidate',
    arm_b: 'production',
    judge: 'judge',
    repeat: 0,
    preference: 0,
    first_order: 0,
    second_order: 0,
    outcome: 'scored',
    length_a: 100,
    length_b: 100,
    user: 'user-1',
    topic: 0,
    weight: 1,
    cost_usd: 0.002,
    ...fields,
  };
}
