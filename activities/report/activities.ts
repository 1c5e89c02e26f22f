import type { Release } from '../../workflows/messages.js';
import type { IsoWeek, Window } from '../../workflows/window.js';
import { adaptationTable, patternsTable, replayTable } from '../adaptation/adaptation-tables.js';
import type { TrackingPlan } from '../adaptation/tracking-plan.js';
import type { ActivityDependencies } from '../dependencies.js';
import { driftTable, topicsTable } from '../drift/drift-tables.js';
import type { ReferenceRef } from '../drift/reference-model.js';
import { type EvalSetVersionRef, evalSetTable } from '../eval-set/eval-set-table.js';
import type { Representativeness } from '../eval-set/representativeness.js';
import type { PipelineRef } from '../pipeline/pipeline-ref.js';
import { loadConfig } from '../pipeline/resolved-config.js';
import type { ScoringPlan } from '../scoring/plan.js';
import { summaryTable, trendTable } from '../scoring/score-tables.js';
import { encodeTable } from '../storage/arrow-table.js';
import { type Artifact, readTable } from '../storage/artifact.js';
import { layoutOf } from '../storage/layout.js';
import type { ObjectStore } from '../storage/object-store.js';
import { accountingTable } from '../traffic/sample-table.js';
import { trendHeadline, trendRefusals } from './chained-section.js';
import { type EvalSetReportRow, evalSetReportTable } from './eval-set-report-table.js';
import { releaseHeadline, weeklyHeadline } from './headline.js';
import { indexPage } from './index-page.js';
import { type Notification, postNotification } from './notification.js';
import { releasePage } from './release-page.js';
import { type ReportFile, reportFile, writeReportFolder } from './report-folder.js';
import { putReportIndexEntry, type ReportIndexEntry, readReportIndex } from './report-index.js';
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
  readonly drift: { readonly drift: Artifact; readonly topics: Artifact; readonly alarm: boolean };
  readonly plan: ScoringPlan;
  readonly scores: {
    readonly scores: Artifact;
    readonly pairs: Artifact;
    readonly summary: Artifact;
    readonly verdict: string;
  };
}

export interface ReleaseReportInput {
  readonly pipeline: PipelineRef;
  readonly release: Release;
  readonly workflowId: string;
  readonly runId: string;
  readonly plan: TrackingPlan;
  readonly complete: boolean;
  readonly baseline: { readonly sample: Artifact; readonly accounting: Artifact; readonly users: number };
  readonly adaptation: readonly Artifact[];
  readonly patterns: readonly Artifact[];
  readonly replay: { readonly replay: Artifact; readonly scores: Artifact } | null;
  readonly notes: readonly string[];
}

export function createReportActivities(deps: ActivityDependencies) {
  return {
    /** Writes the folder of one week and its line in the index. Writing it again changes nothing. */
    async writeWeeklyReport(input: WeeklyReportInput): Promise<{ uri: string; verdict: string }> {
      const { pipeline, week, window, sampleInfo, evalSet, drift, scores, plan, reference } = input;
      const store = deps.openBucket(pipeline.bucket);
      const layout = layoutOf(pipeline);
      const config = await loadConfig(store, pipeline);
      const tables = {
        summary: await readTable(store, scores.summary, summaryTable),
        drift: await readTable(store, drift.drift, driftTable),
        topics: await readTable(store, drift.topics, topicsTable),
        accounting: await readTable(store, sampleInfo.accounting, accountingTable),
      };
      const costUsd = tables.summary
        .filter(({ metric }) => metric === 'cost_usd')
        .reduce((sum, row) => sum + (row.estimate ?? 0), 0);
      const earlier = (await readReportIndex(store, layout.reportIndex())).filter(
        ({ kind, window: other }) => kind === 'weekly' && other.start < window.start,
      );
      const trend = await reportedTrend(
        store,
        earlier.map(({ id }) => id),
        (other) => layout.weeklyReport(other, 'scores.arrow'),
        { week, scores: scores.scores },
      );
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
        judges: [plan.judgeDigest],
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
        ...trendRefusals(trend),
      ];
      const html = weeklyPage(
        {
          pipeline: pipeline.pipeline,
          week,
          window,
          verdict: scores.verdict,
          alarm: drift.alarm,
          requests: {
            distinct: sampleInfo.distinctRequests,
            sampled: sampleInfo.sampledRequests,
            users: sampleInfo.users,
          },
          evalSet: { ...evalSet, comparedVersion: identity.comparedEvalSetVersion },
          ...tables,
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
        await reportFile(store, 'drift.arrow', drift.drift),
        await reportFile(store, 'topics.arrow', drift.topics),
        await reportFile(store, 'accounting.arrow', sampleInfo.accounting),
        await evalSetFile(store, evalSet.artifact),
        representativenessFile(evalSet.representativeness),
        { name: 'trend.arrow', bytes: encodeTable(trendTable, trend.rows), rows: trend.rows.length },
        page(html),
      ];
      const description = { kind: 'weekly', ...identity, verdict: scores.verdict, refused };
      const uri = await writeReportFolder(
        store,
        (file) => layout.weeklyReport(week, file),
        files,
        description,
        runOf(input),
      );
      await publish(store, pipeline, entry);
      return { uri, verdict: scores.verdict };
    },

    /** Writes the folder of one release; called after every checkpoint, each time with all that is known by then. */
    async writeReleaseReport(input: ReleaseReportInput): Promise<{ uri: string }> {
      const { pipeline, release, plan, complete, baseline, replay, notes } = input;
      const store = deps.openBucket(pipeline.bucket);
      const layout = layoutOf(pipeline);
      const adaptation = (
        await Promise.all(input.adaptation.map((part) => readTable(store, part, adaptationTable)))
      ).flat();
      const patterns = (await Promise.all(input.patterns.map((part) => readTable(store, part, patternsTable)))).flat();
      const replayRows = replay === null ? [] : await readTable(store, replay.replay, replayTable);
      const checkpoints = plan.checkpoints.map(({ days }) => days);
      const end = plan.checkpoints.at(-1)?.window.end ?? plan.baselineWindow.end;
      const identity = {
        pipeline: pipeline.pipeline,
        release,
        window: { start: plan.baselineWindow.start, end },
        baselineWindow: plan.baselineWindow,
        checkpointsDays: checkpoints,
        configSha256: pipeline.configSha256,
        baselineSampleSha256: baseline.sample.sha256,
        softwareVersion: SOFTWARE_VERSION,
      };
      const html = releasePage({
        pipeline: pipeline.pipeline,
        release,
        complete,
        plannedCheckpointsDays: checkpoints,
        baselineDays: (Date.parse(plan.baselineWindow.end) - Date.parse(plan.baselineWindow.start)) / 86_400_000,
        baselineUsers: baseline.users,
        adaptation,
        patterns,
        replay: replayRows,
        notes,
        provenance: provenanceOf(identity),
      });
      const files: ReportFile[] = [
        { name: 'adaptation.arrow', bytes: encodeTable(adaptationTable, adaptation), rows: adaptation.length },
        { name: 'patterns.arrow', bytes: encodeTable(patternsTable, patterns), rows: patterns.length },
        await reportFile(store, 'accounting.arrow', baseline.accounting),
        ...(replay === null
          ? []
          : [
              await reportFile(store, 'replay.arrow', replay.replay),
              await reportFile(store, 'scores.arrow', replay.scores),
            ]),
        page(html),
      ];
      const description = { kind: 'release', ...identity, complete, notes };
      const uri = await writeReportFolder(
        store,
        (file) => layout.releaseReport(release.releaseId, file),
        files,
        description,
        runOf(input),
      );
      await publish(store, pipeline, {
        kind: 'release',
        id: release.releaseId,
        uri,
        verdict: complete ? 'complete' : 'checkpoints to come',
        window: { start: release.deployedAt, end },
        headline: releaseHeadline(adaptation, replayRows),
      });
      return { uri };
    },

    /** Tells the configured webhook; without one there is nobody to tell. */
    async notify({
      pipeline,
      ...rest
    }: { pipeline: PipelineRef } & Omit<Notification, 'pipeline'>): Promise<{ delivered: boolean }> {
      const config = await loadConfig(deps.openBucket(pipeline.bucket), pipeline);
      const { webhookEnv } = config.notify;
      const address = webhookEnv === undefined ? undefined : deps.environment(webhookEnv);
      if (address === undefined) return { delivered: false };
      await postNotification(address, { pipeline: pipeline.pipeline, ...rest });
      return { delivered: true };
    },
  };
}

/** Moves the index and redraws its page from what the index holds by then. */
async function publish(store: ObjectStore, pipeline: PipelineRef, entry: ReportIndexEntry): Promise<void> {
  const layout = layoutOf(pipeline);
  const reports = await putReportIndexEntry(store, layout.reportIndex(), entry);
  await store.put(layout.reportIndexPage(), Buffer.from(indexPage(pipeline.pipeline, reports)), {
    contentType: 'text/html; charset=utf-8',
  });
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

function page(markup: string): ReportFile {
  return { name: 'report.html', bytes: Buffer.from(markup), rows: 1 };
}

function runOf({ workflowId, runId }: { workflowId: string; runId: string }) {
  return { workflowId, runId };
}

function provenanceOf(identity: Readonly<Record<string, unknown>>): [string, string][] {
  return Object.entries(identity).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
}
