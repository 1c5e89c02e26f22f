import { compareText } from '../stats/text-order.js';
import { createRequestHash, setHash, userOrderKey } from './request-hash.js';
import {
  digestOf,
  FIELD,
  keyOf,
  orderNumber,
  ROW_WORDS,
  type RowBatch,
  setUser,
  USER_FIELD_WORDS,
} from './request-rows.js';
import { SmallestNumbers } from './smallest-numbers.js';
import { SmallestRows } from './smallest-rows.js';
import { UserTable } from './user-table.js';

/** What may be sampled apart. */
export type StratumField = 'route' | 'model' | 'language' | 'topic' | 'turn-depth';

/** How a window is sampled. The same design and seed draw the same requests, whatever the order or the sharding. */
export interface SampleDesign {
  /**
   * `request`: a number of requests. `user`: whole users, the same ones first in every window, so that they can be
   * followed.
   */
  readonly by: 'request' | 'user';
  /**
   * Requests to keep, at most; more only when there are more strata (each gives at least one), or when the first user
   * alone has more (a user is never split).
   */
  readonly size: number;
  /** Requests to keep of one user, at most. */
  readonly perUserCap: number;
  readonly strata: readonly StratumField[];
  readonly seed: string;
}

/** A distinct request of a window, as far as sampling must know it. */
export interface SamplingUnit {
  readonly requestId: string;
  /** Keyed hash of the user, else of the session, else of the request. */
  readonly user: string;
  readonly stratum: string;
}

export interface Selected extends SamplingUnit {
  /** Probability, by the design, that this request is drawn: the product of both phases. */
  readonly inclusionProbability: number;
  /** First phase: the share of the user's requests that the cap keeps. */
  readonly capProbability: number;
  /** Second phase: the probability of being drawn from what the caps left. */
  readonly drawProbability: number;
}

/** A drawn request. */
interface DrawnRow {
  /** {@link keyOf} its row. */
  readonly key: string;
  /** {@link digestOf} the copy that counts. */
  readonly digest: string;
  readonly stratum: string;
  /** Position of its log object in the listing. */
  readonly object: number;
  /** Probability, by the design, that this request is drawn: the product of both phases. */
  readonly inclusionProbability: number;
  /** First phase: the share of the user's requests that the cap keeps. */
  readonly capProbability: number;
}

export interface Draw {
  /** In the order of their keys. */
  readonly rows: readonly DrawnRow[];
  readonly requests: number;
  readonly users: number;
  /** Per log object (position in the listing) how many of its requests count. */
  readonly keptByObject: ReadonlyMap<number, number>;
}

/** Rows of strata that a pass may hold before their quotas are known: some tens of megabytes. */
const MOST_HELD_ROWS = 200_000;

/** Takes the distinct requests of a window, batch after batch. */
type Pass = (batch: RowBatch) => void;

/**
 * Draws a sample by keyed hashes. By request: each user keeps the requests with the smallest hashes up to the cap, then
 * each stratum those with the smallest hashes up to its quota (bottom-k), so that
 * π = min(cap, n_user)/n_user · k_stratum/N_stratum with N_stratum counted after the cap: two-phase sampling (Särndal,
 * Swensson & Wretman 1992, ch. 9), whose weighted totals are unbiased. By user: users in the order of their hashes, until
 * `size` is reached; π = users taken/users · min(cap, n_user)/n_user.
 *
 * Yields passes: each must see every distinct request of the window once, in any order. Memory grows with users and with
 * the sample, not with requests.
 */
export function* drawPasses(
  strata: readonly string[],
  { by, size, perUserCap, seed }: Omit<SampleDesign, 'strata'>,
): Generator<Pass, Draw, undefined> {
  const users = new UserTable();
  const keptByObject = new Map<number, number>();
  let requests = 0;
  yield (batch) => {
    for (let at = 0; at < batch.length; at += ROW_WORDS) {
      users.count(users.numberOf(batch, at));
      const object = batch[at + FIELD.object] ?? 0;
      keptByObject.set(object, (keptByObject.get(object) ?? 0) + 1);
    }
    requests += batch.length / ROW_WORDS;
  };
  const taken = by === 'user' ? firstUsers(users, size, perUserCap, seed) : null;
  const isTaken = (user: number) => taken === null || taken.has(user);
  const caps = new UserCaps(users, perUserCap, isTaken);
  if (caps.areNeeded) yield (batch) => caps.read(batch);

  /** Calls `visit` for the rows that the first phase leaves, with the share of their user's requests that these are. */
  const afterCap = (visit: (batch: RowBatch, at: number, share: number) => void): Pass => {
    return (batch) => {
      for (let at = 0; at < batch.length; at += ROW_WORDS) {
        const user = users.numberOf(batch, at);
        if (isTaken(user) && caps.keeps(user, batch, at)) visit(batch, at, caps.shareOf(user));
      }
    };
  };
  const drawn: DrawnRow[] = [];
  const take = (batch: RowBatch, at: number, capProbability: number, drawProbability: number) => {
    drawn.push({
      key: keyOf(batch, at),
      digest: digestOf(batch, at),
      stratum: strata[batch[at + FIELD.stratum] ?? 0] ?? '',
      object: batch[at + FIELD.object] ?? 0,
      inclusionProbability: capProbability * drawProbability,
      capProbability,
    });
  };
  if (taken !== null) {
    const drawProbability = taken.size / Math.max(1, users.users);
    yield afterCap((batch, at, share) => take(batch, at, share, drawProbability));
  } else {
    const sizes = strata.map(() => 0);
    const count = (batch: RowBatch, at: number) => {
      const stratum = batch[at + FIELD.stratum] ?? 0;
      sizes[stratum] = (sizes[stratum] ?? 0) + 1;
    };
    const quotasOf = () => allocate(new Map(strata.map((name, stratum) => [name, sizes[stratum] ?? 0])), size);
    let smallest = strata.map(() => new SmallestRows(size));
    const offer = (batch: RowBatch, at: number, share: number) => {
      smallest[batch[at + FIELD.stratum] ?? 0]?.offer(orderNumber(batch, at + FIELD.order), batch, at, share);
    };
    // No quota is above the size, so that one pass can count and draw, unless that would hold too many rows.
    if (strata.length * size <= MOST_HELD_ROWS) {
      yield afterCap((batch, at, share) => {
        count(batch, at);
        offer(batch, at, share);
      });
    } else {
      yield afterCap(count);
      const quotas = quotasOf();
      smallest = strata.map((name) => new SmallestRows(quotas.get(name) ?? 0));
      yield afterCap(offer);
    }
    const quotas = quotasOf();
    for (const [stratum, rows] of smallest.entries()) {
      rows.cut(quotas.get(strata[stratum] ?? '') ?? 0);
      const drawProbability = rows.size / Math.max(1, sizes[stratum] ?? 0);
      rows.visit((batch, at, share) => take(batch, at, share, drawProbability));
    }
  }
  const rows = drawn.sort((a, b) => compareText(a.key, b.key));
  return { rows, requests, users: users.users, keptByObject };
}

/**
 * {@link drawPasses} for requests held as objects.
 * @param units every distinct request of the window once, in any order
 * @returns in the order of the request ids
 */
export function drawSample(units: readonly SamplingUnit[], design: SampleDesign): Selected[] {
  const names = [...new Set(units.map(({ stratum }) => stratum))].sort();
  const numberOf = new Map(names.map((name, number) => [name, number]));
  const hashOf = createRequestHash(design.seed);
  const words = new Uint32Array(ROW_WORDS * units.length);
  /** Position of a row of each user, whose words are good for the others too. */
  const rowOfUser = new Map<string, number>();
  units.forEach((unit, row) => {
    const at = ROW_WORDS * row;
    setHash(words, at, hashOf(unit.requestId));
    const known = rowOfUser.get(unit.user);
    if (known === undefined) {
      setUser(words, at, unit.user);
      rowOfUser.set(unit.user, at);
    } else {
      words.copyWithin(at + FIELD.user, known + FIELD.user, known + FIELD.user + USER_FIELD_WORDS);
    }
    words[at + FIELD.stratum] = numberOf.get(unit.stratum) ?? 0;
    words[at + FIELD.object] = row;
  });
  const passes = drawPasses(names, design);
  let step = passes.next();
  for (; step.done !== true; step = passes.next()) step.value(words);
  return step.value.rows
    .flatMap(({ object, inclusionProbability, capProbability }) => {
      const unit = units[object];
      const drawProbability = inclusionProbability / capProbability;
      return unit === undefined ? [] : [{ ...unit, inclusionProbability, capProbability, drawProbability }];
    })
    .sort((a, b) => compareText(a.requestId, b.requestId));
}

/** Users in the order of their hashes, as long as their requests up to the cap fit into `size`; the first always does. */
function firstUsers(users: UserTable, size: number, cap: number, seed: string): ReadonlySet<number> {
  const order = Array.from({ length: users.users }, (_, user) => ({
    user,
    key: userOrderKey(seed, users.nameOf(user)),
  })).sort((a, b) => compareText(a.key, b.key));
  const taken = new Set<number>();
  let requests = 0;
  for (const { user } of order) {
    requests += Math.min(cap, users.requestsOf(user));
    if (taken.size > 0 && requests > size) break;
    taken.add(user);
  }
  return taken;
}

/** The first phase: of users with more requests than the cap, those with the smallest hashes stay. */
class UserCaps {
  readonly #users: UserTable;
  readonly #cap: number;
  /** By the number of the user, from 1; 0 for one who is not capped. */
  readonly #heaps: Uint32Array;
  readonly #smallest: SmallestNumbers;
  readonly areNeeded: boolean;

  constructor(users: UserTable, cap: number, isTaken: (user: number) => boolean) {
    this.#users = users;
    this.#cap = cap;
    this.#heaps = new Uint32Array(users.users);
    let capped = 0;
    for (let user = 0; user < users.users; user += 1) {
      if (users.requestsOf(user) > cap && isTaken(user)) this.#heaps[user] = ++capped;
    }
    this.#smallest = new SmallestNumbers(capped, cap);
    this.areNeeded = capped > 0;
  }

  read(batch: RowBatch): void {
    for (let at = 0; at < batch.length; at += ROW_WORDS) {
      const heap = this.#heaps[this.#users.numberOf(batch, at)] ?? 0;
      if (heap > 0) this.#smallest.offer(heap - 1, orderNumber(batch, at + FIELD.cap));
    }
  }

  keeps(user: number, batch: RowBatch, at: number): boolean {
    const heap = this.#heaps[user] ?? 0;
    return heap === 0 || orderNumber(batch, at + FIELD.cap) <= this.#smallest.largest(heap - 1);
  }

  shareOf(user: number): number {
    return Math.min(1, this.#cap / this.#users.requestsOf(user));
  }
}

/**
 * The quota of each stratum: proportional by largest remainder (Hamilton), never more than it has, at least one of every
 * stratum that has any. What the small ones get beyond their share, the largest quotas give.
 * @param sizes requests by stratum
 */
export function allocate(sizes: ReadonlyMap<string, number>, total: number): Map<string, number> {
  const population = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  if (population <= total) return new Map(sizes);
  const shares = [...sizes]
    .filter(([, size]) => size > 0)
    .map(([stratum, size]) => ({ stratum, exact: (total * size) / population }))
    .sort((a, b) => compareText(a.stratum, b.stratum));
  const quotas = new Map(shares.map(({ stratum, exact }) => [stratum, Math.max(1, Math.floor(exact))]));
  let left = total - [...quotas.values()].reduce((sum, quota) => sum + quota, 0);
  const byRemainder = shares
    .filter(({ exact }) => exact >= 1)
    .sort((a, b) => (b.exact % 1) - (a.exact % 1) || compareText(a.stratum, b.stratum));
  for (const { stratum } of byRemainder.slice(0, Math.max(0, left))) {
    quotas.set(stratum, (quotas.get(stratum) ?? 0) + 1);
    left -= 1;
  }
  for (; left < 0; left += 1) {
    const [largest] = [...quotas].sort(([a, quotaA], [b, quotaB]) => quotaB - quotaA || compareText(a, b));
    if (largest === undefined || largest[1] <= 1) break;
    quotas.set(largest[0], largest[1] - 1);
  }
  return quotas;
}
