import type { EvalSetVector } from '../../activities/adaptation/prompt-surroundings.js';

/** A direction in the plane as a unit vector. */
export function vectorAt(degrees: number): Float32Array {
  return Float32Array.of(Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180));
}

/** An eval set of four users; two items lie on the same spot, and ana wrote two of them. */
export const LABELLED_ITEMS: readonly EvalSetVector[] = [
  { user: 'ana', vector: vectorAt(0) },
  { user: 'bea', vector: vectorAt(0) },
  { user: 'ana', vector: vectorAt(60) },
  { user: 'cem', vector: vectorAt(100) },
  { user: 'dan', vector: vectorAt(180) },
];

/** Prompts with the item that is the nearest one of another user, all in degrees. */
export function labelledDistances(): { user: string; degrees: number; nearest: number }[] {
  const ofUser = (user: string, places: readonly (readonly [degrees: number, nearest: number])[]) =>
    places.map(([degrees, nearest]) => ({ user, degrees, nearest }));
  return [
    // Who is not in the eval set: the nearest of all items.
    ...ofUser('eva', [
      [0, 0],
      [10, 0],
      [29, 0],
      [31, 60],
      [60, 60],
      [75, 60],
      [79, 60],
      [81, 100],
      [100, 100],
      [139, 100],
      [141, 180],
      [180, 180],
      [210, 180],
    ]),
    // Her own item at 0 does not count, but bea's on the same spot does; her own at 60 leaves a gap.
    ...ofUser('ana', [
      [0, 0],
      [20, 0],
      [49, 0],
      [51, 100],
      [60, 100],
      [80, 100],
      [100, 100],
      [160, 180],
    ]),
    // Another one lies where her own does.
    ...ofUser('bea', [
      [0, 0],
      [29, 0],
      [31, 60],
      [90, 100],
      [175, 180],
    ]),
    // Whoever repeats his own item of the eval set is as far from it as the next one.
    ...ofUser('cem', [
      [100, 60],
      [119, 60],
      [121, 180],
      [90, 60],
      [140, 180],
      [61, 60],
      [5, 0],
    ]),
    ...ofUser('dan', [
      [180, 100],
      [150, 100],
      [170, 100],
      [190, 100],
      [100, 100],
      [81, 100],
      [79, 60],
      [2, 0],
    ]),
  ];
}
