import { studentQuantile } from '../../activities/stats/distributions.js';
import { clopperPearsonInterval } from '../../activities/stats/proportions.js';
import {
  defineTable,
  flag,
  integer,
  nullable,
  number,
  type RowOf,
  text,
} from '../../activities/storage/arrow-table.js';
import { formatTable } from '../terminal/table.js';
import { type Experiment, isWithin, type Limit, numbersOf, type Outcome, tallyOf } from './experiment.js';

const DECISION_CONFIDENCE = 0.999;

/** What a run of `npm run calibrate` found. */
export const calibrationTable = defineTable('calibration', 2, {
  experiment: text('name of the experiment'),
  figure: text('what is counted'),
  dimension: integer('length of the vectors'),
  seed: text('seed of all repetitions'),
  repetitions: integer('repetitions in which it was tried'),
  is_mean: flag('the figure is the mean of a number, not a share of the repetitions'),
  hits: integer('repetitions in which it happened; of a mean, all'),
  share: number('hits / repetitions, or the mean'),
  ci_low: number('lower end of the exact binomial 95 % interval (Clopper & Pearson 1934); of a mean, Student’s'),
  ci_high: number('upper end'),
  at_least: nullable(number('smallest share within the limit')),
  at_most: nullable(number('largest share within the limit')),
  met: flag('the share is within the limit, or there is none'),
});
export type CalibrationRow = RowOf<typeof calibrationTable>;

/** The figures of an experiment; those that were never tried are left out. */
export function calibrationRows(
  { name, figures }: Experiment,
  outcomes: readonly Outcome[],
  { dimension, seed }: { readonly dimension: number; readonly seed: string },
): CalibrationRow[] {
  return figures.flatMap(({ name: figure, limit }) => {
    const found = meanOf(numbersOf(outcomes, figure)) ?? shareOf(tallyOf(outcomes, figure));
    if (found === null) return [];
    return {
      experiment: name,
      figure,
      dimension,
      seed,
      ...found,
      at_least: limit?.atLeast ?? null,
      at_most: limit?.atMost ?? null,
      met: limit === null || isWithin(found.share, limit),
    };
  });
}

type Found = Pick<CalibrationRow, 'repetitions' | 'is_mean' | 'hits' | 'share' | 'ci_low' | 'ci_high'>;

function shareOf({ hits, trials }: { readonly hits: number; readonly trials: number }): Found | null {
  if (trials === 0) return null;
  const { low, high } = clopperPearsonInterval(hits, trials);
  return { repetitions: trials, is_mean: false, hits, share: hits / trials, ci_low: low, ci_high: high };
}

function meanOf(numbers: readonly number[]): Found | null {
  const n = numbers.length;
  if (n === 0) return null;
  const mean = numbers.reduce((sum, value) => sum + value, 0) / n;
  const squares = numbers.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const reach = n === 1 ? Infinity : studentQuantile(0.975, n - 1) * Math.sqrt(squares / (n - 1) / n);
  return { repetitions: n, is_mean: true, hits: n, share: mean, ci_low: mean - reach, ci_high: mean + reach };
}

/** Whether chance can be ruled out as the reason for a miss: the whole interval, of a share 99.9 %, lies outside the limit. */
export function isClearlyMissed({ is_mean, ci_low, ci_high, hits, repetitions, ...limit }: CalibrationRow): boolean {
  const { at_least, at_most } = limit;
  const { low, high } = is_mean
    ? { low: ci_low, high: ci_high }
    : clopperPearsonInterval(hits, repetitions, DECISION_CONFIDENCE);
  return (at_most !== null && low > at_most) || (at_least !== null && high < at_least);
}

export function calibrationText(rows: readonly CalibrationRow[]): string {
  const share = (value: number) => value.toFixed(4);
  return formatTable(
    ['experiment', 'figure', 'share or mean', '95 % interval', 'of', 'limit', ''],
    rows.map((row) => [
      row.experiment,
      row.figure,
      share(row.share),
      `${share(row.ci_low)} to ${share(row.ci_high)}`,
      String(row.repetitions),
      limitText({
        ...(row.at_least === null ? {} : { atLeast: row.at_least }),
        ...(row.at_most === null ? {} : { atMost: row.at_most }),
      }),
      row.at_least === null && row.at_most === null ? '' : row.met ? 'met' : 'MISSED',
    ]),
  );
}

export function limitText({ atLeast, atMost }: Limit): string {
  if (atLeast !== undefined && atMost !== undefined) return `${atLeast} to ${atMost}`;
  if (atLeast !== undefined) return `at least ${atLeast}`;
  return atMost === undefined ? '' : `at most ${atMost}`;
}
