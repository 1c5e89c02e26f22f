import { type Command, Option } from 'commander';
import { importedItems } from '../../activities/eval-set/imported-items.js';
import { EXPORT_FORMATS, type ExportFormat, exportItems } from '../../activities/eval-set/item-export.js';
import {
  IMPORT_FORMATS,
  type ImportFormat,
  importFormatOf,
  parseItemFile,
} from '../../activities/eval-set/item-import-formats.js';
import { isActive } from '../../activities/eval-set/refresh.js';
import { type ImportOutcome, importVersion } from '../../activities/eval-set/version-import.js';
import { readVersion } from '../../activities/eval-set/version-store.js';
import { Refusal } from '../../activities/refusal.js';
import { createRedactor } from '../../activities/traffic/redaction.js';
import { weekBefore } from '../../workflows/window.js';
import { readImportFile, writeExport } from '../clients/eval-set-files.js';
import { findVersion, pause, type VersionName, versionArgument } from '../clients/eval-set-history.js';
import { DEFAULT_PIPELINE_FILE } from '../clients/pipeline-argument.js';
import { withSession } from '../clients/session.js';
import { printNote, printResult } from '../terminal/output.js';

const HELP = {
  export: `
Formats:
  jsonl      our columns, exactly
  csv        our columns; a text that a spreadsheet would run as a formula (it begins with = + - @ or a tab) gets an
             apostrophe in front, which import takes off again
  promptfoo  for "tests: file://tests.json": vars prompt, system_prompt, messages (the chat as JSON), reference_answer.
             Prompts with {{, {% or {# are written so that promptfoo prints these marks instead of obeying them
  inspect    for json_dataset: id, input (text or chat), target (the expected or else the logged answer), metadata

Exported are the active items, redacted as they are stored; --all adds the retired ones (not for promptfoo, inspect).

Examples:
  tidemark eval-set export current --format jsonl > set.jsonl
  tidemark eval-set export 3 products/chat.yaml --format promptfoo --to tests.json
  tidemark eval-set export current --format inspect --to set.jsonl --json`,
  import: `
Adds the items of a file as anchors: no refresh ever retires them. Texts are redacted and users hashed before anything
is stored. Copies, and near duplicates with the same context and the same expected answer, are merged and counted;
--keep-alike keeps near duplicates, as for a set of filled-in templates. The same file imported again adds nothing. A
wrong line stops the import before anything is written.

Formats:
  jsonl, csv  fields: prompt (needed), id, system_prompt, earlier_turns or messages (a list of {role, content}; JSON in
              a CSV), expected or response, model, user
  promptfoo   a config (YAML or JSON), or a list of its tests: every prompt filled in with the vars of every test,
              defaultTest included, is an item. The expected answer is the value of the first assertion with a reference
              answer (equals, factuality, similar, levenshtein, rouge-n, bleu, gleu, meteor); assertions that only say
              something about an answer, such as contains and llm-rubric, are named as ignored: write them into
              scoring.checks or the judge's rubric. Files, scripts and template blocks are refused
  inspect     samples (JSONL, or a JSON list): input (text or chat), target, choices, id. Choices are written below the
              prompt with their letters; of several targets the first is the expected answer

Examples:
  tidemark eval-set import golden.jsonl
  tidemark eval-set import promptfooconfig.yaml --keep-alike
  tidemark eval-set import samples.jsonl --format inspect
  tidemark eval-set import golden.csv products/chat.yaml --keep-alike --json`,
};

/** Adds `export` and `import` to `tidemark eval-set`. */
export function registerTransfer(evalSet: Command): void {
  evalSet
    .command('export')
    .description('the items of a version for other programs')
    .argument('<version>', 'number of the version, or current', versionArgument)
    .argument('[pipeline]', "the pipeline's YAML", DEFAULT_PIPELINE_FILE)
    .addOption(new Option('--format <format>', 'what to write').choices(EXPORT_FORMATS).makeOptionMandatory())
    .option('--to <file>', 'file to write (default: stdout)')
    .option('--force', 'overwrite the file')
    .option('--all', 'retired items as well')
    .option('--json', 'print one line of JSON')
    .addHelpText('after', HELP.export)
    .action(exportVersion);
  evalSet
    .command('import')
    .description('add the items of a file as anchors')
    .argument('<file>', 'JSONL or CSV, a promptfoo config or its tests, or inspect samples')
    .argument('[pipeline]', "the pipeline's YAML", DEFAULT_PIPELINE_FILE)
    .addOption(new Option('--format <format>', 'default: by the ending and the first entry').choices(IMPORT_FORMATS))
    .option('--keep-alike', 'keep near duplicates')
    .option('--json', 'print one line of JSON')
    .addHelpText('after', HELP.import)
    .action(importFile);
}

interface ExportOptions {
  readonly json?: boolean;
  readonly format: ExportFormat;
  readonly to?: string;
  readonly force?: boolean;
  readonly all?: boolean;
}

async function exportVersion(name: VersionName, file: string, options: ExportOptions): Promise<void> {
  const { json, format, to, force = false, all = false } = options;
  const isTable = format === 'jsonl' || format === 'csv';
  if (all && !isTable)
    throw new Refusal('BadInput', `--all is for jsonl and csv: retired items are no ${format} tests`);
  if (format === 'csv' && to === undefined && json !== true && process.stdout.isTTY) {
    throw new Refusal('BadInput', 'prompts may hold what a terminal obeys: name a file with --to, or pipe the output');
  }
  await withSession(file, async ({ store, layout }) => {
    const { version } = await findVersion(store, layout, name);
    const rows = (await readVersion(store, version)).filter((row) => all || isActive(row));
    const text = exportItems(rows, format);
    if (to !== undefined) await writeExport(to, text, force);
    const about = { version: version.version, format, items: rows.length, sha256: version.sha256 };
    if (to !== undefined) printResult(json, { ...about, file: to }, () => to);
    else if (json === true) printResult(json, { ...about, text }, () => text);
    else process.stdout.write(text);
    printNote(`${rows.length} items of version ${version.version}`);
  });
}

interface ImportOptions {
  readonly json?: boolean;
  readonly format?: ImportFormat;
  readonly keepAlike?: boolean;
}

async function importFile(
  path: string,
  file: string,
  { json, format, keepAlike = false }: ImportOptions,
): Promise<void> {
  const bytes = await readImportFile(path);
  const { items: raw, ignored } = parseItemFile(bytes, format ?? importFormatOf(bytes, path), path);
  await withSession(file, async ({ store, config, environment }) => {
    const { userKey } = environment;
    const imported = importedItems(raw, {
      name: path,
      redact: createRedactor(config.traffic.redact),
      userKey,
      keepAlike,
    });
    if (ignored.length > 0) printNote(`ignored: ${ignored.slice(0, 20).join(', ')}`);
    const firstWeek = weekBefore(Date.now());
    const outcome = await importVersion(store, { config, name: path, imported, firstWeek }, pause);
    const { merged } = imported;
    printResult(json, { ...outcome, merged, ignored }, () => importText(outcome, merged.length, file));
  });
}

function importText({ version, added, present }: ImportOutcome, merged: number, file: string): string {
  const counts = `${added} added as anchors, ${present} there already, ${merged} merged with a like one`;
  if (added === 0) return `${counts}; version ${version.version} stays the newest`;
  const note = version.note === undefined || version.note === null ? '' : `\nnote: ${version.note}`;
  return `${counts}: version ${version.version}, ${version.items} items${note}\nNext: "tidemark eval-set show ${version.version} ${file}".`;
}
