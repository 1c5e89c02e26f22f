import type { EmbeddedRequest } from '../drift/drift-state.js';
import { regionShares, shiftedMass } from '../drift/shifted-mass.js';
import type { Breathe } from './five-part-split.js';

export interface UncoveredShareOptions {
  readonly seed: string;
  readonly weightCap: number;
  /** Fewer users on a side: no figure. */
  readonly minUsers: number;
  readonly breathe: Breathe;
}

/**
 * Share of a window's traffic in regions of embedding space that the eval set lacks: the uncovered mass of the weekly
 * drift report, so that both reports mean the same. Noise can bring the estimate below 0, which is no share, and then
 * it is 0.
 * @returns null with fewer than `minUsers` users on a side
 */
export async function uncoveredShareOf(
  evalSet: readonly EmbeddedRequest[],
  window: readonly EmbeddedRequest[],
  { seed, weightCap, minUsers, breathe }: UncoveredShareOptions,
): Promise<number | null> {
  const usersOf = (requests: readonly EmbeddedRequest[]) => new Set(requests.map(({ user }) => user)).size;
  if (usersOf(evalSet) < minUsers || usersOf(window) < minUsers) return null;
  const regions = await regionShares(evalSet, window, { seed, weightCap, pause: breathe });
  const { uncovered } = await shiftedMass(regions, { seed, draws: 0, pause: breathe });
  return Math.max(0, uncovered.estimate);
}
