import type { SampleRow } from '../traffic/sample-table.js';
import { drawSample, type SamplingUnit } from '../traffic/sampling.js';

type FramedRow = Pick<SampleRow, 'user' | 'inclusion_probability'>;

/**
 * Users whom both samples would hold if they had been there. Samples by user take users in one order until they are
 * full, and a long history is full after fewer users than a single day: whoever comes later in the order is missing from
 * the history without being new. Only users up to the end of the shorter sample can be compared.
 * @param seed of the samples' design
 * @returns null when both samples are complete, so that everyone can
 */
export function commonFrame(
  history: readonly FramedRow[],
  checkpoint: readonly FramedRow[],
  seed: string,
): ReadonlySet<string> | null {
  const samples = [history, checkpoint].filter(isTruncated).map((rows) => new Set(rows.map(({ user }) => user)));
  if (samples.length === 0) return null;
  const everyone = [...new Set([...history, ...checkpoint].map(({ user }) => user))];
  const units = everyone.map((user): SamplingUnit => ({ requestId: user, user, stratum: '' }));
  const firstUsers = (count: number) => {
    const drawn = drawSample(units, { by: 'user', size: count, perUserCap: 1, strata: [], seed });
    return new Set(drawn.map(({ user }) => user));
  };
  const ends = samples.map((sample) => smallestCount(everyone.length, (count) => contains(firstUsers(count), sample)));
  return firstUsers(Math.min(...ends));
}

/** A sample of everyone gives some user, one below the cap, probability 1. */
function isTruncated(rows: readonly FramedRow[]): boolean {
  return rows.length > 0 && rows.every((row) => row.inclusion_probability < 1 - 1e-9);
}

function contains(users: ReadonlySet<string>, sample: ReadonlySet<string>): boolean {
  return [...sample].every((user) => users.has(user));
}

/** The smallest count for which a condition holds that, once it holds, goes on to hold. */
function smallestCount(most: number, holds: (count: number) => boolean): number {
  let [low, high] = [1, most];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
