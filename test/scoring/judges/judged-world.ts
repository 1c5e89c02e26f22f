import type { PipelineConfig } from '../../../activities/pipeline/config.js';
import type { ScoringArm } from '../../../activities/scoring/plan.js';
import type { PairRow, ScoreRow, ScoringItem } from '../../../activities/scoring/score-tables.js';
import { type ScoredItem, scoreItem } from '../../../activities/scoring/scoring-run.js';
import { answerPrompt } from '../../../scripts/simulator/answer-text.js';
import { MODELS } from '../../../scripts/simulator/scripted-models.js';
import { MemoryObjectStore } from '../../support/memory-object-store.js';
import { configWith, contextFor, itemWith } from '../scoring-world.js';

/** Logged by one model, asked of the same model again: answers of one quality. */
const LOGGED_MODEL = 'sim-harbor-2';
export const CANDIDATE: ScoringArm = {
  arm: 'candidate',
  model: LOGGED_MODEL,
  logged: false,
  compareWith: 'logged',
};

const price = { inputUsdPerMillion: 0.1, outputUsdPerMillion: 0.5, asOf: '2026-06-01' };
const prices = Object.fromEntries(MODELS.map((model) => [model, price]));

const QUESTIONS = [
  'How do I use a pivot table to sum hours per project and month?',
  'Which plants survive a north-facing balcony in winter?',
  'My landlord keeps the deposit although I painted the flat. What can I do?',
  'How do I plan three days in a city with two small children?',
];

/** Says nothing, and no judge of the simulator takes it for anything. */
const FILLER = 'That much for now. ';

/** Live items of `users` users, logged with answers of the simulated model. */
export function loggedItems(count: number, users: number): ScoringItem[] {
  return Array.from({ length: count }, (_, at) => {
    const prompt = `${QUESTIONS[at % QUESTIONS.length]} (${at})`;
    return itemWith({
      item_id: `i_${at}`,
      user: `u${at % users}`,
      weight: 1,
      prompt,
      logged_model: LOGGED_MODEL,
      logged_response: answerPrompt(LOGGED_MODEL, prompt, 'logged', String(at)),
    });
  });
}

/** The same with logged answers that are far longer, or far shorter, in turn, and no better or worse for it. */
export function resizedItems(count: number, users: number): ScoringItem[] {
  return loggedItems(count, users).map((item, at) => {
    const answer = item.logged_response ?? '';
    const resized = at % 2 === 0 ? answer + FILLER.repeat(40) : answer.slice(0, answer.length / 2);
    return { ...item, logged_response: resized };
  });
}

/** The configuration of a judge at the simulator's server. */
export function judgedBy(judge: Record<string, unknown>, more: Record<string, unknown> = {}): PipelineConfig {
  return configWith({
    production: { model: LOGGED_MODEL },
    candidate: { model: LOGGED_MODEL },
    judge: { retestShare: 0, ...judge },
    prices,
    ...more,
  });
}

/** Scores all items of an arm over the wire, a few at a time; the environment names the server. */
export async function scoreAll(
  items: readonly ScoringItem[],
  arm: ScoringArm,
  config: PipelineConfig,
  store = new MemoryObjectStore(),
): Promise<{ scores: ScoreRow[]; pairs: PairRow[] }> {
  const context = contextFor(store, config);
  const results: ScoredItem[] = [];
  for (let from = 0; from < items.length; from += 20) {
    const slice = items.slice(from, from + 20);
    results.push(...(await Promise.all(slice.map(async (item) => await scoreItem(item, arm, context)))));
  }
  return { scores: results.flatMap(({ scores }) => scores), pairs: results.flatMap(({ pairs }) => pairs) };
}
