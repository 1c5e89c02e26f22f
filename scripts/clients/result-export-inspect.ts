import { SOFTWARE_VERSION } from '../../activities/report/software-version.js';
import { parseJson } from '../../activities/scoring/conversation.js';
import type { ScoreRow } from '../../activities/scoring/score-tables.js';
import type { ReportedWeek, ScoredText } from './result-export-week.js';

/** Names the judge's score in the log. */
const SCORER = 'tidemark_judge';

/** Why an answer ended, in inspect's words. */
const STOP_REASONS: Readonly<Record<string, string>> = { refusal: 'content_filter', truncated: 'max_tokens' };

/**
 * The scores of one arm as an eval log of inspect_ai (version 2): one sample per item, its score under tidemark_judge,
 * criteria and checks in the score's metadata. Samples without a score have none. Every time is the end of the week, so
 * that the same report gives the same bytes.
 */
export function inspectLog({ week, window, config, judge }: ReportedWeek, rows: readonly ScoredText[]): unknown {
  const arm = rows[0]?.score.arm ?? '';
  const model = rows[0]?.score.model ?? '';
  const id = `${config.name}-${week}-${arm}`;
  const scores = rows.map(({ score }) => score);
  return {
    version: 2,
    status: 'success',
    eval: {
      eval_id: id,
      run_id: `${config.name}-${week}`,
      created: window.end,
      task: `tidemark/${config.name}`,
      task_id: id,
      task_version: 0,
      dataset: {
        name: `${config.name} ${week}`,
        samples: rows.length,
        sample_ids: rows.map(sampleId),
        shuffled: false,
      },
      model,
      model_args: {},
      config: {},
      packages: { tidemark: SOFTWARE_VERSION },
      metadata: { week, arm, judge, judge_model: config.scoring.judge.model },
    },
    plan: { name: 'shadow scoring', steps: [], config: {} },
    results: {
      total_samples: rows.length,
      completed_samples: scores.filter(({ score }) => score !== null).length,
      scores: [{ name: SCORER, scorer: SCORER, params: {}, metrics: metricsOf(scores) }],
    },
    stats: { started_at: window.end, completed_at: window.end, model_usage: { [model]: usageOf(scores) } },
    samples: rows.map(sampleOf),
  };
}

function sampleId({ score }: ScoredText): string {
  return `${score.source} ${score.item_id}`;
}

function sampleOf(row: ScoredText): unknown {
  const { score, item, conversation, answer } = row;
  const { system, messages } = conversation;
  const chat = [...(system === null ? [] : [{ role: 'system', content: system }]), ...messages];
  const reply = { role: 'assistant', content: answer ?? '', source: 'generate', model: score.model };
  const { user, stratum, topic, weight, inclusion_probability, outcome, outcome_reason } = score;
  return {
    id: sampleId(row),
    epoch: 1,
    input: chat.length === 1 ? (chat[0]?.content ?? '') : chat,
    target: item.source === 'eval-set' ? (item.logged_response ?? '') : '',
    messages: answer === null ? chat : [...chat, reply],
    output: {
      model: score.model,
      choices: answer === null ? [] : [{ message: reply, stop_reason: STOP_REASONS[outcome] ?? 'stop' }],
      completion: answer ?? '',
      usage: usageOf([score]),
      ...(score.latency_ms === null ? {} : { time: score.latency_ms / 1000 }),
    },
    scores: score.score === null ? {} : { [SCORER]: scoreOf(score, score.score) },
    metadata: {
      item_id: score.item_id,
      source: score.source,
      user,
      stratum,
      topic,
      weight,
      inclusion_probability,
      outcome,
      outcome_reason,
    },
    store: {},
    events: [],
    model_usage: {},
  };
}

function scoreOf(score: ScoreRow, value: number): unknown {
  const named = { criteria: score.criteria, checks: score.checks };
  const metadata = Object.fromEntries(
    Object.entries(named).flatMap(([name, json]) => (json === null ? [] : [[name, parseJson(json)]])),
  );
  return { value, metadata: { judge: score.judge, ...metadata } };
}

/** inspect's own mean is plain; the weighted ones are what the report shows, of live traffic and of the eval set. */
function metricsOf(scores: readonly ScoreRow[]): Readonly<Record<string, unknown>> {
  const metric = (name: string, rows: readonly ScoreRow[], weightOf: (row: ScoreRow) => number) => {
    const scored = rows.flatMap((row) => (row.score === null ? [] : [{ value: row.score, weight: weightOf(row) }]));
    const total = scored.reduce((sum, { weight }) => sum + weight, 0);
    const value = scored.reduce((sum, row) => sum + row.weight * row.value, 0) / total;
    return total > 0 ? [[name, { name, value, params: {} }]] : [];
  };
  const of = (source: string) => scores.filter((row) => row.source === source);
  return Object.fromEntries([
    ...metric('mean', scores, () => 1),
    ...metric('weighted_mean_live', of('live'), ({ weight }) => weight),
    ...metric('weighted_mean_eval_set', of('eval-set'), ({ weight }) => weight),
  ]);
}

function usageOf(scores: readonly ScoreRow[]) {
  const input_tokens = scores.reduce((sum, row) => sum + row.input_tokens, 0);
  const output_tokens = scores.reduce((sum, row) => sum + row.output_tokens, 0);
  return { input_tokens, output_tokens, total_tokens: input_tokens + output_tokens };
}
