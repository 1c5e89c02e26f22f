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
import type { Experiment } from './experiment.js';

const SIZE = 100;
/** Weeks, counted from 0, in which qualities are planted and estimated. */
const SCORED_WEEKS = [3, 7, 11];

/** A set refreshed every week while a topic grows from 5 to 20 % of the traffic and another one dies. */
export const livingSet: Experiment = {
  name: 'living-set',
  about: `an eval set of ${SIZE} items over ${WEEKS} weeks, one topic growing from 5 to 20 %, one dying, 220 users a week`,
  runs: 200,
  minutes: 1,
  figures: [
    { name: 'the set has the wanted size every week', limit: { atLeast: 1 } },
    { name: 'every topic is within 3 points of the traffic every week', limit: { atLeast: 0.98 } },
    { name: 'the effective size is at least 60 % every week', limit: { atLeast: 1 } },
    { name: 'coverage is at least 95 % of that of a fresh sample', limit: { atLeast: 1 } },
    { name: 'MMD: not told from the sample it was chosen from', limit: { atLeast: 0.93 } },
    { name: 'MMD: not told from the requests of other people', limit: { atLeast: 0.93 } },
    { name: 'representative of the sample it was chosen from', limit: { atLeast: 0.93 } },
    { name: 'representative of the requests of other people', limit: { atLeast: 0.93 } },
    { name: 'share of weeks whose interval holds the mean quality', limit: { atLeast: 0.93, atMost: 0.97 } },
    { name: 'unweighted, the first version holds it in the last week', limit: { atMost: 0.7 } },
  ],
  repeat: async (repetition, seed) => {
    const lived = await livedThrough(repetition, seed);
    const covering = [lived.chosenFrom, lived.elsewhere].map((result) => result?.coverageRatio ?? 0);
    const isAccepted = (result: Representativeness | null) => (result?.mmd2.pValue ?? 0) > 0.05;
    const held = lived.scored.filter(({ truth, weighted }) => holds(weighted, truth));
    const last = lived.scored.at(-1);
    return {
      'the set has the wanted size every week': lived.sizes.every((size) => size === SIZE),
      'every topic is within 3 points of the traffic every week': Math.max(...lived.gaps) <= 0.03,
      'the effective size is at least 60 % every week': Math.min(...lived.effectiveShares) >= 0.6,
      'coverage is at least 95 % of that of a fresh sample': Math.min(...covering) >= 0.95,
      'MMD: not told from the sample it was chosen from': isAccepted(lived.chosenFrom),
      'MMD: not told from the requests of other people': isAccepted(lived.elsewhere),
      'representative of the sample it was chosen from': lived.chosenFrom?.isRepresentative === true,
      'representative of the requests of other people': lived.elsewhere?.isRepresentative === true,
      'share of weeks whose interval holds the mean quality': held.length / lived.scored.length,
      'unweighted, the first version holds it in the last week': last !== undefined && holds(last.stale, last.truth),
    };
  },
};

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

async function livedThrough(run: number, seed: string): Promise<Run> {
  const world = createEvalSetWorld({ users: 220, sample: 500 }, 'living', seed, run);
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
    if (SCORED_WEEKS.includes(number)) scored.push(scoredWeek(week, items, first, `${seed} ${run} ${number}`));
    last = week;
  }
  const options = { seed: `${seed} ${run}`, perUser: perUserCap(SIZE), blocks: BLOCKS, draws: 100 };
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
