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
import { type Experiment, isMet, type Limit, type Outcome, tallyOf } from './experiment.js';

/** What a run of `npm run calibrate` found. */
export const calibrationTable = defineTable('calibration', 1, {
  experiment: text('name of the experiment'),
  figure: text('what is counted'),
  dimension: integer('length of the vectors'),
  seed: text('seed of all repetitions'),
  repetitions: integer('repetitions in which it was tried'),
  hits: integer('repetitions in which it happened'),
  share: number('hits / repetitions'),
  ci_low: number('lower end of the exact binomial 95 % interval (Clopper & Pearson 1934)'),
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
    const tally = tallyOf(outcomes, figure);
    if (tally.trials === 0) return [];
    const { low, high } = clopperPearsonInterval(tally.hits, tally.trials);
    return {
      experiment: name,
      figure,
      dimension,
      seed,
      repetitions: tally.trials,
      hits: tally.hits,
      share: tally.hits / tally.trials,
      ci_low: low,
      ci_high: high,
      at_least: limit?.atLeast ?? null,
      at_most: limit?.atMost ?? null,
      met: limit === null || isMet(tally, limit),
    };
  });
}

/** Whether chance can be ruled out as the reason for a miss: the whole interval lies outside the limit. */
export function isClearlyMissed({ ci_low, ci_high, at_least, at_most }: CalibrationRow): boolean {
  return (at_most !== null && ci_low > at_most) || (at_least !== null && ci_high < at_least);
}

export function calibrationText(rows: readonly CalibrationRow[]): string {
  const share = (value: number) => value.toFixed(4);
  return formatTable(
    ['experiment', 'figure', 'share', '95 % interval', 'of', 'limit', ''],
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

function limitText({ atLeast, atMost }: Limit): string {
  if (atLeast !== undefined && atMost !== undefined) return `${atLeast} to ${atMost}`;
  if (atLeast !== undefined) return `at least ${atLeast}`;
  return atMost === undefined ? '' : `at most ${atMost}`;
}
