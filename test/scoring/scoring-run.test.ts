import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { mainJudge, otherJudges } from '../../activities/scoring/judges/judge.js';
import { type ScoredItem, scoreItem } from '../../activities/scoring/scoring-run.js';
import { MemoryObjectStore } from '../support/memory-object-store.js';
import { blocksOf, isPairCall, isRubricCall, type MessagesApi, startMessagesApi } from '../support/messages-api.js';
import {
  CANDIDATE,
  CONTROL,
  configWith,
  contextFor,
  itemWith,
  judgedBy,
  PRODUCTION,
  required,
  SECRET_ANSWER,
} from './scoring-world.js';

let api: MessagesApi;
let store: MemoryObjectStore;

beforeAll(async () => {
  api = await startMessagesApi();
  vi.stubEnv('ANTHROPIC_BASE_URL', api.baseUrl);
  vi.stubEnv('ANTHROPIC_API_KEY', 'test-key');
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await api.close();
});
beforeEach(() => {
  api.calls.length = 0;
  store = new MemoryObjectStore();
  api.respond(
    judgedBy(
      () => 4,
      () => 'tie',
    ),
  );
});

const preferred = (winner: string) =>
  judgedBy(
    () => 4,
    (first) => (first.includes(winner) ? 'first' : 'second'),
  );
const pairOf = ({ pairs: [pair] }: ScoredItem) => [
  pair?.first_order,
  pair?.second_order,
  pair?.preference,
  pair?.outcome,
];

describe('spending', () => {
  it('pays for an item once: a second run makes no call and gives the same rows', async () => {
    const first = await scoreItem(itemWith(), CANDIDATE, contextFor(store));
    const calls = api.calls.length;
    const second = await scoreItem(itemWith(), CANDIDATE, contextFor(store));
    expect(calls).toBe(4);
    expect(api.calls).toHaveLength(calls);
    expect(second).toEqual(first);
  });

  it('books answer and rubric judgement of a call at the listed prices', async () => {
    const {
      scores: [score],
    } = await scoreItem(itemWith({ source: 'replay-pre' }), CANDIDATE, contextFor(store));
    expect(score).toMatchObject({ input_tokens: 1000, output_tokens: 100, outcome: 'scored', score: 0.75 });
    expect(score?.cost_usd).toBeCloseTo((1000 * 4 + 100 * 20 + 1000 * 0.1 + 100 * 0.5) / 1e6, 12);
  });

  it('shares the answer of an item that is live and in the eval set', async () => {
    const context = contextFor(store);
    await scoreItem(itemWith({ source: 'live' }), CONTROL, context);
    const before = api.calls.filter((call) => !isPairCall(call)).length;
    await scoreItem(itemWith({ source: 'eval-set' }), CONTROL, context);
    expect(api.calls.filter((call) => !isPairCall(call))).toHaveLength(before);
  });

  it('asks nobody for the logged answer and only judges it', async () => {
    const {
      scores: [score],
      pairs: [pair],
    } = await scoreItem(itemWith(), PRODUCTION, contextFor(store));
    expect(api.calls).toHaveLength(1);
    expect(blocksOf(required(api.calls[0]))['answer']).toBe(SECRET_ANSWER);
    expect([score?.latency_ms, score?.input_tokens, pair]).toEqual([null, 0, undefined]);
  });

  it('refuses a model without a price before the first call', async () => {
    const config = configWith({ candidate: { model: 'mystery-9' } });
    const run = scoreItem(itemWith(), { ...CANDIDATE, model: 'mystery-9' }, contextFor(store, config));
    await expect(run).rejects.toMatchObject({ code: 'UnknownPrice' });
    expect(api.calls).toHaveLength(0);
  });
});

describe('outcomes', () => {
  it.each([
    ['refusal', 'refusal'],
    ['max_tokens', 'truncated'],
    ['model_context_window_exceeded', 'truncated'],
  ])('an answer that stops by %s is the outcome %s and is not judged', async (stopReason, outcome) => {
    api.respond(() => ({ text: 'cut', stopReason }));
    const {
      scores: [score],
      pairs: [pair],
    } = await scoreItem(itemWith(), CANDIDATE, contextFor(store));
    expect([score?.outcome, score?.score, pair?.outcome, pair?.preference]).toEqual([outcome, null, 'skipped', null]);
    expect(api.calls).toHaveLength(1);
    expect(score?.cost_usd).toBeGreaterThan(0);
  });

  it.each([
    ['no JSON', { text: 'I would say four' }],
    ['a score outside the schema', { text: '{"reason":"","score":9}' }],
    ['a refusal of the judge', { text: '', stopReason: 'refusal' }],
    ['a truncated judgement', { text: '{"reason":"it', stopReason: 'max_tokens' }],
  ])('%s is an error of the judge, paid once', async (_name, reply) => {
    api.respond((call) => (isRubricCall(call) ? reply : { text: 'fine' }));
    const item = itemWith({ source: 'replay-pre' });
    const {
      scores: [score],
    } = await scoreItem(item, CANDIDATE, contextFor(store));
    await scoreItem(item, CANDIDATE, contextFor(store));
    expect([score?.outcome, score?.score]).toEqual(['error', null]);
    expect(api.calls).toHaveLength(2);
  });

  it('a request without a logged answer is skipped by production', async () => {
    const {
      scores: [score],
    } = await scoreItem(itemWith({ logged_response: null }), PRODUCTION, contextFor(store));
    expect([score?.outcome, score?.score, api.calls.length]).toEqual(['skipped', null, 0]);
  });

  it('a prompt that redaction left blank is skipped without a call', async () => {
    const {
      scores: [score],
    } = await scoreItem(itemWith({ prompt: ' \n' }), CANDIDATE, contextFor(store));
    expect([score?.outcome, api.calls.length]).toEqual(['skipped', 0]);
  });
});

describe('pairs', () => {
  it('a win that survives the swap counts', async () => {
    api.respond(preferred('opus-5-5'));
    expect(pairOf(await scoreItem(itemWith(), CANDIDATE, contextFor(store)))).toEqual([1, 1, 1, 'scored']);
  });

  it('a loss that survives the swap counts', async () => {
    api.respond(preferred(SECRET_ANSWER));
    expect(pairOf(await scoreItem(itemWith(), CANDIDATE, contextFor(store)))).toEqual([-1, -1, -1, 'scored']);
  });

  it('a win in one order only is a tie', async () => {
    let shown = 0;
    api.respond(
      judgedBy(
        () => 4,
        () => {
          shown += 1;
          return shown === 1 ? 'first' : 'tie';
        },
      ),
    );
    expect(pairOf(await scoreItem(itemWith(), CANDIDATE, contextFor(store)))).toEqual([1, 0, 0, 'scored']);
  });

  it.each(['first', 'second'] as const)('a judge that always says %s gives no net win', async (position) => {
    api.respond(
      judgedBy(
        () => 4,
        () => position,
      ),
    );
    const results = [];
    for (let index = 0; index < 10; index += 1) {
      results.push(await scoreItem(itemWith({ item_id: `i_${index}` }), CANDIDATE, contextFor(store)));
    }
    expect(results.map(({ pairs: [pair] }) => pair?.preference)).toEqual(Array.from({ length: 10 }, () => 0));
  });

  it('compares live items with the log and eval-set items with control', async () => {
    const live = await scoreItem(itemWith(), CANDIDATE, contextFor(store));
    const evalSet = await scoreItem(itemWith({ source: 'eval-set' }), CANDIDATE, contextFor(store));
    expect([live.pairs[0]?.arm_b, evalSet.pairs[0]?.arm_b]).toEqual(['production', 'control']);
    const shown = api.calls.filter(isPairCall).map((call) => blocksOf(call)['second_answer']);
    expect(shown).toContain(SECRET_ANSWER);
    expect(shown).toContain('answer of claude-opus-5');
  });

  it('does not pay for a comparison of a text with itself', async () => {
    const {
      pairs: [pair],
    } = await scoreItem(itemWith({ logged_response: 'answer of claude-opus-5' }), CONTROL, contextFor(store));
    expect([pair?.preference, pair?.cost_usd, api.calls.filter(isPairCall).length]).toEqual([0, 0, 0]);
  });

  it('keeps the first order when the second fails', async () => {
    api.respond((call, index) => {
      if (isPairCall(call) && index === 3) return { status: 529 };
      return judgedBy(
        () => 4,
        () => 'tie',
      )(call, index);
    });
    await expect(scoreItem(itemWith(), CANDIDATE, contextFor(store))).rejects.toMatchObject({
      failure: { code: 'ModelOverloaded' },
    });
    const before = api.calls.length;
    await scoreItem(itemWith(), CANDIDATE, contextFor(store));
    expect(api.calls).toHaveLength(before + 1);
  });
});

describe('further judgements', () => {
  const OTHER = { model: 'claude-sonnet-5-5', retestShare: 0 };
  const config = configWith({
    judge: { model: 'claude-haiku-5-5', retestShare: 1 },
    otherJudges: [OTHER],
    otherJudgesShare: 1,
  });

  it('are rows of their own: the second of the main judge, and those of other judges', async () => {
    const { scores, pairs } = await scoreItem(itemWith(), CANDIDATE, contextFor(store, config));
    const main = mainJudge(config).digest;
    const other = otherJudges(config)[0]?.digest;
    const expected = [
      [main, 0],
      [main, 1],
      [other, 0],
    ];
    expect(scores.map(({ judge, repeat }) => [judge, repeat])).toEqual(expected);
    expect(pairs.map(({ judge, repeat }) => [judge, repeat])).toEqual(expected);
  });

  it('are paid apart, and the answer once, in the row that counts', async () => {
    const { scores } = await scoreItem(itemWith({ source: 'replay-pre' }), CANDIDATE, contextFor(store, config));
    expect(scores).toHaveLength(1);
    const all = await scoreItem(itemWith(), CANDIDATE, contextFor(new MemoryObjectStore(), config));
    const [counted, again, other] = all.scores.map(({ cost_usd }) => cost_usd);
    const judgement = (1000 * 0.1 + 100 * 0.5) / 1e6;
    expect(counted).toBeCloseTo((1000 * 4 + 100 * 20) / 1e6 + judgement, 12);
    expect(again).toBeCloseTo(judgement, 12);
    expect(other).toBeCloseTo((1000 * 2 + 100 * 10) / 1e6, 12);
  });

  it('are none where there is no answer, and none of a text beside itself', async () => {
    const blank = await scoreItem(itemWith({ prompt: ' ' }), CANDIDATE, contextFor(store, config));
    expect([blank.scores.length, blank.pairs.length]).toEqual([1, 1]);
    const same = itemWith({ logged_response: 'answer of claude-opus-5-5' });
    const { scores, pairs } = await scoreItem(same, CANDIDATE, contextFor(store, config));
    expect([scores.length, pairs.length]).toEqual([3, 1]);
  });

  it('are asked for together: all of an item are under way at once', async () => {
    const together = 9;
    let inFlight = 0;
    let most = 0;
    let release = () => {};
    const allArrived = new Promise<void>((resolve) => {
      release = resolve;
    });
    const verdict = judgedBy(
      () => 4,
      () => 'tie',
    );
    api.respond(async (call, index) => {
      inFlight += 1;
      most = Math.max(most, inFlight);
      if (most === together) release();
      // The answer comes alone, before all others; who waits for more than there are goes on after a while.
      if (index > 0) await Promise.race([allArrived, sleep(5000, undefined, { ref: false })]);
      inFlight -= 1;
      return await verdict(call, index);
    });
    await scoreItem(itemWith(), CANDIDATE, contextFor(store, config));
    // Three scores and three pairs in two orders each, after one answer.
    expect([api.calls.length, most]).toEqual([1 + together, together]);
  });

  it('that succeed beside one that fails are kept', async () => {
    const verdict = judgedBy(
      () => 4,
      () => 'tie',
    );
    api.respond((call, index) =>
      call.model === OTHER.model && isRubricCall(call) ? { status: 529 } : verdict(call, index),
    );
    await expect(scoreItem(itemWith(), CANDIDATE, contextFor(store, config))).rejects.toMatchObject({
      failure: { code: 'ModelOverloaded' },
    });
    api.respond(verdict);
    const before = api.calls.length;
    await scoreItem(itemWith(), CANDIDATE, contextFor(store, config));
    expect(api.calls).toHaveLength(before + 1);
  });
});

describe('what a row says', () => {
  it('names the criteria, and the mean of their weights as the score', async () => {
    const criteria = [
      // Not in the order of the alphabet.
      { name: 'short', question: 'Is it short?', scale: ['no', 'yes'] },
      { name: 'right', question: 'Is it right?', scale: ['no', 'partly', 'yes'], weight: 3 },
    ];
    api.respond(() => ({
      text: JSON.stringify({ short: { reason: 's', score: 'yes' }, right: { reason: 'r', score: 'partly' } }),
    }));
    const config = configWith({ judge: { model: 'claude-haiku-5-5', retestShare: 0, criteria } });
    const {
      scores: [score],
    } = await scoreItem(itemWith(), PRODUCTION, contextFor(store, config));
    expect([score?.score, score?.criteria]).toEqual([0.625, '{"right":0.5,"short":1}']);
    const again = await scoreItem(itemWith(), PRODUCTION, contextFor(store, config));
    expect(again.scores).toEqual([score]);
  });

  it('has the checks of the answer', async () => {
    const checks = [
      { name: 'short', kind: 'length', maxCharacters: 10 },
      { name: 'answers', kind: 'no-refusal' },
    ];
    const {
      scores: [score],
    } = await scoreItem(itemWith(), PRODUCTION, contextFor(store, configWith({ checks })));
    expect(score?.checks).toBe('{"answers":true,"short":false}');
    const {
      scores: [skipped],
    } = await scoreItem(itemWith({ logged_response: null }), PRODUCTION, contextFor(store, configWith({ checks })));
    expect([skipped?.checks, skipped?.outcome_reason]).toEqual([null, 'no-logged-answer']);
  });

  it.each([
    ['judge-refusal', { text: '', stopReason: 'refusal' }],
    ['judge-truncated', { text: '{"reason":"it', stopReason: 'max_tokens' }],
    ['judge-invalid', { text: 'four' }],
  ])('gives %s as the reason for an answer without a score', async (reason, reply) => {
    api.respond((call) => (isRubricCall(call) ? reply : { text: 'fine' }));
    const {
      scores: [score],
    } = await scoreItem(itemWith(), PRODUCTION, contextFor(store));
    expect([score?.outcome, score?.outcome_reason, score?.score]).toEqual(['error', reason, null]);
  });
});
