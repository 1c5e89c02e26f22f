import type { Command } from 'commander';
import { diffVersions } from '../../activities/eval-set/version-diff.js';
import { pinVersion } from '../../activities/eval-set/version-pin.js';
import { rebuildVersion } from '../../activities/eval-set/version-rebuild.js';
import { readVersion, readVersionList } from '../../activities/eval-set/version-store.js';
import { locationOf } from '../../activities/pipeline/resolved-config.js';
import { Refusal } from '../../activities/refusal.js';
import { contentsOf, itemLines, topicLabels } from '../clients/eval-set-contents.js';
import {
  findVersion,
  parseVersionName,
  pause,
  type VersionName,
  versionArgument,
  versionNamed,
} from '../clients/eval-set-history.js';
import { diffText, listText, marksOf, rebuildText, showText } from '../clients/eval-set-text.js';
import { DEFAULT_PIPELINE_FILE } from '../clients/pipeline-argument.js';
import { withSession } from '../clients/session.js';
import { EXIT } from '../terminal/exit-code.js';
import { printNote, printResult } from '../terminal/output.js';
import { registerTransfer } from './eval-set-transfer.js';

const PIPELINE_ARGUMENT = ['[pipeline]', "the pipeline's YAML", DEFAULT_PIPELINE_FILE] as const;
const VERSION = 'number of the version, or current';

const HELP = {
  list: `
Examples:
  tidemark eval-set list
  tidemark eval-set list products/chat.yaml --json`,
  show: `
Weights are shares of the whole set. Prompts are shortened; "tidemark eval-set export" has all of their text.

Examples:
  tidemark eval-set show current
  tidemark eval-set show 3 products/chat.yaml --items`,
  diff: `
Examples:
  tidemark eval-set diff 3 current
  tidemark eval-set diff 1 2 products/chat.yaml --json`,
  rebuild: `
Computes a version again from what it was computed from and compares the bytes. Changes nothing.

Exit codes: 0 the same bytes, 1 other bytes, or an input is gone (it says which), 2 wrong input.

Examples:
  tidemark eval-set rebuild 3
  tidemark eval-set rebuild current products/chat.yaml --json`,
  pin: `
While a version is pinned, the weekly runs make no new one and score on it. Weeks that have a version keep it. The
weights of a pinned version stay those of its own week, and the reports say so.

Examples:
  tidemark eval-set pin 3
  tidemark eval-set pin --off
  tidemark eval-set pin --off products/chat.yaml --json`,
};

interface Json {
  readonly json?: boolean;
}

/** Adds `tidemark eval-set list|show|diff|rebuild|pin|export|import`. */
export function registerEvalSet(program: Command): void {
  const evalSet = program.command('eval-set').description('versions of the eval set: list, compare, rebuild, move');
  evalSet
    .command('list')
    .description('all versions, oldest first')
    .argument(...PIPELINE_ARGUMENT)
    .option('--json', 'print one line of JSON')
    .addHelpText('after', HELP.list)
    .action(listVersions);
  evalSet
    .command('show')
    .description('what a version holds')
    .argument('<version>', VERSION, versionArgument)
    .argument(...PIPELINE_ARGUMENT)
    .option('--items', 'one line per item')
    .option('--json', 'print one line of JSON')
    .addHelpText('after', HELP.show)
    .action(showVersion);
  evalSet
    .command('diff')
    .description('what changed between two versions')
    .argument('<from>', VERSION, versionArgument)
    .argument('<to>', VERSION, versionArgument)
    .argument(...PIPELINE_ARGUMENT)
    .option('--json', 'print one line of JSON')
    .addHelpText('after', HELP.diff)
    .action(diffOfVersions);
  evalSet
    .command('rebuild')
    .description('compute a version again and compare the bytes')
    .argument('<version>', VERSION, versionArgument)
    .argument(...PIPELINE_ARGUMENT)
    .option('--json', 'print one line of JSON')
    .addHelpText('after', HELP.rebuild)
    .action(rebuild);
  evalSet
    .command('pin')
    .description('keep one version for the coming weeks')
    .argument('[version]', `${VERSION}; none with --off`)
    .argument('[pipeline]', `the pipeline's YAML (default: "${DEFAULT_PIPELINE_FILE}")`)
    .option('--off', 'let the eval set follow the traffic again')
    .option('--json', 'print one line of JSON')
    .addHelpText('after', HELP.pin)
    .action(pin);
  registerTransfer(evalSet);
}

async function listVersions(file: string, { json }: Json): Promise<void> {
  await withSession(file, async ({ store, layout }) => {
    const list = await readVersionList(store, layout);
    const versions = list.versions.map((version) => ({ ...version, marks: marksOf(version, list) }));
    const result = { versions, pinned: list.pinned ?? null, held: list.held ?? [] };
    printResult(json, result, () => listText(list, file));
  });
}

async function showVersion(
  name: VersionName,
  file: string,
  { json, items: withItems }: Json & { readonly items?: boolean },
): Promise<void> {
  await withSession(file, async ({ store, layout }) => {
    const { version } = await findVersion(store, layout, name);
    const rows = await readVersion(store, version);
    const contents = contentsOf(rows, await topicLabels(store, version));
    const items = withItems === true ? itemLines(rows) : null;
    const result = { version, ...contents, ...(items === null ? {} : { items }) };
    printResult(json, result, () => showText(version, contents, items));
  });
}

async function diffOfVersions(from: VersionName, to: VersionName, file: string, { json }: Json): Promise<void> {
  await withSession(file, async ({ store, layout }) => {
    const { list, version: before } = await findVersion(store, layout, from);
    const after = versionNamed(list, to, `s3://${store.bucket}/${layout.evalSetCurrent()}`);
    const diff = diffVersions(await readVersion(store, before), await readVersion(store, after));
    printResult(json, { from: before, to: after, ...diff }, () => diffText(before, after, diff));
  });
}

async function rebuild(name: VersionName, file: string, { json }: Json): Promise<void> {
  await withSession(file, async ({ store, layout, config }) => {
    const { list, version } = await findVersion(store, layout, name);
    printNote(`rebuilding version ${version.version} of ${version.week}`);
    const result = await rebuildVersion(store, locationOf(config), list, version, pause);
    printResult(json, result, () => rebuildText(result));
    if (result.outcome !== 'identical') process.exitCode = EXIT.failed;
  });
}

async function pin(
  first: string | undefined,
  second: string | undefined,
  { json, off }: Json & { readonly off?: boolean },
): Promise<void> {
  if (off === true && second !== undefined) {
    throw new Refusal('BadInput', 'give either a version to pin or --off');
  }
  if (off !== true && first === undefined) {
    throw new Refusal('BadInput', 'name the version to pin, such as 3 or current, or give --off');
  }
  const name = off === true ? null : parseVersionName(first ?? '');
  const file = (off === true ? first : second) ?? DEFAULT_PIPELINE_FILE;
  await withSession(file, async ({ store, layout }) => {
    const version = name === null ? null : (await findVersion(store, layout, name)).version.version;
    const { before } = await pinVersion(store, layout, version);
    printResult(json, { pinned: version, before }, () => pinText(version, before, file));
  });
}

function pinText(version: number | null, before: number | null, file: string): string {
  if (version === before) return version === null ? 'no version was pinned' : `version ${version} was pinned already`;
  if (version === null) return `version ${before} is not pinned any more; the next run makes a new version`;
  return `version ${version} is pinned; the next runs use it. "tidemark eval-set pin --off ${file}" ends that.`;
}
