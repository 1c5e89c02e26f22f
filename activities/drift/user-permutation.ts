import type { Random } from '../stats/random.js';
import type { TwoWindows } from './two-windows.js';

/**
 * Draws relabellings of the users of two windows: per user 1 when their numbers change windows.
 *
 * A user of one window only is dealt to either window, each window keeping its count of such users. A user of both
 * windows swaps the two with probability 1/2. Under the hypothesis that nothing changed, users are independent, a user
 * of both windows is as likely to have written either half in either window, and users of one window are alike in
 * distribution; so all these relabellings of the data are equally likely. They form one group, the product of the
 * permutations of the single users and of one swap for each shared user, and a statistic compared with its values over
 * random elements of one group has p = (1 + k)/(B + 1) with exact level (Lehmann & Romano 2005, 15.2; Phipson & Smyth
 * 2010). Swapping compares a user with themselves, which is where the power of returning users comes from. Permuting
 * prompts is not valid: prompts of one user are alike.
 * @returns fills the first entries of `moved`, one per user
 */
export function createUserPermutation({
  reference,
  current,
  users,
}: TwoWindows): (random: Random, moved: Uint8Array) => void {
  const inReference: number[] = [];
  const inCurrent: number[] = [];
  const shared: number[] = [];
  for (let u = 0; u < users.length; u += 1) {
    if ((current.weights[u] as number) === 0) inReference.push(u);
    else if ((reference.weights[u] as number) === 0) inCurrent.push(u);
    else shared.push(u);
  }
  // Who goes to the window with fewer such users is drawn: that takes fewer numbers than drawing for the other one.
  const fewer = inCurrent.length < inReference.length ? inCurrent : inReference;
  const start = Int32Array.from([...inReference, ...inCurrent]);
  const deck = new Int32Array(start.length);
  /** Who moves when not drawn. */
  const undrawn = new Uint8Array(users.length);
  for (const u of fewer) undrawn[u] = 1;
  return (random, moved) => {
    moved.set(undrawn);
    // The deck starts in the same order every time, so that a draw depends on the stream of numbers alone.
    deck.set(start);
    for (let at = 0; at < fewer.length; at += 1) {
      const other = at + random.integer(deck.length - at);
      const u = deck[other] as number;
      deck[other] = deck[at] as number;
      moved[u] = 1 - (undrawn[u] as number);
    }
    for (let at = 0; at < shared.length; at += COINS) {
      let coins = random.integer(2 ** 32);
      for (let coin = at; coin < Math.min(at + COINS, shared.length); coin += 1) {
        moved[shared[coin] as number] = coins >>> 31;
        coins <<= 1;
      }
    }
  };
}

/** Coins in one random number: its lowest bits are the least random. */
const COINS = 24;
