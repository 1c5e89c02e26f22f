import { describe, expect, it } from 'vitest';
import { drawComparisons, labelKeysOf } from '../../activities/labels/label-draw.js';
import type { LabelRow } from '../../activities/labels/label-tables.js';
import {
  judgeAgainstPeople,
  labelledPairs,
  labelledScores,
  verdictsOfPeople,
} from '../../activities/labels/labelled-rows.js';
import { clusteredPredictionPoweredMean } from '../../activities/stats/prediction-powered.js';
import { createRandom } from '../../activities/stats/random.js';
import { pairRow, scoreRow } from '../support/score-row.js';
import { comparisons, labelRow } from './label-world.js';

const SCOPE = { week: '2026-W40', judge: 'judge', maxAgeWeeks: 26 };

describe('comparisons with labels', () => {
  it('carry the mean of what people said, and the others none', () => {
    const pairs = [pairRow({ item_id: 'i_1', preference: 1, weight: 3 }), pairRow({ item_id: 'i_2', preference: -1 })];
    const labels = [labelRow({ labeler: 'l_1', preference: 1 }), labelRow({ labeler: 'l_2', preference: 0 })];
    expect(labelledPairs(pairs, labels, SCOPE)).toEqual([
      expect.objectContaining({
        item_id: 'i_1',
        user: 'user-1',
        weight: 3,
        judged: 1,
        label: 0.5,
        labelProbability: 0.5,
      }),
      expect.objectContaining({ item_id: 'i_2', judged: -1, label: null }),
    ]);
  });

  it('are those of the report’s judge that count, once each', () => {
    const pairs = [pairRow({ judge: 'another' }), pairRow({ repeat: 1 }), pairRow({ preference: null }), pairRow({})];
    expect(labelledPairs(pairs, [labelRow({})], SCOPE)).toHaveLength(1);
  });

  it.each([
    ['another item', { item_id: 'i_9' }],
    ['the other source', { source: 'eval-set' }],
    ['another arm', { arm_b: 'control' }],
    ['a later week', { week: '2026-W41' }],
    ['a week that is too old', { week: '2026-W13' }],
    ['scores only', { preference: null }],
  ])('have no label from %s', (_what, fields) => {
    expect(labelledPairs([pairRow({})], [labelRow(fields)], SCOPE)[0]?.label).toBeNull();
  });

  it('take a label of an earlier week while both answers are as long as then', () => {
    const earlier = labelRow({ week: '2026-W14', source: 'eval-set' });
    expect(labelledPairs([pairRow({ source: 'eval-set' })], [earlier], SCOPE)[0]?.label).toBe(1);
    expect(labelledPairs([pairRow({ source: 'eval-set', length_b: 99 })], [earlier], SCOPE)[0]?.label).toBeNull();
  });

  it('divide by the probability of being drawn and answered', () => {
    const labels = [
      labelRow({ item_id: 'i_1', label_id: 'aaaaaaaaaaaa-0001', stratum_drawn: 4 }),
      labelRow({ item_id: 'i_2', label_id: 'aaaaaaaaaaaa-0002', stratum_drawn: 4 }),
      labelRow({ item_id: 'i_3', label_id: 'aaaaaaaaaaaa-0003', stratum: 'live 1', stratum_drawn: 1 }),
    ];
    const pairs = ['i_1', 'i_2', 'i_3'].map((item_id) => pairRow({ item_id }));
    expect(labelledPairs(pairs, labels, SCOPE).map(({ labelProbability }) => labelProbability)).toEqual([
      0.25, 0.25, 0.5,
    ]);
  });

  it('take the likelier of two draws', () => {
    const labels = [
      labelRow({ label_id: 'aaaaaaaaaaaa-0001', label_probability: 0.2 }),
      labelRow({ label_id: 'bbbbbbbbbbbb-0001', label_probability: 0.7 }),
    ];
    expect(labelledPairs([pairRow({})], labels, SCOPE)[0]?.labelProbability).toBe(0.7);
  });
});

describe('scores with labels', () => {
  it('are those of the answers that people gave scores to, whichever side they stood on', () => {
    const labels = [
      labelRow({ preference: null, score_a: 0.75, score_b: 0.25 }),
      labelRow({ labeler: 'l_1', score_a: 0.25 }),
    ];
    const scores = [
      scoreRow({ arm: 'candidate' }),
      scoreRow({ arm: 'production' }),
      scoreRow({ arm: 'control' }),
      scoreRow({ judge: 'another' }),
    ];
    expect(labelledScores(scores, labels, SCOPE).map(({ arm, judged, label }) => [arm, judged, label])).toEqual([
      ['candidate', 0.5, 0.5],
      ['production', 0.5, 0.25],
      ['control', 0.5, null],
    ]);
  });
});

describe('verdicts for kappa', () => {
  it('set the judge against the majority of people, a split one being a tie', () => {
    const pairs = ['i_1', 'i_2', 'i_3'].map((item_id) => pairRow({ item_id, preference: 1 }));
    const said = (item_id: string, ...verdicts: number[]) =>
      verdicts.map((preference, at) =>
        labelRow({ item_id, label_id: `${item_id}-0001`, labeler: `l_${at}`, preference }),
      );
    const labels = [...said('i_1', 1, 1, -1), ...said('i_2', 1, -1)];
    expect(
      judgeAgainstPeople(pairs, labels, SCOPE).map(({ item_id, judge, people }) => [item_id, judge, people]),
    ).toEqual([
      ['i_1', 1, 1],
      ['i_2', 1, 0],
    ]);
    expect(verdictsOfPeople(labels)).toEqual([
      [1, 1, -1],
      [1, -1],
    ]);
  });
});

describe('a judge that is calibrated with the labels of a sheet', () => {
  it('estimates what people would say of all comparisons, although it is wrong in some topics', () => {
    const [runs, users] = [200, 120];
    let covered = 0;
    let naive = 0;
    const errors: number[] = [];
    for (let run = 0; run < runs; run += 1) {
      const pairs = comparisons({ users, seed: `run ${run}`, topics: [0.3, 0.5, 0.9] });
      const random = createRandom('people', run);
      // People see no difference in two of three wins of the last topic, where the judge likes the candidate's manner.
      const said = new Map(
        pairs.map((row) => [
          `${row.item_id} ${row.source}`,
          row.topic === 2 && row.preference === 1 && random.next() < 2 / 3 ? 0 : (row.preference ?? 0),
        ]),
      );
      const { keys } = labelKeysOf(
        'judge',
        drawComparisons(pairs, {
          week: '2026-W40',
          judge: 'judge',
          arm: 'candidate',
          items: 80,
          perUser: 3,
          seed: `${run}`,
        }),
      );
      const labels = keys.map(
        ({ shown_first: _s, ...key }): LabelRow => ({
          ...key,
          labeler: null,
          preference: said.get(`${key.item_id} ${key.source}`) ?? 0,
          score_a: null,
          score_b: null,
        }),
      );
      const total = pairs.reduce((sum, { weight }) => sum + weight, 0);
      const truth =
        pairs.reduce((sum, row) => sum + row.weight * (said.get(`${row.item_id} ${row.source}`) ?? 0), 0) / total;
      const judged = pairs.reduce((sum, row) => sum + row.weight * (row.preference ?? 0), 0) / total;
      const estimate = clusteredPredictionPoweredMean(labelledPairs(pairs, labels, SCOPE));
      if (estimate === null) throw new Error('no estimate');
      errors.push(estimate.estimate - truth);
      naive += (judged - truth) / runs;
      if (estimate.ciLow <= truth && truth <= estimate.ciHigh) covered += 1;
    }
    const bias = errors.reduce((sum, error) => sum + error, 0) / runs;
    const spread = Math.sqrt(errors.reduce((sum, error) => sum + error ** 2, 0) / runs);
    expect(naive).toBeGreaterThan(0.1);
    expect(Math.abs(bias)).toBeLessThan(4 * (spread / Math.sqrt(runs)));
    // The interval is for all users, so it also holds the error of those who were asked: wider than this truth needs.
    expect(covered / runs).toBeGreaterThan(0.93);
  });
});
