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
 * @returns fills `moved`, one entry per user
 */
export function createUserPermutation({
  reference,
  current,
  users,
}: TwoWindows): (random: Random, moved: Uint8Array) => void {
  const single: number[] = [];
  const shared: number[] = [];
  for (let u = 0; u < users.length; u += 1) {
    const inBoth = (reference.weights[u] as number) > 0 && (current.weights[u] as number) > 0;
    (inBoth ? shared : single).push(u);
  }
  const inCurrent = single.filter((u) => (current.weights[u] as number) > 0).length;
  const deck = Int32Array.from(single);
  return (random, moved) => {
    // The deck starts in the same order every time, so that a draw depends on the stream of numbers alone.
    deck.set(single);
    for (let at = 0; at < deck.length; at += 1) {
      // The first `inCurrent` cards, drawn without replacement, go to the current window.
      if (at < inCurrent) {
        const other = at + random.integer(deck.length - at);
        const drawn = deck[other] as number;
        deck[other] = deck[at] as number;
        deck[at] = drawn;
      }
      const u = deck[at] as number;
      const wasCurrent = (current.weights[u] as number) > 0;
      moved[u] = wasCurrent === at < inCurrent ? 0 : 1;
    }
    for (const u of shared) moved[u] = random.next() < 0.5 ? 1 : 0;
  };
}
