import { largestStandardisedPValue } from '../drift/permutation-test.js';
import { quantile } from '../stats/quantiles.js';
import { createRandom, type Random } from '../stats/random.js';
import { createCoverage } from './neighbour-coverage.js';
import { createUserKernel } from './user-kernel.js';

/** An item of the set or a request of the week's sample. */
export interface RepresentedRow {
  readonly user: string;
  /** Topic of the frozen topic map. */
  readonly topic: number;
  /** Items: the version's weight. Requests: the design weight, 1 / inclusion probability. */
  readonly weight: number;
  readonly vector: Float32Array;
  /** Features of a kernel, blocks of all bandwidths together: the inner product of two of them is the kernel's value. */
  readonly features: Float64Array;
}

export interface RepresentativenessOptions {
  readonly seed: string;
  /** Items of one user, at most: fresh samples keep to it too. */
  readonly perUser: number;
  /** Bandwidths of the kernel: blocks of the features. */
  readonly blocks: number;
  /**
   * Level of the three tests together.
   * @default 0.05
   */
  readonly level?: number;
  /**
   * Fresh samples drawn.
   * @default 200
   */
  readonly draws?: number;
  /** Called between pieces of work of a few ten milliseconds. */
  readonly pause?: () => Promise<void>;
}

/** One figure of the set beside the same figure of fresh samples of production. */
interface ComparedFigure {
  readonly estimate: number;
  readonly fresh: { readonly mean: number; readonly low: number; readonly high: number };
  /** (1 + fresh samples that are no better)/(1 + fresh samples), one-sided; never 0. */
  readonly pValue: number;
}

/** A topic of which the set holds less than production has. */
interface StaleTopic {
  readonly topic: number;
  readonly productionShare: number;
  /** Share of the items, every item counted once. */
  readonly itemShare: number;
}

export interface Representativeness {
  /** Share of production in whose neighbourhood the set has an item (Naeem et al. 2020). */
  readonly coverage: ComparedFigure;
  /** Coverage divided by that of fresh samples. */
  readonly coverageRatio: number;
  /** Debiased MMD² of the weighted set and production over pairs of different users, mean over bandwidths. */
  readonly mmd2: ComparedFigure;
  /**
   * Share of production that no item covers, as far as it lies together: √(|Σ v φ|²/B) over the uncovered requests with
   * weights v (of all: 1) and kernel features φ in B blocks. A topic that the set lacks counts with its whole share,
   * requests here and there, which every sample of this size misses, count little.
   */
  readonly uncoveredShare: ComparedFigure;
  /**
   * Of the three together: the largest of the three, each standardised by its mean and spread over the fresh samples,
   * among that of the fresh samples. Three looks cost no level.
   */
  readonly pValue: number;
  /** The p-value is above the level: the set is no worse than fresh samples are. */
  readonly isRepresentative: boolean;
  /** Topics that make up the missing share, largest gap first. */
  readonly staleTopics: readonly StaleTopic[];
  /** Items of the fresh samples: those of the set, or what half of production allows. */
  readonly size: number;
  readonly draws: number;
}

/** Halvings of the users; several fresh samples come from each. */
const SPLITS = 20;
/** Requests that are looked at: users vary more than their requests, and distances cost the square. */
const MAX_REQUESTS = 1_500;
/** With fewer users in a half neither half says much about production. */
const MIN_USERS = 20;
/** A topic counts as uncovered as far as production's share is above three times the items' share. */
const COVERED_RATIO = 3;
/** A user counts as much as this many average requests where the question is what is there, not how much of it. */
const WEIGHT_CAP = 3;

/**
 * Does the set stand for this week's production as well as a fresh sample of production of the same size would? The
 * users of production are halved again and again. From one half fresh samples are drawn, as large as the set and with
 * its cap per user; the other half is the production that both the set and the fresh samples are compared with. So fresh
 * samples and production are of different users, as a sample of next minute's users would be, and nothing of the set's
 * own users meets itself: pairs of one user are left out. The figure of the set, the mean over the halvings, is ranked
 * among those of the fresh samples, each of one halving. Were the set such a sample, its mean over halvings would vary
 * less than they do, so the level is kept with something to spare, and a set that lacks something is not hidden by a
 * halving that lacks it too (both proven in the calibration).
 *
 * Items without weight stand for nothing and are left out.
 * @returns null with no items, fewer than 20 users in a half of production, or too few requests for a neighbourhood
 */
export async function representativenessOf(
  items: readonly RepresentedRow[],
  production: readonly RepresentedRow[],
  options: RepresentativenessOptions,
): Promise<Representativeness | null> {
  const { level = 0.05, draws = 200, pause = async () => {} } = options;
  const random = createRandom('representativeness', options.seed);
  const set = items.filter(({ weight }) => weight > 0);
  const requests = random.shuffle([...production]).slice(0, MAX_REQUESTS);
  const users = [...new Set(requests.map(({ user }) => user))].sort();
  if (set.length === 0 || users.length < 2 * MIN_USERS) return null;
  const kernel = createUserKernel(set, requests, options.blocks);
  const coverage = await createCoverage(set, cappedPerUser(requests), { ...options, pause });
  const pairs: { own: Figures; fresh: Figures }[] = [];
  let size = set.length;
  const splits = Math.min(SPLITS, draws);
  for (let split = 0; split < splits; split += 1) {
    const { source, other } = halvesOf(requests, users, random);
    const samples = Array.from({ length: Math.ceil(draws / splits) }, () =>
      freshSample(requests, source, { size, perUser: options.perUser, random }),
    );
    size = Math.min(size, ...samples.map((sample) => sample.length));
    const nearness = coverage.against(other, size);
    if (nearness === null) return null;
    const distance = kernel.against(other);
    const some = random.shuffle([...set.keys()]).slice(0, size);
    const own = { ...nearness.ofSet(some), mmd2: distance.ofSet() };
    for (const sample of samples) {
      const same = sample.slice(0, size);
      pairs.push({ own, fresh: { ...nearness.ofRequests(same), mmd2: distance.ofRequests(same) } });
    }
    await pause();
  }
  const compared = {
    coverage: comparedFigure(pairs, (figures) => figures.coverage, -1),
    mmd2: comparedFigure(pairs, (figures) => figures.mmd2, 1),
    uncoveredShare: comparedFigure(pairs, (figures) => figures.uncoveredShare, 1),
  };
  const { coverage: share, mmd2, uncoveredShare } = compared;
  const own = Float64Array.of(-share.estimate, mmd2.estimate, uncoveredShare.estimate);
  const fresh = pairs.map((pair) => Float64Array.of(-pair.fresh.coverage, pair.fresh.mmd2, pair.fresh.uncoveredShare));
  const pValue = largestStandardisedPValue([own, ...fresh]);
  return {
    ...compared,
    coverageRatio: compared.coverage.estimate / compared.coverage.fresh.mean,
    pValue,
    isRepresentative: pValue > level,
    staleTopics: staleTopicsOf(set, production),
    size,
    draws: pairs.length,
  };
}

/** The figures of one set or sample against one half of production. */
interface Figures {
  readonly coverage: number;
  readonly uncoveredShare: number;
  readonly mmd2: number;
}

/** @param worse 1 where more is worse, -1 where less is */
function comparedFigure(
  pairs: readonly { readonly own: Figures; readonly fresh: Figures }[],
  read: (figures: Figures) => number,
  worse: 1 | -1,
): ComparedFigure {
  const fresh = pairs.map((pair) => read(pair.fresh));
  const estimate = meanOf(pairs.map((pair) => read(pair.own)));
  const noBetter = fresh.filter((value) => worse * (value - estimate) >= 0).length;
  return {
    estimate,
    fresh: { mean: meanOf(fresh), low: quantile(fresh, 0.025), high: quantile(fresh, 0.975) },
    pValue: (1 + noBetter) / (1 + pairs.length),
  };
}

/** The requests with weights scaled down so that no user counts more than three requests do on average. */
function cappedPerUser(requests: readonly RepresentedRow[]): RepresentedRow[] {
  const perUser = new Map<string, number>();
  for (const { user, weight } of requests) perUser.set(user, (perUser.get(user) ?? 0) + weight);
  const cap = WEIGHT_CAP * meanOf(requests.map(({ weight }) => weight));
  return requests.map((row) => ({ ...row, weight: row.weight * Math.min(1, cap / (perUser.get(row.user) ?? cap)) }));
}

function halvesOf(requests: readonly RepresentedRow[], users: readonly string[], random: Random) {
  const inSource = new Set(random.shuffle([...users]).slice(0, Math.ceil(users.length / 2)));
  const source: number[] = [];
  const other: number[] = [];
  requests.forEach(({ user }, at) => (inSource.has(user) ? source : other).push(at));
  return { source, other };
}

/**
 * Draws requests with chances in proportion to their weights, without replacement (Efraimidis & Spirakis 2006), at most
 * `perUser` of one user.
 */
function freshSample(
  requests: readonly RepresentedRow[],
  source: readonly number[],
  { size, perUser, random }: { readonly size: number; readonly perUser: number; readonly random: Random },
): number[] {
  const keyed = source.map((at) => ({ at, key: Math.log(1 - random.next()) / (requests[at]?.weight ?? 1) }));
  keyed.sort((a, b) => b.key - a.key);
  const perUserCount = new Map<string, number>();
  const sample: number[] = [];
  for (const { at } of keyed) {
    if (sample.length === size) break;
    const user = requests[at]?.user ?? '';
    const count = perUserCount.get(user) ?? 0;
    if (count >= perUser) continue;
    perUserCount.set(user, count + 1);
    sample.push(at);
  }
  return sample;
}

function staleTopicsOf(set: readonly RepresentedRow[], production: readonly RepresentedRow[]): StaleTopic[] {
  const items = sharesByTopic(set, () => 1);
  return [...sharesByTopic(production, ({ weight }) => weight)]
    .map(([topic, productionShare]) => ({ topic, productionShare, itemShare: items.get(topic) ?? 0 }))
    .filter(({ productionShare, itemShare }) => gapOf(productionShare, itemShare) > 0)
    .sort((a, b) => gapOf(b.productionShare, b.itemShare) - gapOf(a.productionShare, a.itemShare) || a.topic - b.topic);
}

function gapOf(productionShare: number, itemShare: number): number {
  return Math.max(0, productionShare - COVERED_RATIO * itemShare);
}

function sharesByTopic(
  rows: readonly RepresentedRow[],
  weightOf: (row: RepresentedRow) => number,
): Map<number, number> {
  const weights = new Map<number, number>();
  let total = 0;
  for (const row of rows) {
    weights.set(row.topic, (weights.get(row.topic) ?? 0) + weightOf(row));
    total += weightOf(row);
  }
  return new Map([...weights].map(([topic, weight]) => [topic, weight / total]));
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
