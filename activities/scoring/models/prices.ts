import type { PipelineConfig } from '../../pipeline/config.js';
import type { JudgeConfig, Price } from '../../pipeline/scoring-config.js';
import { Refusal } from '../../refusal.js';
import type { ModelRequest, Service, Usage } from './model-client.js';

/** Day on which the list below was looked up. */
const PRICE_LIST_DATE = '2026-11-19';

/** List prices of the Messages API, input and output. A model that is not here needs `scoring.prices` in the YAML. */
const LIST: Readonly<Record<string, Pick<Price, 'inputUsdPerMillion' | 'outputUsdPerMillion' | 'long'>>> = {
  'claude-fable-5-1': { inputUsdPerMillion: 10, outputUsdPerMillion: 50 },
  'claude-opus-5-5': { inputUsdPerMillion: 4, outputUsdPerMillion: 20 },
  'claude-opus-5': { inputUsdPerMillion: 5, outputUsdPerMillion: 25 },
  'claude-sonnet-5-5': { inputUsdPerMillion: 2, outputUsdPerMillion: 10 },
  'claude-haiku-5-5': {
    inputUsdPerMillion: 0.1,
    outputUsdPerMillion: 0.5,
    long: { aboveInputTokens: 100_000, inputUsdPerMillion: 0.5, outputUsdPerMillion: 2.5 },
  },
};

/** Cached input costs a tenth, writing the cache for five minutes a quarter more, a message batch half. */
const LIST_FACTORS = { cacheReadFactor: 0.1, cacheWriteFactor: 1.25, batchFactor: 0.5, asOf: PRICE_LIST_DATE };

/** The price of a model: the pipeline's own first, then the built-in one, also for a dated id (`…-20261001`). */
export function priceOf(model: string, overrides: PipelineConfig['scoring']['prices']): Price | undefined {
  if (Object.hasOwn(overrides, model)) return overrides[model];
  const undated = model.replace(/-\d{8}$/, '');
  const listed = Object.hasOwn(LIST, undated) ? LIST[undated] : undefined;
  return listed === undefined ? undefined : { ...LIST_FACTORS, ...listed };
}

/** @throws {Refusal} `UnknownPrice`: no call is made of a model whose price nobody knows */
export function requirePrice(model: string, overrides: PipelineConfig['scoring']['prices']): Price {
  const price = priceOf(model, overrides);
  if (price !== undefined) return price;
  throw new Refusal(
    'UnknownPrice',
    `no price is known for the model "${model}": add it to the pipeline's YAML under scoring.prices, ` +
      'with inputUsdPerMillion, outputUsdPerMillion and asOf',
  );
}

/** A judge of one's own asks for no money that is known here. */
const FREE: Price = { ...LIST_FACTORS, inputUsdPerMillion: 0, outputUsdPerMillion: 0 };

/** @throws {Refusal} `UnknownPrice`, but for a judge behind HTTP */
export function requireCallPrice(
  { endpoint, model }: Pick<ModelRequest, 'endpoint' | 'model'>,
  overrides: PipelineConfig['scoring']['prices'],
): Price {
  return endpoint.api === 'http-judge' ? FREE : requirePrice(model, overrides);
}

/** @throws {Refusal} `UnknownPrice`, but for a judge behind HTTP */
export function requireJudgePrice(
  { kind, model }: Pick<JudgeConfig, 'kind' | 'model'>,
  overrides: PipelineConfig['scoring']['prices'],
): Price {
  return kind === 'http' ? FREE : requirePrice(model, overrides);
}

/**
 * The cost of one call in USD, cached input included.
 * @param service a message batch has a price of its own
 */
export function costUsd(usage: Usage, price: Price, service: Service = 'live'): number {
  const inputTokens = usage.inputTokens + usage.cacheReadTokens + usage.cacheWriteTokens;
  const tier = price.long !== undefined && inputTokens > price.long.aboveInputTokens ? price.long : price;
  const weightedInput =
    usage.inputTokens + price.cacheReadFactor * usage.cacheReadTokens + price.cacheWriteFactor * usage.cacheWriteTokens;
  const full = weightedInput * tier.inputUsdPerMillion + usage.outputTokens * tier.outputUsdPerMillion;
  return (full * (service === 'batch' ? price.batchFactor : 1)) / 1_000_000;
}
