import type { Command } from 'commander';
import { releaseMonitorId, scheduleId, TASK_QUEUES } from '../../workflows/ids.js';
import { DEFAULT_PIPELINE_FILE } from '../clients/pipeline-argument.js';
import { withSession } from '../clients/session.js';
import { applySchedule, weeklySchedule } from '../clients/weekly-schedule.js';
import { green, printResult } from '../terminal/output.js';

const HELP = `
Stores the configuration in S3 under its digest, creates or updates the weekly schedule, and starts the release
monitor. A run in flight keeps the configuration it started with; a paused schedule stays paused. Run it again after
every change of the YAML.

Examples:
  tidemark apply
  tidemark apply products/chat.yaml --json`;

/** Adds `tidemark apply`: makes Temporal do what the YAML says. */
export function registerApply(program: Command): void {
  program
    .command('apply')
    .description('create or update the schedule and start the release monitor')
    .argument('[pipeline]', "the pipeline's YAML", DEFAULT_PIPELINE_FILE)
    .option('--json', 'print one line of JSON')
    .addHelpText('after', HELP)
    .action(applyPipeline);
}

async function applyPipeline(file: string, { json }: { readonly json?: boolean }): Promise<void> {
  await withSession(file, async (session) => {
    const { config } = session;
    const client = await session.temporal();
    const pipeline = await session.storeConfig();
    const schedule = await applySchedule(client.schedule, weeklySchedule(config, pipeline));
    const monitorId = releaseMonitorId(config.name);
    // Starts the monitor or, when it runs already, tells it about the configuration that counts from now on.
    await client.workflow.signalWithStart('releaseMonitor', {
      workflowId: monitorId,
      taskQueue: TASK_QUEUES.orchestration,
      args: [{ pipeline }],
      signal: 'configure',
      signalArgs: [{ pipeline }],
    });
    const { info, state } = await client.schedule.getHandle(scheduleId(config.name)).describe();
    const nextRun = info.nextActionTimes[0]?.toISOString() ?? null;
    const result = {
      pipeline: config.name,
      configSha256: pipeline.configSha256,
      schedule: { id: scheduleId(config.name), outcome: schedule, paused: state.paused, nextRun },
      releaseMonitor: monitorId,
    };
    printResult(json, result, () =>
      [
        `${green(schedule)}  schedule ${scheduleId(config.name)}, ${nextRunText(state.paused, nextRun)}`,
        `${green('running')}  ${monitorId}`,
        `configuration ${pipeline.configSha256.slice(0, 12)} in s3://${pipeline.bucket}/${session.layout.root}`,
        '',
        `Next: "tidemark worker" wherever the work should run, then "tidemark run ${file}" for last week's report.`,
      ].join('\n'),
    );
  });
}

function nextRunText(isPaused: boolean, nextRun: string | null): string {
  if (isPaused) return 'paused';
  return nextRun === null ? 'no next run' : `next run ${nextRun}`;
}
