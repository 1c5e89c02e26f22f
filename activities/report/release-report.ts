import type { Release } from '../../workflows/messages.js';
import {
  adaptationTable,
  courseTable,
  exposureTable,
  onsetTable,
  patternsTable,
  replayTable,
} from '../adaptation/adaptation-tables.js';
import { phrasesTable } from '../adaptation/phrase-table.js';
import { rollbackTable } from '../adaptation/rollback-table.js';
import { templatesTable } from '../adaptation/template-table.js';
import type { TrackingPlan } from '../adaptation/tracking-plan.js';
import type { PipelineRef } from '../pipeline/pipeline-ref.js';
import { encodeTable } from '../storage/arrow-table.js';
import { type Artifact, readTable } from '../storage/artifact.js';
import { layoutOf } from '../storage/layout.js';
import type { ObjectStore } from '../storage/object-store.js';
import { exemplarsTable } from './exemplars.js';
import { releaseHeadline } from './headline.js';
import { publishReport } from './published-report.js';
import { releasePage } from './release-page.js';
import { pageFile, provenanceOf, type ReportFile, reportFile, writeReportFolder } from './report-folder.js';
import { SOFTWARE_VERSION } from './software-version.js';

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
  /** Adoption of templates over all checkpoints so far, and new phrases per checkpoint. @default none */
  readonly templates?: Artifact | null;
  readonly phrases?: readonly Artifact[];
  /** Prompts of the last checkpoint from where the eval set has next to nothing. @default none */
  readonly exemplars?: Artifact | null;
  /** Of releases that not everybody got, per checkpoint. */
  readonly exposures?: readonly Artifact[];
  /** Of rollbacks, per checkpoint: the state before the release that was rolled back. @default none */
  readonly rollbacks?: readonly Artifact[];
  /** Once all checkpoints are done. */
  readonly course?: { readonly course: Artifact; readonly onset: Artifact } | null;
  readonly replay: { readonly replay: Artifact; readonly scores: Artifact } | null;
  readonly notes: readonly string[];
}

/** Writes the folder of one release; called after every checkpoint, each time with all that is known by then. */
export async function writeReleaseReport(store: ObjectStore, input: ReleaseReportInput): Promise<{ uri: string }> {
  const { pipeline, release, plan, complete, baseline, replay, notes } = input;
  const layout = layoutOf(pipeline);
  const adaptation = (
    await Promise.all(input.adaptation.map((part) => readTable(store, part, adaptationTable)))
  ).flat();
  const patterns = (await Promise.all(input.patterns.map((part) => readTable(store, part, patternsTable)))).flat();
  const templates =
    input.templates === undefined || input.templates === null
      ? []
      : await readTable(store, input.templates, templatesTable);
  const phrases = (await Promise.all((input.phrases ?? []).map((part) => readTable(store, part, phrasesTable)))).flat();
  const exposures = (
    await Promise.all((input.exposures ?? []).map((part) => readTable(store, part, exposureTable)))
  ).flat();
  const rollbacks = (
    await Promise.all((input.rollbacks ?? []).map((part) => readTable(store, part, rollbackTable)))
  ).flat();
  const shown = input.exemplars ?? null;
  const exemplars = shown === null ? [] : await readTable(store, shown, exemplarsTable);
  const course = input.course ?? null;
  const courseRows = course === null ? [] : await readTable(store, course.course, courseTable);
  const onset = course === null ? [] : await readTable(store, course.onset, onsetTable);
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
    templates,
    phrases,
    course: courseRows,
    onset,
    exposures,
    rollbacks,
    replay: replayRows,
    exemplars,
    notes,
    provenance: provenanceOf(identity),
  });
  const files: ReportFile[] = [
    { name: 'adaptation.arrow', bytes: encodeTable(adaptationTable, adaptation), rows: adaptation.length },
    { name: 'patterns.arrow', bytes: encodeTable(patternsTable, patterns), rows: patterns.length },
    { name: 'templates.arrow', bytes: encodeTable(templatesTable, templates), rows: templates.length },
    { name: 'phrases.arrow', bytes: encodeTable(phrasesTable, phrases), rows: phrases.length },
    { name: 'course.arrow', bytes: encodeTable(courseTable, courseRows), rows: courseRows.length },
    { name: 'onset.arrow', bytes: encodeTable(onsetTable, onset), rows: onset.length },
    { name: 'exemplars.arrow', bytes: encodeTable(exemplarsTable, exemplars), rows: exemplars.length },
    { name: 'exposure.arrow', bytes: encodeTable(exposureTable, exposures), rows: exposures.length },
    { name: 'rollback.arrow', bytes: encodeTable(rollbackTable, rollbacks), rows: rollbacks.length },
    await reportFile(store, 'accounting.arrow', baseline.accounting),
    ...(replay === null
      ? []
      : [
          await reportFile(store, 'replay.arrow', replay.replay),
          await reportFile(store, 'scores.arrow', replay.scores),
        ]),
    pageFile(html),
  ];
  const description = { kind: 'release', ...identity, complete, notes };
  const uri = await writeReportFolder(
    store,
    (file) => layout.releaseReport(release.releaseId, file),
    files,
    description,
    { workflowId: input.workflowId, runId: input.runId },
  );
  await publishReport(store, pipeline, {
    kind: 'release',
    id: release.releaseId,
    uri,
    verdict: complete ? 'complete' : 'checkpoints to come',
    window: { start: release.deployedAt, end },
    headline: releaseHeadline(adaptation, replayRows, onset),
  });
  return { uri };
}
