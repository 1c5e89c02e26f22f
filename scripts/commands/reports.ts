import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Command, Option } from 'commander';
import { Refusal } from '../../activities/refusal.js';
import { type ReportIndexEntry, readReportIndex } from '../../activities/report/report-index.js';
import { writeExport } from '../clients/eval-set-files.js';
import { DEFAULT_PIPELINE_FILE } from '../clients/pipeline-argument.js';
import { downloadReport, findReport } from '../clients/report-download.js';
import { exportResults, RESULT_FORMATS, type ResultFormat } from '../clients/result-export.js';
import { findWeeklyReport, readReportedWeek } from '../clients/result-export-week.js';
import { withSession } from '../clients/session.js';
import { DEFAULT_DATA_DIR } from '../stack/stack-file.js';
import { printNote, printResult } from '../terminal/output.js';
import { formatTable } from '../terminal/table.js';

const EXAMPLES = {
  list: `
Examples:
  tidemark reports list
  tidemark reports list products/chat.yaml --json`,
  get: `
Examples:
  tidemark reports get 2026-W40
  tidemark reports get v42 products/chat.yaml --to out/v42
  tidemark reports get latest --json`,
  open: `
On a terminal the page opens in the browser; elsewhere its path is printed only.

Examples:
  tidemark reports open latest
  tidemark reports open 2026-W40 --no-browser`,
  export: `
Scores of a week with prompts and answers, redacted as they are stored.

Formats:
  promptfoo  what "promptfoo eval --output" writes and "promptfoo import" reads; an arm is a provider, and an answer
             passes with half of the score or more and all checks
  inspect    an eval log for inspect_ai's read_eval_log and viewer; of one arm (default: candidate)
  csv        the columns of scores.arrow, and the texts

Examples:
  tidemark reports export 2026-W40 --format promptfoo --to results.json
  tidemark reports export latest products/chat.yaml --format inspect --arm control --to control.json
  tidemark reports export latest --format csv --json`,
};

interface GetOptions {
  readonly to?: string;
  readonly browser?: boolean;
  readonly json?: boolean;
}

/** Adds `tidemark reports list|get|open|export`. */
export function registerReports(program: Command): void {
  const reports = program.command('reports').description('list, download and open reports');
  reports
    .command('list')
    .description('all reports, oldest first')
    .argument('[pipeline]', "the pipeline's YAML", DEFAULT_PIPELINE_FILE)
    .option('--json', 'print one line of JSON')
    .addHelpText('after', EXAMPLES.list)
    .action(listReports);
  reports
    .command('get')
    .description('download all files of one report')
    .argument('<id>', 'ISO week, release id, or latest')
    .argument('[pipeline]', "the pipeline's YAML", DEFAULT_PIPELINE_FILE)
    .option('--to <folder>', `folder to write to (default: ${DEFAULT_DATA_DIR}/reports/<pipeline>/<kind>/<id>)`)
    .option('--json', 'print one line of JSON')
    .addHelpText('after', EXAMPLES.get)
    .action(getReport);
  reports
    .command('open')
    .description('download one report and open its page')
    .argument('<id>', 'ISO week, release id, or latest')
    .argument('[pipeline]', "the pipeline's YAML", DEFAULT_PIPELINE_FILE)
    .option('--to <folder>', `folder to write to (default: ${DEFAULT_DATA_DIR}/reports/<pipeline>/<kind>/<id>)`)
    .option('--no-browser', 'print the path only')
    .option('--json', 'print one line of JSON')
    .addHelpText('after', EXAMPLES.open)
    .action(openReport);
  reports
    .command('export')
    .description('scores of a week with their texts, for other programs')
    .argument('<week>', 'ISO week, or latest')
    .argument('[pipeline]', "the pipeline's YAML", DEFAULT_PIPELINE_FILE)
    .addOption(new Option('--format <format>', 'what to write').choices(RESULT_FORMATS).makeOptionMandatory())
    .option('--arm <arm>', 'one arm only')
    .option('--to <file>', 'file to write (default: stdout)')
    .option('--force', 'overwrite the file')
    .option('--json', 'print one line of JSON')
    .addHelpText('after', EXAMPLES.export)
    .action(exportReport);
}

interface ExportOptions {
  readonly format: ResultFormat;
  readonly arm?: string;
  readonly to?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

async function exportReport(id: string, file: string, options: ExportOptions): Promise<void> {
  const { format, arm = null, to, force = false, json } = options;
  if (format === 'csv' && to === undefined && json !== true && process.stdout.isTTY) {
    throw new Refusal('BadInput', 'prompts may hold what a terminal obeys: name a file with --to, or pipe the output');
  }
  await withSession(file, async ({ config, store, layout }) => {
    const week = await readReportedWeek(store, layout, config, await findWeeklyReport(store, layout, id));
    const { text, rows, arms, withoutText } = await exportResults(store, layout, week, { format, arm });
    if (to !== undefined) await writeExport(to, text, force);
    const about = { week: week.week, format, arms, rows, withoutText };
    if (to !== undefined) printResult(json, { ...about, file: to }, () => to);
    else if (json === true) printResult(json, { ...about, text }, () => text);
    else process.stdout.write(text);
    const gone = withoutText === 0 ? '' : `; ${withoutText} left out, whose texts are gone`;
    printNote(`${rows} scores of ${week.week}: ${arms.join(', ')}${gone}`);
  });
}

async function listReports(file: string, { json }: { readonly json?: boolean }): Promise<void> {
  await withSession(file, async ({ store, layout }) => {
    const reports = await readReportIndex(store, layout.reportIndex());
    printResult(json, { reports }, () => {
      if (reports.length === 0) return `no reports yet; make one with "tidemark run ${file}"`;
      const rows = reports.map(({ kind, id, verdict, window, uri }) => [
        kind,
        id,
        verdict,
        `${window.start.slice(0, 10)} to ${window.end.slice(0, 10)}`,
        uri,
      ]);
      return formatTable(['kind', 'id', 'verdict', 'window', 'place'], rows);
    });
  });
}

async function getReport(id: string, file: string, options: GetOptions): Promise<void> {
  const { report, folder, paths } = await download(id, file, options);
  printResult(options.json, { report, folder, files: paths }, () => paths.join('\n'));
}

async function openReport(id: string, file: string, options: GetOptions): Promise<void> {
  const { report, folder, paths } = await download(id, file, options);
  const page = paths.find((path) => path.endsWith('report.html')) ?? folder;
  printResult(options.json, { report, page }, () => page);
  const isForPeople = options.json !== true && options.browser !== false && process.stdout.isTTY;
  if (isForPeople) openInBrowser(page);
}

async function download(
  id: string,
  file: string,
  { to }: GetOptions,
): Promise<{ report: ReportIndexEntry; folder: string; paths: string[] }> {
  return await withSession(file, async ({ config, store, layout }) => {
    const report = await findReport(store, layout, id);
    const folder = to ?? join(DEFAULT_DATA_DIR, 'reports', config.name, report.kind, encodeURIComponent(report.id));
    return { report, folder, paths: await downloadReport(store, report, folder) };
  });
}

/** Best effort: the path is on stdout already. */
function openInBrowser(page: string): void {
  const url = pathToFileURL(page).href;
  const [command, ...args] =
    process.platform === 'darwin'
      ? ['open', url]
      : process.platform === 'win32'
        ? ['explorer', url]
        : ['xdg-open', url];
  const child = spawn(command ?? 'xdg-open', args, { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}
