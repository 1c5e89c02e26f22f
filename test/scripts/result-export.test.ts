import Papa from 'papaparse';
import { beforeAll, describe, expect, it } from 'vitest';
import { parsePipeline } from '../../activities/pipeline/pipeline-file.js';
import { armDigest } from '../../activities/scoring/arm.js';
import { conversationOf } from '../../activities/scoring/conversation.js';
import { itemKeyOf } from '../../activities/scoring/item-key.js';
import type { ScoringItem } from '../../activities/scoring/score-tables.js';
import { canonicalJson } from '../../activities/storage/canonical-json.js';
import { layoutOf } from '../../activities/storage/layout.js';
import { exportResults, type ResultFormat } from '../../scripts/clients/result-export.js';
import { itemName, type ReportedWeek } from '../../scripts/clients/result-export-week.js';
import { MemoryObjectStore } from '../support/memory-object-store.js';
import { scoreRow } from '../support/score-row.js';
import { pipelineYaml } from './command-line.js';
import { promptfooOutputSchema } from './promptfoo-output.js';

const layout = layoutOf({ prefix: 'tidemark', pipeline: 'shop' });
const config = parsePipeline(Buffer.from(pipelineYaml('shop', 'bucket')), 'shop.yaml');
const store = new MemoryObjectStore();

function item(fields: Partial<ScoringItem>): ScoringItem {
  return {
    item_id: 'i_1',
    source: 'live',
    user: 'u_1',
    session: null,
    stratum: 'all',
    topic: 0,
    inclusion_probability: 1,
    weight: 1,
    prompt: 'which flour?',
    system_prompt: null,
    earlier_turns: '[]',
    tools: null,
    context: 'complete',
    logged_model: 'old',
    logged_response: '=the logged answer',
    language: null,
    ...fields,
  };
}

const ITEMS = [
  item({}),
  item({
    item_id: 'i_2',
    source: 'eval-set',
    system_prompt: 'be short \u001b[2J',
    earlier_turns: '[{"role":"user","content":"hi"},{"role":"assistant","content":"yes?"}]',
    logged_response: 'a strong one',
  }),
];
const candidate = { arm: 'candidate', model: 'new' };
const SCORES = [
  scoreRow({
    ...candidate,
    item_id: 'i_1',
    score: 0.75,
    weight: 3,
    criteria: '{"clear":1,"right":0.5}',
    checks: '{"short":true}',
  }),
  scoreRow({ ...candidate, item_id: 'i_2', source: 'eval-set', score: 0.25, checks: '{"short":false}' }),
  scoreRow({ ...candidate, item_id: 'i_2', source: 'eval-set', score: 1, repeat: 1 }),
  scoreRow({ ...candidate, item_id: 'i_2', source: 'eval-set', score: 1, judge: 'another' }),
  scoreRow({ ...candidate, item_id: 'i_gone', score: 1 }),
  scoreRow({
    arm: 'production',
    model: 'old',
    item_id: 'i_1',
    score: null,
    outcome: 'skipped',
    outcome_reason: 'spend-cap',
    service: 'logged',
    latency_ms: null,
  }),
];
const WEEK: ReportedWeek = {
  week: '2026-W40',
  window: { start: '2026-09-28T00:00:00.000Z', end: '2026-10-05T00:00:00.000Z' },
  config,
  judge: 'judge',
  scores: SCORES,
  pairs: [],
  items: new Map(ITEMS.map((entry) => [itemName(entry), entry])),
};

const exported = async (format: ResultFormat, arm: string | null = null) =>
  await exportResults(store, layout, WEEK, { format, arm });
const parsed = async (format: ResultFormat, arm: string | null = null) =>
  JSON.parse((await exported(format, arm)).text);

beforeAll(async () => {
  for (const entry of ITEMS) {
    const key = layout.answer(armDigest(candidate, config), itemKeyOf(entry.item_id, conversationOf(entry)));
    const usage = { inputTokens: 1, outputTokens: 1, cacheReadTokens: 0, cacheWriteTokens: 0 };
    const paid = {
      schema_version: 1,
      model: 'new',
      service: 'live',
      usage,
      costUsd: 0,
      latencyMs: 1,
      requestId: null,
      stopReason: 'end_turn',
    };
    await store.put(
      key,
      Buffer.from(canonicalJson({ ...paid, outcome: 'answered', text: `answer to ${entry.item_id}` })),
    );
  }
});

describe('results for promptfoo', () => {
  it('have the form of its output file, with an arm as a provider and an item as a test', async () => {
    const { results } = promptfooOutputSchema.parse(await parsed('promptfoo'));
    expect(
      results.prompts.map(({ id, provider, metrics }) => [
        id,
        provider,
        metrics.testPassCount,
        metrics.testFailCount,
        metrics.testErrorCount,
      ]),
    ).toEqual([
      ['candidate', 'new', 1, 1, 0],
      ['production', 'old', 0, 0, 1],
    ]);
    expect(results.prompts[0]?.metrics).toMatchObject({
      score: 1,
      namedScores: { clear: 1, right: 0.5 },
      assertPassCount: 1,
      assertFailCount: 1,
    });
    expect(
      results.results.map((row) => [
        row.testIdx,
        row.promptIdx,
        row.response.output,
        row.success,
        row.score,
        row.error,
      ]),
    ).toEqual([
      [0, 0, 'answer to i_1', true, 0.75, null],
      [1, 0, 'answer to i_2', false, 0.25, null],
      [0, 1, '=the logged answer', false, 0, 'skipped: spend-cap'],
    ]);
    expect(results.results[1]?.vars).toEqual({
      prompt: 'which flour?',
      system_prompt: 'be short \u001b[2J',
      earlier_turns: '[{"role":"user","content":"hi"},{"role":"assistant","content":"yes?"}]',
    });
    expect(results.stats).toMatchObject({ successes: 1, failures: 1, errors: 1 });
  });

  it('are the same bytes every time, and nothing that a terminal obeys', async () => {
    const { text, withoutText } = await exported('promptfoo');
    expect((await exported('promptfoo')).text).toBe(text);
    expect(text).toMatch(/^[\x20-\x7e]+\n$/);
    expect(withoutText).toBe(1);
  });
});

describe('results for inspect', () => {
  it('are one arm’s samples with their scores', async () => {
    const log = await parsed('inspect');
    expect(log).toMatchObject({
      version: 2,
      status: 'success',
      eval: { model: 'new', created: '2026-10-05T00:00:00.000Z', metadata: { arm: 'candidate' } },
      results: { total_samples: 2, completed_samples: 2 },
    });
    expect(log.results.scores[0].metrics).toMatchObject({
      mean: { value: 0.5 },
      weighted_mean_live: { value: 0.75 },
      weighted_mean_eval_set: { value: 0.25 },
    });
    expect(log.samples[0]).toMatchObject({
      id: 'live i_1',
      input: 'which flour?',
      target: '',
      output: { completion: 'answer to i_1', choices: [{ stop_reason: 'stop' }] },
      scores: {
        tidemark_judge: { value: 0.75, metadata: { criteria: { clear: 1, right: 0.5 }, checks: { short: true } } },
      },
    });
    expect(log.samples[1].input.map(({ role }: { role: string }) => role)).toEqual([
      'system',
      'user',
      'assistant',
      'user',
    ]);
    expect(log.samples[1].target).toBe('a strong one');
  });

  it('have no score where there is none', async () => {
    const log = await parsed('inspect', 'production');
    expect(log.samples).toMatchObject([{ scores: {}, metadata: { outcome: 'skipped', outcome_reason: 'spend-cap' } }]);
    expect(log.results).toMatchObject({ completed_samples: 0, scores: [{ metrics: {} }] });
  });
});

describe('results as CSV', () => {
  it('are the columns of the table and the texts, none of them a formula', async () => {
    const { data } = Papa.parse<Record<string, string>>((await exported('csv')).text, {
      header: true,
      skipEmptyLines: true,
    });
    expect(data.map((row) => [row['item_id'], row['arm'], row['score'], row['answer']])).toEqual([
      ['i_1', 'candidate', '0.75', 'answer to i_1'],
      ['i_2', 'candidate', '0.25', 'answer to i_2'],
      ['i_1', 'production', '', "'=the logged answer"],
    ]);
  });
});

it('names the arms that there are for one that there is not', async () => {
  await expect(exported('csv', 'candidate-2')).rejects.toThrow(
    'week 2026-W40 has no arm candidate-2; it has candidate, production',
  );
});
