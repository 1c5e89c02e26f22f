import { type DrawnComparison, drawComparisons, labelKeysOf } from '../../activities/labels/label-draw.js';
import type { SheetEntry } from '../../activities/labels/label-sheet.js';
import { writeSheetKey } from '../../activities/labels/label-store.js';
import type { LabelKey } from '../../activities/labels/label-tables.js';
import { Refusal } from '../../activities/refusal.js';
import { conversationOf } from '../../activities/scoring/conversation.js';
import { runInLanes } from '../../activities/scoring/lanes.js';
import type { ScoringItem } from '../../activities/scoring/score-tables.js';
import type { Layout } from '../../activities/storage/layout.js';
import type { ObjectStore } from '../../activities/storage/object-store.js';
import { answerText, itemName, type ReportedWeek } from './result-export-week.js';

/** Ledger entries read at once: they are small. */
const LANES = 16;

export interface LabelDraw {
  /** Comparisons wanted. */
  readonly items: number;
  /** Comparisons of one user, at most. */
  readonly perUser: number;
  /** Whose comparisons; null for `candidate`, or `control` where there is no candidate. */
  readonly arm: string | null;
}

export interface LabelSheetDraft {
  readonly exportId: string;
  readonly judge: string;
  readonly entries: readonly SheetEntry[];
  readonly strata: number;
  readonly users: number;
  /** Drawn comparisons whose texts are gone. */
  readonly withoutText: number;
}

/**
 * Draws the comparisons of a week that people are to judge, with their texts. Writes nothing.
 * @throws {Refusal} `NothingToLabel` when the week has no judged comparison of the arm
 */
export async function draftLabelSheet(
  store: ObjectStore,
  layout: Layout,
  week: ReportedWeek,
  { items, perUser, arm }: LabelDraw,
): Promise<LabelSheetDraft> {
  const arms = new Set(week.pairs.map(({ arm_a }) => arm_a));
  const chosen = arm ?? (arms.has('candidate') ? 'candidate' : 'control');
  const options = { week: week.week, judge: week.judge, arm: chosen, items, perUser, seed: week.config.sample.seed };
  const drawn = drawComparisons(week.pairs, options);
  if (drawn.length === 0) {
    const known = arms.size === 0 ? 'it has no comparisons' : `it compares ${[...arms].sort().join(', ')}`;
    throw new Refusal('NothingToLabel', `week ${week.week} has no judged comparison of the arm ${chosen}: ${known}`);
  }
  const texts = await textsOf(store, layout, week, drawn);
  const found = drawn.flatMap((comparison, at) => {
    const text = texts[at];
    return text === undefined || text === null ? [] : [{ comparison, text }];
  });
  const { exportId, keys } = labelKeysOf(
    week.judge,
    found.map(({ comparison }) => comparison),
  );
  return {
    exportId,
    judge: week.judge,
    entries: keys.flatMap((key, at) => {
      const text = found[at]?.text;
      return text === undefined ? [] : [entryOf(key, text)];
    }),
    strata: new Set(keys.map(({ stratum }) => stratum)).size,
    users: new Set(keys.map(({ user }) => user)).size,
    withoutText: drawn.length - found.length,
  };
}

/** Keeps the key of the sheet: from then on its labels can be imported. */
export async function keepSheetKey(store: ObjectStore, layout: Layout, draft: LabelSheetDraft): Promise<void> {
  const { judge, exportId, entries } = draft;
  await writeSheetKey(store, layout, { judge, exportId, keys: entries.map(({ key }) => key) });
}

interface Texts {
  readonly item: ScoringItem;
  readonly a: string;
  readonly b: string;
}

async function textsOf(
  store: ObjectStore,
  layout: Layout,
  { config, scores, items }: ReportedWeek,
  drawn: readonly DrawnComparison[],
): Promise<(Texts | null)[]> {
  const models = new Map(scores.map((row) => [`${itemName(row)} ${row.arm}`, row.model]));
  return await runInLanes(drawn, LANES, async (comparison) => {
    const item = items.get(itemName(comparison));
    if (item === undefined) return null;
    const answerOf = async (arm: string) => {
      const model = models.get(`${itemName(comparison)} ${arm}`);
      return model === undefined ? null : await answerText(store, layout, config, { item, arm, model });
    };
    const [a, b] = [await answerOf(comparison.arm_a), await answerOf(comparison.arm_b)];
    return a === null || b === null ? null : { item, a, b };
  });
}

function entryOf(key: LabelKey, { item, a, b }: Texts): SheetEntry {
  const { system, messages } = conversationOf(item);
  return {
    key,
    prompt: messages.at(-1)?.content ?? item.prompt,
    systemPrompt: system,
    earlierTurns: messages.slice(0, -1),
    answerA: a,
    answerB: b,
  };
}
