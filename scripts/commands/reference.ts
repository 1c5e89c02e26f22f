import type { Command } from 'commander';
import { type EmbedderBridgeRow, embedderBridgeTable } from '../../activities/drift/embedder-bridge.js';
import type { ReferenceRef } from '../../activities/drift/reference-model.js';
import { type ReferencePin, readPins } from '../../activities/drift/reference-pins.js';
import { readReferencePointer } from '../../activities/drift/reference-store.js';
import { requireAskedEmbedder } from '../../activities/embedding/stored-embedder.js';
import { Refusal } from '../../activities/refusal.js';
import { type Artifact, readTable } from '../../activities/storage/artifact.js';
import type { ObjectStore } from '../../activities/storage/object-store.js';
import { referenceWorkflowId, TASK_QUEUES } from '../../workflows/ids.js';
import type { ReferencePinningInput, ReferencePinningResult } from '../../workflows/messages.js';
import { type IsoWeek, weekBefore } from '../../workflows/window.js';
import { DEFAULT_PIPELINE_FILE } from '../clients/pipeline-argument.js';
import { followRun } from '../clients/run-following.js';
import { type Session, withSession } from '../clients/session.js';
import { parseWeek, refuseUnfinishedWeek } from '../clients/week-argument.js';
import { withInterruptNote } from '../terminal/interrupt.js';
import { createLiveLine, printNote, printResult } from '../terminal/output.js';
import { formatTable } from '../terminal/table.js';

const LONGEST_REASON = 500;

const HELP = {
  show: `
Examples:
  tidemark reference show
  tidemark reference show products/chat.yaml --json`,
  pin: `
Makes a week the reference that later weeks are compared with, by the embedder that the pipeline's YAML asks for. This is
how a pipeline changes its embedder: the week and the reference so far are embedded by both, and the figures of that week
stand on both sides of the change. Reports say which reference they used. Needs a worker. ctrl-C stops following only.

Exit codes: 0 fine, 1 failed, 2 wrong input.

Examples:
  tidemark reference pin --week 2026-W40 --reason "multilingual embedder"
  tidemark reference pin products/chat.yaml --no-bridge
  tidemark reference pin --no-follow --json`,
};

interface PinOptions {
  readonly week?: IsoWeek;
  readonly reason?: string;
  readonly bridge: boolean;
  readonly follow: boolean;
  readonly json?: boolean;
}

/** Adds `tidemark reference show|pin`. */
export function registerReference(program: Command): void {
  const reference = program.command('reference').description('the week that other weeks are compared with');
  reference
    .command('show')
    .description('the pinned reference, its embedder, and how it came about')
    .argument('[pipeline]', "the pipeline's YAML", DEFAULT_PIPELINE_FILE)
    .option('--json', 'print one line of JSON')
    .addHelpText('after', HELP.show)
    .action(showReference);
  reference
    .command('pin')
    .description('pin another week, or another embedder')
    .argument('[pipeline]', "the pipeline's YAML", DEFAULT_PIPELINE_FILE)
    .option('--week <week>', 'ISO week such as 2026-W40 (default: the last full week)', parseWeek)
    .option('--reason <text>', 'for people: why it changes')
    .option('--no-bridge', 'do not measure the week by both embedders, as when the old one cannot be reached any more')
    .option('--no-follow', 'start the run and return')
    .option('--json', 'print the result as one line of JSON')
    .addHelpText('after', HELP.pin)
    .action(pinReference);
}

async function showReference(file: string, { json }: { readonly json?: boolean }): Promise<void> {
  await withSession(file, async ({ store, layout, config }) => {
    const reference = await readReferencePointer(store, layout.referencePointer());
    const pins = await readPins(store, layout);
    const objection = reference === null ? null : await objectionTo(store, reference, config);
    const bridge = await bridgeRowsOf(store, pins.at(-1)?.bridge ?? null);
    printResult(json, { reference, objection, pins, bridge }, () => {
      if (reference === null) return `no reference yet; the first "tidemark run ${file}" pins its week`;
      return [
        referenceText(reference),
        ...(objection === null ? [] : ['', objection]),
        ...(pins.length === 0 ? [] : ['', pinsText(pins)]),
        ...(bridge === null ? [] : ['', bridgeText(bridge)]),
      ].join('\n');
    });
  });
}

async function pinReference(file: string, options: PinOptions): Promise<void> {
  const week = options.week ?? weekBefore(Date.now());
  refuseUnfinishedWeek(week);
  const reason = options.reason?.trim() ?? null;
  if (reason !== null && reason.length > LONGEST_REASON) {
    throw new Refusal('BadInput', `--reason has ${reason.length} characters; say it in ${LONGEST_REASON}`);
  }
  await withSession(file, async (session) => {
    const client = await session.temporal();
    const pipeline = await session.storeConfig();
    const input: ReferencePinningInput = { pipeline, week, reason, bridge: options.bridge };
    const workflowId = referenceWorkflowId(session.config.name, week);
    await client.workflow.start('referencePinning', {
      workflowId,
      taskQueue: TASK_QUEUES.orchestration,
      args: [input],
      workflowIdConflictPolicy: 'USE_EXISTING',
      staticSummary: `reference ${week}`,
    });
    printNote(`started ${workflowId}`);
    if (!options.follow) {
      printResult(
        options.json,
        { week, workflowId },
        () => `Next: "tidemark reference show ${file}" tells when it is pinned.`,
      );
      return;
    }
    const live = createLiveLine();
    try {
      const note = `the run goes on; "tidemark reference show ${file}" tells when it is pinned`;
      const result = await withInterruptNote(note, async () => {
        const show = (line: string) => live.show(`${week}  ${line}`);
        return await followRun<ReferencePinningResult>(client, workflowId, { show });
      });
      live.end();
      await printPinned(session, file, result, options.json);
    } finally {
      live.end();
    }
  });
}

async function printPinned(
  { store }: Session,
  file: string,
  result: ReferencePinningResult,
  json: boolean | undefined,
): Promise<void> {
  const bridge = await bridgeRowsOf(store, result.bridge);
  printResult(json, { ...result, bridgeRows: bridge }, () =>
    [
      `${result.week} is the reference now`,
      referenceText(result.reference),
      ...(bridge === null ? [] : ['', bridgeText(bridge)]),
      '',
      `Next: "tidemark apply ${file}", so that the schedule asks for this embedder too.`,
    ].join('\n'),
  );
}

/** What a run of this YAML would say of the reference. */
async function objectionTo(
  store: ObjectStore,
  reference: ReferenceRef,
  { embedding }: Session['config'],
): Promise<string | null> {
  try {
    await requireAskedEmbedder(store, reference.embedder, embedding);
    return null;
  } catch (error) {
    if (error instanceof Refusal) return error.message;
    throw error;
  }
}

async function bridgeRowsOf(store: ObjectStore, bridge: Artifact | null): Promise<EmbedderBridgeRow[] | null> {
  return bridge === null ? null : await readTable(store, bridge, embedderBridgeTable);
}

function referenceText({ window, embedderId, artifact }: ReferenceRef): string {
  return formatTable(
    ['window', 'embedder', 'reference'],
    [[`${window.start.slice(0, 10)} to ${window.end.slice(0, 10)}`, embedderId, artifact.sha256.slice(0, 12)]],
  );
}

function pinsText(pins: readonly ReferencePin[]): string {
  const rows = pins.map(({ pinnedAt, week, before, reference, reason }) => [
    pinnedAt,
    week,
    `${before?.embedderId ?? 'none'} -> ${reference.embedderId}`,
    reason ?? '',
  ]);
  return formatTable(['pinned', 'week', 'embedder', 'reason'], rows);
}

/** One line per statistic, both embedders side by side. */
function bridgeText(rows: readonly EmbedderBridgeRow[]): string {
  const shown = (row: EmbedderBridgeRow | undefined) => row?.refused ?? row?.estimate?.toFixed(4) ?? '';
  const lines = rows
    .filter(({ role }) => role === 'before')
    .map((before) => [
      before.statistic,
      shown(before),
      shown(rows.find(({ role, statistic }) => role === 'after' && statistic === before.statistic)),
    ]);
  return formatTable(
    [`${rows[0]?.week ?? ''} from the reference before`, 'by the old embedder', 'by the new one'],
    lines,
  );
}
