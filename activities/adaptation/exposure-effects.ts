import type { Estimate } from '../stats/clustered-mean.js';
import { holmOfKnown } from '../stats/multiplicity.js';
import { createRandom } from '../stats/random.js';
import { addScaled, dot } from '../stats/vectors.js';
import type { ExposureRow } from './adaptation-tables.js';
import {
  type ComparedUser,
  differenceInDifferences,
  type EarlierRequest,
  type ExposureEffect,
  trendDifference,
} from './difference-in-differences.js';
import type { UserExposure } from './exposure.js';
import type { Breathe } from './five-part-split.js';
import type { FollowedRequest, ReturningUser } from './user-windows.js';

/** The row that stands for the prompts as a whole. */
const EMBEDDING = 'embedding';
/** Below it a difference before the release says that the groups were on different ways already. */
const TREND_LEVEL = 0.05;
const CHUNK = 20;

export interface ExposureInput {
  readonly days: number;
  /** In the order of the patterns of the users. */
  readonly patterns: readonly string[];
  readonly exposure: ReadonlyMap<string, UserExposure>;
  /** Users of the baseline and of the checkpoint. */
  readonly users: readonly ReturningUser[];
  /** Requests of the baseline: whether the groups were on the same way before anybody got it. */
  readonly before: readonly FollowedRequest[];
  /** Users of the first and of the second half of the baseline, for the embedding. */
  readonly usersBefore: readonly ReturningUser[];
  /** Fewer users on a side: no figure. */
  readonly minUsers: number;
  readonly permutations: number;
  readonly seed: string;
  readonly breathe: Breathe;
}

/**
 * What a release did to those who got it, against those who did not yet, on the same days: one row per pattern and one
 * for the embedding. `parallel` says whether the two groups moved alike during the baseline; where they did
 * not, the figure is no effect of the release.
 */
export async function exposureRows(input: ExposureInput): Promise<ExposureRow[]> {
  const { days, patterns, minUsers } = input;
  const compared = patterns.map((_, k) => differenceInDifferences(scalarUsers(input.users, input.exposure, k)));
  const before = patterns.map((_, k) => trendDifference(earlierRequests(input, k)));
  const counts = countsOf(input.users, input.exposure);
  const fewer = Math.min(counts.n_exposed, counts.n_unexposed);
  const refused =
    fewer < minUsers
      ? `no figure: ${counts.n_exposed} exposed and ${counts.n_unexposed} other users, ${minUsers} on each side are needed`
      : null;
  const adjusted = holmOfKnown(compared.map(({ effect }) => effect?.pValue ?? null));
  const trends = holmOfKnown(before.map((trend) => trend?.pValue ?? null));
  const rows = patterns.map((figure, k) =>
    rowOf({
      figure,
      effect: compared[k],
      pAdjusted: adjusted[k] ?? null,
      trend: before[k] ?? null,
      trendAdjusted: trends[k] ?? null,
    }),
  );
  const embedding = await embeddingRow(input);
  return [embedding, ...rows].map((row) =>
    refused === null
      ? { checkpoint_days: days, ...row, ...counts, refused }
      : { checkpoint_days: days, ...BLANK, figure: row.figure, ...counts, refused },
  );
}

type Figures = Omit<ExposureRow, 'checkpoint_days' | 'n_exposed' | 'n_unexposed' | 'n_partly' | 'refused'>;

const BLANK: Omit<Figures, 'figure'> = {
  exposed_change: null,
  unexposed_change: null,
  effect: null,
  ci_low: null,
  ci_high: null,
  p_value: null,
  p_adjusted: null,
  trend: null,
  trend_p_value: null,
  parallel: null,
};

function rowOf({
  figure,
  effect,
  pAdjusted,
  trend,
  trendAdjusted,
}: {
  figure: string;
  effect: ExposureEffect | undefined;
  pAdjusted: number | null;
  trend: Estimate | null;
  trendAdjusted: number | null;
}): Figures {
  return {
    figure,
    exposed_change: effect?.exposedChange ?? null,
    unexposed_change: effect?.unexposedChange ?? null,
    effect: effect?.effect?.estimate ?? null,
    ci_low: effect?.effect?.ciLow ?? null,
    ci_high: effect?.effect?.ciHigh ?? null,
    p_value: effect?.effect?.pValue ?? null,
    p_adjusted: pAdjusted,
    trend: trend?.estimate ?? null,
    trend_p_value: trendAdjusted,
    parallel: trendAdjusted === null ? null : trendAdjusted > TREND_LEVEL,
  };
}

function scalarUsers(
  users: readonly ReturningUser[],
  exposure: ReadonlyMap<string, UserExposure>,
  k: number,
): ComparedUser[] {
  return users.flatMap(({ user, before, after }) => {
    const side = exposure.get(user);
    if (side === undefined || side === 'partly') return [];
    return { exposed: side === 'exposed', before: before.patterns[k] ?? 0, after: after.patterns[k] ?? 0 };
  });
}

function earlierRequests({ before, exposure, users }: ExposureInput, k: number): EarlierRequest[] {
  const compared = new Set(users.map(({ user }) => user));
  return before.flatMap(({ user, timeMs, patterns }) => {
    const side = exposure.get(user);
    if (side === undefined || side === 'partly' || !compared.has(user)) return [];
    return { user, exposed: side === 'exposed', timeMs, value: patterns[k] ?? 0 };
  });
}

function countsOf(users: readonly ReturningUser[], exposure: ReadonlyMap<string, UserExposure>) {
  const count = (side: UserExposure) => users.filter(({ user }) => exposure.get(user) === side).length;
  return { n_exposed: count('exposed'), n_unexposed: count('not-yet'), n_partly: count('partly') };
}

/** Squared distance of the two groups' mean shifts, without users' products with themselves; labels permuted for p. */
async function embeddingRow(input: ExposureInput): Promise<Figures> {
  const { permutations, seed, breathe } = input;
  const options = { permutations, seed, breathe };
  const effect = await shiftDistance(shiftsOf(input.users, input.exposure), options);
  const trend = await shiftDistance(shiftsOf(input.usersBefore, input.exposure), { ...options, seed: `${seed}/trend` });
  return {
    ...BLANK,
    figure: EMBEDDING,
    effect: effect?.size ?? null,
    p_value: effect?.pValue ?? null,
    p_adjusted: effect?.pValue ?? null,
    trend: trend?.size ?? null,
    trend_p_value: trend?.pValue ?? null,
    parallel: trend === null ? null : trend.pValue > TREND_LEVEL,
  };
}

interface Shift {
  readonly exposed: boolean;
  readonly shift: Float64Array;
  readonly own: number;
}

function shiftsOf(users: readonly ReturningUser[], exposure: ReadonlyMap<string, UserExposure>): Shift[] {
  return users.flatMap(({ user, before, after }) => {
    const side = exposure.get(user);
    if (side === undefined || side === 'partly') return [];
    const shift = after.mean.map((value, j) => value - (before.mean[j] ?? 0));
    return { exposed: side === 'exposed', shift, own: dot(shift, shift) };
  });
}

/**
 * Had the release no effect, which of the users got it would say nothing about their shifts: labels are permuted over
 * users, p = (1 + k)/(B + 1) (Phipson & Smyth 2010).
 */
async function shiftDistance(
  shifts: readonly Shift[],
  { permutations, seed, breathe }: { permutations: number; seed: string; breathe: Breathe },
): Promise<{ size: number; pValue: number } | null> {
  const exposed = shifts.map((shift) => shift.exposed);
  const count = exposed.filter(Boolean).length;
  if (count < 2 || shifts.length - count < 2) return null;
  const total = new Float64Array(shifts[0]?.shift.length ?? 0);
  for (const { shift } of shifts) addScaled(total, shift, 1);
  const observed = distanceOf(shifts, total, exposed);
  const random = createRandom('exposure', seed);
  const labels = [...exposed];
  let asLarge = 0;
  for (let draw = 0; draw < permutations; draw += 1) {
    for (let at = labels.length - 1; at > 0; at -= 1) {
      const other = random.integer(at + 1);
      [labels[at], labels[other]] = [labels[other] ?? false, labels[at] ?? false];
    }
    if (distanceOf(shifts, total, labels) >= observed) asLarge += 1;
    if (draw % CHUNK === 0) await breathe();
  }
  return { size: observed, pValue: (1 + asLarge) / (1 + permutations) };
}

function distanceOf(shifts: readonly Shift[], total: Float64Array, exposed: readonly boolean[]): number {
  const sum = new Float64Array(total.length);
  let count = 0;
  let own = 0;
  let ownOthers = 0;
  shifts.forEach(({ shift, own: square }, at) => {
    if (exposed[at] === true) {
      addScaled(sum, shift, 1);
      count += 1;
      own += square;
    } else ownOthers += square;
  });
  const others = shifts.length - count;
  let distance = -own / count ** 2 - ownOthers / others ** 2;
  for (let j = 0; j < total.length; j += 1) {
    const s = sum[j] ?? 0;
    distance += (s / count - ((total[j] ?? 0) - s) / others) ** 2;
  }
  return distance;
}
