import type { Random } from './random.js';

/** Up to here all relabellings are gone through; beyond, some are drawn. */
const MOST_ENUMERATED = 65_536;

/** Relative difference below which two statistics are the same number, rounded differently. */
const ROUNDING = 1e-9;

/** What a set of relabellings says of a statistic. */
export interface Relabellings {
  /** Number compared with. */
  readonly count: number;
  /** All there are, the identity among them, or as many drawn at random. */
  readonly isExact: boolean;
}

/**
 * Calls `visit` with signs, +1 or -1 for each of `n` units: all 2^n where these are at most 65,536, otherwise `draws`
 * random ones.
 * @param visit gets the same array every time
 */
export function forEachSigns(
  n: number,
  { draws, random }: { readonly draws: number; readonly random: Random },
  visit: (signs: Int8Array) => void,
): Relabellings {
  const signs = new Int8Array(n);
  const isExact = 2 ** n <= MOST_ENUMERATED;
  const count = isExact ? 2 ** n : draws;
  for (let pattern = 0; pattern < count; pattern += 1) {
    for (let unit = 0; unit < n; unit += 1) {
      const isPlus = isExact ? Math.floor(pattern / 2 ** unit) % 2 === 0 : random.next() < 0.5;
      signs[unit] = isPlus ? 1 : -1;
    }
    visit(signs);
  }
  return { count, isExact };
}

/** Calls `visit` with the members of every choice of `chosen` among `n`, or of `draws` random ones, as above. */
export function forEachChoice(
  n: number,
  chosen: number,
  { draws, random }: { readonly draws: number; readonly random: Random },
  visit: (members: readonly number[]) => void,
): Relabellings {
  if (choices(n, chosen) > MOST_ENUMERATED) {
    const all = Array.from({ length: n }, (_, unit) => unit);
    for (let draw = 0; draw < draws; draw += 1) visit(random.shuffle(all).slice(0, chosen));
    return { count: draws, isExact: false };
  }
  let count = 0;
  const grow = (members: readonly number[], from: number) => {
    if (members.length === chosen) {
      count += 1;
      visit(members);
      return;
    }
    // As far as enough units are left.
    const last = n - (chosen - members.length);
    for (let unit = from; unit <= last; unit += 1) grow([...members, unit], unit + 1);
  };
  grow([], 0);
  return { count, isExact: true };
}

/** Whether a statistic of a relabelling reaches the observed one, up to rounding. */
export function reaches(statistic: number, observed: number): boolean {
  return statistic >= observed * (1 - ROUNDING);
}

/** Share of relabellings that reach the observed statistic; drawn ones count the observed one as well (Phipson & Smyth 2010). */
export function relabellingPValue(reached: number, { count, isExact }: Relabellings): number {
  return isExact ? reached / count : (1 + reached) / (count + 1);
}

function choices(n: number, chosen: number): number {
  let ways = 1;
  for (let at = 1; at <= chosen; at += 1) ways = (ways * (n - chosen + at)) / at;
  return Math.round(ways);
}
