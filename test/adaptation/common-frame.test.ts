import { describe, expect, it } from 'vitest';
import { commonFrame } from '../../activities/adaptation/common-frame.js';
import { drawSample } from '../../activities/traffic/sampling.js';

const SEED = 'seed';

/** A sample by user of a window in which each of the users made as many requests. */
function sampleOf(users: readonly string[], perUser: number, size: number) {
  const units = users.flatMap((user) =>
    Array.from({ length: perUser }, (_, i) => ({ requestId: `${user}-${i}-${perUser}`, user, stratum: '' })),
  );
  const drawn = drawSample(units, { by: 'user', size, perUserCap: 50, strata: [], seed: SEED });
  return drawn.map(({ user, inclusionProbability }) => ({ user, inclusion_probability: inclusionProbability }));
}

const everyone = Array.from({ length: 200 }, (_, i) => `u${i}`);
const distinct = (rows: readonly { user: string }[]) => new Set(rows.map(({ user }) => user));

describe('users whom two samples have in common', () => {
  it('are all users when both samples are complete', () => {
    expect(commonFrame(sampleOf(everyone, 3, 10_000), sampleOf(everyone, 1, 10_000), SEED)).toBeNull();
  });

  it('end where the fuller sample ends: users missing behind its end are not new', () => {
    const history = sampleOf(everyone, 10, 500);
    const checkpoint = sampleOf(everyone, 1, 10_000);
    const frame = commonFrame(history, checkpoint, SEED);
    expect(distinct(history).size).toBe(50);
    expect(frame).toEqual(distinct(history));
  });

  it('still hold the users who really came or left', () => {
    const history = sampleOf(everyone.slice(0, 150), 10, 500);
    const checkpoint = sampleOf(everyone.slice(50), 1, 10_000);
    const frame = commonFrame(history, checkpoint, SEED) ?? new Set();
    const arrived = [...distinct(checkpoint)].filter((user) => frame.has(user) && Number(user.slice(1)) >= 150);
    expect(arrived.length).toBeGreaterThan(5);
    for (const user of distinct(history)) expect(frame.has(user)).toBe(true);
  });
});
