import type { IsoWeek, Window } from '../../workflows/window.js';
import { driftTable, type TopicNameRow, topicNamesTable, topicsTable } from '../drift/drift-tables.js';
import type { ReferenceRef } from '../drift/reference-model.js';
import { type EvalSetVersionRef, evalSetTable } from '../eval-set/eval-set-table.js';
import type { Representativeness } from '../eval-set/representativeness.js';
import type { PipelineRef } from '../pipeline/pipeline-ref.js';
import { loadConfig } from '../pipeline/resolved-config.js';
import type { ScoringPlan } from '../scoring/plan.js';
import { summaryTable, trendTable } from '../scoring/score-tables.js';
import type { WeeklyScores } from '../scoring/summary-activities.js';
import { judgesTable, monitorTable, outcomesTable } from '../scoring/trust-tables.js';
import { encodeTable } from '../storage/arrow-table.js';
import { type Artifact, readTable } from '../storage/artifact.js';
import { layoutOf } from '../storage/layout.js';
import type { ObjectStore } from '../storage/object-store.js';
import { accountingTable } from '../traffic/sample-table.js';
import { trendHeadline, trendRefusals } from './chained-section.js';
import { type EvalSetReportRow, evalSetReportTable } from './eval-set-report-table.js';
import { exemplarsTable, reportedExemplars } from './exemplars.js';
import { monitorHeadline, weeklyHeadline } from './headline.js';
import { publishReport } from './published-report.js';
import { pageFile, provenanceOf, type ReportFile, reportFile, writeReportFolder } from './report-folder.js';
import { type ReportIndexEntry, readReportIndex } from './report-index.js';
import { reportedMonitor } from './reported-monitor.js';
import { reportedTrend } from './reported-trend.js';
import { representativenessRows, representativenessTable } from './representativeness-section.js';
import { SOFTWARE_VERSION } from './software-version.js';
import { weeklyPage } from './weekly-page.js';

export interface WeeklyReportInput {
  readonly pipeline: PipelineRef;
  readonly week: IsoWeek;
  readonly window: Window;
  readonly workflowId: string;
  readonly runId: string;
  readonly sampleInfo: {
    readonly sample: Artifact;
    readonly accounting: Artifact;
    readonly distinctRequests: number;
    readonly sampledRequests: number;
    readonly users: number;
  };
  readonly reference: ReferenceRef;
  readonly evalSet: {
    readonly version: EvalSetVersionRef;
    readonly artifact: Artifact;
    readonly added: number;
    readonly retired: number;
    readonly note: string | null;
    readonly incoming: EvalSetVersionRef | null;
    readonly representativeness: Representativeness | null;
  };
  readonly drift: {
    readonly drift: Artifact;
    readonly topics: Artifact;
    /** @default none */
    readonly names?: Artifact | null;
    readonly alarm: boolean;
  };
  readonly plan: ScoringPlan;
  readonly scores: WeeklyScores;
}

/** Writes the folder of one week and its line in the index. Writing it again changes nothing. */
export async function writeWeeklyReport(
  store: ObjectStore,
  input: WeeklyReportInput,
): Promise<{ uri: string; verdict: string }> {
  const { pipeline, week, window, sampleInfo, evalSet, drift, scores, plan, reference } = input;
  const layout = layoutOf(pipeline);
  const config = await loadConfig(store, pipeline);
  const tables = {
    summary: await readTable(store, scores.summary, summaryTable),
    outcomes: await readTable(store, scores.outcomes, outcomesTable),
    judges: await readTable(store, scores.judges, judgesTable),
    drift: await readTable(store, drift.drift, driftTable),
    topics: await readTable(store, drift.topics, topicsTable),
    topicNames: await topicNamesOf(store, drift.names ?? null),
    accounting: await readTable(store, sampleInfo.accounting, accountingTable),
  };
  const exemplars = await reportedExemplars(store, tables.topics, sampleInfo.sample);
  const costUsd = tables.summary
    .filter(({ metric }) => metric === 'cost_usd')
    .reduce((sum, row) => sum + (row.estimate ?? 0), 0);
  const earlier = (await readReportIndex(store, layout.reportIndex())).filter(
    ({ kind, window: other }) => kind === 'weekly' && other.start < window.start,
  );
  const earlierWeeks = earlier.map(({ id }) => id);
  const scoresOf = (other: IsoWeek) => layout.weeklyReport(other, 'scores.arrow');
  const trend = await reportedTrend(store, earlierWeeks, scoresOf, { week, scores: scores.scores });
  const { minimumEffect } = config.scoring;
  const watched = { week, scores: scores.scores, judge: plan.judgeDigest, minimumEffect };
  const monitor = await reportedMonitor(store, earlierWeeks, scoresOf, watched);
  const entry: ReportIndexEntry = {
    kind: 'weekly',
    id: week,
    uri: `s3://${store.bucket}/${layout.weeklyReport(week, '')}`,
    verdict: scores.verdict,
    window,
    headline: {
      ...weeklyHeadline(tables.summary, tables.drift, {
        alarm: drift.alarm,
        costUsd,
        effectiveSampleSize: evalSet.version.effectiveSampleSize,
      }),
      ...trendHeadline(trend),
      ...monitorHeadline(monitor),
    },
  };
  const identity = {
    pipeline: pipeline.pipeline,
    week,
    window,
    configSha256: pipeline.configSha256,
    evalSetVersion: evalSet.version.version,
    evalSetSha256: evalSet.version.sha256,
    comparedEvalSetVersion: (evalSet.incoming ?? evalSet.version).version,
    embedder: reference.embedderId,
    reference: { window: reference.window, sha256: reference.artifact.sha256 },
    judges: [...new Set([plan.judgeDigest, ...tables.judges.map(({ judge }) => judge)])],
    labels: scores.labels,
    seeds: { sample: config.sample.seed },
    sampleSha256: sampleInfo.sample.sha256,
    softwareVersion: SOFTWARE_VERSION,
  };
  const refused = [
    ...tables.drift.flatMap((row) =>
      row.refused === null ? [] : [{ figure: `${row.reference} ${row.statistic}`, reason: row.refused }],
    ),
    ...tables.summary.flatMap((row) =>
      row.verdict.startsWith('refused')
        ? [{ figure: `${row.metric} ${row.arm} ${row.slice}`, reason: row.verdict }]
        : [],
    ),
    ...tables.judges.flatMap((row) =>
      row.refused === null ? [] : [{ figure: `${row.figure} ${row.arm} of ${row.judge_model}`, reason: row.refused }],
    ),
    ...trendRefusals(trend),
  ];
  const html = weeklyPage(
    {
      pipeline: pipeline.pipeline,
      week,
      window,
      verdict: scores.verdict,
      candidates: scores.candidates,
      minimumEffect,
      alarm: drift.alarm,
      requests: {
        distinct: sampleInfo.distinctRequests,
        sampled: sampleInfo.sampledRequests,
        users: sampleInfo.users,
      },
      evalSet: { ...evalSet, comparedVersion: identity.comparedEvalSetVersion },
      ...tables,
      exemplars,
      monitor,
      trend: [...earlier, entry],
      costUsd,
      notes: plan.notes ?? [],
      provenance: provenanceOf(identity),
    },
    trend,
  );
  const files = [
    await reportFile(store, 'summary.arrow', scores.summary),
    await reportFile(store, 'scores.arrow', scores.scores),
    await reportFile(store, 'pairs.arrow', scores.pairs),
    await reportFile(store, 'outcomes.arrow', scores.outcomes),
    await reportFile(store, 'judges.arrow', scores.judges),
    { name: 'monitor.arrow', bytes: encodeTable(monitorTable, monitor), rows: monitor.length },
    await reportFile(store, 'drift.arrow', drift.drift),
    await reportFile(store, 'topics.arrow', drift.topics),
    {
      name: 'topic_names.arrow',
      bytes: encodeTable(topicNamesTable, tables.topicNames),
      rows: tables.topicNames.length,
    },
    { name: 'exemplars.arrow', bytes: encodeTable(exemplarsTable, exemplars), rows: exemplars.length },
    await reportFile(store, 'accounting.arrow', sampleInfo.accounting),
    await evalSetFile(store, evalSet.artifact),
    representativenessFile(evalSet.representativeness),
    { name: 'trend.arrow', bytes: encodeTable(trendTable, trend.rows), rows: trend.rows.length },
    pageFile(html),
  ];
  const description = { kind: 'weekly', ...identity, verdict: scores.verdict, candidates: scores.candidates, refused };
  const uri = await writeReportFolder(store, (file) => layout.weeklyReport(week, file), files, description, {
    workflowId: input.workflowId,
    runId: input.runId,
  });
  await publishReport(store, pipeline, entry);
  return { uri, verdict: scores.verdict };
}

async function topicNamesOf(store: ObjectStore, names: Artifact | null): Promise<TopicNameRow[]> {
  return names === null ? [] : await readTable(store, names, topicNamesTable);
}

async function evalSetFile(store: ObjectStore, artifact: Artifact): Promise<ReportFile> {
  const rows = (await readTable(store, artifact, evalSetTable)).map(
    ({ prompt: _p, response: _r, system_prompt: _s, earlier_turns: _e, tools: _t, ...row }): EvalSetReportRow => row,
  );
  return { name: 'eval_set.arrow', bytes: encodeTable(evalSetReportTable, rows), rows: rows.length };
}

function representativenessFile(result: Representativeness | null): ReportFile {
  const rows = representativenessRows(result);
  return { name: 'representativeness.arrow', bytes: encodeTable(representativenessTable, rows), rows: rows.length };
}
