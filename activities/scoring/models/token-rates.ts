import { setMaxListeners } from 'node:events';
import type { PipelineConfig } from '../../pipeline/config.js';
import { createRandom } from '../../stats/random.js';
import { endpointOf, settingsOf } from '../arm.js';
import { conversationText } from '../conversation.js';
import type { TokenRates } from '../cost-estimate.js';
import { mainJudge, otherJudges } from '../judges/judge.js';
import type { ScoringArm } from '../plan.js';
import type { ScoringItem } from '../score-tables.js';
import { openAnthropic } from './anthropic-client.js';
import type { ModelEndpoint } from './model-client.js';

const COUNTED_ITEMS = 20;
/** Counting is free, but not worth waiting for. */
const COUNT_TIMEOUT_MS = 10_000;

export interface TokenCounting {
  readonly environment: (name: string) => string | undefined;
  readonly signal: AbortSignal;
  readonly seed: string;
}

/**
 * Tokens per character of the items' text for each model of a run, counted by its endpoint on a random few of them.
 * Endpoints that offer no counting, or do not answer, are left out.
 */
export async function countTokenRates(
  items: readonly ScoringItem[],
  arms: readonly ScoringArm[],
  config: PipelineConfig,
  counting: TokenCounting,
): Promise<TokenRates> {
  const texts = createRandom('count-tokens', counting.seed)
    .shuffle([...items])
    .slice(0, COUNTED_ITEMS)
    .map(conversationText)
    .filter((text) => text.trim() !== '');
  if (texts.length === 0) return {};
  // Every count listens for a cancellation.
  setMaxListeners(0, counting.signal);
  const rates = await Promise.all(
    modelsOf(arms, config).map(async ({ model, endpoint }) => {
      const rate = await countRate(texts, model, endpoint, counting);
      return rate === null ? [] : [[model, rate] as const];
    }),
  );
  return Object.fromEntries(rates.flat());
}

function modelsOf(arms: readonly ScoringArm[], config: PipelineConfig) {
  const asked = arms.filter(({ logged }) => !logged).map((arm) => settingsOf(arm, config));
  const judges = [mainJudge(config), ...otherJudges(config)].flatMap(({ config: judge }) =>
    judge.kind === 'http' ? [] : [{ model: judge.model, endpoint: endpointOf(judge) }],
  );
  const all = [...asked, ...judges].filter(({ endpoint }) => endpoint.api === 'anthropic');
  return [...new Map(all.map(({ model, endpoint }) => [model, { model, endpoint }])).values()];
}

async function countRate(
  texts: readonly string[],
  model: string,
  endpoint: ModelEndpoint,
  { environment, signal }: TokenCounting,
): Promise<number | null> {
  try {
    const client = openAnthropic(endpoint, { environment, timeoutMs: COUNT_TIMEOUT_MS });
    const counts = await Promise.all(
      texts.map(async (content) =>
        client.messages.countTokens({ model, messages: [{ role: 'user', content }] }, { signal }),
      ),
    );
    const tokens = counts.reduce((sum, { input_tokens }) => sum + input_tokens, 0);
    const rate = tokens / texts.reduce((sum, { length }) => sum + length, 0);
    return Number.isFinite(rate) && rate > 0 ? rate : null;
  } catch {
    signal.throwIfAborted();
    return null;
  }
}
