import type { PipelineConfig } from '../../pipeline/config.js';
import { sha256Hex } from '../../storage/artifact.js';
import type { Repeat } from '../item-key.js';
import type { ScoringItem } from '../score-tables.js';
import { bridges, type OpenBridge } from './bridge.js';
import { mainJudge, type NamedJudge, otherJudges } from './judge.js';

/** One judge's look at an item. */
export interface Seat {
  readonly judge: NamedJudge;
  readonly repeat: Repeat;
  /** Compares answers too; else it only scores them. */
  readonly comparesPairs: boolean;
}

/**
 * Who judges an item, the judge that counts first. A random part of the items, always the same ones, is judged a second
 * time and by the other judges; items of a bridge are scored by the judge before the change. Items of a replay are
 * judged once.
 */
export function panelOf(
  item: Pick<ScoringItem, 'item_id' | 'source'>,
  arm: string,
  config: PipelineConfig,
  bridge: OpenBridge | null,
): Seat[] {
  const main = mainJudge(config);
  if (item.source !== 'live' && item.source !== 'eval-set') return [seatOf(main, 0)];
  const isShared = drawOf('other-judges', item.item_id) < config.scoring.otherJudgesShare;
  const retest = drawOf('retest', item.item_id);
  const seats = [main, ...(isShared ? otherJudges(config) : [])].flatMap((judge) => [
    seatOf(judge, 0),
    ...(retest < judge.config.retestShare ? [seatOf(judge, 1)] : []),
  ]);
  if (bridge === null || !bridges(bridge.planned, item, arm)) return seats;
  // The judge before the change may have become one of the others.
  const isSeated = seats.some(({ judge }) => judge.digest === bridge.judge.digest);
  return isSeated ? seats : [...seats, { judge: bridge.judge, repeat: 0, comparesPairs: false }];
}

function seatOf(judge: NamedJudge, repeat: Repeat): Seat {
  return { judge, repeat, comparesPairs: true };
}

/** A number in [0, 1) that hangs on the item alone: the same items are drawn every week. */
function drawOf(purpose: string, itemId: string): number {
  return Number.parseInt(sha256Hex(`${purpose}\0${itemId}`).slice(0, 13), 16) / 2 ** 52;
}
