import type { EvalSetRow } from '../eval-set/eval-set-table.js';
import type { PipelineConfig } from '../pipeline/config.js';
import { Refusal } from '../refusal.js';
import { compareText } from '../stats/text-order.js';
import { type Artifact, sha256Hex } from '../storage/artifact.js';
import { itemIdOf } from '../traffic/item-id.js';
import type { SampleRow } from '../traffic/sample-table.js';
import { candidatesOf } from './arm.js';
import { isRepeatable } from './conversation.js';
import type { JudgeBridge } from './judges/bridge.js';
import type { ScoringItem } from './score-tables.js';

/** One way of answering. */
export interface ScoringArm {
  /** `production`, `control`, `candidate`, `candidate-2`, …; `old` or `new` in a replay. */
  readonly arm: string;
  readonly model: string;
  /** Score the answer that stands in the log, and ask nobody. */
  readonly logged: boolean;
  /**
   * `logged`: live items against their logged answers. `control`: that, and eval-set items against the answers of
   * `controlModel`. null: no pairs.
   */
  readonly compareWith: 'logged' | 'control' | null;
  /** Model of the control arm; there when `compareWith` is `control`. */
  readonly controlModel?: string;
}

/** What a run will score: references and counts only, fit for a workflow history. */
export interface ScoringPlan {
  /** scoringItemTable. */
  readonly items: Artifact;
  readonly count: number;
  readonly arms: ScoringArm[];
  readonly judgeDigest: string;
  /** Slices of the items, one per activity. */
  readonly batches: { offset: number; limit: number }[];
  /** With an empty ledger. */
  readonly estimatedCostUsd: number;
  /** What the run may spend, in USD: no batch is started beyond it. @default no limit */
  readonly budgetUsd?: number;
  /** What earlier workflows of the same run spent, in USD. @default 0 */
  readonly spentUsd?: number;
  /** Batches after which earlier runs of the same plan stopped for their budget, by arm. */
  readonly stops?: Readonly<Record<string, number>>;
  /** Items that the budget does not allow: listed, and not scored. */
  readonly leftOut?: { readonly items: Artifact; readonly batches: { offset: number; limit: number }[] };
  /** After a change of the judge: what the one before scores too. */
  readonly bridge?: JudgeBridge | null;
  /** What the report should say of this plan, one sentence each. */
  readonly notes?: string[];
}

/** The plan of a week. */
export interface WeeklyScoringPlan extends ScoringPlan {
  /** {@link productionTable}: what the eval set's weights rest on. */
  readonly production: Artifact;
}

/** A row of the sample with the topic its vector falls into. */
export interface TopicalRow {
  readonly row: SampleRow;
  readonly topic: number;
}

/** Share of a window's requests that one model answered. */
export interface ModelShare {
  readonly model: string;
  readonly share: number;
}

/**
 * The live items: bottom-k of the sample by a hash of its own, so that the draw is nested in the sample's and the
 * probabilities multiply. The weight is 1 / inclusion probability: weighted means estimate the whole window.
 */
export function selectLiveItems(rows: readonly TopicalRow[], count: number, seed: string): ScoringItem[] {
  const kept = Math.min(count, rows.length);
  const hashed = rows.map((entry) => ({ ...entry, hash: sha256Hex(`live-items\0${seed}\0${entry.row.request_id}`) }));
  const chosen = hashed.sort((a, b) => compareText(a.hash, b.hash)).slice(0, kept);
  return chosen.map(({ row, topic }): ScoringItem => {
    const inclusionProbability = row.inclusion_probability * (kept / rows.length);
    return {
      item_id: itemIdOf(row.request_id),
      source: 'live',
      user: row.user,
      session: row.session,
      stratum: row.stratum,
      topic,
      inclusion_probability: inclusionProbability,
      weight: 1 / inclusionProbability,
      prompt: row.prompt,
      system_prompt: row.system_prompt,
      earlier_turns: row.earlier_turns,
      tools: row.tools,
      context: row.context,
      logged_model: row.model,
      logged_response: row.response,
      language: row.language,
    };
  });
}

/** The active items of a version with the weights that make them estimate this week's production. */
export function selectEvalItems(rows: readonly EvalSetRow[]): ScoringItem[] {
  const active = rows.filter((row) => row.retired_week === null);
  return active.map(
    (row): ScoringItem => ({
      item_id: row.item_id,
      source: 'eval-set',
      user: row.user,
      session: row.session,
      stratum: row.stratum,
      topic: row.topic,
      inclusion_probability: row.inclusion_probability,
      weight: row.weight,
      prompt: row.prompt,
      system_prompt: row.system_prompt,
      earlier_turns: row.earlier_turns,
      tools: row.tools,
      context: row.context,
      logged_model: row.model,
      logged_response: row.response,
      language: row.language,
    }),
  );
}

/**
 * Production as logged, production's model asked again, and the candidate when the pipeline has one.
 * @throws {Refusal} `NoProductionModel` when it is 'auto' and no log names a model
 */
export function planArms(config: PipelineConfig, models: readonly ModelShare[]): ScoringArm[] {
  const production = productionModel(config, models);
  const arms: ScoringArm[] = [
    { arm: 'production', model: production, logged: true, compareWith: null },
    { arm: 'control', model: production, logged: false, compareWith: 'logged' },
  ];
  for (const { arm, settings } of candidatesOf(config)) {
    arms.push({ arm, model: settings.model, logged: false, compareWith: 'control', controlModel: production });
  }
  return arms;
}

/**
 * The items of a run in the order they are scored in: a request that is live and in the eval set stands next to itself,
 * so that one batch has both and pays for its answer once.
 */
export function orderItems(items: readonly ScoringItem[]): ScoringItem[] {
  return items.toSorted((a, b) => compareText(a.item_id, b.item_id) || compareText(a.source, b.source));
}

/** Slices of `batchSize` rows, or a little more: a row that is `tied` to the one before it stays with it. */
export function planBatches(
  count: number,
  batchSize: number,
  tied: (row: number) => boolean = () => false,
): { offset: number; limit: number }[] {
  const batches: { offset: number; limit: number }[] = [];
  let offset = 0;
  while (offset < count) {
    let end = Math.min(offset + batchSize, count);
    while (end < count && tied(end)) end += 1;
    batches.push({ offset, limit: end - offset });
    offset = end;
  }
  return batches;
}

/** Whether a row of {@link orderItems} is of the same item as the row before it. */
export function repeatsItem(items: readonly Pick<ScoringItem, 'item_id'>[]): (row: number) => boolean {
  return (row) => row > 0 && items[row]?.item_id === items[row - 1]?.item_id;
}

/** A model that judges itself tends to prefer itself: allowed, and said. */
export function planNotes(config: PipelineConfig, arms: readonly ScoringArm[]): string[] {
  const judge = config.scoring.judge.model;
  return arms
    .filter((arm) => arm.model === judge)
    .map((arm) => `the judge ${judge} is also the model of ${arm.arm}: it may prefer its own answers`);
}

/** Items whose call cannot be made again as it was are no part of any comparison: said, so that nobody misses them. */
export function repeatNotes(items: readonly ScoringItem[]): string[] {
  const lost = items.filter((item) => !isRepeatable(item)).length;
  if (lost === 0) return [];
  return [`${lost} of ${items.length} items cannot be asked again as they were: excluded from the comparison`];
}

function productionModel(config: PipelineConfig, models: readonly ModelShare[]): string {
  const configured = config.scoring.production.model;
  if (configured !== 'auto') return configured;
  const named = models.filter(({ model }) => model !== '' && model !== 'unknown');
  const largest = named.toSorted((a, b) => b.share - a.share || compareText(a.model, b.model))[0];
  if (largest !== undefined) return largest.model;
  throw new Refusal(
    'NoProductionModel',
    'no log of this window names the model that answered: set scoring.production.model in the pipeline’s YAML',
  );
}
