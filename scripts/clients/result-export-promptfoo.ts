import { SOFTWARE_VERSION } from '../../activities/report/software-version.js';
import { parseJson } from '../../activities/scoring/conversation.js';
import { itemName, type ReportedWeek, type ScoredText } from './result-export-week.js';

/** An answer with this score or a better one passes: promptfoo knows only pass and fail, and 3 of 5 is the middle. */
const PASSING_SCORE = 0.5;

/** Why promptfoo says that a test failed. */
const FAILURE = { none: 0, assertion: 1, error: 2 } as const;

/**
 * Scores as promptfoo's output file (version 3 of its summary): one prompt per arm, whose provider is the arm's model; one
 * test per item. Answers without a score (refused, truncated, skipped) are errors that say why. Every time is the end of
 * the week, so that the same report gives the same bytes.
 */
export function promptfooOutput({ week, window, config, judge }: ReportedWeek, rows: readonly ScoredText[]): unknown {
  const arms = [...new Set(rows.map(({ score }) => score.arm))];
  const tests = [...new Set(rows.map(({ score }) => itemName(score)))];
  const results = rows.map((row) =>
    resultOf(row, { promptIdx: arms.indexOf(row.score.arm), testIdx: tests.indexOf(itemName(row.score)), judge }),
  );
  const count = (reason: number) => results.filter(({ failureReason }) => failureReason === reason).length;
  return {
    evalId: `eval-tidemark-${config.name}-${week}`,
    results: {
      version: 3,
      timestamp: window.end,
      prompts: arms.map((arm) => promptOf(arm, rows, results)),
      results,
      stats: {
        successes: count(FAILURE.none),
        failures: count(FAILURE.assertion),
        errors: count(FAILURE.error),
        tokenUsage: tokensOf(rows),
      },
    },
    config: {
      description: `${config.name}, week ${week}, scored by Tidemark with the judge ${config.scoring.judge.model}`,
      prompts: ['{{prompt}}'],
      providers: [...new Set(rows.map(({ score }) => score.model))],
      tests: [],
    },
    shareableUrl: null,
    metadata: { tidemarkVersion: SOFTWARE_VERSION, judge, exportedAt: window.end, evaluationCreatedAt: window.end },
  };
}

type Result = ReturnType<typeof resultOf>;

function resultOf(row: ScoredText, place: { promptIdx: number; testIdx: number; judge: string }) {
  const { score, conversation, answer } = row;
  const { system, messages } = conversation;
  const vars = {
    prompt: messages.at(-1)?.content ?? '',
    system_prompt: system ?? '',
    earlier_turns: messages.length < 2 ? '' : JSON.stringify(messages.slice(0, -1)),
  };
  const grading = gradingOf(row, place.judge);
  const isError = score.score === null;
  const { item_id, source, user, stratum, topic, weight, inclusion_probability, arm, outcome, outcome_reason } = score;
  return {
    id: `${source}-${item_id}-${arm}`,
    promptIdx: place.promptIdx,
    testIdx: place.testIdx,
    promptId: arm,
    provider: { id: score.model, label: arm },
    prompt: { raw: vars.prompt, label: arm },
    vars,
    testCase: { description: `${source} ${item_id}`, vars, metadata: { item_id, source } },
    response: { output: answer ?? '', tokenUsage: tokensOf([row]), cached: score.service === 'logged' },
    error: isError ? [outcome, outcome_reason].filter((part) => part !== null).join(': ') : null,
    failureReason: isError ? FAILURE.error : grading.pass ? FAILURE.none : FAILURE.assertion,
    success: grading.pass,
    score: grading.score,
    namedScores: grading.namedScores,
    gradingResult: grading,
    latencyMs: score.latency_ms ?? 0,
    cost: score.cost_usd,
    tokenUsage: tokensOf([row]),
    metadata: { item_id, source, user, stratum, topic, weight, inclusion_probability, arm, outcome },
  };
}

function gradingOf({ score }: ScoredText, judge: string) {
  const checks = Object.entries(recordIn(score.checks)).map(([name, passed]) => ({
    pass: passed === true,
    score: passed === true ? 1 : 0,
    reason: `check ${name}: ${passed === true ? 'passed' : 'failed'}`,
    assertion: { type: 'javascript', metric: name },
  }));
  const pass = score.score !== null && score.score >= PASSING_SCORE && checks.every((check) => check.pass);
  const namedScores = Object.fromEntries(
    Object.entries(recordIn(score.criteria)).flatMap(([name, value]) =>
      typeof value === 'number' ? [[name, value]] : [],
    ),
  );
  const reason =
    score.score === null ? `no score: ${score.outcome}` : `scored ${score.score} by the judge ${judge.slice(0, 12)}`;
  return { pass, score: score.score ?? 0, reason, namedScores, componentResults: checks };
}

function promptOf(arm: string, rows: readonly ScoredText[], results: readonly Result[]): unknown {
  const own = rows.filter(({ score }) => score.arm === arm);
  const graded = results.filter(({ promptId }) => promptId === arm);
  const count = (reason: number) => graded.filter(({ failureReason }) => failureReason === reason).length;
  const checks = graded.flatMap(({ gradingResult }) => gradingResult.componentResults);
  return {
    id: arm,
    raw: '{{prompt}}',
    label: arm,
    provider: own[0]?.score.model ?? '',
    metrics: {
      score: graded.reduce((sum, { score }) => sum + score, 0),
      testPassCount: count(FAILURE.none),
      testFailCount: count(FAILURE.assertion),
      testErrorCount: count(FAILURE.error),
      assertPassCount: checks.filter(({ pass }) => pass).length,
      assertFailCount: checks.filter(({ pass }) => !pass).length,
      totalLatencyMs: graded.reduce((sum, { latencyMs }) => sum + latencyMs, 0),
      tokenUsage: tokensOf(own),
      ...namedTotals(graded),
      cost: graded.reduce((sum, { cost }) => sum + cost, 0),
    },
  };
}

/** promptfoo adds named scores up, and divides by how many there are. */
function namedTotals(results: readonly Result[]) {
  const namedScores: Record<string, number> = {};
  const namedScoresCount: Record<string, number> = {};
  for (const [name, value] of results.flatMap((result) => Object.entries(result.namedScores))) {
    namedScores[name] = (namedScores[name] ?? 0) + value;
    namedScoresCount[name] = (namedScoresCount[name] ?? 0) + 1;
  }
  return { namedScores, namedScoresCount };
}

function tokensOf(rows: readonly ScoredText[]) {
  const prompt = rows.reduce((sum, { score }) => sum + score.input_tokens, 0);
  const completion = rows.reduce((sum, { score }) => sum + score.output_tokens, 0);
  return { prompt, completion, cached: 0, total: prompt + completion, numRequests: rows.length };
}

function recordIn(json: string | null): Readonly<Record<string, unknown>> {
  const value = json === null ? undefined : parseJson(json);
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
