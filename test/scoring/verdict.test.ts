import { describe, expect, it } from 'vitest';
import { gateVerdict, neededMore } from '../../activities/scoring/verdict.js';
import { type Estimate, studentEstimate } from '../../activities/stats/clustered-mean.js';
import { createRandom } from '../../activities/stats/random.js';

function estimateOf(estimate: number, standardError: number, users = 100): Estimate {
  return studentEstimate({ estimate, standardError, degreesOfFreedom: users - 1, n: 3 * users, clusters: users });
}

describe('the verdict of a gate', () => {
  it.each([
    ['far above zero', 'ship', 0.1, 0.01],
    ['far below zero', 'hold', -0.1, 0.01],
    ['within what does not matter', 'no-difference', 0, 0.01],
    ['above zero, but all of it too little to matter', 'no-difference', 0.01, 0.002],
    ['below zero, and too little to matter', 'no-difference', -0.01, 0.002],
    ['open to both sides', 'need-n-more', 0.01, 0.02],
    ['around zero, and too wide', 'need-n-more', 0, 0.02],
  ])('an interval %s says %s', (_, verdict, estimate, standardError) => {
    const gate = estimateOf(estimate, standardError);
    expect(gateVerdict(gate, gate.pValue)).toBe(verdict);
  });

  it('hangs on what matters to the pipeline', () => {
    const gate = estimateOf(0, 0.01);
    expect(gateVerdict(gate, gate.pValue, { minimumEffect: 0.01 })).toBe('need-n-more');
    expect(gateVerdict(gate, gate.pValue, { minimumEffect: 0.05 })).toBe('no-difference');
  });

  it('wants Holm’s p-value to agree, not the gate’s own', () => {
    expect(gateVerdict(estimateOf(0.05, 0.02), 0.04)).toBe('ship');
    expect(gateVerdict(estimateOf(0.05, 0.02), 0.06)).toBe('need-n-more');
  });

  it('rules a difference out only with the level shared among the gates', () => {
    // 1.984 standard errors reach to 0.0298, and 2.276 of them to 0.0341.
    const gate = estimateOf(0, 0.015);
    expect(gateVerdict(gate, gate.pValue, { gates: 2 })).toBe('no-difference');
    expect(gateVerdict(gate, gate.pValue, { gates: 4 })).toBe('need-n-more');
  });

  it('is no difference when every item has the same score in both arms', () => {
    expect(gateVerdict(estimateOf(0, 0), null)).toBe('no-difference');
  });

  it('is refused with fewer than 20 users', () => {
    const gate = estimateOf(0.5, 0.01, 19);
    expect(gateVerdict(gate, gate.pValue)).toBe('refused: 19 users, 20 are needed');
  });
});

describe('how many more are needed', () => {
  const rows = (users: number, spread: number) => {
    const random = createRandom('needed more', users, spread);
    return Array.from({ length: 2 * users }, (_, item) => ({
      value: spread * random.normal(),
      weight: 1,
      cluster: `u${item % users}`,
    }));
  };

  it('are users, and the items that they bring', () => {
    const more = neededMore(rows(50, 0.3));
    expect(more?.users).toBeGreaterThan(200);
    expect(more?.items).toBe(2 * (more?.users ?? 0));
  });

  it('are more for many gates and for a smaller effect', () => {
    const users = (options: Parameters<typeof neededMore>[1]) => neededMore(rows(50, 0.3), options)?.users ?? 0;
    expect(users({ gates: 4 })).toBeGreaterThan(1.3 * users({}));
    expect(users({ minimumEffect: 0.015 })).toBeGreaterThan(3.5 * users({}));
  });

  it('are none when there are enough, and unknown with fewer than 20 users', () => {
    expect(neededMore(rows(50, 0.01))).toBeNull();
    expect(neededMore(rows(19, 0.3))).toBeNull();
  });
});
