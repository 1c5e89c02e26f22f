import type { PipelineConfig } from '../../pipeline/config.js';
import { sha256Hex } from '../../storage/artifact.js';
import { candidatesOf } from '../arm.js';
import type { ScoringItem } from '../score-tables.js';
import { judgeDigest, mainJudge, type NamedJudge } from './judge.js';

/**
 * After a change of the judge: which items the judge before it scores too, so that the trend goes on. Fit for a workflow
 * history.
 */
export interface JudgeBridge {
  /** The judge before the change. */
  readonly judgeDigest: string;
  /** The configuration it stands in. */
  readonly configSha256: string;
  /** Eval-set items whose {@link bridgeHash} is at most this. */
  readonly largestHash: string;
  readonly items: number;
  /** Arms that had a line before the change. */
  readonly arms: readonly string[];
}

/** A bridge with its judge, read from the earlier configuration. */
export interface OpenBridge {
  readonly planned: JudgeBridge;
  readonly judge: NamedJudge;
}

/** What was reported last before this week. */
export interface ReportedJudge {
  /** ISO week. */
  readonly week: string;
  readonly config: PipelineConfig;
  readonly configSha256: string;
  /** Digest of the judge whose scores counted. */
  readonly judgeDigest: string;
}

interface BridgedItem {
  readonly item_id: string;
  /** ISO week. */
  readonly added_week: string;
}

/**
 * The bridge that a change of the judge needs: `scoring.bridgeItems` of the items that were already there, the smallest
 * by a hash of their own, and whatever new items come under the same hash. Arms whose model changed with the judge have
 * a new line anyway; production's model keeps its line.
 * @param items the active ones of the eval set
 * @returns null where the judge is the same, or nothing is left of the week before
 */
export function planBridge(
  items: readonly BridgedItem[],
  config: PipelineConfig,
  before: ReportedJudge,
): JudgeBridge | null {
  if (before.judgeDigest === judgeDigest(config)) return null;
  const carried = items
    .filter(({ added_week: added }) => added <= before.week)
    .map(({ item_id: id }) => bridgeHash(id));
  const largestHash = carried.toSorted().slice(0, config.scoring.bridgeItems).at(-1);
  if (largestHash === undefined) return null;
  return {
    judgeDigest: before.judgeDigest,
    configSha256: before.configSha256,
    largestHash,
    items: items.filter(({ item_id: id }) => bridgeHash(id) <= largestHash).length,
    arms: ['control', ...keptCandidates(config, before.config)],
  };
}

/** @returns null when this version of Tidemark no longer asks the earlier judge in the same words */
export function openBridge(planned: JudgeBridge, earlier: PipelineConfig): OpenBridge | null {
  const judge = mainJudge(earlier);
  return judge.digest === planned.judgeDigest ? { planned, judge } : null;
}

/** Whether the earlier judge scores this item's answer in this arm. */
export function bridges(
  { arms, largestHash }: JudgeBridge,
  item: Pick<ScoringItem, 'item_id' | 'source'>,
  arm: string,
): boolean {
  return item.source === 'eval-set' && arms.includes(arm) && bridgeHash(item.item_id) <= largestHash;
}

function keptCandidates(config: PipelineConfig, before: PipelineConfig): string[] {
  const earlier = new Map(candidatesOf(before).map(({ arm, settings }) => [arm, settings.model]));
  return candidatesOf(config).flatMap(({ arm, settings }) => (earlier.get(arm) === settings.model ? [arm] : []));
}

function bridgeHash(itemId: string): string {
  return sha256Hex(`judge-bridge\0${itemId}`);
}
