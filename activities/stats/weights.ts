/** Kish's effective sample size (Σw)² / Σw²: how many equally weighted items the weights are worth. 0 without weight. */
export function kishEffectiveSize(weights: readonly number[]): number {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const squares = weights.reduce((total, weight) => total + weight * weight, 0);
  return squares === 0 ? 0 : (sum * sum) / squares;
}

const TOLERANCE = 1e-13;
const CYCLES = 1000;

/**
 * Raking (iterative proportional fitting; Deming & Stephan 1940): multiplies the rows of each level by target / current
 * sum, column after column, until every margin agrees.
 * @param baseWeights one per row; a zero stays zero
 * @param columns per margin the level of each row
 * @param targets per margin the wanted total of each level; all margins must have the same total
 * @throws {RangeError} when a level with a positive target has no row with weight
 */
export function rake(
  baseWeights: readonly number[],
  columns: Readonly<Record<string, readonly string[]>>,
  targets: Readonly<Record<string, Readonly<Record<string, number>>>>,
): number[] {
  const weights = [...baseWeights];
  for (let cycle = 0; cycle < CYCLES; cycle += 1) {
    let worst = 0;
    for (const [margin, levels] of Object.entries(columns)) {
      const target = targets[margin] ?? {};
      const sums = new Map<string, number>();
      levels.forEach((level, row) => sums.set(level, (sums.get(level) ?? 0) + (weights[row] ?? 0)));
      for (const [level, wanted] of Object.entries(target)) {
        const current = sums.get(level) ?? 0;
        if (wanted > 0 && current === 0)
          throw new RangeError(`no item carries the level "${level}" of the margin ${margin}`);
        if (wanted > 0) worst = Math.max(worst, Math.abs(current / wanted - 1));
      }
      levels.forEach((level, row) => {
        const current = sums.get(level) ?? 0;
        if (current > 0) weights[row] = ((weights[row] ?? 0) * (target[level] ?? 0)) / current;
      });
    }
    if (worst < TOLERANCE) break;
  }
  return weights;
}
