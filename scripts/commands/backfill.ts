import type { Client } from '@temporalio/client';
import type { Command } from 'commander';
import { pipelineRefOf } from '../../activities/pipeline/resolved-config.js';
import { Refusal } from '../../activities/refusal.js';
import { scheduleId } from '../../workflows/ids.js';
import type { WeeklyEvaluationResult } from '../../workflows/messages.js';
import { type IsoWeek, startMsOf, WEEK_MS, windowOfWeek } from '../../workflows/window.js';
import { DEFAULT_PIPELINE_FILE } from '../clients/pipeline-argument.js';
import { followRun, lookAtRun } from '../clients/run-following.js';
import { withSession } from '../clients/session.js';
import { parseWeek, refuseUnfinishedWeek } from '../clients/week-argument.js';
import { backfillSchedule, type ScheduledRun, scheduledConfig, scheduledRuns } from '../clients/weekly-schedule.js';
import { EXIT } from '../terminal/exit-code.js';
import { workflowFailureText } from '../terminal/failure.js';
import { withInterruptNote } from '../terminal/interrupt.js';
import { createLiveLine, type LiveLine, printNote, printResult } from '../terminal/output.js';
import { formatTable } from '../terminal/table.js';

const MOST_WEEKS = 520;

const HELP = `
Asks the schedule for the runs of past weeks, oldest first and one after the other, and follows them all. Needs
"tidemark apply" first. Weeks that were evaluated before are repeated from the ledger. ctrl-C stops following only.

Exit codes: 0 all weeks done, 1 a week failed, 2 wrong input.

Examples:
  tidemark backfill --from 2026-W30 --to 2026-W41
  tidemark backfill products/chat.yaml --from 2026-W41 --to 2026-W41 --no-follow`;

interface BackfillOptions {
  readonly from: IsoWeek;
  readonly to: IsoWeek;
  readonly follow: boolean;
  readonly json?: boolean;
}

type WeekOutcome = { readonly week: IsoWeek; readonly workflowId: string } & (
  | { readonly status: 'done'; readonly result: WeeklyEvaluationResult }
  | { readonly status: 'failed'; readonly error: string }
);

/** Adds `tidemark backfill`: past weeks, through the schedule. */
export function registerBackfill(program: Command): void {
  program
    .command('backfill')
    .description('evaluate past weeks, oldest first, and follow them')
    .argument('[pipeline]', "the pipeline's YAML", DEFAULT_PIPELINE_FILE)
    .requiredOption('--from <week>', 'first ISO week, such as 2026-W30', parseWeek)
    .requiredOption('--to <week>', 'last ISO week, included', parseWeek)
    .option('--no-follow', 'ask for the runs and return')
    .option('--json', 'print the results as one line of JSON')
    .addHelpText('after', HELP)
    .action(backfill);
}

async function backfill(file: string, { from, to, follow, json }: BackfillOptions): Promise<void> {
  refuseBadRange(from, to);
  await withSession(file, async (session) => {
    const { config } = session;
    const client = await session.temporal();
    await refuseOutdatedSchedule(client, config.name, pipelineRefOf(config).configSha256, file);
    const runs = scheduledRuns(config, from, to);
    const earlier = await earlierRuns(client, runs);
    await backfillSchedule(client, config.name, from, to);
    printNote(`asked for ${runs.length} ${runs.length === 1 ? 'week' : 'weeks'}, ${from} to ${to}`);
    if (!follow) {
      printResult(json, { runs }, () => `Next: "tidemark status ${file}" tells where they stand.`);
      return;
    }
    const live = createLiveLine();
    const note = `the runs go on; "tidemark status ${file}" tells where they stand`;
    const outcomes = await withInterruptNote(note, async () => await followAll(client, runs, earlier, live));
    printResult(json, { weeks: outcomes }, () => outcomesText(outcomes, file));
    if (outcomes.some(({ status }) => status === 'failed')) process.exitCode = EXIT.failed;
  });
}

function refuseBadRange(from: IsoWeek, to: IsoWeek): void {
  refuseUnfinishedWeek(to);
  const weeks = 1 + (startMsOf(windowOfWeek(to)) - startMsOf(windowOfWeek(from))) / WEEK_MS;
  if (weeks < 1) throw new Refusal('BadInput', `--from ${from} is later than --to ${to}; swap them`);
  if (weeks > MOST_WEEKS) {
    throw new Refusal('BadInput', `${from} to ${to} are ${weeks} weeks; ask for at most ${MOST_WEEKS} at a time`);
  }
}

/** The runs of a schedule carry the configuration of the last apply: refuse rather than pay for another one. */
async function refuseOutdatedSchedule(client: Client, name: string, digest: string, file: string): Promise<void> {
  const description = await client.schedule.getHandle(scheduleId(name)).describe();
  if (scheduledConfig(description) === digest) return;
  throw new Refusal(
    'NotApplied',
    `${file} has changed since the schedule was made of it; run "tidemark apply ${file}" first`,
  );
}

/** Run ids of finished runs of the same scheduled times: they are not the ones that the backfill starts. */
async function earlierRuns(client: Client, runs: readonly ScheduledRun[]): Promise<Map<string, string>> {
  const earlier = new Map<string, string>();
  for (const { workflowId } of runs) {
    const { status, runId } = await lookAtRun(client, workflowId);
    if (status === 'ended' && runId !== undefined) earlier.set(workflowId, runId);
  }
  return earlier;
}

async function followAll(
  client: Client,
  runs: readonly ScheduledRun[],
  earlier: ReadonlyMap<string, string>,
  live: LiveLine,
): Promise<WeekOutcome[]> {
  const outcomes: WeekOutcome[] = [];
  for (const [index, { week, workflowId }] of runs.entries()) {
    const place = `week ${index + 1} of ${runs.length}  ${week}`;
    const ignoreRunId = earlier.get(workflowId);
    try {
      const result = await followRun(client, workflowId, {
        ignoreRunId,
        show: (line) => live.show(`${place}  ${line}`),
      });
      live.show(`${place}  ${result.verdict}`);
      outcomes.push({ week, workflowId, status: 'done', result });
    } catch (error) {
      if (!isFailedRun(error)) throw error;
      const text = workflowFailureText(error);
      live.show(`${place}  ${text}`);
      outcomes.push({ week, workflowId, status: 'failed', error: text });
    }
    live.end();
  }
  return outcomes;
}

function isFailedRun(error: unknown): boolean {
  return error instanceof Error && error.name === 'WorkflowFailedError';
}

function outcomesText(outcomes: readonly WeekOutcome[], file: string): string {
  const rows = outcomes.map((outcome) =>
    outcome.status === 'done'
      ? [
          outcome.week,
          outcome.result.verdict,
          String(outcome.result.paidCalls),
          outcome.result.costUsd.toFixed(2),
          outcome.result.reportUri,
        ]
      : [outcome.week, 'failed', '', '', outcome.error],
  );
  const failures = outcomes.filter(({ status }) => status === 'failed').length;
  const next =
    failures === 0
      ? `Next: "tidemark reports open latest ${file}".`
      : `${failures} of ${outcomes.length} weeks failed; mend what they say and run the same backfill again.`;
  return `${formatTable(['week', 'verdict', 'paid calls', 'USD', 'report'], rows)}\n\n${next}`;
}
