import type { Command } from 'commander';
import { pipelineRefOf } from '../../activities/pipeline/resolved-config.js';
import { weekBefore } from '../../workflows/window.js';
import { DEFAULT_PIPELINE_FILE } from '../clients/pipeline-argument.js';
import { type PipelineStatus, type RunSummary, readStatus, type TrackerSummary } from '../clients/pipeline-status.js';
import { progressText } from '../clients/run-following.js';
import { withSession } from '../clients/session.js';
import { cleanText } from '../terminal/clean-text.js';
import { bold, printResult, yellow } from '../terminal/output.js';
import { formatTable } from '../terminal/table.js';

const HELP = `
Shows what is paused and why, the schedule, the latest weekly runs, the release monitor with what it refused, and the
release trackers with their next checkpoint. Reads only.

Examples:
  tidemark status
  tidemark status products/chat.yaml --json`;

/** Adds `tidemark status`. */
export function registerStatus(program: Command): void {
  program
    .command('status')
    .description('schedule, runs, releases: where everything stands')
    .argument('[pipeline]', "the pipeline's YAML", DEFAULT_PIPELINE_FILE)
    .option('--json', 'print one line of JSON')
    .addHelpText('after', HELP)
    .action(showStatus);
}

async function showStatus(file: string, { json }: { readonly json?: boolean }): Promise<void> {
  await withSession(file, async (session) => {
    const client = await session.temporal();
    const { configSha256 } = pipelineRefOf(session.config);
    const status = await readStatus(client, session.config.name, configSha256);
    printResult(json, status, () => statusText(status, file));
  });
}

function statusText(status: PipelineStatus, file: string): string {
  return [
    ...pausedTexts(status, file),
    section('schedule', scheduleText(status, file)),
    section('weekly runs', runsText(status.runs, `weekly-evaluation/${status.pipeline}/`, 'none yet')),
    section('release monitor', monitorText(status)),
    section('releases followed', runsText(status.trackers, `adaptation/${status.pipeline}/`, 'none yet')),
  ].join('\n\n');
}

/** First of all: nothing of this goes on by itself. */
function pausedTexts({ runs, trackers }: PipelineStatus, file: string): string[] {
  const paused = [...runs, ...trackers].flatMap(({ workflowId, progress }) =>
    progress === null || progress.paused === null ? [] : [`${workflowId}: ${cleanText(progress.paused)}`],
  );
  if (paused.length === 0) return [];
  const next = `Next: mend that, then "tidemark resume ${file}".`;
  return [section(yellow('paused'), [...paused, next].join('\n'))];
}

function section(title: string, text: string): string {
  return `${bold(title)}\n${text}`;
}

function scheduleText({ schedule }: PipelineStatus, file: string): string {
  if (schedule === null) return `none; create it with "tidemark apply ${file}"`;
  const note = schedule.note === null || schedule.note === '' ? '' : `: ${cleanText(schedule.note)}`;
  const next = schedule.paused ? yellow(`paused${note}`) : `next run ${schedule.nextRun ?? 'never'}`;
  if (schedule.isCurrent) return next;
  return `${next}\n${yellow('outdated')}: ${file} has changed since; run "tidemark apply ${file}"`;
}

function runsText(runs: readonly RunSummary[], prefix: string, none: string): string {
  if (runs.length === 0) return none;
  const rows = runs.map((run) => [
    nameOf(run, prefix),
    run.status,
    minuteText(run.startedAt),
    run.status === 'running' ? runningText(run) : '',
  ]);
  return formatTable(['', 'status', 'started', 'progress'], rows);
}

/** The week or the release; scheduled runs carry their time instead of the week before it. */
function nameOf({ workflowId }: RunSummary, prefix: string): string {
  const name = workflowId.startsWith(prefix) ? workflowId.slice(prefix.length) : workflowId;
  const scheduledMs = Date.parse(name.replace(/^scheduled-/, ''));
  return name.startsWith('scheduled-') && !Number.isNaN(scheduledMs) ? `${weekBefore(scheduledMs)} (scheduled)` : name;
}

/** How far it is, and of a tracker when it looks next. */
export function runningText({ progress, next }: RunSummary & Partial<Pick<TrackerSummary, 'next'>>): string {
  if (progress === null) return 'no worker answers; start one with "tidemark worker"';
  if (progress.paused === null && next !== undefined && next !== null) {
    return `next look at ${next.days} d, not before ${minuteText(next.notBefore)}`;
  }
  return progress.paused === null ? progressText({ status: 'running', progress }) : yellow('paused');
}

function monitorText({ releaseMonitor }: PipelineStatus): string {
  if (releaseMonitor === null) return 'not started; "tidemark apply" starts it';
  if (releaseMonitor === 'unanswered') return 'no worker answers; start one with "tidemark worker"';
  const { releases, pending, duplicates, malformed, malformedReasons } = releaseMonitor;
  const counts = `${releases.length} ${releases.length === 1 ? 'release' : 'releases'}, ${pending} waiting, ${duplicates} repeated, ${malformed} malformed`;
  if (malformed === 0) return counts;
  return [counts, ...malformedReasons.map((reason) => `  refused: ${cleanText(reason)}`)].join('\n');
}

function minuteText(instant: string): string {
  return `${instant.slice(0, 16).replace('T', ' ')} UTC`;
}
