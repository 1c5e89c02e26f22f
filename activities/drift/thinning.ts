import type { Random } from '../stats/random.js';

/**
 * Keeps of every user of `requests` no more requests than a user of `pattern` has, drawn at random from the pattern's
 * users. An eval set has one or two items of a user, a week of traffic has many requests: means over many are calmer
 * than means over few, and permuting users between two such windows would compare noise of two sizes. After thinning,
 * users of both windows are alike in all but time.
 */
export function thinnedLike<T extends { readonly user: string }>(
  requests: readonly T[],
  pattern: readonly { readonly user: string }[],
  random: Random,
): T[] {
  const counts = new Map<string, number>();
  for (const { user } of pattern) counts.set(user, (counts.get(user) ?? 0) + 1);
  const limits = [...counts.values()].sort((a, b) => a - b);
  if (limits.length === 0) return [...requests];
  const left = new Map<string, number>();
  const kept = new Set<number>();
  for (const at of random.shuffle([...requests.keys()])) {
    const user = requests[at]?.user ?? '';
    const quota = left.get(user) ?? limits[random.integer(limits.length)] ?? 1;
    if (quota > 0) kept.add(at);
    left.set(user, quota - 1);
  }
  return requests.filter((_, at) => kept.has(at));
}
