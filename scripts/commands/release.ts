import { WorkflowNotFoundError } from '@temporalio/common';
import type { Command } from 'commander';
import { Refusal } from '../../activities/refusal.js';
import { adaptationWorkflowId, releaseMonitorId, TASK_QUEUES } from '../../workflows/ids.js';
import type { ReleaseMonitorState } from '../../workflows/messages.js';
import { parseReleaseSignal } from '../../workflows/release-signal.js';
import { DEFAULT_PIPELINE_FILE } from '../clients/pipeline-argument.js';
import { queryInTime } from '../clients/run-following.js';
import { withSession } from '../clients/session.js';
import { printNote, printResult } from '../terminal/output.js';

const HELP = `
Tells Tidemark that something was deployed. One workflow per release id then follows the same users, 1, 3, 7, 14 and 28
days after it (adaptation.checkpointsDays). The first signal with an id counts. A release in the past is computed at
once. Any language can do the same: signal-with-start "release" on release-monitor/<pipeline>.

Examples:
  tidemark release v42 --model claude-opus-5-5
  tidemark release v42 --from claude-opus-5 --to claude-opus-5-5 --deployed-at 2026-10-05T09:00:00Z
  tidemark release prompt-17 products/chat.yaml --kind prompt --prompt-version p17
  tidemark release v43-canary --model claude-opus-5-6 --share 0.2
  tidemark release v44 --kind prompt --where language=de language=fr`;

interface ReleaseOptions {
  readonly deployedAt?: string;
  readonly model?: string;
  readonly from?: string;
  readonly to?: string;
  readonly kind?: string;
  readonly notes?: string;
  readonly promptVersion?: string;
  readonly share?: number;
  readonly where?: string[];
  readonly json?: boolean;
}

/** Adds `tidemark release`: what a deploy pipeline calls. */
export function registerRelease(program: Command): void {
  program
    .command('release')
    .description('tell that something was deployed, so that its users are followed')
    .argument('<id>', 'release id: letters, digits, dots, hyphens, underscores')
    .argument('[pipeline]', "the pipeline's YAML", DEFAULT_PIPELINE_FILE)
    .option('--deployed-at <instant>', 'ISO-8601 instant (default: now)')
    .option('--model <id>', 'the model that answers from now on')
    .option('--from <id>', 'the model that answered before; needs --to')
    .option('--to <id>', 'the model that answers from now on, with --from')
    .option('--kind <kind>', 'model, prompt, tooling or rollback (default: model)')
    .option('--prompt-version <version>', 'version of the prompt or tools that was deployed')
    .option('--share <share>', 'share of the requests that get it, as 0.2; needs the model', Number)
    .option('--where <field=value...>', 'it is out only where a field of the request has such a value, as route=/beta')
    .option('--notes <text>', 'for people: shown in the report')
    .option('--json', 'print one line of JSON')
    .addHelpText('after', HELP)
    .action(announceRelease);
}

async function announceRelease(id: string, file: string, options: ReleaseOptions): Promise<void> {
  const message = releaseMessage(id, options);
  const parsed = parseReleaseSignal(message, Date.now());
  if ('refused' in parsed) throw new Refusal('BadInput', parsed.refused);
  await withSession(file, async (session) => {
    const client = await session.temporal();
    const pipeline = await session.storeConfig();
    const workflowId = releaseMonitorId(pipeline.pipeline);
    const state = await queryInTime<ReleaseMonitorState>(client, workflowId, 'releases').catch((error: unknown) => {
      if (error instanceof WorkflowNotFoundError) return undefined;
      throw error;
    });
    const known = state?.releases.find(({ releaseId }) => releaseId.toLowerCase() === id.toLowerCase());
    await client.workflow.signalWithStart('releaseMonitor', {
      workflowId,
      taskQueue: TASK_QUEUES.orchestration,
      args: [{ pipeline }],
      signal: 'release',
      // The time of deploying is set here: the signal may wait until a worker is there to receive it.
      signalArgs: [{ ...message, deployedAt: parsed.release.deployedAt }],
    });
    const tracker = adaptationWorkflowId(pipeline.pipeline, known?.releaseId ?? id);
    if (known !== undefined) printNote(`release ${id} was known already; the first signal counts`);
    const result = { release: known ?? parsed.release, known: known !== undefined, monitor: workflowId, tracker };
    printResult(options.json, result, () =>
      [
        `release ${result.release.releaseId}, deployed ${result.release.deployedAt}, is followed by ${tracker}`,
        '',
        `Next: "tidemark status ${file}" shows its checkpoints.`,
      ].join('\n'),
    );
  });
}

/** Not checked here: the same rules hold for every signal, wherever it comes from. */
function releaseMessage(releaseId: string, options: ReleaseOptions): Readonly<Record<string, unknown>> {
  const { deployedAt, model, from, to, kind, notes, promptVersion, share, where } = options;
  if (model !== undefined && (from !== undefined || to !== undefined)) {
    throw new Refusal('BadInput', 'give --model, or --from and --to, not both');
  }
  if (share !== undefined && where !== undefined) throw new Refusal('BadInput', 'give --share or --where, not both');
  if (from !== undefined && to === undefined) throw new Refusal('BadInput', '--from needs --to');
  const models = to === undefined ? model : { ...(from === undefined ? {} : { from }), to };
  return {
    releaseId,
    ...(deployedAt === undefined ? {} : { deployedAt }),
    ...(models === undefined ? {} : { model: models }),
    ...(kind === undefined ? {} : { kind }),
    ...(notes === undefined ? {} : { notes }),
    ...(promptVersion === undefined ? {} : { promptVersion }),
    ...(share === undefined ? {} : { exposure: { share } }),
    ...(where === undefined ? {} : { exposure: exposureOf(where) }),
  };
}

/** Which fields there are is checked with the signal. */
function exposureOf(where: readonly string[]): { readonly field: string; readonly in: readonly string[] } {
  const pairs = where.map((pair) => {
    const at = pair.indexOf('=');
    if (at < 1) throw new Refusal('BadInput', `--where ${pair}: write field=value, as route=/beta`);
    return { field: pair.slice(0, at), value: pair.slice(at + 1) };
  });
  const [field = '', ...others] = new Set(pairs.map((pair) => pair.field));
  if (others.length > 0)
    throw new Refusal('BadInput', `--where takes values of one field, not of ${field} and ${others.join(', ')}`);
  return { field, in: pairs.map(({ value }) => value) };
}
