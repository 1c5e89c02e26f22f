import { sha256Hex } from '../../activities/storage/artifact.js';
import type { SampleRow } from '../../activities/traffic/sample-table.js';

/** A row of a sample; only what a test is about need be given. */
export function sampleRow(values: Partial<SampleRow> & Pick<SampleRow, 'request_id'>): SampleRow {
  const prompt = values.prompt ?? `prompt ${values.request_id}`;
  return {
    timestamp: 0,
    user: 'ana',
    unit: 'user',
    session: null,
    model: 'model-a',
    route: null,
    stratum: '',
    inclusion_probability: 1,
    cap_probability: 1,
    draw_probability: 1,
    weight: 1,
    turn_index: 1,
    prompt,
    prompt_sha256: sha256Hex(prompt),
    response: 'an answer',
    system_prompt: null,
    earlier_turns: '[]',
    tools: null,
    context: 'complete',
    language: null,
    ...values,
  };
}
