import type { SampleRow } from '../../activities/traffic/sample-table.js';

/** What is the same in every row of a sample. */
export const ANY_ROW: Omit<SampleRow, 'request_id' | 'user' | 'prompt' | 'inclusion_probability' | 'weight'> = {
  timestamp: 0,
  unit: 'user',
  session: null,
  model: 'model-a',
  route: null,
  stratum: '',
  cap_probability: 1,
  draw_probability: 1,
  turn_index: 1,
  prompt_sha256: '',
  response: 'an answer',
  system_prompt: null,
  earlier_turns: '[]',
  tools: null,
  context: 'complete',
  language: null,
};
