import { WorkflowNotFoundError } from '@temporalio/common';
import type { Command } from 'commander';
import { readReleaseRecord, readReleaseRecords } from '../../activities/adaptation/release-records.js';
import { Refusal } from '../../activities/refusal.js';
import { adaptationWorkflowId, TASK_QUEUES } from '../../workflows/ids.js';
import type { AdaptationTrackingInput, Neighbour, Release, TrackerState } from '../../workflows/messages.js';
import { DEFAULT_PIPELINE_FILE } from '../clients/pipeline-argument.js';
import { listTrackers, type TrackerSummary } from '../clients/pipeline-status.js';
import { queryInTime } from '../clients/run-following.js';
import { type Session, withSession } from '../clients/session.js';
import { cleanText } from '../terminal/clean-text.js';
import { printResult } from '../terminal/output.js';
import { formatTable } from '../terminal/table.js';
import { runningText } from './status.js';

const HELP = {
  list: `
Examples:
  tidemark releases list
  tidemark releases list products/chat.yaml --json`,
  show: `
Examples:
  tidemark releases show v42
  tidemark releases show v42 products/chat.yaml --json`,
  steer: (verb: string) => `
Examples:
  tidemark releases ${verb} v42
  tidemark releases ${verb} v42 products/chat.yaml --json`,
  rerun: `
Follows a release again from the stored logs, with the settings of the YAML as it is now, and writes its report anew. What
was paid is kept. Refused while it is still followed.

Examples:
  tidemark releases rerun v42
  tidemark releases rerun v42 --checkpoints 1,2,4,7,14`,
};

/** What each signal does, for people. */
const STEERING = {
  pause: { about: 'look at nobody until it is resumed', done: 'is paused' },
  resume: { about: 'go on after a pause', done: 'goes on' },
  cancel: { about: 'stop following, and write the report from what there is', done: 'ends, and writes its report' },
} as const;

interface JsonOption {
  readonly json?: boolean;
}

interface RerunOptions extends JsonOption {
  readonly checkpoints?: number[];
}

/** Adds `tidemark releases list|show|pause|resume|cancel|rerun`. */
export function registerReleases(program: Command): void {
  const releases = program.command('releases').description('the releases that are followed');
  releases
    .command('list')
    .description('releases, newest first, and how far each is')
    .argument('[pipeline]', "the pipeline's YAML", DEFAULT_PIPELINE_FILE)
    .option('--json', 'print one line of JSON')
    .addHelpText('after', HELP.list)
    .action(listReleases);
  const ofOne = (verb: string, about: string, help: string) =>
    releases
      .command(verb)
      .description(about)
      .argument('<id>', 'release id')
      .argument('[pipeline]', "the pipeline's YAML", DEFAULT_PIPELINE_FILE)
      .option('--json', 'print one line of JSON')
      .addHelpText('after', help);
  ofOne('show', 'a release that is being followed, and its checkpoints', HELP.show).action(showRelease);
  for (const verb of ['pause', 'resume', 'cancel'] as const) {
    ofOne(verb, STEERING[verb].about, HELP.steer(verb)).action(
      async (id: string, file: string, { json }: JsonOption) => await steer(verb, id, file, json),
    );
  }
  ofOne('rerun', 'follow a release again, from the stored logs', HELP.rerun)
    .option('--checkpoints <days>', 'days after the release, as 1,7,28', parseDays)
    .action(rerunRelease);
}

async function listReleases(file: string, { json }: JsonOption): Promise<void> {
  await withSession(file, async (session) => {
    const trackers = await listTrackers(await session.temporal(), session.config.name);
    printResult(json, { pipeline: session.config.name, trackers }, () => listText(trackers, session.config.name));
  });
}

function listText(trackers: readonly TrackerSummary[], pipeline: string): string {
  if (trackers.length === 0) return 'no release yet; tell of one with "tidemark release <id>"';
  const prefix = adaptationWorkflowId(pipeline, '');
  const rows = trackers.map((tracker) => [
    tracker.workflowId.slice(prefix.length),
    tracker.status,
    tracker.status === 'running' ? runningText(tracker) : '',
  ]);
  return formatTable(['release', 'status', 'progress'], rows);
}

async function showRelease(id: string, file: string, { json }: JsonOption): Promise<void> {
  await withSession(file, async (session) => {
    const state = await stateOf(session, id);
    printResult(json, state, () => stateText(state));
  });
}

function stateText({ release, checkpoints, next, supersededBy, paused }: TrackerState): string {
  const lines = [`release ${release.releaseId}, ${release.kind}, deployed ${release.deployedAt}`];
  if (release.notes !== undefined) lines.push(cleanText(release.notes));
  if (supersededBy !== null) lines.push(`superseded by release ${supersededBy}`);
  if (paused) lines.push('paused');
  const rows = checkpoints.map(({ days, window, state }) => [`${days} d`, window.start, window.end, state]);
  lines.push('', formatTable(['checkpoint', 'from', 'to', ''], rows));
  if (next !== null) lines.push('', `Next: looks at ${next.days} d, not before ${next.notBefore}.`);
  return lines.join('\n');
}

/** @throws {Refusal} when nobody knows the release, or no worker answers */
async function stateOf(session: Session, id: string): Promise<TrackerState> {
  const client = await session.temporal();
  const workflowId = adaptationWorkflowId(session.config.name, id);
  try {
    const state = await queryInTime<TrackerState>(client, workflowId, 'tracker');
    if (state !== undefined) return state;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) throw unknownRelease(id);
    throw error;
  }
  throw new Refusal('NoWorker', 'no worker answers; start one with "tidemark worker"');
}

async function steer(verb: keyof typeof STEERING, id: string, file: string, json: boolean | undefined): Promise<void> {
  await withSession(file, async (session) => {
    const client = await session.temporal();
    const workflowId = adaptationWorkflowId(session.config.name, id);
    try {
      await client.workflow.getHandle(workflowId).signal(verb);
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) throw unknownRelease(id);
      throw error;
    }
    printResult(json, { releaseId: id, tracker: workflowId, signal: verb }, () =>
      [
        `release ${id} ${STEERING[verb].done}`,
        '',
        `Next: "tidemark releases show ${id} ${file}" tells where it stands.`,
      ].join('\n'),
    );
  });
}

async function rerunRelease(id: string, file: string, { checkpoints, json }: RerunOptions): Promise<void> {
  await withSession(file, async (session) => {
    const client = await session.temporal();
    const workflowId = adaptationWorkflowId(session.config.name, id);
    const handle = client.workflow.getHandle(workflowId);
    const release = await readReleaseRecord(session.store, session.layout, id);
    if (release === undefined) throw unknownRelease(id);
    const { status } = await handle.describe().catch((error: unknown) => {
      if (error instanceof WorkflowNotFoundError) throw unknownRelease(id);
      throw error;
    });
    if (status.name === 'RUNNING') {
      throw new Refusal(
        'BadInput',
        `release ${id} is still followed; end it first: "tidemark releases cancel ${id} ${file}"`,
      );
    }
    const input: AdaptationTrackingInput = {
      pipeline: await session.storeConfig(),
      release,
      neighbours: await neighboursOf(session, release),
      ...(checkpoints === undefined ? {} : { checkpointsDays: checkpoints }),
    };
    await client.workflow.start('adaptationTracking', {
      workflowId,
      taskQueue: TASK_QUEUES.orchestration,
      args: [input],
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      staticSummary: `release ${id}`,
    });
    printResult(json, { releaseId: id, tracker: workflowId, checkpointsDays: checkpoints ?? null }, () =>
      [
        `release ${id} is followed again`,
        '',
        `Next: "tidemark releases show ${id} ${file}" tells where it stands.`,
      ].join('\n'),
    );
  });
}

/** All other releases that were followed. */
async function neighboursOf({ store, layout }: Session, release: Release): Promise<Neighbour[]> {
  const all = await readReleaseRecords(store, layout);
  return all
    .filter(({ releaseId }) => releaseId !== release.releaseId)
    .map(({ releaseId, deployedAt }) => ({ releaseId, deployedAt }));
}

function unknownRelease(id: string): Refusal {
  return new Refusal('BadInput', `no release ${cleanText(id)} is known; "tidemark releases list" shows them`);
}

/** @throws {Refusal} when it is no list of days; in any order, each once or more */
function parseDays(text: string): number[] {
  const days = text.split(',').map(Number);
  if (days.length > 20 || !days.every((day) => Number.isFinite(day) && day > 0 && day <= 366)) {
    throw new Refusal('BadInput', '--checkpoints: up to 20 numbers of days between 0 and 366, as 1,7,28');
  }
  return [...new Set(days)].sort((a, b) => a - b);
}
