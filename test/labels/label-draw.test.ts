import { describe, expect, it } from 'vitest';
import { type DrawnComparison, drawComparisons, labelKeysOf } from '../../activities/labels/label-draw.js';
import type { PairRow } from '../../activities/scoring/score-tables.js';
import { pairRow } from '../support/score-row.js';
import { comparisons } from './label-world.js';

const PAIRS = comparisons({ users: 150, seed: 'a', topics: [0.05, 0.5, 0.9] });
const draw = (
  options: { items?: number; perUser?: number; seed?: string; arm?: string; week?: string } = {},
  pairs: readonly PairRow[] = PAIRS,
) =>
  drawComparisons(pairs, {
    week: '2026-W40',
    judge: 'judge',
    arm: 'candidate',
    items: 50,
    perUser: 3,
    seed: 's',
    ...options,
  });
const names = (drawn: readonly DrawnComparison[]) => drawn.map(({ item_id, source }) => `${item_id} ${source}`).sort();

describe('comparisons that people are to judge', () => {
  it('are as many as asked for, at least two of every stratum and at most a few of a user', () => {
    const drawn = draw();
    expect(drawn).toHaveLength(50);
    const strata = new Map<string, number>();
    const users = new Map<string, number>();
    for (const { stratum, user } of drawn) {
      strata.set(stratum, (strata.get(stratum) ?? 0) + 1);
      users.set(user, (users.get(user) ?? 0) + 1);
    }
    expect([...strata.keys()].sort()).toEqual(['eval-set 0', 'eval-set 1', 'eval-set 2', 'live 0', 'live 1', 'live 2']);
    expect(Math.min(...strata.values())).toBeGreaterThanOrEqual(2);
    expect(Math.max(...users.values())).toBeLessThanOrEqual(3);
    for (const { stratum, stratum_drawn: count } of drawn) expect(count).toBe(strata.get(stratum));
  });

  it('are more where the judge’s verdicts differ more', () => {
    const rows = Array.from({ length: 400 }, (_, at) =>
      pairRow({
        item_id: `i_${at}`,
        user: `u_${at}`,
        topic: at % 2,
        preference: at % 2 === 0 ? 0 : at % 4 === 1 ? 1 : -1,
      }),
    );
    const split = draw({ items: 40 }, rows).filter(({ topic }) => topic === 1);
    expect(split.length).toBeGreaterThan(32);
  });

  it('are the same whatever the order of the rows, and others with another seed', () => {
    expect(draw({}, PAIRS.toReversed())).toEqual(draw());
    expect(names(draw({ seed: 't' }))).not.toEqual(names(draw()));
  });

  it('are among those of a larger draw, and are drawn again in another week', () => {
    const larger = new Set(names(draw({ items: 90 })));
    expect(names(draw()).filter((name) => !larger.has(name))).toEqual([]);
    expect(names(draw({ week: '2026-W41' }))).toEqual(names(draw()));
  });

  it('are put together to coarser strata when there are too few for two of each', () => {
    const drawn = draw({ items: 8 });
    expect(drawn).toHaveLength(8);
    expect(new Set(drawn.map(({ stratum }) => stratum)).size).toBeLessThanOrEqual(4);
    expect(drawn.some(({ stratum }) => stratum.endsWith('*'))).toBe(true);
    expect(new Set(draw({ items: 2 }).map(({ stratum }) => stratum))).toEqual(new Set(['* *']));
  });

  it('leave out other judges, second judgements, other arms and what has no verdict', () => {
    const rows = [
      pairRow({ item_id: 'a', judge: 'another' }),
      pairRow({ item_id: 'b', repeat: 1 }),
      pairRow({ item_id: 'c', arm_a: 'control' }),
      pairRow({ item_id: 'd', preference: null }),
      pairRow({ item_id: 'e', weight: 0 }),
      pairRow({ item_id: 'f' }),
    ];
    expect(draw({}, rows).map(({ item_id }) => item_id)).toEqual(['f']);
    expect(draw({ arm: 'control' }, rows).map(({ item_id }) => item_id)).toEqual(['c']);
    expect(draw({}, [])).toEqual([]);
  });

  it('show either answer first, half of the time', () => {
    const first = draw({ items: 200 }).filter(({ shown_first }) => shown_first === 'arm_a').length;
    expect(first).toBeGreaterThan(75);
    expect(first).toBeLessThan(125);
  });

  it('estimate the judge’s mean of all comparisons without bias, by their probabilities', () => {
    const truth = mean(PAIRS.map(({ weight, preference }) => [weight, preference ?? 0]));
    const estimates = Array.from({ length: 400 }, (_, seed) =>
      mean(draw({ seed: `s${seed}` }).map((row) => [row.weight / row.label_probability, row.judged])),
    );
    const average = estimates.reduce((sum, estimate) => sum + estimate, 0) / estimates.length;
    const spread = Math.sqrt(
      estimates.reduce((sum, estimate) => sum + (estimate - average) ** 2, 0) / estimates.length,
    );
    expect(Math.abs(average - truth)).toBeLessThan(4 * (spread / Math.sqrt(estimates.length)));
    // Horvitz-Thompson: each row counts for 1 / probability rows.
    const counts = Array.from({ length: 400 }, (_, seed) =>
      draw({ seed: `s${seed}` }).reduce((sum, row) => sum + 1 / row.label_probability, 0),
    );
    const count = counts.reduce((sum, one) => sum + one, 0) / counts.length;
    expect(count / PAIRS.length).toBeGreaterThan(0.98);
    expect(count / PAIRS.length).toBeLessThan(1.02);
  });

  it('get ids that name their sheet', () => {
    const { exportId, keys } = labelKeysOf('judge', draw());
    expect(exportId).toMatch(/^[0-9a-f]{12}$/);
    expect(keys.map(({ label_id }) => label_id).slice(0, 2)).toEqual([`${exportId}-0001`, `${exportId}-0002`]);
    expect(labelKeysOf('judge', draw()).exportId).toBe(exportId);
    expect(labelKeysOf('another', draw()).exportId).not.toBe(exportId);
  });
});

function mean(rows: readonly (readonly [number, number])[]): number {
  const total = rows.reduce((sum, [weight]) => sum + weight, 0);
  return rows.reduce((sum, [weight, value]) => sum + weight * value, 0) / total;
}
