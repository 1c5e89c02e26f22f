import type { PipelineConfig } from '../pipeline/config.js';
import type { Price } from '../pipeline/scoring-config.js';
import { Refusal } from '../refusal.js';
import { settingsOf } from './arm.js';
import { costUsd, requirePrice } from './models/prices.js';
import type { ScoringArm } from './plan.js';
import type { ScoringItem } from './score-tables.js';

/** Fewer characters per token than text in any major language has on average: the estimate should not be too low. */
const CHARACTERS_PER_TOKEN = 3;
/** Answers of which nothing is known, and the least an answer is expected to take, thinking included. */
const USUAL_ANSWER_TOKENS = 512;
const LEAST_ANSWER_TOKENS = 128;
/** Instructions, rubric and schema around what is judged, and a reason of 60 words with a little thinking. */
const JUDGE_FRAME_TOKENS = 500;
const JUDGEMENT_TOKENS = 300;

/**
 * What a run would cost with an empty ledger, in USD: the same for every attempt, so that a plan never depends on how
 * far an earlier attempt came.
 * @throws {Refusal} `UnknownPrice`, naming the first model without a price
 */
export function estimateCostUsd(
  items: readonly ScoringItem[],
  arms: readonly ScoringArm[],
  config: PipelineConfig,
): number {
  const { prices } = config.scoring;
  const judge = requirePrice(config.scoring.judge.model, prices);
  const armPrices = arms.map((arm) => (arm.logged ? undefined : requirePrice(arm.model, prices)));
  const answerTokens = expectedAnswerTokens(items);
  let total = 0;
  for (const item of items) {
    const asked = tokensOf(item.prompt) + tokensOf(item.system_prompt ?? '') + tokensOf(item.earlier_turns);
    arms.forEach((arm, index) => {
      const armPrice = armPrices[index];
      if (armPrice !== undefined) {
        total += call(armPrice, asked, Math.min(answerTokens, settingsOf(arm, config).maxTokens));
      }
      total += call(judge, asked + answerTokens + JUDGE_FRAME_TOKENS, JUDGEMENT_TOKENS);
      if (hasPair(item, arm)) total += 2 * call(judge, asked + 2 * answerTokens + JUDGE_FRAME_TOKENS, JUDGEMENT_TOKENS);
    });
  }
  return Number(total.toFixed(6));
}

/** @throws {Refusal} `SpendCap` with both figures */
export function requireWithinCap(estimatedCostUsd: number, config: PipelineConfig): void {
  const cap = config.scoring.spendCapUsd;
  if (estimatedCostUsd <= cap) return;
  throw new Refusal(
    'SpendCap',
    `scoring would cost about ${estimatedCostUsd.toFixed(2)} USD and scoring.spendCapUsd allows ${cap.toFixed(2)} USD: ` +
      'raise it, or lower scoring.liveItems or evalSet.size',
  );
}

function hasPair(item: ScoringItem, arm: ScoringArm): boolean {
  if (item.source === 'live') return arm.compareWith !== null;
  return item.source === 'eval-set' && arm.compareWith === 'control';
}

function call(price: Price, inputTokens: number, outputTokens: number): number {
  return costUsd({ inputTokens, outputTokens, cacheReadTokens: 0, cacheWriteTokens: 0 }, price);
}

/** The mean logged answer; models that think spend more, so it counts one and a half times. */
function expectedAnswerTokens(items: readonly ScoringItem[]): number {
  const logged = items.flatMap(({ logged_response }) => (logged_response === null ? [] : [tokensOf(logged_response)]));
  if (logged.length === 0) return USUAL_ANSWER_TOKENS;
  const mean = logged.reduce((sum, tokens) => sum + tokens, 0) / logged.length;
  return Math.max(LEAST_ANSWER_TOKENS, Math.ceil(1.5 * mean));
}

function tokensOf(text: string): number {
  return Math.ceil(text.length / CHARACTERS_PER_TOKEN);
}
