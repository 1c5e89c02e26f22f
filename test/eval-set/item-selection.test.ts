import { describe, expect, it } from 'vitest';
import { selectItems } from '../../activities/eval-set/item-selection.js';
import { type Placed, productionMixOf } from '../../activities/eval-set/production-mix.js';
import { createRandom } from '../../activities/stats/random.js';

type Candidate = Placed & { readonly weight: number };

/** `counts`: per topic and stratum how many requests. */
function week(counts: Readonly<Record<string, number>>, userOf = (at: number) => `user-${at}`): Candidate[] {
  const random = createRandom('selection');
  const cells = Object.entries(counts).flatMap(([cell, count]) => Array.from({ length: count }, () => cell));
  return cells.map((cell, at) => {
    const [topic = '0', stratum = 'all'] = cell.split(' ');
    const prompt = Array.from({ length: 5 }, () => random.integer(1e9).toString(36)).join(' ');
    const features = Float64Array.of(Math.cos(random.next()), Math.sin(random.next()));
    return { itemId: `${at}`, user: userOf(at), topic: Number(topic), stratum, prompt, features, weight: 1 };
  });
}

function countsOf(items: readonly Placed[], keyOf: (item: Placed) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const item of items) counts[keyOf(item)] = (counts[keyOf(item)] ?? 0) + 1;
  return counts;
}

describe('the selection', () => {
  it('keeps to the shares of topics, of strata, and of strata inside topics', () => {
    const candidates = week({ '0 web': 300, '0 api': 100, '1 web': 50, '1 api': 150 });
    const picked = selectItems(candidates, [], productionMixOf(candidates), { size: 60, perUser: 2 });
    expect(countsOf(picked, ({ topic, stratum }) => `${topic} ${stratum}`)).toEqual({
      '0 web': 30,
      '0 api': 10,
      '1 web': 5,
      '1 api': 15,
    });
  });

  it('gives a small stratum its share of the set although no topic has a whole item of it', () => {
    const topics = Array.from({ length: 10 }, (_, topic) => topic);
    const cells = topics.flatMap((topic): [string, number][] => [
      [`${topic} web`, 95],
      [`${topic} rare`, 5],
    ]);
    const candidates = week(Object.fromEntries(cells));
    const picked = selectItems(candidates, [], productionMixOf(candidates), { size: 100, perUser: 2 });
    const { rare = 0 } = countsOf(picked, ({ stratum }) => stratum);
    expect(Math.abs(rare - 5)).toBeLessThanOrEqual(1);
  });

  it('makes up for strata that the carried items lack', () => {
    const candidates = week({ '0 web': 200, '0 api': 200 });
    const carried = candidates.filter(({ stratum }) => stratum === 'web').slice(0, 20);
    const others = candidates.filter((candidate) => !carried.includes(candidate));
    const picked = selectItems(others, carried, productionMixOf(candidates), { size: 40, perUser: 2 });
    expect(countsOf([...carried, ...picked], ({ stratum }) => stratum)).toEqual({ web: 20, api: 20 });
  });

  it('goes on with other strata when one has no more users', () => {
    const candidates = week({ '0 web': 50, '0 api': 50 }, (at) => (at < 50 ? `user-${at}` : 'one'));
    const picked = selectItems(candidates, [], productionMixOf(candidates), { size: 40, perUser: 2 });
    expect(countsOf(picked, ({ stratum }) => stratum)).toEqual({ web: 38, api: 2 });
  });
});
