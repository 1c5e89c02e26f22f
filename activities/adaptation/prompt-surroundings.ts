import { median } from '../stats/quantiles.js';
import { createVectorTable } from '../stats/vector-table.js';
import { dot } from '../stats/vectors.js';
import type { SampleRow } from '../traffic/sample-table.js';
import type { EmbeddedRow } from './followed-requests.js';

/** Pairs of prompts from which the usual cosine is taken. */
const PAIRS = 2_000;

/** What is known of a prompt from the prompts of others. */
export interface PromptSurroundings {
  /** Median cosine of two prompts of different users. */
  readonly usualCosine: number;
  /** Per digest of a prompt the users of the template it was made from; absent: of none. */
  readonly templateUsers: ReadonlyMap<string, number>;
  /** Per digest of a prompt that holds a template or a new phrase, the topic of what is left without them. */
  readonly strippedTopics: ReadonlyMap<string, number>;
  /** 1 - cosine to the nearest item of another user; null without items. */
  evalSetDistanceOf(row: Pick<SampleRow, 'user' | 'prompt_sha256'>, vector: Float32Array): number | null;
}

/** What is known without looking at the prompts of others one by one. */
export function usualSurroundings(rows: readonly EmbeddedRow[]): PromptSurroundings {
  return {
    usualCosine: usualCosineOf(rows),
    templateUsers: new Map(),
    strippedTopics: new Map(),
    evalSetDistanceOf: () => null,
  };
}

/** An active item of the eval set, as the distance to it needs it. */
export interface EvalSetVector {
  readonly user: string;
  readonly vector: Float32Array;
}

/** Median over pairs of prompts of different users, spread evenly over the rows; 0 where there are none. */
export function usualCosineOf(rows: readonly EmbeddedRow[]): number {
  const half = Math.floor(rows.length / 2);
  const step = Math.max(1, Math.floor(half / PAIRS));
  const cosines: number[] = [];
  for (let at = 0; at < half; at += step) {
    const [a, b] = [rows[at], rows[at + half]];
    if (a !== undefined && b !== undefined && a.row.user !== b.row.user) cosines.push(dot(a.vector, b.vector));
  }
  return cosines.length === 0 ? 0 : median(cosines);
}

/**
 * Distances to the eval set. Items that the user wrote are left out: the set was drawn from the time before the release,
 * and whoever is in it would seem to move away from it by writing anything new.
 */
export function evalSetDistances(items: readonly EvalSetVector[]): PromptSurroundings['evalSetDistanceOf'] {
  if (items.length === 0) return () => null;
  const table = createVectorTable(items.map(({ vector }) => vector));
  const known = new Map<string, number | null>();
  return ({ user, prompt_sha256 }, vector) => {
    const key = `${user}\0${prompt_sha256}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    let nearest = -Infinity;
    table.dots(vector).forEach((similarity, at) => {
      if (items[at]?.user !== user) nearest = Math.max(nearest, similarity);
    });
    const distance = nearest === -Infinity ? null : Math.max(0, 1 - nearest);
    known.set(key, distance);
    return distance;
  };
}
