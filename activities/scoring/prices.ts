import type { PipelineConfig } from '../pipeline/config.js';
import { Refusal } from '../refusal.js';
import type { Usage } from './model-client.js';

/** What a model costs, in USD per million tokens. */
export interface Price {
  readonly inputUsdPerMillion: number;
  readonly outputUsdPerMillion: number;
  /** Prices of calls whose whole input is longer than this. */
  readonly long?: { readonly aboveInputTokens: number; readonly input: number; readonly output: number };
  /** Day on which the price was looked up. */
  readonly asOf: string;
}

/** Reading cached input costs a tenth of the input price, writing it (for five minutes) a quarter more. */
const CACHE_READ_FACTOR = 0.1;
const CACHE_WRITE_FACTOR = 1.25;

const AS_OF = '2026-11-19';

/** List prices of the Messages API. A model that is not here needs `scoring.prices` in the pipeline's YAML. */
const BUILT_IN: Readonly<Record<string, Price>> = {
  'claude-fable-5-1': { inputUsdPerMillion: 10, outputUsdPerMillion: 50, asOf: AS_OF },
  'claude-opus-5-5': { inputUsdPerMillion: 4, outputUsdPerMillion: 20, asOf: AS_OF },
  'claude-opus-5': { inputUsdPerMillion: 5, outputUsdPerMillion: 25, asOf: AS_OF },
  'claude-sonnet-5-5': { inputUsdPerMillion: 2, outputUsdPerMillion: 10, asOf: AS_OF },
  'claude-haiku-5-5': {
    inputUsdPerMillion: 0.1,
    outputUsdPerMillion: 0.5,
    long: { aboveInputTokens: 100_000, input: 0.5, output: 2.5 },
    asOf: AS_OF,
  },
};

/** The price of a model: the pipeline's own first, then the built-in one, also for a dated id (`…-20261001`). */
export function priceOf(model: string, overrides: PipelineConfig['scoring']['prices']): Price | undefined {
  if (Object.hasOwn(overrides, model)) return overrides[model];
  const undated = model.replace(/-\d{8}$/, '');
  return Object.hasOwn(BUILT_IN, undated) ? BUILT_IN[undated] : undefined;
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

/** The cost of one call in USD, cached input included. */
export function costUsd(usage: Usage, price: Price): number {
  const inputTokens = usage.inputTokens + usage.cacheReadTokens + usage.cacheWriteTokens;
  const isLong = price.long !== undefined && inputTokens > price.long.aboveInputTokens;
  const input = isLong ? price.long.input : price.inputUsdPerMillion;
  const output = isLong ? price.long.output : price.outputUsdPerMillion;
  const weightedInput =
    usage.inputTokens + CACHE_READ_FACTOR * usage.cacheReadTokens + CACHE_WRITE_FACTOR * usage.cacheWriteTokens;
  return (weightedInput * input + usage.outputTokens * output) / 1_000_000;
}
