import { z } from 'zod';
import { monthOf } from '../../../workflows/window.js';
import type { PipelineConfig } from '../../pipeline/config.js';
import type { TopicNamesConfig } from '../../pipeline/topic-names-config.js';
import { canonicalJson } from '../../storage/canonical-json.js';
import type { Layout } from '../../storage/layout.js';
import type { ObjectStore } from '../../storage/object-store.js';
import { parseJson } from '../conversation.js';
import { capOf } from '../cost-estimate.js';
import { costUsd, requirePrice } from '../models/prices.js';
import { spendOfMonth } from '../spend.js';
import type { TopicPrompts } from './topic-name-row.js';

const CHARACTERS_PER_TOKEN = 4;
/** Instructions and schema around the prompts, and what an answer takes with a little thinking: rather too much. */
const FRAME_TOKENS = 400;
const ANSWER_TOKENS = 300;

const budget = z.object({ usd: z.number().min(0) });

/** The run whose cap the names fall under. */
export interface NamingRun {
  readonly store: ObjectStore;
  readonly layout: Layout;
  readonly config: PipelineConfig;
  readonly configSha256: string;
  /** The week. */
  readonly run: string;
  readonly nowMs: number;
}

/**
 * The topics that a run's cap allows to be named, in their order, with an empty ledger. What the month leaves is written
 * down by the first attempt and holds for all later ones: a rerun names the same topics.
 * @throws {Refusal} `UnknownPrice`
 */
export async function affordableTopics(
  topics: readonly TopicPrompts[],
  settings: TopicNamesConfig,
  run: NamingRun,
): Promise<Set<number>> {
  const usd = await budgetUsd(run);
  let total = 0;
  const affordable = topics.filter((prompts) => {
    total += topicCostUsd(prompts, settings, run.config);
    return total <= usd;
  });
  return new Set(affordable.map(({ topic }) => topic));
}

/** What naming and testing one topic may cost, in USD. */
function topicCostUsd({ shown, asked }: TopicPrompts, { model, maxTokens }: TopicNamesConfig, config: PipelineConfig) {
  const price = requirePrice(model, config.scoring.prices);
  const call = (characters: number) => {
    const inputTokens = FRAME_TOKENS + characters / CHARACTERS_PER_TOKEN;
    const outputTokens = Math.min(ANSWER_TOKENS, maxTokens);
    return costUsd({ inputTokens, outputTokens, cacheReadTokens: 0, cacheWriteTokens: 0 }, price);
  };
  const naming = call(shown.reduce((sum, { prompt }) => sum + prompt.length, 0));
  return asked.reduce((sum, { prompt }) => sum + call(prompt.length), naming);
}

async function budgetUsd({ store, layout, config, configSha256, run, nowMs }: NamingRun): Promise<number> {
  const key = layout.work(run, `drift/naming-budget-${configSha256.slice(0, 12)}.json`);
  const read = async () => {
    const object = await store.get(key);
    return budget.safeParse(parseJson(Buffer.from(object?.bytes ?? []).toString('utf8'))).data;
  };
  const known = await read();
  if (known !== undefined) return known.usd;
  const { othersUsd } = await spendOfMonth(store, layout, monthOf(nowMs), { run, configSha256 });
  const { usd } = capOf(config, othersUsd);
  const bytes = Buffer.from(canonicalJson({ usd }));
  await store.put(key, bytes, { contentType: 'application/json', onlyIf: 'absent' });
  return (await read())?.usd ?? usd;
}
