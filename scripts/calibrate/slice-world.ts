import { biasReducedMean } from '../../activities/stats/bias-reduced-mean.js';
import type { SliceValue } from '../../activities/stats/max-t.js';
import { holm } from '../../activities/stats/multiplicity.js';
import { createRandom } from '../../activities/stats/random.js';

const SLICES = 20;
const USERS = 40;
const SLICES_WITH_GAIN = 3;

/** Forty users with differences in twenty slices. */
export interface SliceWorld {
  /** Share of a user's effect that is the same in all slices. */
  readonly common: number;
  /** Gain in each of the first three slices. */
  readonly gain: number;
  /** Probability that a user has items in a slice. */
  readonly presence: number;
}

/** Worlds without any gain, by how their slices hang together. */
export const WORLDS_WITHOUT_GAIN: readonly (readonly [string, SliceWorld])[] = [
  ['independent', { common: 0, gain: 0, presence: 1 }],
  ['alike within users', { common: 0.8, gain: 0, presence: 1 }],
  ['alike within users, each user in two thirds of them', { common: 0.8, gain: 0, presence: 0.67 }],
];

/** Differences of users over slices: normal, standard deviation 1 per user and slice; one or two items each. */
export function simulateSlices({ common, gain, presence }: SliceWorld, seed: string): SliceValue[] {
  const random = createRandom('slices', seed);
  return Array.from({ length: USERS }, (_, user) => {
    const own = random.normal();
    return Array.from({ length: SLICES }, (__, slice) => {
      const effect = Math.sqrt(common) * own + Math.sqrt(1 - common) * random.normal();
      const items = random.next() < presence ? 1 + random.integer(2) : 0;
      return Array.from({ length: items }, () => ({
        slice: String(slice).padStart(2, '0'),
        value: (slice < SLICES_WITH_GAIN ? gain : 0) + effect,
        weight: 0.5 + random.next(),
        cluster: `u${user}`,
      }));
    }).flat();
  }).flat();
}

export function hasGain(slice: string): boolean {
  return Number(slice) < SLICES_WITH_GAIN;
}

/** p-values of every slice as a report has them, Holm-adjusted. */
export function holmOverSlices(rows: readonly SliceValue[]): { slice: string; p: number }[] {
  const slices = new Map<string, SliceValue[]>();
  for (const row of rows) {
    const inside = slices.get(row.slice);
    if (inside === undefined) slices.set(row.slice, [row]);
    else inside.push(row);
  }
  const adjusted = holm([...slices.values()].map((inside) => biasReducedMean(inside)?.pValue ?? 1));
  return [...slices.keys()].map((slice, at) => ({ slice, p: adjusted[at] ?? 1 }));
}
