import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import {
  allHandlersFinished,
  condition,
  continueAsNew,
  defineQuery,
  defineSignal,
  getExternalWorkflowHandle,
  ParentClosePolicy,
  patched,
  setDefaultSignalHandler,
  setHandler,
  startChild,
  workflowInfo,
} from '@temporalio/workflow';
import type { PipelineRef } from '../activities/pipeline/pipeline-ref.js';
import { adaptationTracking } from './adaptation-tracking.js';
import { adaptationWorkflowId } from './ids.js';
import type { Neighbour, Release, ReleaseMonitorState } from './messages.js';
import { parseReleaseSignal } from './release-signal.js';
import { firstAfter, lastBefore } from './split-windows.js';
import { neighbourSignal } from './tracker-steering.js';
import { DAY_MS } from './window.js';

const releaseSignal = defineSignal<[unknown]>('release');
const configureSignal = defineSignal<[{ pipeline: PipelineRef }]>('configure');
const releasesQuery = defineQuery<ReleaseMonitorState>('releases');

/** Releases remembered: a second signal with the id of a forgotten one is still refused by the tracker's own id. */
const REMEMBERED_RELEASES = 500;
const REMEMBERED_REASONS = 20;
/** No baseline, placebo date or checkpoint reaches further. */
const NEIGHBOURHOOD_MS = 400 * DAY_MS;
const TOLD_NEIGHBOURS = 50;

interface ReleaseMonitorInput {
  /** Missing when a bare signal started the monitor: releases then wait until `tidemark apply` says where to look. */
  readonly pipeline?: PipelineRef;
  /** Set when the workflow continues as new. */
  readonly carried?: Omit<ReleaseMonitorState, 'pending'> & { readonly queue: readonly Release[] };
}

/**
 * The entity that receives a pipeline's releases, for good: validates and counts every signal, starts one tracker per
 * release id, continues as new when its history grows. It never fails on a signal's content. Trackers are abandoned
 * children, so that they outlive it.
 */
export async function releaseMonitor(input: ReleaseMonitorInput = {}): Promise<void> {
  let pipeline = input?.pipeline;
  const releases = [...(input?.carried?.releases ?? [])];
  const queue = [...(input?.carried?.queue ?? [])];
  const reasons = [...(input?.carried?.malformedReasons ?? [])];
  let duplicates = input?.carried?.duplicates ?? 0;
  let malformed = input?.carried?.malformed ?? 0;

  const refuse = (reason: string): void => {
    malformed += 1;
    reasons.push(reason);
    reasons.splice(0, reasons.length - REMEMBERED_REASONS);
  };
  const state = () => ({ releases, duplicates, malformed, malformedReasons: reasons });

  setHandler(releaseSignal, (raw) => {
    const parsed = parseReleaseSignal(raw, Date.now());
    if ('refused' in parsed) return refuse(parsed.refused);
    const id = parsed.release.releaseId.toLowerCase();
    if (releases.some((known) => known.releaseId.toLowerCase() === id)) {
      duplicates += 1;
      return;
    }
    releases.push(parsed.release);
    releases.splice(0, releases.length - REMEMBERED_RELEASES);
    queue.push(parsed.release);
  });
  setHandler(configureSignal, (message: unknown) => {
    const configured = (message as { pipeline?: PipelineRef } | null)?.pipeline;
    if (typeof configured?.bucket === 'string' && typeof configured.configSha256 === 'string') pipeline = configured;
    else refuse('configure: no pipeline');
  });
  setDefaultSignalHandler(() => refuse('unknown signal; send "release"'));
  setHandler(releasesQuery, () => ({ ...state(), pending: queue.length }));

  while (!workflowInfo().continueAsNewSuggested) {
    await condition(() => (pipeline !== undefined && queue.length > 0) || workflowInfo().continueAsNewSuggested);
    const release = queue[0];
    if (release === undefined || pipeline === undefined) continue;
    const neighbours = neighboursOf(release, releases);
    await startTracker(pipeline, release, neighbours);
    if (patched('neighbours')) await tellNeighbours(pipeline, release, neighbours);
    queue.shift();
  }
  await condition(allHandlersFinished);
  await continueAsNew<typeof releaseMonitor>({
    ...(pipeline === undefined ? {} : { pipeline }),
    carried: { ...state(), queue },
  });
}

/** Other releases near enough for windows to meet, soonest first in either direction. */
function neighboursOf(release: Release, releases: readonly Release[]): Neighbour[] {
  const deployedMs = Date.parse(release.deployedAt);
  const distance = ({ deployedAt }: Neighbour) => Math.abs(Date.parse(deployedAt) - deployedMs);
  return releases
    .filter((other) => other.releaseId !== release.releaseId && distance(other) <= NEIGHBOURHOOD_MS)
    .map(({ releaseId, deployedAt }) => ({ releaseId, deployedAt }))
    .sort((a, b) => distance(a) - distance(b) || (a.releaseId < b.releaseId ? -1 : 1))
    .slice(0, TOLD_NEIGHBOURS);
}

/** The release before this one loses the windows after it; the one after it learns of a date inside its baseline. */
async function tellNeighbours(
  pipeline: PipelineRef,
  release: Release,
  neighbours: readonly Neighbour[],
): Promise<void> {
  const { releaseId, deployedAt } = release;
  const deployedMs = Date.parse(deployedAt);
  for (const neighbour of [lastBefore(neighbours, deployedMs), firstAfter(neighbours, deployedMs)]) {
    if (neighbour === undefined) continue;
    const tracker = getExternalWorkflowHandle(adaptationWorkflowId(pipeline.pipeline, neighbour.releaseId));
    try {
      await tracker.signal(neighbourSignal, { releaseId, deployedAt });
    } catch {
      // A tracker that has ended had all its windows before this release was known.
    }
  }
}

async function startTracker(pipeline: PipelineRef, release: Release, neighbours: readonly Neighbour[]): Promise<void> {
  try {
    await startChild(adaptationTracking, {
      workflowId: adaptationWorkflowId(pipeline.pipeline, release.releaseId),
      args: [{ pipeline, release, neighbours }],
      parentClosePolicy: ParentClosePolicy.ABANDON,
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      staticSummary: `release ${release.releaseId}`,
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}
