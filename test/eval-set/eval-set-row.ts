import type { EvalSetRow } from '../../activities/eval-set/eval-set-table.js';
import { sha256Hex } from '../../activities/storage/artifact.js';

/** A row of an eval set; only what a test is about need be given. */
export function evalSetRow(values: Partial<EvalSetRow> & Pick<EvalSetRow, 'item_id'>): EvalSetRow {
  const prompt = values.prompt ?? `prompt ${values.item_id}`;
  return {
    added_week: '2026-W40',
    added_reason: 'matches-production',
    retired_week: null,
    retired_reason: null,
    anchor: false,
    stratum: 'all',
    topic: 0,
    inclusion_probability: 1,
    weight: 0,
    request_id: `request ${values.item_id}`,
    user: 'ana',
    session: null,
    model: 'model-a',
    prompt,
    prompt_sha256: sha256Hex(prompt),
    response: 'an answer',
    system_prompt: null,
    earlier_turns: '[]',
    tools: null,
    context: 'complete',
    language: null,
    cluster_size: 1,
    ...values,
  };
}
