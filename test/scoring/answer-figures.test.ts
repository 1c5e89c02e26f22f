import { expect, it } from 'vitest';
import { answerFigures } from '../../activities/scoring/answer-figures.js';
import type { ScoreRow } from '../../activities/scoring/score-tables.js';
import { scoreRow } from '../support/score-row.js';

function figuresOf(rows: readonly Partial<ScoreRow>[]) {
  const drafts = answerFigures(
    'candidate',
    'live',
    rows.map((row, at) => scoreRow({ item_id: `i${at}`, user: `u${at}`, ...row })),
  );
  return Object.fromEntries(drafts.map(({ row }) => [row.metric, [row.estimate, row.n_items]]));
}

it('every criterion has a mean, weighted as the score is', () => {
  const figures = figuresOf([
    { criteria: '{"correct":1,"brief":0.5}', weight: 3 },
    { criteria: '{"correct":0,"brief":0.5}', weight: 1 },
    { criteria: null, score: null },
  ]);
  expect(figures).toEqual({ 'criterion:brief': [0.5, 2], 'criterion:correct': [0.75, 2] });
});

it('a check has the share of answers that pass, without those it says nothing about', () => {
  const rows = ['{"short":true}', '{"short":false}', '{"short":true}', '{"short":null}', null];
  const figures = figuresOf(rows.map((checks) => ({ checks })));
  expect(figures['check:short']?.[0]).toBeCloseTo(2 / 3, 12);
  expect(figures['check:short']?.[1]).toBe(3);
});

it('without criteria or checks there is nothing to say', () => {
  expect(figuresOf([{ score: 1 }, { score: 0 }])).toEqual({});
});
