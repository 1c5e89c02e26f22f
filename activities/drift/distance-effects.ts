import { bootstrapCounts } from '../stats/bootstrap.js';
import { createRandom } from '../stats/random.js';
import { dot, norm } from '../stats/vectors.js';
import { type KernelWindows, weightedMmd2 } from './mmd.js';
import { type Effect, effectOf } from './shifted-mass.js';
import { emptyTotals, type TwoWindows, totalsOf } from './two-windows.js';

export interface BootstrapOptions {
  readonly seed: string;
  readonly draws: number;
  readonly pause?: () => Promise<void>;
}

/** The debiased MMD², mean over bandwidths, with a user-bootstrap interval. */
export async function mmd2Effect(kernel: KernelWindows, options: BootstrapOptions): Promise<Effect> {
  return await bootstrapped(kernel.windows.users.length, options, (multiplicity) => weightedMmd2(kernel, multiplicity));
}

/**
 * 1 - cosine of the two mean embeddings, with a user-bootstrap interval. It is never below 0 and grows with noise:
 * a description, no test.
 * @returns null when a mean is the zero vector
 */
export async function centroidCosineEffect(windows: TwoWindows, options: BootstrapOptions): Promise<Effect | null> {
  if (centroidCosine(windows) === null) return null;
  return await bootstrapped(
    windows.users.length,
    options,
    (multiplicity) => centroidCosine(windows, multiplicity) ?? 0,
  );
}

/** 1 - cosine of the weighted mean vectors; null when one of them is zero. */
export function centroidCosine(windows: TwoWindows, multiplicity?: Int32Array): number | null {
  const { reference, current } = totalsOf(windows, emptyTotals(windows.columns), multiplicity);
  const lengths = norm(reference) * norm(current);
  return lengths === 0 ? null : 1 - dot(reference, current) / lengths;
}

async function bootstrapped(
  users: number,
  { seed, draws, pause }: BootstrapOptions,
  statistic: (multiplicity?: Int32Array) => number,
): Promise<Effect> {
  const random = createRandom('user-bootstrap', seed);
  const drawn = new Float64Array(draws);
  for (let draw = 0; draw < draws; draw += 1) {
    drawn[draw] = statistic(bootstrapCounts(users, random));
    await pause?.();
  }
  return effectOf(statistic(), drawn);
}
