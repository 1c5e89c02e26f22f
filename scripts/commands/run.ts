import type { Command } from 'commander';
import { TASK_QUEUES, weeklyWorkflowId } from '../../workflows/ids.js';
import type { WeeklyEvaluationInput, WeeklyEvaluationResult } from '../../workflows/messages.js';
import { type IsoWeek, weekBefore } from '../../workflows/window.js';
import { DEFAULT_PIPELINE_FILE } from '../clients/pipeline-argument.js';
import { followRun } from '../clients/run-following.js';
import { withSession } from '../clients/session.js';
import { parseWeek, refuseUnfinishedWeek } from '../clients/week-argument.js';
import { EXIT } from '../terminal/exit-code.js';
import { withInterruptNote } from '../terminal/interrupt.js';
import { bold, createLiveLine, printNote, printResult } from '../terminal/output.js';

const HELP = `
Evaluates one week and follows the run until its report is written. A week that is done already is repeated from the
ledger: nothing is paid twice and nothing changes. ctrl-C stops following; the run goes on.

Exit codes: 0 fine, 1 failed, 2 wrong input, 3 the verdict is hold.

Examples:
  tidemark run
  tidemark run --week 2026-W40
  tidemark run products/chat.yaml --no-follow --json`;

interface RunOptions {
  readonly week?: IsoWeek;
  readonly follow: boolean;
  readonly json?: boolean;
}

/** Adds `tidemark run`: one week, now. */
export function registerRun(program: Command): void {
  program
    .command('run')
    .description('evaluate one week now, and follow it')
    .argument('[pipeline]', "the pipeline's YAML", DEFAULT_PIPELINE_FILE)
    .option('--week <week>', 'ISO week such as 2026-W40 (default: the last full week)', parseWeek)
    .option('--no-follow', 'start the run and return')
    .option('--json', 'print the result as one line of JSON')
    .addHelpText('after', HELP)
    .action(runWeek);
}

async function runWeek(file: string, { week: given, follow, json }: RunOptions): Promise<void> {
  const week = given ?? weekBefore(Date.now());
  refuseUnfinishedWeek(week);
  await withSession(file, async (session) => {
    const client = await session.temporal();
    const input: WeeklyEvaluationInput = { pipeline: await session.storeConfig(), week };
    const workflowId = weeklyWorkflowId(session.config.name, week);
    await client.workflow.start('weeklyEvaluation', {
      workflowId,
      taskQueue: TASK_QUEUES.orchestration,
      args: [input],
      // A second call while the first run is still going follows that one.
      workflowIdConflictPolicy: 'USE_EXISTING',
      staticSummary: `week ${week}`,
    });
    printNote(`started ${workflowId}`);
    if (!follow) {
      const started = { week, workflowId, namespace: client.options.namespace };
      printResult(json, started, () => `Next: "tidemark status ${file}" tells where it stands.`);
      return;
    }
    const live = createLiveLine();
    try {
      const note = `the run goes on; "tidemark status ${file}" tells where it stands`;
      const result = await withInterruptNote(note, async () => {
        return await followRun(client, workflowId, { show: (line) => live.show(`${week}  ${line}`) });
      });
      live.end();
      printResult(json, { ...result, workflowId }, () => resultText(result, file));
      if (result.verdict === 'hold') process.exitCode = EXIT.hold;
    } finally {
      live.end();
    }
  });
}

function resultText({ week, verdict, reportUri, paidCalls, costUsd }: WeeklyEvaluationResult, file: string): string {
  const spent = paidCalls === 0 ? 'no paid calls' : `${paidCalls} paid calls, ${costUsd.toFixed(2)} USD`;
  return [
    `${bold(verdict)}  week ${week}, ${spent}`,
    reportUri,
    '',
    `Next: "tidemark reports open ${week} ${file}" shows the report.`,
  ].join('\n');
}
