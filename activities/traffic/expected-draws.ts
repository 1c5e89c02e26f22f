import type { RequestIndex } from './request-index.js';
import type { SampleDesign } from './sampling.js';

/** How many times its part of the sample a shard keeps at hand, at most: text in memory, and time to redact it. */
const MOST_TIMES = 8;
/** How far caps and quotas over all shards may lie from what one shard lets expect. */
const SLACK = 1.5;
const FEWEST = 50;

/** Records of a shard to keep at hand while it is read, before anything is known of its users. */
export function mostExpectedDraws({ by, size }: SampleDesign, share: number): number {
  // Users are drawn as a whole and by their own hashes; what order their requests have says nothing.
  return by === 'user' ? 0 : Math.ceil(MOST_TIMES * size * share) + FEWEST;
}

/**
 * How many of a shard's records, in the order of the draw, hold those that will be drawn, with a good margin. What caps
 * leave out must be made up for by the next ones in that order, so that the number grows as 1 / (share of the requests
 * that caps leave). That is estimated from the shard's own users, each taken to have as many requests in every other part
 * of the window: too low a share rather than too high (Jensen), because a cap is concave.
 * @param share of the window that the shard is, by its bytes
 * @returns at most {@link mostExpectedDraws}
 */
export function expectedDraws(design: SampleDesign, share: number, index: RequestIndex): number {
  const users = index.countUsers();
  let left = 0;
  for (let user = 0; user < users.users; user += 1) {
    left += Math.min(users.requestsOf(user), design.perUserCap * share);
  }
  const times = left === 0 ? MOST_TIMES : Math.min(MOST_TIMES, (SLACK * index.rows) / left);
  return Math.min(mostExpectedDraws(design, share), Math.ceil(times * design.size * share) + FEWEST);
}
