import type { PipelineConfig } from '../pipeline/config.js';
import type { ModelConfig, Price } from '../pipeline/scoring-config.js';
import { Refusal } from '../refusal.js';
import { armDigest, candidatesOf, settingsOf } from './arm.js';
import { serviceOf } from './batches/batch-choice.js';
import { conversationText, isRepeatable } from './conversation.js';
import type { OpenBridge } from './judges/bridge.js';
import { mainJudge, otherJudges } from './judges/judge.js';
import { panelOf } from './judges/panel.js';
import type { Service } from './models/model-client.js';
import { costUsd, requireJudgePrice, requirePrice } from './models/prices.js';
import type { PaidUsages } from './paid-usage.js';
import type { ScoringArm } from './plan.js';
import type { ScoringItem } from './score-tables.js';

/** Fewer characters per token than text in any major language has on average: the estimate should not be too low. */
const CHARACTERS_PER_TOKEN = 3;
/** Answers of which nothing is known, and the least an unknown arm is expected to take, thinking included. */
const USUAL_ANSWER_TOKENS = 512;
const LEAST_ANSWER_TOKENS = 128;
/** Of the logged answers' length: models that think spend more than is read in the end, and others say more. */
const THINKING_FACTOR = 1.5;
const LENGTH_FACTOR = 1.25;
/**
 * Instructions and schema around what is judged beside the rubric, and what a judge of which nothing is known takes: a
 * reason of 60 words with a little thinking.
 */
const JUDGE_FRAME_TOKENS = 400;
const JUDGEMENT_TOKENS = 300;

/** Tokens per character of these items' text, by model; a model that is not there has the usual ones. */
export type TokenRates = Readonly<Record<string, number>>;

/** What is known beforehand of models and judges; for the rest there are rules of thumb. */
export interface EstimateBasis {
  readonly tokenRates: TokenRates;
  readonly usages: PaidUsages;
}

const NOTHING_KNOWN: EstimateBasis = { tokenRates: {}, usages: {} };

/**
 * What each item would cost with an empty ledger, in USD, over all arms: its answers, their scores and comparisons by
 * every judge of its panel. The same for every attempt, so that a plan never depends on how far an earlier one came.
 * Items that cannot be asked again as they were cost no answer; the second row of an item costs its comparisons only.
 * Answers and judgements take what those took that were paid before; where there are too few of them, answers take half
 * as much again as the logged ones, and judgements a fixed number of tokens, both rather too much.
 * @throws {Refusal} `UnknownPrice`, naming the first model without a price
 */
export function itemCostsUsd(
  items: readonly ScoringItem[],
  arms: readonly ScoringArm[],
  config: PipelineConfig,
  { tokenRates: rates, usages }: EstimateBasis = NOTHING_KNOWN,
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
        outputTokens: knownOf(usages, digest)?.outputTokens ?? JUDGEMENT_TOKENS,
        service: serviceOf(judge, config),
      },
    ]),
  );
  const logged = meanLoggedCharacters(items);
  const armTerms = arms.map((arm) => {
    if (arm.logged) return null;
    const perCharacter = rateOf(arm.model, rates);
    const known = knownOf(usages, armDigest(arm, config));
    const byRule = logged === null ? USUAL_ANSWER_TOKENS : THINKING_FACTOR * logged * perCharacter;
    return {
      price: requirePrice(arm.model, prices),
      perCharacter,
      outputTokens: Math.min(
        known?.outputTokens ?? Math.max(LEAST_ANSWER_TOKENS, byRule),
        settingsOf(arm, config).maxTokens,
      ),
      characters: known?.characters ?? null,
      service: serviceOf(configuredModel(arm, config), config),
    };
  });
  const usualCharacters = LENGTH_FACTOR * (logged ?? USUAL_ANSWER_TOKENS * CHARACTERS_PER_TOKEN);
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
        total += call(terms.price, askedCharacters * terms.perCharacter, terms.outputTokens, terms.service);
      }
      const answerCharacters = terms?.characters ?? usualCharacters;
      for (const { judge, comparesPairs } of panelOf(item, arm.arm, config, bridge)) {
        const of = judgeTerms.get(judge.digest);
        if (of === undefined) continue;
        const judged = (...answers: number[]) =>
          call(
            of.price,
            answers.reduce((sum, characters) => sum + characters, askedCharacters) * of.perCharacter + of.frameTokens,
            of.outputTokens,
            of.service,
          );
        if (!isRepeated) total += judged(answerCharacters);
        if (comparesPairs && hasPair(item, arm)) total += 2 * judged(answerCharacters, usualCharacters);
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
  basis: EstimateBasis = NOTHING_KNOWN,
): number {
  const total = itemCostsUsd(items, arms, config, basis).reduce((sum, cost) => sum + cost, 0);
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

function knownOf(usages: PaidUsages, digest: string) {
  return Object.hasOwn(usages, digest) ? usages[digest] : undefined;
}

/** Null when no answer was logged. */
function meanLoggedCharacters(items: readonly ScoringItem[]): number | null {
  const logged = items.flatMap(({ logged_response }) => (logged_response === null ? [] : [logged_response.length]));
  return logged.length === 0 ? null : logged.reduce((sum, characters) => sum + characters, 0) / logged.length;
}

/** What an estimate rests on, in one sentence for whoever pays. */
export function estimateNote(
  estimatedCostUsd: number,
  arms: readonly ScoringArm[],
  config: PipelineConfig,
  { usages }: EstimateBasis,
): string {
  const parts = [
    ...arms.filter(({ logged }) => !logged).map((arm) => ({ name: arm.arm, digest: armDigest(arm, config) })),
    ...[mainJudge(config), ...otherJudges(config)].map((judge) => ({
      name: `the judge ${judge.config.model}`,
      digest: judge.digest,
    })),
  ];
  const named = (isKnown: boolean) =>
    parts.filter(({ digest }) => Object.hasOwn(usages, digest) === isKnown).map(({ name }) => name);
  const [known, unknown] = [named(true), named(false)];
  const grounds = [
    ...(known.length === 0 ? [] : [`by what was paid before for ${known.join(', ')}`]),
    ...(unknown.length === 0 ? [] : [`by rules that are rather too high for ${unknown.join(', ')}`]),
  ];
  return `with nothing paid before, scoring would cost about ${estimatedCostUsd.toFixed(2)} USD (${grounds.join('; ')})`;
}
