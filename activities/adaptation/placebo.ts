import { type FivePartSplit, splitChange } from './five-part-split.js';
import { patternDifferences } from './pattern-changes.js';
import type { ComparedWindows } from './tracking-plan.js';
import {
  type FollowedRequest,
  type FollowedUser,
  followUsers,
  requestsInside,
  returningUsers,
} from './user-windows.js';
import { shiftSize } from './within-user-shift.js';

/** The figures of a date on which nothing was released. */
export interface Placebo {
  readonly split: FivePartSplit;
  readonly shift: number;
  /** Mean within-user difference of each pattern. */
  readonly patterns: readonly number[];
  /** Users of its windows. */
  readonly users: readonly FollowedUser[];
}

/**
 * The figures of a release, computed for a date before it: habits drift without releases, and these say how far.
 * @param history requests before the release
 * @returns null when fewer than `minUsers` users are in both windows: the release itself would get no figure either
 */
export function measurePlacebo(
  history: readonly FollowedRequest[],
  { baseline, window }: ComparedWindows,
  { weightCap, minUsers }: { weightCap: number; minUsers: number },
): Placebo | null {
  const users = followUsers(requestsInside(history, baseline), requestsInside(history, window), weightCap);
  const returning = returningUsers(users);
  if (returning.length < minUsers) return null;
  const split = splitChange(users);
  const shift = shiftSize(users);
  if (split === null || shift === null) return null;
  return { split, shift, patterns: patternDifferences(returning), users };
}
