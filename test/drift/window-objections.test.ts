import { describe, expect, it } from 'vitest';
import { type ComparisonOptions, compareWindows } from '../../activities/drift/comparison.js';
import { withObjections } from '../../activities/drift/window-objections.js';
import { pipelineSchema } from '../../activities/pipeline/config.js';

const DIMENSION = 2;

interface Side {
  readonly users?: number;
  readonly vectorOf?: (at: number) => number[];
  readonly userOf?: (at: number) => number;
  readonly digestOf?: (at: number) => string;
}

function sideOf({ users = 25, vectorOf = (at) => [Math.cos(at), Math.sin(at)], userOf, digestOf = String }: Side) {
  const requests = Array.from({ length: 4 * users }, (_, at) => ({
    user: `u${userOf?.(at) ?? at % users}`,
    vector: Float32Array.from(vectorOf(at)),
    digest: digestOf(at),
  }));
  const names = [...new Set(requests.map(({ user }) => user))];
  const state = names.map((user) => ({ user, count: 4, capped_weight: 3, feature_sum: Float64Array.of(4, 0) }));
  return { state, requests };
}

const { drift } = pipelineSchema.parse({
  name: 'demo',
  storage: { bucket: 'bucket' },
  traffic: { prefix: 'logs/' },
  scoring: { judge: { model: 'judge' } },
});
const options: ComparisonOptions = {
  drift: { ...drift, permutations: 19 },
  embedderId: 'embedder',
  blocks: 1,
  level: 0.05,
  seed: 'refusals',
  pause: async () => {},
};

describe('what allows no verdict gives a reason and no number', () => {
  const one = [1, 0];
  const cases: readonly { why: string; current: Side; reference?: Side; reason: RegExp }[] = [
    { why: 'fewer than 20 users', current: { users: 19 }, reason: /19 users, 20 are needed/ },
    {
      why: 'fewer than 20 users in the reference',
      current: {},
      reference: { users: 3 },
      reason: /3 users in the pinned/,
    },
    {
      why: 'no variance',
      current: { vectorOf: () => one },
      reference: { vectorOf: () => one },
      reason: /same embedding/,
    },
    { why: 'more than half copies', current: { digestOf: (at) => `${at % 40}` }, reason: /60 % .* are copies/ },
    {
      why: 'a week of one prompt',
      current: { digestOf: () => 'x', vectorOf: () => one },
      reason: /99 % .* are copies/,
    },
    {
      why: 'one user with 90 % of the traffic',
      current: { users: 250, userOf: (at) => (at % 10 === 0 ? at : 0) },
      reason: /one user has 90 % of the requests/,
    },
    {
      why: 'a vector that is not finite',
      current: { vectorOf: (at) => [at === 7 ? Number.NaN : 1, 0] },
      reason: /finite/,
    },
    {
      why: 'a vector of another length',
      current: { vectorOf: (at) => (at === 7 ? [1] : one) },
      reason: /has 1 numbers/,
    },
  ];

  it.each(cases)('$why', async ({ current, reference = {}, reason }) => {
    const week = sideOf(current);
    const comparison = withObjections(
      { name: 'pinned', reference: sideOf(reference), current: week, traffic: week.requests, refused: null },
      DIMENSION,
    );
    const { rows, alarm } = await compareWindows(comparison, options);
    expect(alarm).toBe(false);
    for (const row of rows) {
      expect(row.refused).toMatch(reason);
      expect([row.estimate, row.ci_low, row.ci_high, row.p_value]).toEqual([null, null, null, null]);
    }
  });
});
