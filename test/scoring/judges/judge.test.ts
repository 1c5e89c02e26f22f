import { describe, expect, it } from 'vitest';
import { judgeDigest, otherJudges } from '../../../activities/scoring/judges/judge.js';
import { configWith } from '../scoring-world.js';

const CRITERION = { name: 'correctness', question: 'Is it correct?', scale: ['wrong', 'right'] };
const digestOf = (judge: Record<string, unknown>) =>
  judgeDigest(configWith({ judge: { model: 'claude-haiku-5-5', ...judge } }));

describe('who the judge is', () => {
  it.each([
    ['model', { model: 'claude-sonnet-5-5' }],
    ['effort', { effort: 'high' }],
    ['room to think', { maxTokens: 8192 }],
    ['rubric', { rubric: 'Rate whether the answer is polite and short.' }],
    ['criterion', { criteria: [CRITERION] }],
    ['API', { api: 'openai' }],
    ['address', { baseUrl: 'http://models.internal' }],
    ['kind', { kind: 'http', baseUrl: 'http://judge.internal' }],
  ])('another %s is another judge', (_name, judge) => {
    expect(digestOf(judge)).not.toBe(digestOf({}));
  });

  it('another scale, or another weight, of a criterion is another judge', () => {
    const digests = [
      digestOf({ criteria: [CRITERION] }),
      digestOf({ criteria: [{ ...CRITERION, scale: ['wrong', 'partly right', 'right'] }] }),
      digestOf({ criteria: [{ ...CRITERION, weight: 2 }] }),
    ];
    expect(new Set(digests).size).toBe(3);
  });

  it.each([
    ['key', { keyEnv: 'JUDGE_KEY' }],
    ['share of second judgements', { retestShare: 0.5 }],
    ['way of being paid', { mode: 'batch' }],
  ])('another %s is the same judge', (_name, judge) => {
    expect(digestOf(judge)).toBe(digestOf({}));
  });

  it('another candidate is not another judge', () => {
    expect(judgeDigest(configWith({ candidate: { model: 'other' } }))).toBe(judgeDigest(configWith()));
  });

  it('a further judge that is the main one, or a further one once more, is no further judge', () => {
    const judge = { model: 'claude-haiku-5-5' };
    const config = configWith({ judge, otherJudges: [judge, { model: 'a' }, { model: 'a', retestShare: 0 }] });
    expect(otherJudges(config).map(({ config: { model } }) => model)).toEqual(['a']);
  });
});
