import { clusteredMean, type Estimate, studentEstimate } from './clustered-mean.js';

/** A judged pair of answers a and b. */
export interface ComparedAnswers {
  /** Which two arms: pairs of one comparison share one win rate. */
  readonly comparison: string;
  /** 1: a won, -1: b won, 0: tie. */
  readonly preference: number;
  /** Length of the answer of a, in characters. */
  readonly lengthA: number;
  readonly lengthB: number;
  readonly user: string;
  readonly weight: number;
}

/** The win rate of one comparison; a tie is half a win. */
interface ComparisonWinRate {
  readonly comparison: string;
  readonly raw: Estimate | null;
  /** At equal length; null when the pairs cannot tell length from quality. */
  readonly lengthControlled: Estimate | null;
}

export interface LengthControl {
  readonly winRates: readonly ComparisonWinRate[];
  /** Change of the log odds from equal length to a much longer answer: positive when the judge favours length. */
  readonly slope: Estimate | null;
  /** How often the longer answer wins when neither arm is better; 0.5 without a length bias; ties in length left out. */
  readonly longerWinRate: Estimate | null;
}

interface Row extends ComparedAnswers {
  readonly x: number;
  readonly wins: number;
}

interface Fit {
  readonly slope: number;
  readonly intercepts: ReadonlyMap<string, number>;
  /** Influence of every row on the slope. */
  readonly onSlope: readonly number[];
  /** Influence of every row on the intercept of its own comparison, besides that through the slope. */
  readonly onIntercept: readonly number[];
  /** Mean of x in each comparison, by the information in its pairs. */
  readonly centres: ReadonlyMap<string, number>;
}

const STEPS = 100;
const LARGEST_STEP = 2;
const TOLERANCE = 1e-10;
/** Log odds beyond which a fit is running away from pairs that are perfectly separated. */
const RUNAWAY = 25;

/**
 * Length-controlled win rates (AlpacaEval 2; Dubois, Galambosi, Liang & Hashimoto, arXiv 2404.04475): a logistic model
 * logit P(a wins) = θ_comparison + φ tanh((length_a - length_b) / s), and the win rate at equal length is 1 / (1 + e^-θ).
 * Two things differ from AlpacaEval. φ is one number for all comparisons of a judge: how it takes length is the judge's
 * own, and a candidate that is always longer can only be told from a better one by pairs of other arms (production's
 * model against its own logged answer). And s is the root mean square of the length differences, not their standard
 * deviation, which would be tiny for a candidate that is longer by the same amount everywhere.
 * Intervals move whole users (sandwich variance of the score equations), on the log-odds scale for win rates.
 * @param pairs of one judge; rows without weight are left out
 */
export function lengthControl(pairs: readonly ComparedAnswers[], confidence = 0.95): LengthControl {
  const used = pairs.filter(({ weight }) => weight > 0);
  const scale = Math.sqrt(meanOf(used.map(({ lengthA, lengthB }) => (lengthA - lengthB) ** 2)));
  const rows = used.map((pair): Row => {
    const x = scale > 0 ? Math.tanh((pair.lengthA - pair.lengthB) / scale) : 0;
    return { ...pair, x, wins: (1 + pair.preference) / 2 };
  });
  const fit = fitLogistic(rows);
  const comparisons = [...new Set(rows.map(({ comparison }) => comparison))];
  return {
    winRates: comparisons.map((comparison) => ({
      comparison,
      raw: rawWinRate(
        rows.filter((row) => row.comparison === comparison),
        confidence,
      ),
      lengthControlled: fit === null ? null : controlledWinRate(rows, fit, comparison, confidence),
    })),
    slope: fit === null ? null : estimateOf(rows, fit.slope, fit.onSlope, confidence),
    longerWinRate: longerWinRate(rows, confidence),
  };
}

function rawWinRate(rows: readonly Row[], confidence: number): Estimate | null {
  return clusteredMean(
    rows.map(({ wins }) => wins),
    rows.map(({ user }) => user),
    { weights: rows.map(({ weight }) => weight), confidence },
  );
}

function controlledWinRate(rows: readonly Row[], fit: Fit, comparison: string, confidence: number): Estimate | null {
  const centre = fit.centres.get(comparison) ?? 0;
  const influences = rows.map((row, at) => {
    const own = row.comparison === comparison ? (fit.onIntercept[at] ?? 0) : 0;
    return own - centre * (fit.onSlope[at] ?? 0);
  });
  const users = new Set(rows.filter((row) => row.comparison === comparison).map(({ user }) => user)).size;
  const logOdds = estimateOf(rows, fit.intercepts.get(comparison) ?? 0, influences, confidence, users);
  if (logOdds === null) return null;
  const estimate = logistic(logOdds.estimate);
  return {
    ...logOdds,
    estimate,
    standardError: estimate * (1 - estimate) * logOdds.standardError,
    ciLow: logistic(logOdds.ciLow),
    ciHigh: logistic(logOdds.ciHigh),
  };
}

/**
 * (P(a wins | a is longer) + P(b wins | b is longer)) / 2, over all comparisons: half of a linear regression of wins on
 * "a is longer" with a level for each comparison, so that an arm that is better and longer does not count as a bias. It
 * asks only which answer is longer, and needs no model of how the bias grows.
 */
function longerWinRate(all: readonly Row[], confidence: number): Estimate | null {
  const rows = all.filter(({ lengthA, lengthB }) => lengthA !== lengthB);
  const levels = new Map<string, { weight: number; wins: number; longer: number }>();
  for (const { comparison, weight, wins, x } of rows) {
    const level = levels.get(comparison) ?? { weight: 0, wins: 0, longer: 0 };
    level.weight += weight;
    level.wins += weight * wins;
    level.longer += x > 0 ? weight : 0;
    levels.set(comparison, level);
  }
  const centred = rows.map(({ comparison, weight, wins, x }) => {
    const level = levels.get(comparison) ?? { weight: 1, wins: 0, longer: 0 };
    return { weight, wins: wins - level.wins / level.weight, longer: (x > 0 ? 1 : 0) - level.longer / level.weight };
  });
  const spread = centred.reduce((sum, { weight, longer }) => sum + weight * longer * longer, 0);
  if (!(spread > 0)) return null;
  const difference = centred.reduce((sum, { weight, longer, wins }) => sum + weight * longer * wins, 0) / spread;
  const influences = centred.map(
    ({ weight, longer, wins }) => (weight * longer * (wins - difference * longer)) / spread / 2,
  );
  return estimateOf(rows, (1 + difference) / 2, influences, confidence);
}

/** Maximum likelihood by Newton's method; null when pairs do not vary in length or are perfectly separated. */
function fitLogistic(rows: readonly Row[]): Fit | null {
  const intercepts = new Map(rows.map(({ comparison }) => [comparison, 0]));
  let slope = 0;
  for (let step = 0; step < STEPS; step += 1) {
    const chances = rows.map(({ comparison, x }) => logistic((intercepts.get(comparison) ?? 0) + slope * x));
    const { centres, information } = centresOf(rows, chances);
    const rest = rows.map(({ weight, wins }, at) => weight * (wins - (chances[at] ?? 0)));
    const spread = rows.reduce((sum, { comparison, x, weight }, at) => {
      const chance = chances[at] ?? 0;
      return sum + weight * chance * (1 - chance) * (x - (centres.get(comparison) ?? 0)) ** 2;
    }, 0);
    const total = [...information.values()].reduce((sum, value) => sum + value, 0);
    if (!(spread > TOLERANCE * total)) return null;
    const onSlope = rows.map(
      ({ comparison, x }, at) => ((rest[at] ?? 0) * (x - (centres.get(comparison) ?? 0))) / spread,
    );
    const onIntercept = rows.map(({ comparison }, at) => (rest[at] ?? 0) / (information.get(comparison) ?? 1));
    const slopeStep = limited(onSlope.reduce((sum, value) => sum + value, 0));
    let largest = Math.abs(slopeStep);
    for (const [comparison, intercept] of intercepts) {
      const own = rows.reduce((sum, row, at) => sum + (row.comparison === comparison ? (onIntercept[at] ?? 0) : 0), 0);
      const change = limited(own - (centres.get(comparison) ?? 0) * slopeStep);
      intercepts.set(comparison, intercept + change);
      largest = Math.max(largest, Math.abs(change));
    }
    slope += slopeStep;
    if (largest < TOLERANCE) return { slope, intercepts, onSlope, onIntercept, centres };
    if (Math.max(Math.abs(slope), ...[...intercepts.values()].map(Math.abs)) > RUNAWAY) return null;
  }
  return null;
}

function centresOf(rows: readonly Row[], chances: readonly number[]) {
  const information = new Map<string, number>();
  const sums = new Map<string, number>();
  rows.forEach(({ comparison, x, weight }, at) => {
    const chance = chances[at] ?? 0;
    const own = weight * chance * (1 - chance);
    information.set(comparison, (information.get(comparison) ?? 0) + own);
    sums.set(comparison, (sums.get(comparison) ?? 0) + own * x);
  });
  const centres = new Map([...sums].map(([comparison, sum]) => [comparison, sum / (information.get(comparison) ?? 1)]));
  return { centres, information };
}

function estimateOf(
  rows: readonly Row[],
  estimate: number,
  influences: readonly number[],
  confidence: number,
  users?: number,
): Estimate | null {
  const sums = new Map<string, number>();
  rows.forEach(({ user }, at) => sums.set(user, (sums.get(user) ?? 0) + (influences[at] ?? 0)));
  const clusters = users ?? sums.size;
  if (clusters < 2) return null;
  const squares = [...sums.values()].reduce((sum, value) => sum + value * value, 0);
  const standardError = Math.sqrt((clusters / (clusters - 1)) * squares);
  return studentEstimate(
    { estimate, standardError, degreesOfFreedom: clusters - 1, n: rows.length, clusters },
    confidence,
  );
}

const logistic = (logOdds: number) => 1 / (1 + Math.exp(-logOdds));
const limited = (step: number) => Math.min(LARGEST_STEP, Math.max(-LARGEST_STEP, step));
const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
