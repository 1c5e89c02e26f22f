/** A stratum to draw from. */
export interface AllocatedStratum {
  /** Units that can be drawn. */
  readonly size: number;
  /** Total weight of the units times the standard deviation of the values among them. */
  readonly spread: number;
}

/**
 * Neyman allocation in whole numbers: how many units to draw from each stratum so that the variance of the stratified
 * mean is smallest, given that every stratum gets at least `least` (or all it has). Units are given one by one to the
 * stratum whose spread / sqrt(n (n + 1)) is largest, which is the exact optimum (Neyman 1934; Wright 2012, "The
 * Equivalence of Neyman Optimum Allocation for Sampling and Equal Proportions for Apportioning the U.S. House of
 * Representatives"). A larger total never takes a unit away from a stratum.
 * @returns one count per stratum; fewer than `total` altogether when there are fewer units
 */
export function neymanAllocation(strata: readonly AllocatedStratum[], total: number, least: number): number[] {
  const counts = strata.map(({ size }) => Math.min(size, least));
  let left = total - counts.reduce((sum, count) => sum + count, 0);
  while (left > 0) {
    const next = mostWanted(strata, counts);
    if (next === undefined) break;
    counts[next] = (counts[next] ?? 0) + 1;
    left -= 1;
  }
  return counts;
}

/** Strata without spread come last, the largest remainder first. */
function mostWanted(strata: readonly AllocatedStratum[], counts: readonly number[]): number | undefined {
  let best: { readonly at: number; readonly priority: number; readonly rest: number } | undefined;
  strata.forEach(({ size, spread }, at) => {
    const count = counts[at] ?? 0;
    if (count >= size) return;
    const priority = spread / Math.sqrt(Math.max(count, 0.5) * (count + 1));
    const rest = size - count;
    if (best === undefined || priority > best.priority || (priority === best.priority && rest > best.rest)) {
      best = { at, priority, rest };
    }
  });
  return best?.at;
}
