import type { ScoringItem } from '../../activities/scoring/score-tables.js';

/** Users behind the items; each has the same number, give or take one. */
const USERS = 200;

/** Items to score without any traffic behind them; ids are unique within `run`. */
export function scoringItems(run: string, count: number): ScoringItem[] {
  return Array.from({ length: count }, (_, at) => ({
    item_id: `${run}-${at}`,
    source: 'live',
    user: `user-${at % USERS}`,
    session: null,
    stratum: 'all',
    topic: 0,
    inclusion_probability: 1,
    weight: 1,
    prompt: `How do I repair chair number ${at}?`,
    system_prompt: null,
    earlier_turns: '[]',
    tools: null,
    context: 'complete',
    logged_model: null,
    logged_response: null,
    language: null,
  }));
}
