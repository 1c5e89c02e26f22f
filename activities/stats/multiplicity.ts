/** Holm's step-down adjustment (Holm 1979): controls the family-wise error under any dependence. Input order is kept. */
export function holm(pValues: readonly number[]): number[] {
  const m = pValues.length;
  let running = 0;
  return adjusted(ascending(pValues), (p, rank) => {
    running = Math.max(running, Math.min(1, (m - rank) * p));
    return running;
  });
}

/** Holm over the p-values there are; a null takes no part and stays null. */
export function holmOfKnown(pValues: readonly (number | null)[]): (number | null)[] {
  const adjustedOnes = holm(pValues.filter((pValue) => pValue !== null));
  let next = 0;
  return pValues.map((pValue) => (pValue === null ? null : (adjustedOnes[next++] ?? null)));
}

/**
 * Bonferroni's adjustment over those tests only that could have been significant (Tarone 1990): a test on discrete counts
 * whose smallest possible p-value is too large cannot raise a false alarm. Controls the family-wise error at `level`.
 * @param smallest per test the smallest p-value that its margins allow, which must not depend on the outcome
 */
export function tarone(pValues: readonly number[], smallest: readonly number[], level: number): number[] {
  const order = [...smallest].sort((a, b) => a - b);
  let tests = 1;
  // The least number of tests that are possible at the level which that number leaves to each.
  while (tests <= order.length && (order[tests] ?? Infinity) <= level / tests) tests += 1;
  return pValues.map((p, at) => ((smallest[at] ?? 1) > level / tests ? 1 : Math.min(1, tests * p)));
}

/** Benjamini-Hochberg adjustment (1995): controls the false discovery rate under independence or positive dependence. */
export function benjaminiHochberg(pValues: readonly number[]): number[] {
  return stepUp(pValues, 1);
}

/** Benjamini-Yekutieli adjustment (2001): Benjamini-Hochberg under any dependence. */
export function benjaminiYekutieli(pValues: readonly number[]): number[] {
  return stepUp(
    pValues,
    pValues.reduce((sum, _, index) => sum + 1 / (index + 1), 0),
  );
}

function stepUp(pValues: readonly number[], factor: number): number[] {
  const m = pValues.length;
  let running = 1;
  return adjusted(ascending(pValues).reverse(), (p, rank) => {
    running = Math.min(running, (factor * p * m) / (m - rank));
    return running;
  });
}

interface Ranked {
  readonly p: number;
  readonly index: number;
}

function ascending(pValues: readonly number[]): Ranked[] {
  return pValues.map((p, index) => ({ p, index })).sort((a, b) => a.p - b.p);
}

function adjusted(order: readonly Ranked[], adjust: (p: number, rank: number) => number): number[] {
  const result = new Array<number>(order.length);
  order.forEach(({ p, index }, rank) => {
    result[index] = adjust(p, rank);
  });
  return result;
}
