import { describe, expect, it } from 'vitest';
import type { PatternRow } from '../../activities/adaptation/adaptation-tables.js';
import type { RollbackRow } from '../../activities/adaptation/rollback-table.js';
import { patternSection } from '../../activities/report/release-patterns-section.js';
import { rollbackSection, rollbackWords } from '../../activities/report/release-rollback-section.js';

function patternRow(values: Partial<PatternRow> = {}): PatternRow {
  return {
    pattern: 'question',
    checkpoint_days: 7,
    before: 0.2,
    after: 0.27,
    within_user_difference: 0.07,
    ci_low: 0.05,
    ci_high: 0.09,
    p_value: 0.0001,
    p_adjusted: 0.005,
    placebo_rank: 0.05,
    n_users: 100,
    total_change: 0.09,
    total_ci_low: 0.06,
    total_ci_high: 0.12,
    mix_change: 0.02,
    mix_ci_low: 0.0,
    mix_ci_high: 0.04,
    habits_change: 0.07,
    habits_ci_low: 0.05,
    habits_ci_high: 0.09,
    arrivals_change: 0.015,
    departures_change: 0,
    activity_change: 0,
    topics_change: 0.005,
    ...values,
  };
}

const STILL: Partial<PatternRow> = { p_value: 0.6, p_adjusted: 1, before: 0.2, after: 0.2 };

describe('how prompts changed', () => {
  it('tells in words what of a change came from other users and topics', () => {
    const text = patternSection([patternRow()])?.markup;
    expect(text).toContain(
      'question: of +9.0 pts over everybody’s prompts, +7.0 pts come from returning users’ habits and +2.0 pts from other users and topics.',
    );
  });

  it('does not write points where a pattern is no share of prompts', () => {
    const text = patternSection([patternRow({ pattern: 'length_in_words', total_change: 9, mix_change: 2 })])?.markup;
    expect(text).toContain('length_in_words: of +9 over everybody’s prompts');
  });

  it('tells apart what only the mix of users and topics changed', () => {
    const mixed = patternRow({ ...STILL, mix_change: 0.05, mix_ci_low: 0.04, mix_ci_high: 0.06 });
    expect(patternSection([mixed])?.markup).toContain(
      'Changed by who asks and about what, not by habits: question +5.0 pts.',
    );
    // An interval that leaves out zero by a little is nothing among some fifty patterns.
    const doubtful = patternRow({ ...STILL, mix_change: 0.02, mix_ci_low: 0.001, mix_ci_high: 0.04 });
    expect(patternSection([doubtful])?.markup).not.toContain('Changed by who asks');
  });

  it('shows what only newcomers write as seen', () => {
    const newcomers = patternRow({ before: 0, after: 0, pattern: 'code_block', total_change: 0.1 });
    const nobody = patternRow({ before: 0, after: 0, pattern: 'role_play', total_change: 0, p_adjusted: null });
    const text = patternSection([newcomers, nobody])?.markup;
    expect(text).toContain('Not seen before or after: role_play.');
    expect(text).toMatch(/<td[^>]*><strong>code_block/);
  });
});

function rollbackRow(values: Partial<RollbackRow> = {}): RollbackRow {
  return {
    checkpoint_days: 7,
    rolled_back: 'v42',
    before_start: Date.parse('2026-09-01T00:00:00Z'),
    before_end: Date.parse('2026-09-29T00:00:00Z'),
    released_start: Date.parse('2026-09-29T00:00:00Z'),
    release_shift: 0.05,
    release_shift_ci_low: 0.03,
    release_shift_ci_high: 0.07,
    release_p_value: 0.001,
    distance_to_before: 0.001,
    distance_to_before_ci_low: -0.001,
    distance_to_before_ci_high: 0.003,
    distance_to_released: 0.045,
    distance_to_released_ci_low: 0.03,
    distance_to_released_ci_high: 0.06,
    returned_share: 0.94,
    returned_share_ci_low: 0.81,
    returned_share_ci_high: 1.08,
    verdict: 'went back',
    n_users: 120,
    refused: null,
    ...values,
  };
}

const NO_SHARE: Partial<RollbackRow> = {
  returned_share: null,
  returned_share_ci_low: null,
  returned_share_ci_high: null,
};

describe('a rollback', () => {
  it('has no words and no section where nothing was rolled back', () => {
    expect(rollbackWords([])).toEqual([]);
    expect(rollbackSection([])).toBeNull();
  });

  it.each([
    [{}, 'Rollback of v42, same users as before it: habits went back (94.0 % [81.0, 108.0] of its shift is undone).'],
    [{ verdict: 'stayed', returned_share: 0.1 }, /habits stayed \(10\.0 %/],
    [{ ...NO_SHARE, verdict: 'nothing to come back from', release_p_value: 0.4 }, /had moved nobody .* \(p 0\.400\)/],
    [{ verdict: null, refused: 'no verdict: 7 users of all three windows, 20 are needed' }, /v42: no verdict: 7 users/],
  ])('says in a sentence how far users came back: %j', (values, words) => {
    expect(rollbackWords([rollbackRow({ returned_share: 0.5 }), rollbackRow(values)])).toEqual([
      typeof words === 'string' ? words : expect.stringMatching(words),
    ]);
  });

  it('shows every checkpoint, with the windows that are compared', () => {
    const text = rollbackSection([rollbackRow({ checkpoint_days: 1 }), rollbackRow()])?.markup;
    expect(text).toContain('users of 2026-09-01 to 2026-09-29, before v42');
    expect(text?.match(/ d<\/td>/g)).toHaveLength(2);
  });
});
