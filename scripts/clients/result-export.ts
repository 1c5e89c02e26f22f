import Papa from 'papaparse';
import { FORMULA_START } from '../../activities/eval-set/item-cells.js';
import { safeJson } from '../../activities/eval-set/item-export.js';
import { Refusal } from '../../activities/refusal.js';
import { conversationOf } from '../../activities/scoring/conversation.js';
import { runInLanes } from '../../activities/scoring/lanes.js';
import { scoresTable } from '../../activities/scoring/score-tables.js';
import type { Layout } from '../../activities/storage/layout.js';
import type { ObjectStore } from '../../activities/storage/object-store.js';
import { inspectLog } from './result-export-inspect.js';
import { promptfooOutput } from './result-export-promptfoo.js';
import { answerText, itemName, type ReportedWeek, type ScoredText } from './result-export-week.js';

export const RESULT_FORMATS = ['promptfoo', 'inspect', 'csv'] as const;
export type ResultFormat = (typeof RESULT_FORMATS)[number];

/** Ledger entries read at once: they are small. */
const LANES = 16;

export interface ResultExport {
  readonly text: string;
  readonly rows: number;
  readonly arms: readonly string[];
  /** Scores whose item is gone, because its user was forgotten. */
  readonly withoutText: number;
}

/**
 * The scores of a week with prompts and answers, for another program:
 * - `promptfoo`: what `promptfoo eval --output` writes and `promptfoo import` reads (version 3); an arm is a provider.
 * - `inspect`: an eval log that `read_eval_log` reads; of one arm, the candidate's if none is named.
 * - `csv`: the columns of scores.arrow and the texts.
 * @throws {Refusal} `BadInput` when the week has no such arm
 */
export async function exportResults(
  store: ObjectStore,
  layout: Layout,
  week: ReportedWeek,
  { format, arm }: { readonly format: ResultFormat; readonly arm: string | null },
): Promise<ResultExport> {
  const scores = week.scores.filter(({ judge, repeat }) => judge === week.judge && repeat === 0);
  const arms = armsFor(format, arm, [...new Set(scores.map((row) => row.arm))].sort(), week.week);
  const wanted = scores.filter((row) => arms.includes(row.arm));
  const found = await runInLanes(wanted, LANES, async (score): Promise<ScoredText | null> => {
    const item = week.items.get(itemName(score));
    if (item === undefined) return null;
    const answer = await answerText(store, layout, week.config, { item, arm: score.arm, model: score.model });
    return { score, item, conversation: conversationOf(item), answer };
  });
  const rows = found.filter((row) => row !== null);
  return { text: textOf(format, week, rows), rows: rows.length, arms, withoutText: found.length - rows.length };
}

function armsFor(format: ResultFormat, arm: string | null, known: readonly string[], week: string): readonly string[] {
  if (arm !== null && !known.includes(arm)) {
    throw new Refusal('BadInput', `week ${week} has no arm ${arm}; it has ${known.join(', ')}`);
  }
  if (arm !== null) return [arm];
  if (format !== 'inspect') return known;
  return known.includes('candidate') ? ['candidate'] : known.slice(0, 1);
}

function textOf(format: ResultFormat, week: ReportedWeek, rows: readonly ScoredText[]): string {
  if (format === 'csv') return csvOf(rows);
  const value = format === 'promptfoo' ? promptfooOutput(week, rows) : inspectLog(week, rows);
  return `${safeJson(value)}\n`;
}

const TEXT_COLUMNS = ['prompt', 'system_prompt', 'earlier_turns', 'answer'];

function csvOf(rows: readonly ScoredText[]): string {
  const table = rows.map(({ score, conversation: { system, messages }, answer }) => ({
    ...score,
    prompt: messages.at(-1)?.content ?? '',
    system_prompt: system ?? '',
    earlier_turns: JSON.stringify(messages.slice(0, -1)),
    answer: answer ?? '',
  }));
  const columns = [...Object.keys(scoresTable.columns), ...TEXT_COLUMNS];
  return `${Papa.unparse(table, { columns, newline: '\r\n', escapeFormulae: FORMULA_START })}\r\n`;
}
