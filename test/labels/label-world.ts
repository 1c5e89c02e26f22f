import type { LabelRow } from '../../activities/labels/label-tables.js';
import type { PairRow } from '../../activities/scoring/score-tables.js';
import { createRandom } from '../../activities/stats/random.js';
import { pairRow } from '../support/score-row.js';

export interface WorldShape {
  readonly users: number;
  readonly seed: string;
  /** Share of wins of the candidate per topic, as the judge sees them. */
  readonly topics: readonly number[];
}

/** Comparisons of many users: a few each, some with many, spread over topics and both sources. */
export function comparisons({ users, seed, topics }: WorldShape): PairRow[] {
  const random = createRandom('label world', seed);
  return Array.from({ length: users }, (_, user) => {
    const count = 1 + random.integer(4) + (user % 25 === 0 ? 20 : 0);
    return Array.from({ length: count }, (__, at) => {
      const topic = random.integer(topics.length);
      const wins = random.next() < (topics[topic] ?? 0.5);
      return pairRow({
        item_id: `i_${user}_${at}`,
        source: random.next() < 0.5 ? 'live' : 'eval-set',
        user: `u_${user}`,
        topic,
        weight: 1 + 3 * random.next(),
        preference: wins ? 1 : random.next() < 0.5 ? 0 : -1,
      });
    });
  }).flat();
}

/** A label of the first comparison on a sheet; `fields` says what matters to the test. */
export function labelRow(fields: Partial<LabelRow>): LabelRow {
  return {
    label_id: '0123456789ab-0001',
    week: '2026-W40',
    item_id: 'i_1',
    source: 'live',
    topic: 0,
    user: 'user-1',
    weight: 1,
    arm_a: 'candidate',
    arm_b: 'production',
    length_a: 100,
    length_b: 100,
    judged: 0,
    stratum: 'live 0',
    stratum_drawn: 1,
    label_probability: 0.5,
    labeler: null,
    preference: 1,
    score_a: null,
    score_b: null,
    ...fields,
  };
}
