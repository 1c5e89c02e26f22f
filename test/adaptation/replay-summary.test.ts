import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SAME_MODEL } from '../../activities/adaptation/replay-plan.js';
import { summariseReplayScores } from '../../activities/adaptation/replay-summary.js';
import type { ScoreRow } from '../../activities/scoring/score-tables.js';
import { scoreRow } from '../support/score-row.js';

const replayRow = (values: Partial<ScoreRow>) =>
  scoreRow({ source: 'replay-pre', user: 'ana', arm: 'new', model: 'model-b', ...values });

interface Side {
  readonly user: readonly string[];
  readonly old: readonly number[];
  readonly new: readonly number[];
}

function rowsOf(pre: Side, post: Side): ScoreRow[] {
  return (['replay-pre', 'replay-post'] as const).flatMap((source) => {
    const side = source === 'replay-pre' ? pre : post;
    return side.user.flatMap((user, i) =>
      (['old', 'new'] as const).map((arm) =>
        replayRow({ item_id: `i${i}`, source, user, arm, score: side[arm][i] ?? null }),
      ),
    );
  });
}

/** A circle of users with the same scores everywhere; big enough for a verdict. */
function circle(scores: { old: number; new: number }, users = 25): Side {
  return {
    user: Array.from({ length: users }, (_, i) => `u${i}`),
    old: Array.from({ length: users }, (_, i) => scores.old + 0.01 * (i % 5)),
    new: Array.from({ length: users }, (_, i) => scores.new + 0.01 * (i % 7)),
  };
}

interface Golden {
  readonly name: string;
  readonly input: { readonly kind: string; readonly pre: Side; readonly post: Side; readonly alpha: number };
  readonly expected: Readonly<
    Record<Effect, { readonly estimate: number; readonly ci: readonly [number, number]; readonly clusters: number }>
  > & { readonly cells: Readonly<Record<string, number>> };
}
type Effect = 'total' | 'model' | 'adaptation' | 'interaction';

const { cases }: { cases: Golden[] } = JSON.parse(readFileSync('test/vectors/decomposition.json', 'utf8'));
const goldens = cases.filter(({ input }) => input.kind === 'replay');

describe('replay 2 x 2', () => {
  it.each(goldens)('has the golden cells and effects: $name', ({ input, expected }) => {
    const rows = summariseReplayScores(rowsOf(input.pre, input.post), { minUsers: 2, confidence: 1 - input.alpha });
    const rowOf = (cell: string) => rows.find((row) => row.cell === cell);
    for (const effect of ['total', 'model', 'adaptation', 'interaction'] as const) {
      expect(rowOf(effect)?.estimate).toBeCloseTo(expected[effect].estimate, 9);
      expect(rowOf(effect)?.ci_low).toBeCloseTo(expected[effect].ci[0], 9);
      expect(rowOf(effect)?.ci_high).toBeCloseTo(expected[effect].ci[1], 9);
      expect(rowOf(effect)?.n_users).toBe(expected[effect].clusters);
    }
    expect(rowOf('old_pre')?.estimate).toBeCloseTo(expected.cells['oldPre'] ?? Number.NaN, 9);
    expect(rowOf('new_pre')?.estimate).toBeCloseTo(expected.cells['newPre'] ?? Number.NaN, 9);
    expect(rowOf('old_post')?.estimate).toBeCloseTo(expected.cells['oldPost'] ?? Number.NaN, 9);
    expect(rowOf('new_post')?.estimate).toBeCloseTo(expected.cells['newPost'] ?? Number.NaN, 9);
  });

  it('weighs items as the plan says', () => {
    const scores = rowsOf(circle({ old: 0.2, new: 0.2 }), circle({ old: 0.2, new: 0.2 })).map((row, i) =>
      i % 4 === 1 ? { ...row, score: 1, weight: 0 } : { ...row, score: 0.2 },
    );
    const rows = summariseReplayScores(scores, { minUsers: 20 });
    expect(rows.find((row) => row.cell === 'new_pre')?.estimate).toBeCloseTo(0.2, 12);
  });

  it('counts an item only when both models’ answers were scored', () => {
    const scores = rowsOf(circle({ old: 0.2, new: 0.6 }), circle({ old: 0.2, new: 0.6 })).map((row) =>
      row.item_id === 'i0' && row.arm === 'old' ? { ...row, score: null, outcome: 'refusal' } : row,
    );
    const rows = summariseReplayScores(scores, { minUsers: 20 });
    expect(rows.find((row) => row.cell === 'new_pre')?.n_items).toBe(24);
  });

  it('still has the adaptation effect when the release changed no model', () => {
    const scores = rowsOf(circle({ old: 0, new: 0.2 }), circle({ old: 0, new: 0.6 })).filter(
      (row) => row.arm === 'new',
    );
    const rows = summariseReplayScores(scores, { minUsers: 20 });
    const rowOf = (cell: string) => rows.find((row) => row.cell === cell);
    expect(rowOf('adaptation')?.estimate).toBeCloseTo(0.4, 12);
    expect(rowOf('old_pre')?.estimate).toBe(rowOf('new_pre')?.estimate);
    expect(rowOf('total')?.estimate).toBeCloseTo(0.4, 12);
    expect(rowOf('model')).toMatchObject({ estimate: null, refused: SAME_MODEL });
    expect(rowOf('interaction')).toMatchObject({ estimate: null, refused: SAME_MODEL });
  });

  it('refuses figures that rest on too few users', () => {
    const rows = summariseReplayScores(rowsOf(circle({ old: 0.2, new: 0.6 }, 12), circle({ old: 0.2, new: 0.6 }, 12)), {
      minUsers: 20,
    });
    for (const row of rows)
      expect(row).toMatchObject({ estimate: null, refused: 'no verdict: 12 users, 20 are needed' });
  });

  it('names an empty cell', () => {
    const scores = rowsOf(circle({ old: 0.2, new: 0.6 }), { user: [], old: [], new: [] });
    const rows = summariseReplayScores(scores, { minUsers: 20 });
    expect(rows.find((row) => row.cell === 'model')?.refused).toBeNull();
    expect(rows.find((row) => row.cell === 'adaptation')?.refused).toBe('no scored item in the cell new_post');
  });
});
