import { bootstrapCounts, percentileInterval } from '../stats/bootstrap.js';
import { createRandom } from '../stats/random.js';
import { addScaled, dot } from '../stats/vectors.js';
import type { Breathe, Interval } from './five-part-split.js';
import { type FollowedRequest, followUsers, type ReturningUser, returningUsers } from './user-windows.js';
import { withinUserShift } from './within-user-shift.js';

/** Above it nothing tells that the release had moved anybody, and there is nothing to come back from. */
const LEVEL = 0.05;

/** Three states of the same users: before the release, with it, and after it was rolled back. */
export interface ThreeStates {
  readonly before: readonly FollowedRequest[];
  readonly released: readonly FollowedRequest[];
  readonly after: readonly FollowedRequest[];
}

type ReturnVerdict = 'went back' | 'went back in part' | 'stayed' | 'open' | 'nothing to come back from';

/** How far users came back, as squared lengths of mean within-user shifts, without users' products with themselves. */
export interface HabitReturn {
  /** Users of all three states. */
  readonly users: number;
  /** From before the release to the state that was rolled back: what the release did to them. */
  readonly released: Interval;
  /** Sign-flip test of it. */
  readonly pValue: number;
  /** From before the release to after the rollback: what is left of it. */
  readonly toBefore: Interval;
  /** From the state that was rolled back to after the rollback. */
  readonly toReleased: Interval;
  /**
   * Share of the release's shift that was undone, along its direction: 1 came back, 0 stayed. Null where the release
   * cannot be told to have moved anybody.
   */
  readonly share: Interval | null;
  readonly verdict: ReturnVerdict;
}

interface ReturnOptions {
  readonly weightCap: number;
  readonly minUsers: number;
  /** Bandwidths of the random features. */
  readonly blocks: number;
  readonly draws: number;
  readonly permutations: number;
  readonly seed: string;
  readonly breathe?: Breathe;
}

/**
 * How far the users of a release that was rolled back came back. With A the mean shift from before the release to it, and
 * D the one from before the release to after the rollback, both of the same users with the same weights: sizes A.A, D.D
 * and (D - A).(D - A), share undone 1 - A.D / A.A. Percentile intervals from a bootstrap over users. Habitual drift, and
 * topics that move, are in all three.
 * @returns the users there are when they are fewer than `minUsers`
 */
export async function habitReturn(
  states: ThreeStates,
  options: ReturnOptions,
): Promise<HabitReturn | { readonly users: number }> {
  const { weightCap, minUsers, draws, seed, breathe } = options;
  const moved = returningUsers(followUsers(states.before, states.released, weightCap));
  const since = new Map(
    returningUsers(followUsers(states.before, states.after, weightCap)).map((user) => [user.user, user]),
  );
  const both = moved.flatMap((user) => {
    const later = since.get(user.user);
    return later === undefined ? [] : [{ user, later }];
  });
  if (both.length < minUsers) return { users: both.length };
  const shift = await withinUserShift(
    both.map(({ user }) => user),
    options,
  );
  const members = membersOf(both);
  const everyone = members.map(() => 1);
  const estimate = sizesOf(members, everyone);
  const random = createRandom('habit-return', seed);
  const drawn: Sizes[] = [];
  for (let draw = 0; draw < draws; draw += 1) {
    drawn.push(sizesOf(members, bootstrapCounts(members.length, random)));
    await breathe?.();
  }
  const interval = (valueOf: (sizes: Sizes) => number): Interval => {
    const { low, high } = percentileInterval(drawn.map(valueOf));
    return { estimate: valueOf(estimate), ciLow: low, ciHigh: high };
  };
  const pValue = shift?.pValue ?? 1;
  const share = pValue > LEVEL || estimate.aa <= 0 ? null : interval(({ aa, ad }) => 1 - ad / aa);
  return {
    users: both.length,
    pValue,
    released: interval(({ aa }) => aa),
    toBefore: interval(({ dd }) => dd),
    toReleased: interval(({ aa, ad, dd }) => aa - 2 * ad + dd),
    share,
    verdict: verdictOf(share),
  };
}

/** Clear only where the interval lies on one side of the middle; a part where it holds neither end. */
function verdictOf(share: Interval | null): ReturnVerdict {
  if (share === null) return 'nothing to come back from';
  if (share.ciLow > 0.5) return 'went back';
  if (share.ciHigh < 0.5) return 'stayed';
  return share.ciLow > 0 && share.ciHigh < 1 ? 'went back in part' : 'open';
}

/** A user's shifts and their inner products. */
interface Member {
  readonly weights: readonly [number, number, number];
  /** From before the release to it, and to after the rollback. */
  readonly a: Float64Array;
  readonly d: Float64Array;
  readonly aa: number;
  readonly ad: number;
  readonly dd: number;
}

/** Inner products of the mean shifts. */
type Sizes = Pick<Member, 'aa' | 'ad' | 'dd'>;

function membersOf(users: readonly { readonly user: ReturningUser; readonly later: ReturningUser }[]): Member[] {
  return users.map(({ user, later }) => {
    // The windows are centred differently in the two comparisons, which differences within one do not see.
    const a = difference(user);
    const d = difference(later);
    return {
      weights: [user.before.weight, user.after.weight, later.after.weight],
      a,
      d,
      aa: dot(a, a),
      ad: dot(a, d),
      dd: dot(d, d),
    };
  });
}

function difference({ before, after }: ReturningUser): Float64Array {
  return after.mean.map((value, j) => value - (before.mean[j] ?? 0));
}

function sizesOf(members: readonly Member[], counts: ArrayLike<number>): Sizes {
  const totals = [0, 1, 2].map((window) =>
    members.reduce((sum, { weights }, i) => sum + (counts[i] ?? 0) * (weights[window] ?? 0), 0),
  );
  const length = members[0]?.a.length ?? 0;
  const [a, d] = [new Float64Array(length), new Float64Array(length)];
  const own = { aa: 0, ad: 0, dd: 0 };
  members.forEach((member, i) => {
    const count = counts[i] ?? 0;
    if (count === 0) return;
    const share =
      (count * member.weights.reduce((sum, weight, window) => sum + weight / (totals[window] ?? 1), 0)) / totals.length;
    addScaled(a, member.a, share);
    addScaled(d, member.d, share);
    own.aa += share * share * member.aa;
    own.ad += share * share * member.ad;
    own.dd += share * share * member.dd;
  });
  return { aa: dot(a, a) - own.aa, ad: dot(a, d) - own.ad, dd: dot(d, d) - own.dd };
}
