import { z } from 'zod';
import { parseJson } from './conversation.js';
import { valuesOf } from './observations.js';
import type { ScoreRow } from './score-tables.js';
import { type Draft, meanDraft } from './summary-draft.js';

const criteriaOf = z.record(z.string(), z.number());
const checksOf = z.record(z.string(), z.boolean().nullable());

/**
 * What an arm's mean score is made of: a mean for every criterion of the rubric (`criterion:<name>`), and for every check
 * the share of answers that pass it (`check:<name>`; answers that a check says nothing about are left out). Intervals by
 * users, weights as in the score.
 * @param rows of one arm on one source
 */
export function answerFigures(arm: string, slice: string, rows: readonly ScoreRow[]): Draft[] {
  const criteria = rows.map((row) => criteriaOf.safeParse(parseJson(row.criteria ?? '')).data ?? {});
  const checks = rows.map((row) => checksOf.safeParse(parseJson(row.checks ?? '')).data ?? {});
  const at = new Map(rows.map((row, index) => [row, index]));
  const figures = (kind: string, unit: string, values: readonly Readonly<Record<string, number | boolean | null>>[]) =>
    [...new Set(values.flatMap((each) => Object.keys(each)))].toSorted().map((name) => {
      const observations = valuesOf(rows, (row) => {
        const value = values[at.get(row) ?? 0]?.[name] ?? null;
        return value === null ? null : Number(value);
      });
      return meanDraft({ metric: `${kind}:${name}`, arm, slice, unit }, observations);
    });
  return [...figures('criterion', 'score', criteria), ...figures('check', 'share', checks)];
}
