import { createHmac } from 'node:crypto';
import { badInput } from '../eval-set/item-import-text.js';
import { Refusal } from '../refusal.js';
import type { SheetAnswer } from './label-sheet.js';
import { exportIdIn, type LabelKey, type LabelRow } from './label-tables.js';

/** A sheet as it was given out, found by the id in its label ids. */
export interface LabelSheetKey {
  /** Digest of the judge whose comparisons are on it. */
  readonly judge: string;
  /** Comparisons that were on it; `keys` are fewer when users were forgotten since. */
  readonly drawn: number;
  readonly keys: ReadonlyMap<string, LabelKey>;
}

export interface LabelImportOptions {
  /** Name of the file, for messages. */
  readonly name: string;
  /** Digest of the pipeline's judge. */
  readonly judge: string;
  /** Key of the hash; needed when the sheet names its labelers. */
  readonly userKey: string | undefined;
}

/**
 * What people wrote as rows to store: unblinded, scores from 0 to 1, people as keyed hashes.
 * @param sheets by their ids, as far as they are known
 * @returns the rows, and how many answers were about comparisons of users that were forgotten since
 * @throws {Refusal} `BadInput` with file, line and key; `JudgeChanged`; `BadEnvironment` without a key for the labelers
 */
export function labelRowsOf(
  answers: readonly SheetAnswer[],
  sheets: ReadonlyMap<string, LabelSheetKey>,
  { name, judge, userKey }: LabelImportOptions,
): { rows: LabelRow[]; forgotten: number } {
  const rows: LabelRow[] = [];
  let forgotten = 0;
  for (const answer of answers) {
    const sheet = sheets.get(exportIdIn(answer.labelId) ?? '');
    if (sheet === undefined) {
      const advice = 'keep the ids of "tidemark labels export", and name the pipeline that the sheet was exported from';
      throw badInput(name, answer.line, 'label_id', `no sheet of this pipeline has this id; ${advice}`);
    }
    if (sheet.judge !== judge) throw judgeChanged(name, answer.line, sheet.judge, judge);
    const key = sheet.keys.get(answer.labelId);
    if (key === undefined) {
      const place = Number(answer.labelId.split('-')[1]);
      if (sheet.keys.size === sheet.drawn || place < 1 || place > sheet.drawn) {
        throw badInput(
          name,
          answer.line,
          'label_id',
          `its sheet has ${sheet.drawn} comparisons, and none with this id`,
        );
      }
      forgotten += 1;
      continue;
    }
    if (answer.labeler !== null && userKey === undefined) {
      throw new Refusal(
        'BadEnvironment',
        `${name}:${answer.line}: labeler: TIDEMARK_USER_KEY is not set, and people are stored as keyed hashes only; set the worker's, or leave the labelers out`,
      );
    }
    rows.push(labelRow(answer, key, answer.labeler === null ? null : labelerHash(answer.labeler, userKey ?? '')));
  }
  return { rows, forgotten };
}

function labelRow(answer: SheetAnswer, { shown_first, ...comparison }: LabelKey, labeler: string | null): LabelRow {
  const isAFirst = shown_first === 'arm_a';
  const [a, b] = isAFirst ? [answer.firstScore, answer.secondScore] : [answer.secondScore, answer.firstScore];
  return {
    ...comparison,
    labeler,
    preference: answer.winner === null ? null : preferenceOf(answer.winner, isAFirst),
    score_a: shareOf(a),
    score_b: shareOf(b),
  };
}

function preferenceOf(winner: 'first' | 'second' | 'tie', isAFirst: boolean): -1 | 0 | 1 {
  if (winner === 'tie') return 0;
  return (winner === 'first') === isAFirst ? 1 : -1;
}

/** 1..5 as 0..1, like the judge's own. */
function shareOf(score: number | null): number | null {
  return score === null ? null : (score - 1) / 4;
}

/** Like the hash of a user, of another kind: a labeler who is a user as well has two. */
function labelerHash(labeler: string, userKey: string): string {
  return `l_${createHmac('sha256', userKey).update(`l\0${labeler}`).digest('hex').slice(0, 24)}`;
}

function judgeChanged(name: string, line: number, then: string, now: string): Refusal {
  return new Refusal(
    'JudgeChanged',
    `${name}:${line}: label_id: was exported for the judge ${then.slice(0, 12)}, and the pipeline's judge is ${now.slice(0, 12)} now: what people say calibrates one judge only; export a new sheet with "tidemark labels export", or put the old judge back`,
  );
}
