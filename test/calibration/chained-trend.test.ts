import { beforeAll, describe, expect, it } from 'vitest';
import { chainTrend } from '../../activities/scoring/chained-trend.js';
import type { TrendRow } from '../../activities/scoring/score-tables.js';
import { required } from '../scoring/scoring-world.js';
import { simulateTrend, type TrendWorld, trueFirstLevel } from './trend-world.js';
import { threeSigma } from './verdict-world.js';

const RUNS = 400;
/** For what holds in every run. */
const FEW_RUNS = 50;
const WEEKS = 12;
const STEP_WEEK = 6;
const STEP = 0.08;

type Interval = 'chained_change' | 'chained_level' | 'composition_effect' | 'judge_offset' | 'link';

/** The chained trends of many worlds alike, each its rows in order. */
function simulate(world: TrendWorld, name: string, count = RUNS): TrendRow[][] {
  return Array.from({ length: count }, (_, run) => chainTrend(simulateTrend(world, `${name} ${run}`)));
}

const rowsAt = (runs: readonly TrendRow[][], week: number) => runs.map((rows) => required(rows.at(week)));

function share(rows: readonly TrendRow[], holds: (row: TrendRow) => boolean): number {
  return rows.filter(holds).length / rows.length;
}

function covers(figure: Interval, truth: number): (row: TrendRow) => boolean {
  return (row) => required(row[`${figure}_ci_low`]) <= truth && truth <= required(row[`${figure}_ci_high`]);
}

function meanOf(rows: readonly TrendRow[], figure: Interval | 'naive_level'): number {
  return rows.reduce((sum, row) => sum + required(row[figure]), 0) / rows.length;
}

function expectNominal(coverage: number): void {
  expect(Math.abs(coverage - 0.95)).toBeLessThanOrEqual(threeSigma(0.95, RUNS));
}

describe('a set whose mix moves to an easy topic, while every item is asked anew each week and no model changes', () => {
  const world: TrendWorld = { weeks: WEEKS, easyShare: [0.2, 0.8], steps: {}, ledger: false };
  let runs: TrendRow[][];
  let last: TrendRow[];
  beforeAll(() => {
    runs = simulate(world, 'mix');
    last = rowsAt(runs, -1);
  });

  it('has a plain mean that rises as if the model had become better', () => {
    expect(meanOf(last, 'naive_level') - meanOf(rowsAt(runs, 0), 'naive_level')).toBeGreaterThan(0.15);
    expect(share(last, ({ naive_level_ci_low: low }) => required(low) > trueFirstLevel(world))).toBeGreaterThan(0.95);
  });

  it('has a chained level that stays flat within its interval', () => {
    expect(Math.abs(meanOf(last, 'chained_change'))).toBeLessThan(0.004);
    expectNominal(share(last, covers('chained_change', 0)));
    expectNominal(share(last, covers('chained_level', trueFirstLevel(world))));
  });

  it('has a composition effect of what the mix does', () => {
    expectNominal(share(last, covers('composition_effect', 0.6 * 0.3)));
  });

  it('has an interval far shorter than that of links taken for independent, because links share answers', () => {
    const width = ({ chained_change_ci_low: low, chained_change_ci_high: high }: TrendRow) =>
      required(high) - required(low);
    const independent = (rows: readonly TrendRow[]) =>
      Math.hypot(...rows.slice(1).map((row) => required(row.link_ci_high) - required(row.link_ci_low)));
    const ratios = runs.map((rows) => independent(rows) / width(required(rows.at(-1))));
    expect(ratios.reduce((sum, ratio) => sum + ratio, 0) / RUNS).toBeGreaterThan(1.3);
  });
});

describe('a model that becomes better by a step while the mix moves', () => {
  const world: TrendWorld = { weeks: WEEKS, easyShare: [0.8, 0.2], steps: { [STEP_WEEK]: STEP }, ledger: true };
  let runs: TrendRow[][];
  beforeAll(() => {
    runs = simulate(world, 'step');
  });

  it('moves the chained level by that step, though the plain mean falls', () => {
    const last = rowsAt(runs, -1);
    expect(meanOf(last, 'naive_level')).toBeLessThan(meanOf(rowsAt(runs, 0), 'naive_level') - 0.05);
    expect(Math.abs(meanOf(last, 'chained_change') - STEP)).toBeLessThan(0.004);
    expectNominal(share(last, covers('chained_change', STEP)));
    expectNominal(share(last, covers('chained_level', trueFirstLevel(world) + STEP)));
  });

  it('is found in the week of the step', () => {
    const rows = rowsAt(runs, STEP_WEEK);
    expectNominal(share(rows, covers('link', STEP)));
    expect(share(rows, ({ link_ci_low: low }) => required(low) > 0)).toBeGreaterThan(0.9);
  });

  it('has links of exactly zero in all other weeks', () => {
    const others = runs.flatMap((rows) => rows.slice(1).filter((_, at) => at + 1 !== STEP_WEEK));
    expect(
      others.every(({ link, link_ci_low: low, link_ci_high: high }) => link === 0 && low === 0 && high === 0),
    ).toBe(true);
  });
});

describe('a model that changes three times in twelve weeks', () => {
  const steps = { 2: 0.04, 5: -0.06, 9: 0.05 };
  const world: TrendWorld = { weeks: WEEKS, easyShare: [0.5, 0.5], steps, ledger: true };

  let last: TrendRow[];
  beforeAll(() => {
    last = rowsAt(simulate(world, 'chain'), -1);
  });

  it('has a chain whose interval covers after all of its links', () => {
    expectNominal(share(last, covers('chained_change', 0.03)));
    expectNominal(share(last, covers('chained_level', trueFirstLevel(world) + 0.03)));
  });
});

describe('a judge that is replaced by a milder one, while the mix moves and every item is asked anew', () => {
  const judgeChange = { week: 6, bridgeItems: 50, offset: 0.1 };
  const world: TrendWorld = { weeks: WEEKS, easyShare: [0.2, 0.8], steps: {}, ledger: false, judgeChange };
  let runs: TrendRow[][];
  let last: TrendRow[];
  beforeAll(() => {
    runs = simulate(world, 'bridge');
    last = rowsAt(runs, -1);
  });

  it('stays on one line over the bridge', () => {
    expect(last.every(({ line }) => line === 1)).toBe(true);
    expect(rowsAt(runs, judgeChange.week).every(({ linked_by }) => linked_by === 'judge-bridge')).toBe(true);
  });

  it('has intervals that cover after the bridge as before it', () => {
    expectNominal(share(rowsAt(runs, judgeChange.week), covers('link', 0)));
    expectNominal(share(last, covers('chained_change', 0)));
    expectNominal(share(last, covers('chained_level', trueFirstLevel(world))));
    expectNominal(share(last, covers('composition_effect', 0.6 * 0.3)));
    expectNominal(share(last, covers('judge_offset', judgeChange.offset)));
    expect(Math.abs(meanOf(last, 'chained_change'))).toBeLessThan(0.004);
  });

  it('has wider intervals from the bridge on, because it rests on fewer items', () => {
    const { judgeChange: _, ...unchanged } = world;
    const plain = simulate(unchanged, 'bridge', FEW_RUNS);
    const widthsAt = (all: readonly TrendRow[][], week: number) =>
      rowsAt(all.slice(0, FEW_RUNS), week).map(
        (row) => required(row.chained_change_ci_high) - required(row.chained_change_ci_low),
      );
    const ratiosAt = (week: number) => {
      const others = widthsAt(plain, week);
      return widthsAt(runs, week).map((width, run) => width / required(others[run]));
    };
    expect(ratiosAt(5).every((ratio) => ratio === 1)).toBe(true);
    expect(ratiosAt(6).reduce((sum, ratio) => sum + ratio, 0) / FEW_RUNS).toBeGreaterThan(1.1);
  });

  it('would look like a better model to whoever joined the two lines', () => {
    const { week } = judgeChange;
    const jump = meanOf(rowsAt(runs, week), 'naive_level') - meanOf(rowsAt(runs, week - 1), 'naive_level');
    expect(jump).toBeGreaterThan(0.09);
  });
});

describe('a judge that is replaced in the week in which the model becomes better', () => {
  const judgeChange = { week: STEP_WEEK, bridgeItems: 50, offset: -0.15 };
  const world: TrendWorld = {
    weeks: WEEKS,
    easyShare: [0.8, 0.2],
    steps: { [STEP_WEEK]: STEP },
    ledger: true,
    judgeChange,
  };

  let runs: TrendRow[][];
  beforeAll(() => {
    runs = simulate(world, 'bridge and step');
  });

  it('does not hide the step', () => {
    const last = rowsAt(runs, -1);
    expect(Math.abs(meanOf(last, 'chained_change') - STEP)).toBeLessThan(0.004);
    expectNominal(share(rowsAt(runs, STEP_WEEK), covers('link', STEP)));
    expectNominal(share(last, covers('chained_change', STEP)));
    expectNominal(share(last, covers('chained_level', trueFirstLevel(world) + STEP)));
  });
});

describe('a judge that is replaced while nothing else changes', () => {
  const judgeChange = { week: STEP_WEEK, bridgeItems: 50, offset: 0.2 };
  const world: TrendWorld = { weeks: WEEKS, easyShare: [0.5, 0.5], steps: {}, ledger: true, judgeChange };

  it('leaves the level exactly where it was, because the answers of the bridge are those of the week before', () => {
    const runs = simulate(world, 'bridge alone', FEW_RUNS);
    expect(rowsAt(runs, -1).every(({ chained_change: change }) => change === 0)).toBe(true);
  });

  it('breaks the line in every run without a bridge', () => {
    const runs = simulate({ ...world, judgeChange: { ...judgeChange, bridgeItems: 0 } }, 'no bridge', FEW_RUNS);
    expect(rowsAt(runs, STEP_WEEK).every((row) => row.break_reason === 'judge-changed' && row.line === 2)).toBe(true);
  });
});
