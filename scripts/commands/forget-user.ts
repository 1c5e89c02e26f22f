import { confirm, isCancel } from '@clack/prompts';
import type { Command } from 'commander';
import { type ErasureResult, forgetUnit } from '../../activities/erasure/erasure.js';
import { countsOf, type ErasureCounts, isEmptyPlan, planErasure } from '../../activities/erasure/erasure-plan.js';
import { Refusal } from '../../activities/refusal.js';
import { requireIdlePipeline } from '../clients/idle-pipeline.js';
import { type Session, withSession } from '../clients/session.js';
import { readUnitArgument, unitOf } from '../clients/unit-argument.js';
import { EXIT } from '../terminal/exit-code.js';
import { createLiveLine, printNote, printResult } from '../terminal/output.js';
import { formatTable } from '../terminal/table.js';

const HELP = `
Removes a user's text, vectors, scores and hash from everything Tidemark stored for one pipeline: samples, eval-set
versions, answers and judgements, caches and reports. Reports of earlier weeks stay readable, with their figures, and
say what was removed. Later runs leave the user out. The logs themselves are yours: delete them where they lie.
Requests logged without a user go too when they are of a session in which nobody but this user is named.

In a bucket with versioning S3 keeps what is overwritten and deleted: let a lifecycle rule expire noncurrent versions.

Needs the TIDEMARK_USER_KEY of the workers. The id is hashed here and goes nowhere else. Ending it halfway does no harm:
run it again. Refuses while a run is at work.

Exit codes: 0 done or nothing stored, 1 failed, 2 wrong input.

Examples:
  tidemark forget-user customer-4711 --dry-run
  tidemark forget-user customer-4711 products/chat.yaml --yes
  printf %s "$ID" | tidemark forget-user - --yes --json
  tidemark forget-user --hash u_0123456789abcdef01234567 --yes`;

interface ForgetOptions {
  readonly hash?: string;
  readonly session?: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** Adds `tidemark forget-user`: removes a user from everything that is stored. */
export function registerForgetUser(program: Command): void {
  program
    .command('forget-user')
    .description('remove a user from everything that is stored, and from all later runs')
    .argument('[user]', 'user id as the logs have it, or - to read it from stdin')
    .argument('[pipeline]', "the pipeline's YAML (default: pipeline.yaml)")
    .option('--hash <hash>', 'the keyed hash of the user instead of the id')
    .option('--session <id>', 'one session instead of a user')
    .option('--dry-run', 'only say what would be removed')
    .option('--yes', 'ask nothing')
    .option('--force', 'go ahead while a run is at work, or without Temporal; what is running may fail')
    .option('--json', 'print one line of JSON')
    .addHelpText('after', HELP)
    .action(async (user: string | undefined, pipeline: string | undefined, options: ForgetOptions) => {
      await forgetUser([user, pipeline], options);
    });
}

async function forgetUser(words: readonly (string | undefined)[], options: ForgetOptions): Promise<void> {
  const given = words.filter((word) => word !== undefined);
  const argument = await readUnitArgument(given, options);
  const isAsked = options.yes !== true && options.dryRun !== true;
  if (isAsked && !(process.stdin.isTTY && process.stderr.isTTY && options.json !== true)) {
    throw new Refusal('BadInput', 'this cannot be undone: say --yes, or look first with --dry-run');
  }
  await withSession(argument.file, async (session) => {
    const { userKey } = session.environment;
    if (userKey === undefined) throw missingUserKey();
    const target = { unit: unitOf(argument.given, userKey), userKey };
    if (options.dryRun === true) return await showPlan(session, target, options);
    if (options.force !== true) await requireIdlePipeline(await session.temporal(), session.config.name);
    if (isAsked && !(await isConfirmed(session))) {
      printNote('nothing was removed');
      process.exitCode = EXIT.wrongInput;
      return;
    }
    const live = createLiveLine();
    const progress = (line: string) => live.show(line);
    const removedAt = new Date().toISOString();
    try {
      const result = await forgetUnit(session.store, session.layout, target, { removedAt, progress });
      printResult(options.json, { pipeline: session.config.name, ...result }, () => resultText(result));
    } finally {
      live.end();
    }
  });
}

type Target = Parameters<typeof planErasure>[2];

async function showPlan({ store, layout, config }: Session, target: Target, options: ForgetOptions): Promise<void> {
  const plan = await planErasure(store, layout, target);
  const removed = countsOf(plan, layout);
  const found = !isEmptyPlan(plan);
  printResult(options.json, { pipeline: config.name, dryRun: true, found, removed }, () =>
    [found ? 'Would be removed:' : NOTHING, countsText(removed), '', 'Nothing was changed.'].join('\n'),
  );
}

async function isConfirmed({ config, store }: Session): Promise<boolean> {
  const message = `Remove everything of this user from ${config.name} in s3://${store.bucket}? This cannot be undone.`;
  const answer = await confirm({ message, initialValue: false, output: process.stderr });
  return !isCancel(answer) && answer;
}

const NOTHING = 'Nothing of this user is stored (under this TIDEMARK_USER_KEY).';

function resultText({ found, removed, reports, evalSetVersions }: ErasureResult): string {
  const lines = [found ? 'Removed:' : NOTHING, countsText(removed)];
  if (evalSetVersions.length > 0)
    lines.push(`Versions of the eval set that are smaller now: ${evalSetVersions.join(', ')}.`);
  if (reports.length > 0) lines.push(`Reports that say so: ${reports.join(', ')}.`);
  lines.push('Later runs leave this user out. The logs still hold them: delete them where they lie.');
  return lines.filter((line) => line !== '').join('\n');
}

function countsText({ rooms, answers, judgements, intermediates }: ErasureCounts): string {
  const rows = Object.entries(rooms).map(([room, { objects, rows: count }]) => [
    room,
    `${count} rows`,
    `${objects} objects`,
  ]);
  if (answers > 0) rows.push(['answers', '', `${answers} objects`]);
  if (judgements > 0) rows.push(['judgements', '', `${judgements} objects`]);
  if (intermediates > 0) rows.push(['intermediate files of all users', '', `${intermediates} objects`]);
  return rows.length === 0 ? '' : formatTable(['what', '', ''], rows);
}

function missingUserKey(): Refusal {
  return new Refusal(
    'BadEnvironment',
    'the environment variable TIDEMARK_USER_KEY is not set; set the key of the workers, without which no user can be found',
  );
}
