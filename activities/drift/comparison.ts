import type { PipelineConfig } from '../pipeline/config.js';
import { coverageOf } from './coverage.js';
import { centroidCosineEffect, mmd2Effect } from './distance-effects.js';
import { driftRow } from './drift-rows.js';
import { type UserState, userMeansOf } from './drift-state.js';
import type { DriftRow } from './drift-tables.js';
import { kernelWindows } from './mmd.js';
import { permutationTest } from './permutation-test.js';
import { type Effect, regionShares, shiftedMass } from './shifted-mass.js';
import { alignUsers, type UserMean } from './two-windows.js';

/** One side of a comparison. */
export interface ComparedWindow {
  readonly state: readonly UserState[];
  readonly requests: readonly ComparedRequest[];
}

export interface ComparedRequest {
  readonly user: string;
  readonly vector: Float32Array;
  /** Digest of the prompt, to tell copies. */
  readonly digest: string;
}

export interface Comparison {
  /** What production is compared with. */
  readonly name: 'pinned' | 'eval-set';
  readonly reference: ComparedWindow;
  readonly current: ComparedWindow;
  /** All requests of the window, where `current` holds only as many of each user as the reference does. */
  readonly traffic: readonly ComparedRequest[];
  /** Known before looking at the data: no verdict, because of this. */
  readonly refused: string | null;
}

export interface ComparisonOptions {
  readonly drift: PipelineConfig['drift'];
  readonly embedderId: string;
  readonly blocks: number;
  /** Level of this one test. */
  readonly level: number;
  readonly seed: string;
  readonly pause: () => Promise<void>;
}

export interface ComparisonResult {
  readonly rows: DriftRow[];
  readonly alarm: boolean;
  readonly uncoveredMass: number | null;
  readonly pValue: number | null;
  readonly refused: string | null;
}

const STATISTICS = {
  pinned: ['mmd2', 'uncovered_mass', 'moved_mass', 'centroid_cosine'],
  'eval-set': ['mmd2', 'uncovered_mass', 'coverage', 'density', 'precision', 'recall'],
} as const;

const DRAWS = 199;
/** With as many permutations a p-value may reach half the level: one chance coincidence does not hide an alarm. */
const PERMUTATIONS_PER_LEVEL = 2;
const MAX_COPIES = 0.5;

/**
 * The level of one test when `level` is spent over all looks of a horizon and all comparisons of a look. By the union
 * bound the chance of any false alarm over the horizon is at most `level`, whatever the dependence between weeks.
 */
export function levelPerTest(level: number, looks: number, comparisons: number): number {
  return level / (looks * comparisons);
}

/** Enough permutations for p-values below the level of one test. */
export function permutationsFor(configured: number, level: number): number {
  return Math.max(configured, Math.ceil(PERMUTATIONS_PER_LEVEL / level) - 1);
}

/**
 * Everything `drift.arrow` says about one pair of windows. An alarm needs both a significant test and an uncovered or
 * moved mass of at least `minimumEffect`. Where the data allow no verdict, every row carries the reason and no number.
 */
export async function compareWindows(comparison: Comparison, options: ComparisonOptions): Promise<ComparisonResult> {
  const refused = comparison.refused ?? objectionTo(comparison, options.drift.minUsers);
  if (refused !== null) {
    const rows = STATISTICS[comparison.name].map((statistic) => rowOf(comparison, options, statistic, { refused }));
    return { rows, alarm: false, uncoveredMass: null, pValue: null, refused };
  }
  const { name, reference, current } = comparison;
  const { drift, blocks, level, pause } = options;
  const seed = `${options.seed} ${name}`;
  const bootstrap = { seed, draws: DRAWS, pause };

  const columns = current.state[0]?.feature_sum.length ?? 0;
  const kernel = kernelWindows(alignUsers(userMeansOf(reference.state), userMeansOf(current.state), columns), blocks);
  const test = await permutationTest(kernel, { permutations: permutationsFor(drift.permutations, level), seed, pause });
  const mmd2 = await mmd2Effect(kernel, bootstrap);
  const regions = await regionShares(reference.requests, current.requests, {
    seed,
    weightCap: drift.weightCap,
    pause,
  });
  const mass = await shiftedMass(regions, bootstrap);

  const significant = test.pValue <= level;
  const large = (effect: Effect) => significant && effect.estimate >= drift.minimumEffect;
  const alarm = large(mass.uncovered) || (name === 'pinned' && large(mass.moved));
  const row = (statistic: string, effect: Effect | null, figures: Partial<DriftRow> = {}) =>
    rowOf(comparison, options, statistic, {
      estimate: effect?.estimate ?? null,
      ci_low: effect?.ciLow ?? null,
      ci_high: effect?.ciHigh ?? null,
      ...figures,
    });
  const massRow = (statistic: string, effect: Effect) =>
    row(statistic, effect, { minimum_effect: drift.minimumEffect, alarm: large(effect) });
  const rows = [
    row('mmd2', mmd2, { p_value: test.pValue, level, permutations: test.permutations, alarm }),
    massRow('uncovered_mass', mass.uncovered),
  ];
  if (name === 'pinned') {
    rows.push(massRow('moved_mass', mass.moved));
    const means = alignUsers(
      meanVectors(reference.requests, drift.weightCap),
      meanVectors(current.requests, drift.weightCap),
      current.requests[0]?.vector.length ?? 0,
    );
    rows.push(row('centroid_cosine', await centroidCosineEffect(means, bootstrap)));
  } else {
    const { weightCap } = drift;
    const covered = await coverageOf(comparison.traffic, reference.requests, { ...bootstrap, weightCap });
    rows.push(
      row('coverage', covered.coverage),
      row('density', covered.density),
      row('precision', covered.precision),
      row('recall', covered.recall),
    );
  }
  return { rows, alarm, uncoveredMass: mass.uncovered.estimate, pValue: test.pValue, refused: null };
}

/** Why these data allow no verdict; null when they do. */
export function objectionTo({ name, reference, current }: Comparison, minUsers: number): string | null {
  const sides = [
    { side: current, where: '' },
    { side: reference, where: name === 'pinned' ? ' in the pinned reference' : ' in the eval set' },
  ];
  for (const { side, where } of sides) {
    const users = side.state.length;
    if (users < minUsers) return `no verdict: ${users} users${where}, ${minUsers} are needed`;
  }
  for (const { side, where } of sides) {
    const copies = 1 - new Set(side.requests.map(({ digest }) => digest)).size / side.requests.length;
    if (copies > MAX_COPIES) {
      return `no verdict: ${Math.round(100 * copies)} % of the requests${where} are copies of another one`;
    }
  }
  const first = current.requests[0]?.vector;
  const alike = sides.every(({ side }) =>
    side.requests.every(({ vector }) => vector.every((value, j) => value === first?.[j])),
  );
  return alike ? 'no verdict: all requests have one and the same embedding' : null;
}

/** Per user the mean embedding. */
function meanVectors(requests: readonly ComparedRequest[], weightCap: number): UserMean[] {
  const sums = new Map<string, { count: number; sum: Float64Array }>();
  for (const { user, vector } of requests) {
    const own = sums.get(user) ?? { count: 0, sum: new Float64Array(vector.length) };
    for (let j = 0; j < vector.length; j += 1) own.sum[j] = (own.sum[j] as number) + (vector[j] as number);
    sums.set(user, { count: own.count + 1, sum: own.sum });
  }
  return [...sums].map(([user, { count, sum }]) => ({
    user,
    weight: Math.min(count, weightCap),
    mean: sum.map((value) => value / count),
  }));
}

function rowOf(
  { name, reference, current }: Comparison,
  { embedderId }: ComparisonOptions,
  statistic: string,
  figures: Partial<DriftRow>,
): DriftRow {
  const users = { n_users_reference: reference.state.length, n_users_current: current.state.length };
  return driftRow({ reference: name, statistic, embedder: embedderId, ...users }, figures);
}
