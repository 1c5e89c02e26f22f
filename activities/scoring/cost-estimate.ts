import type { PipelineConfig } from '../pipeline/config.js';
import type { ModelConfig, Price } from '../pipeline/scoring-config.js';
import { Refusal } from '../refusal.js';
import { candidatesOf, settingsOf } from './arm.js';
import { serviceOf } from './batches/batch-choice.js';
import { conversationText, isRepeatable } from './conversation.js';
import type { OpenBridge } from './judges/bridge.js';
import { mainJudge, otherJudges } from './judges/judge.js';
import { panelOf } from './judges/panel.js';
import type { Service } from './models/model-client.js';
import { costUsd, requireJudgePrice, requirePrice } from './models/prices.js';
import type { ScoringArm } from './plan.js';
import type { ScoringItem } from './score-tables.js';

/** Fewer characters per token than text in any major language has on average: the estimate should not be too low. */
const CHARACTERS_PER_TOKEN = 3;
/** Answers of which nothing is known, and the least an answer is expected to take, thinking included. */
const USUAL_ANSWER_TOKENS = 512;
const LEAST_ANSWER_TOKENS = 128;
/** Instructions and schema around what is judged beside the rubric, and a reason of 60 words with a little thinking. */
const JUDGE_FRAME_TOKENS = 400;
const JUDGEMENT_TOKENS = 300;

/** Tokens per character of these items' text, by model; a model that is not there has the usual ones. */
export type TokenRates = Readonly<Record<string, number>>;

/**
 * What each item would cost with an empty ledger, in USD, over all arms: its answers, their scores and comparisons by
 * every judge of its panel. The same for every attempt, so that a plan never depends on how far an earlier one came.
 * Items that cannot be asked again as they were cost no answer; the second row of an item costs its comparisons only.
 * @throws {Refusal} `UnknownPrice`, naming the first model without a price
 */
export function itemCostsUsd(
  items: readonly ScoringItem[],
  arms: readonly ScoringArm[],
  config: PipelineConfig,
  rates: TokenRates = {},
  bridge: OpenBridge | null = null,
): number[] {
  const { prices } = config.scoring;
  const judges = [mainJudge(config), ...otherJudges(config), ...(bridge === null ? [] : [bridge.judge])];
  const judgeTerms = new Map(
    judges.map(({ digest, config: judge }) => [
      digest,
      {
        price: requireJudgePrice(judge, prices),
        perCharacter: rateOf(judge.model, rates),
        frameTokens: JUDGE_FRAME_TOKENS + JSON.stringify([judge.rubric, judge.criteria]).length / CHARACTERS_PER_TOKEN,
        service: serviceOf(judge, config),
      },
    ]),
  );
  const armTerms = arms.map((arm) => {
    if (arm.logged) return null;
    const price = requirePrice(arm.model, prices);
    return { price, perCharacter: rateOf(arm.model, rates), service: serviceOf(configuredModel(arm, config), config) };
  });
  const answerCharacters = expectedAnswerCharacters(items);
  const seen = new Set<string>();
  return items.map((item) => {
    const askedCharacters = conversationText(item).length;
    const isRepeated = seen.has(item.item_id);
    seen.add(item.item_id);
    let total = 0;
    arms.forEach((arm, at) => {
      const terms = armTerms[at];
      const isAnswered = arm.logged ? item.logged_response !== null : isRepeatable(item);
      if (!isAnswered) return;
      if (terms !== null && terms !== undefined && !isRepeated) {
        const answerTokens = Math.min(answerCharacters * terms.perCharacter, settingsOf(arm, config).maxTokens);
        total += call(terms.price, askedCharacters * terms.perCharacter, answerTokens, terms.service);
      }
      for (const { judge, comparesPairs } of panelOf(item, arm.arm, config, bridge)) {
        const of = judgeTerms.get(judge.digest);
        if (of === undefined) continue;
        const judged = (answers: number) =>
          (askedCharacters + answers * answerCharacters) * of.perCharacter + of.frameTokens;
        if (!isRepeated) total += call(of.price, judged(1), JUDGEMENT_TOKENS, of.service);
        if (comparesPairs && hasPair(item, arm)) total += 2 * call(of.price, judged(2), JUDGEMENT_TOKENS, of.service);
      }
    });
    return total;
  });
}

/** What a run would cost with an empty ledger, in USD. @throws {Refusal} `UnknownPrice` */
export function estimateCostUsd(
  items: readonly ScoringItem[],
  arms: readonly ScoringArm[],
  config: PipelineConfig,
  rates: TokenRates = {},
): number {
  const total = itemCostsUsd(items, arms, config, rates).reduce((sum, cost) => sum + cost, 0);
  return Number(total.toFixed(6));
}

/**
 * @param spentThisMonthUsd by the other runs of the calendar month
 * @throws {Refusal} `SpendCap` with both figures
 */
export function requireWithinCap(estimatedCostUsd: number, config: PipelineConfig, spentThisMonthUsd = 0): void {
  const cap = capOf(config, spentThisMonthUsd);
  if (estimatedCostUsd <= cap.usd) return;
  throw new Refusal(
    'SpendCap',
    `scoring would cost about ${estimatedCostUsd.toFixed(2)} USD and ${cap.setting} allows ${cap.usd.toFixed(2)} USD` +
      `${cap.isMonthly ? `, after ${spentThisMonthUsd.toFixed(2)} USD this month` : ''}: raise it, or lower ` +
      'scoring.liveItems or evalSet.size, or set scoring.overCap: sample',
  );
}

/** The cap that leaves a run the least, and what it leaves in USD. */
export function capOf({ scoring }: PipelineConfig, spentThisMonthUsd: number) {
  const { spendCapUsd, monthlyCapUsd } = scoring;
  const left = monthlyCapUsd === undefined ? Number.POSITIVE_INFINITY : Math.max(0, monthlyCapUsd - spentThisMonthUsd);
  return left < spendCapUsd
    ? { usd: left, setting: 'scoring.monthlyCapUsd', isMonthly: true }
    : { usd: spendCapUsd, setting: 'scoring.spendCapUsd', isMonthly: false };
}

function hasPair(item: ScoringItem, arm: ScoringArm): boolean {
  if (!isRepeatable(item)) return false;
  if (item.source === 'live') return arm.compareWith !== null && item.logged_response !== null;
  return item.source === 'eval-set' && arm.compareWith === 'control';
}

function configuredModel({ arm }: ScoringArm, config: PipelineConfig): Pick<ModelConfig, 'api' | 'mode'> {
  return candidatesOf(config).find((candidate) => candidate.arm === arm)?.settings ?? config.scoring.production;
}

function call(price: Price, inputTokens: number, outputTokens: number, service: Service): number {
  return costUsd({ inputTokens, outputTokens, cacheReadTokens: 0, cacheWriteTokens: 0 }, price, service);
}

function rateOf(model: string, rates: TokenRates): number {
  return (Object.hasOwn(rates, model) ? rates[model] : undefined) ?? 1 / CHARACTERS_PER_TOKEN;
}

/** The mean logged answer; models that think spend more, so it counts one and a half times. */
function expectedAnswerCharacters(items: readonly ScoringItem[]): number {
  const logged = items.flatMap(({ logged_response }) => (logged_response === null ? [] : [logged_response.length]));
  if (logged.length === 0) return USUAL_ANSWER_TOKENS * CHARACTERS_PER_TOKEN;
  const mean = logged.reduce((sum, characters) => sum + characters, 0) / logged.length;
  return Math.max(LEAST_ANSWER_TOKENS * CHARACTERS_PER_TOKEN, 1.5 * mean);
}
