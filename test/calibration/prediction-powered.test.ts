import { describe, expect, it } from 'vitest';
import { clusteredMean } from '../../activities/stats/clustered-mean.js';
import { clusteredPredictionPoweredMean, type LabelledRow } from '../../activities/stats/prediction-powered.js';
import { createRandom, type Random } from '../../activities/stats/random.js';

const RUNS = 1000;
const LABELS = 200;
const JUDGED = 5000;
const TRUTH = 0.6;
/** The judge is this much too kind. */
const INFLATION = 0.12;

/** What the people who label would give, and what the judge gives; users have levels of their own. */
function judgedRows(random: Random, weightOf: (row: number) => number) {
  const rows: { user: string; weight: number; judged: number; people: number }[] = [];
  for (let user = 0; rows.length < JUDGED; user += 1) {
    const name = `u${user}`;
    const own = 0.12 * random.normal();
    const requests = Math.min(JUDGED - rows.length, 1 + Math.floor(3 * Math.exp(0.8 * random.normal())));
    for (let request = 0; request < requests; request += 1) {
      const people = TRUTH + own + 0.2 * random.normal();
      const judged = people + INFLATION + 0.12 * random.normal();
      rows.push({ user: name, weight: weightOf(rows.length), judged, people });
    }
  }
  return rows;
}

/** Labels as many rows as wanted, each with its probability. */
function labelled(
  random: Random,
  rows: ReturnType<typeof judgedRows>,
  chance: (judged: number) => number,
): LabelledRow[] {
  const total = rows.reduce((sum, { judged }) => sum + chance(judged), 0);
  return rows.map(({ user, weight, judged, people }) => {
    const labelProbability = Math.min(1, (LABELS * chance(judged)) / total);
    return { user, weight, judged, label: random.next() < labelProbability ? people : null, labelProbability };
  });
}

const DESIGNS: readonly (readonly [string, (random: Random) => LabelledRow[]])[] = [
  [
    'scores of users, labels for any row alike',
    (random) =>
      labelled(
        random,
        judgedRows(random, () => 1),
        () => 1,
      ),
  ],
  [
    'weighted scores, more labels where the judge was strict',
    (random) => {
      const rows = judgedRows(random, (row) => (row % 3 === 0 ? 3 : 1));
      return labelled(random, rows, (judged) => (judged < TRUTH + INFLATION ? 3 : 1));
    },
  ],
];

describe('200 labels beside 5000 judgements by a judge that is 12 points too kind', () => {
  it.each(DESIGNS)(
    'give an interval that holds, much shorter than that of the labels alone: %s',
    (name, draw) => {
      const runs = Array.from({ length: RUNS }, (_, run) => {
        const rows = draw(createRandom('prediction-powered', name, run));
        const users = rows.map(({ user }) => user);
        const weights = rows.map(({ weight }) => weight);
        const naive = clusteredMean(
          rows.map(({ judged }) => judged),
          users,
          { weights },
        );
        const powered = clusteredPredictionPoweredMean(rows);
        const labelsOnly = clusteredPredictionPoweredMean(
          rows.filter(({ label }) => label !== null),
          { lambda: 0 },
        );
        if (naive === null || powered === null || labelsOnly === null) throw new Error('the world has enough labels');
        const covers = ({ ciLow, ciHigh }: { ciLow: number; ciHigh: number }) => ciLow <= TRUTH && TRUTH <= ciHigh;
        return {
          naive: covers(naive),
          powered: covers(powered),
          labelsOnly: covers(labelsOnly),
          relativeWidth: (powered.ciHigh - powered.ciLow) / (labelsOnly.ciHigh - labelsOnly.ciLow),
          error: powered.estimate - TRUTH,
        };
      });
      const mean = (read: (run: (typeof runs)[number]) => number) =>
        runs.reduce((sum, run) => sum + read(run), 0) / RUNS;
      const coverage = mean(({ powered }) => Number(powered));
      const relativeWidth = mean((run) => run.relativeWidth);
      console.info(
        `${name}: naive covers ${mean(({ naive }) => Number(naive))}, labels ${mean(({ labelsOnly }) => Number(labelsOnly))}, ` +
          `PPI++ ${coverage}, width ${relativeWidth.toFixed(3)} of that of the labels`,
      );
      expect(mean(({ naive }) => Number(naive))).toBe(0);
      expect(coverage).toBeGreaterThanOrEqual(0.93);
      expect(coverage).toBeLessThanOrEqual(0.97);
      expect(relativeWidth).toBeLessThanOrEqual(0.8);
      expect(Math.abs(mean(({ error }) => error))).toBeLessThan(0.003);
    },
    300_000,
  );
});
