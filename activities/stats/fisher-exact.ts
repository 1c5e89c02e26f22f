/**
 * P(at least `hitsA` of the hits fall among the `sizeA`), given the hits of both groups: Fisher's exact test, one-sided,
 * from the hypergeometric distribution (Fisher 1922). Sizes are counts of independent units.
 */
export function fisherGreater(hitsA: number, sizeA: number, hitsB: number, sizeB: number): number {
  const hits = hitsA + hitsB;
  const size = sizeA + sizeB;
  const least = Math.max(hitsA, hits - sizeB, 0);
  const most = Math.min(hits, sizeA);
  const whole = logChoose(size, hits);
  let tail = 0;
  for (let k = least; k <= most; k += 1) tail += Math.exp(logChoose(sizeA, k) + logChoose(sizeB, hits - k) - whole);
  return Math.min(1, tail);
}

function logChoose(n: number, k: number): number {
  return logFactorial(n) - logFactorial(k) - logFactorial(n - k);
}

const logFactorials: number[] = [0];

function logFactorial(n: number): number {
  for (let m = logFactorials.length; m <= n; m += 1) logFactorials.push((logFactorials[m - 1] ?? 0) + Math.log(m));
  return logFactorials[n] ?? 0;
}
