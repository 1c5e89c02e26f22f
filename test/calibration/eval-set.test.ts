import { beforeAll, describe, expect, it } from 'vitest';
import { marginLevels } from '../../activities/eval-set/item-weights.js';
import { perUserCap } from '../../activities/eval-set/refresh.js';
import { type Representativeness, representativenessOf } from '../../activities/eval-set/representativeness.js';
import { calibratedMean } from '../../activities/stats/calibrated-mean.js';
import { clusteredMean, type Estimate } from '../../activities/stats/clustered-mean.js';
import { createRandom } from '../../activities/stats/random.js';
import { kishEffectiveSize } from '../../activities/stats/weights.js';
import {
  BLOCKS,
  createEvalSetWorld,
  createLivingSet,
  DYING,
  GROWING,
  type LivingItem,
  representedRows,
  TOPICS,
  topicShares,
  WEEKS,
  type WorldWeek,
} from './eval-set-world.js';

const RUNS = 200;
const SIZE = 100;
/** Weeks, counted from 0, in which qualities are planted and estimated: 600 estimates in all. */
const SCORED_WEEKS = [3, 7, 11];

interface ScoredWeek {
  readonly truth: number;
  readonly weighted: Estimate | null;
  /** What the first version, never refreshed and not weighted, would have said. */
  readonly stale: Estimate | null;
}

interface Run {
  /** Largest gap of a topic's share in the weighted set to its share of all traffic, per week. */
  readonly gaps: number[];
  readonly sizes: number[];
  readonly effectiveShares: number[];
  readonly scored: ScoredWeek[];
  /** The last week: against the sample that the set was chosen from, and against other people's requests. */
  readonly chosenFrom: Representativeness | null;
  readonly elsewhere: Representativeness | null;
}

describe('a living set over twelve weeks, in 200 runs', () => {
  const runs: Run[] = [];
  beforeAll(async () => {
    for (let run = 0; run < RUNS; run += 1) runs.push(await livedThrough(run));
  }, 600_000);

  it('has the wanted size every week', () => {
    expect(runs.flatMap(({ sizes }) => sizes).every((size) => size === SIZE)).toBe(true);
  });

  it('keeps every topic within three points of the traffic every week', () => {
    const close = runs.filter(({ gaps }) => Math.max(...gaps) <= 0.03);
    expect(close.length).toBeGreaterThanOrEqual(0.98 * RUNS);
  });

  it('keeps an effective size of at least 60 % of its items every week', () => {
    expect(Math.min(...runs.flatMap(({ effectiveShares }) => effectiveShares))).toBeGreaterThanOrEqual(0.6);
  });

  it('covers at least 95 % of what a fresh sample covers, in every run', () => {
    for (const read of [(run: Run) => run.chosenFrom, (run: Run) => run.elsewhere]) {
      expect(Math.min(...runs.map((run) => read(run)?.coverageRatio ?? 0))).toBeGreaterThanOrEqual(0.95);
    }
  });

  it.each([
    { against: 'the sample it was chosen from', read: (run: Run) => run.chosenFrom },
    { against: 'requests of people it knows nothing of', read: (run: Run) => run.elsewhere },
  ])('is not told from production by the user-level MMD against $against', ({ read }) => {
    const accepted = runs.filter((run) => (read(run)?.mmd2.pValue ?? 0) > 0.05);
    expect(accepted.length).toBeGreaterThanOrEqual(0.93 * RUNS);
    expect(runs.filter((run) => read(run)?.isRepresentative).length).toBeGreaterThanOrEqual(0.93 * RUNS);
  });

  it('estimates the mean quality of production with intervals that hold 93 to 97 % of the time', () => {
    const scored = runs.flatMap((run) => run.scored);
    const covered = scored.filter(({ truth, weighted }) => holds(weighted, truth)).length / scored.length;
    expect(scored).toHaveLength(RUNS * SCORED_WEEKS.length);
    expect(covered).toBeGreaterThanOrEqual(0.93);
    expect(covered).toBeLessThanOrEqual(0.97);
  });

  it('is right where the unweighted mean of the first version is not', () => {
    const last = runs.flatMap((run) => run.scored.slice(-1));
    const covered = last.filter(({ truth, stale }) => holds(stale, truth)).length / last.length;
    expect(covered).toBeLessThan(0.7);
  });
});

async function livedThrough(run: number): Promise<Run> {
  const world = createEvalSetWorld({ users: 220, sample: 500 }, 'living', run);
  const set = createLivingSet(SIZE);
  const gaps: number[] = [];
  const sizes: number[] = [];
  const effectiveShares: number[] = [];
  const scored: ScoredWeek[] = [];
  let first: readonly LivingItem[] = [];
  let last: WorldWeek | undefined;
  for (let number = 0; number < WEEKS; number += 1) {
    const week = world.week(number);
    set.refresh(week);
    const items = set.items();
    if (number === 0) first = items;
    const shares = topicShares(items);
    const traffic = topicShares(week.traffic.map(({ topic }) => ({ topic, weight: 1 })));
    gaps.push(Math.max(...traffic.map((share, topic) => Math.abs(share - (shares[topic] ?? 0)))));
    sizes.push(items.length);
    effectiveShares.push(kishEffectiveSize(items.map(({ weight }) => weight)) / items.length);
    if (SCORED_WEEKS.includes(number)) scored.push(scoredWeek(week, items, first, `${run} ${number}`));
    last = week;
  }
  const options = { seed: `${run}`, perUser: perUserCap(SIZE), blocks: BLOCKS, draws: 100 };
  const elsewhere = representedRows(world.elsewhere(WEEKS - 1).sample);
  return {
    gaps,
    sizes,
    effectiveShares,
    scored,
    chosenFrom: await representativenessOf(set.items(), representedRows(last?.sample ?? []), options),
    elsewhere: await representativenessOf(set.items(), elsewhere, options),
  };
}

/** Plants a quality per topic, low where the traffic grows, high where it dies; users and single answers vary. */
function scoredWeek(
  week: WorldWeek,
  items: readonly LivingItem[],
  first: readonly LivingItem[],
  seed: string,
): ScoredWeek {
  const random = createRandom('quality', seed);
  const ofTopic = Array.from({ length: TOPICS }, () => 0.45 + 0.4 * random.next());
  ofTopic[GROWING] = 0.2;
  ofTopic[DYING] = 0.9;
  const ofUser = new Map<string, number>();
  const qualityOf = ({ topic, user }: { readonly topic: number; readonly user: string }) => {
    const own = ofUser.get(user) ?? 0.05 * random.normal();
    ofUser.set(user, own);
    return (ofTopic[topic] ?? 0) + own;
  };
  const truth = week.traffic.reduce((sum, request) => sum + qualityOf(request), 0) / week.traffic.length;
  const scoreOf = (item: LivingItem) => qualityOf(item) + 0.2 * random.normal();
  const production = week.sample.map(({ row, topic }) => ({ ...row, topic }));
  const levels = marginLevels(items, production, ['topic']);
  const weighted = calibratedMean(
    items.map((item, at) => ({
      value: scoreOf(item),
      weight: item.weight,
      cluster: item.user,
      levels: levels.items[at] ?? [],
    })),
    production.map(({ weight, inclusion_probability: inclusionProbability }, at) => ({
      weight,
      inclusionProbability,
      levels: levels.production[at] ?? [],
    })),
  );
  const stale = clusteredMean(
    first.map(scoreOf),
    first.map(({ user }) => user),
  );
  return { truth, weighted, stale };
}

function holds(estimate: Estimate | null, truth: number): boolean {
  return estimate !== null && estimate.ciLow <= truth && truth <= estimate.ciHigh;
}
