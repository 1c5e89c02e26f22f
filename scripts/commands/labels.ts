import { type Command, InvalidArgumentError } from 'commander';
import { labelSheet } from '../../activities/labels/label-sheet.js';
import { Refusal } from '../../activities/refusal.js';
import { judgeDigest } from '../../activities/scoring/judges/judge.js';
import { readImportFile, writeExport } from '../clients/eval-set-files.js';
import { draftLabelSheet, keepSheetKey } from '../clients/label-export.js';
import { importLabels, type LabelImportOutcome, type SheetState, sheetStates } from '../clients/label-sheets.js';
import { DEFAULT_PIPELINE_FILE } from '../clients/pipeline-argument.js';
import { findWeeklyReport, readReportedWeek } from '../clients/result-export-week.js';
import { withSession } from '../clients/session.js';
import { parseWeek } from '../clients/week-argument.js';
import { printNote, printResult } from '../terminal/output.js';
import { formatTable } from '../terminal/table.js';

const DEFAULT_FILE = 'labels.csv';
const MOST_ITEMS = 10_000;

const HELP = {
  export: `
Draws comparisons of a reported week: more where the judge's verdicts differ more (Neyman allocation over topics, live
traffic and eval set apart), at most a few of one user, each with a known probability. The sheet is blind: it names no
model, and which answer stands first is a coin toss. Texts are redacted as they are stored.

People fill in winner (first, second or tie), and if they like first_score and second_score (1 worst to 5 best),
labeler (stored as a keyed hash) and note (not stored). Rows may stay empty; several people may fill in copies.

Examples:
  tidemark labels export
  tidemark labels export products/chat.yaml --week 2026-W40 --items 100 --out sheet.csv
  tidemark labels export --arm candidate-2 --json`,
  import: `
Stores what people said. A wrong line stops the import before anything is written. The same file imported again
changes nothing; a changed line corrects that person's earlier label. Labels hold for one judge: a sheet that was
exported before the judge changed is refused. "tidemark forget-user" removes labels of a user's prompts as well.

Examples:
  tidemark labels import labels.csv
  tidemark labels import filled/by-kim.csv products/chat.yaml --json`,
  list: `
Examples:
  tidemark labels list
  tidemark labels list products/chat.yaml --json`,
};

/** Adds `tidemark labels export|import|list`. */
export function registerLabels(program: Command): void {
  const labels = program.command('labels').description("people's verdicts, which calibrate the judge");
  labels
    .command('export')
    .description('draw comparisons of a reported week for people to judge, blind')
    .argument('[pipeline]', "the pipeline's YAML", DEFAULT_PIPELINE_FILE)
    .option('--week <week>', 'ISO week of the report (default: the newest)', parseWeek)
    .option('--items <count>', 'comparisons to draw', wholeNumber(2, MOST_ITEMS), 50)
    .option('--per-user <count>', 'comparisons of one user, at most', wholeNumber(1, MOST_ITEMS), 3)
    .option('--arm <arm>', 'whose comparisons (default: candidate, or control without one)')
    .option('--out <file>', 'file to write', DEFAULT_FILE)
    .option('--force', 'overwrite the file')
    .option('--json', 'print one line of JSON')
    .addHelpText('after', HELP.export)
    .action(exportSheet);
  labels
    .command('import')
    .description('store what people wrote into a sheet')
    .argument('<file>', 'the filled-in CSV')
    .argument('[pipeline]', "the pipeline's YAML", DEFAULT_PIPELINE_FILE)
    .option('--json', 'print one line of JSON')
    .addHelpText('after', HELP.import)
    .action(importSheet);
  labels
    .command('list')
    .description('all sheets: how much of them is labelled, and how far people agree')
    .argument('[pipeline]', "the pipeline's YAML", DEFAULT_PIPELINE_FILE)
    .option('--json', 'print one line of JSON')
    .addHelpText('after', HELP.list)
    .action(listSheets);
}

interface ExportOptions {
  readonly week?: string;
  readonly items: number;
  readonly perUser: number;
  readonly arm?: string;
  readonly out: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

async function exportSheet(file: string, options: ExportOptions): Promise<void> {
  const { items, perUser, arm = null, out, force = false, json } = options;
  await withSession(file, async ({ store, layout, config }) => {
    const report = await findWeeklyReport(store, layout, options.week ?? 'latest');
    const week = await readReportedWeek(store, layout, config, report);
    if (week.judge !== judgeDigest(config)) {
      const advice = `run a week with the new judge first, such as "tidemark run ${file} --week ${week.week}"`;
      throw new Refusal(
        'JudgeChanged',
        `the report of ${week.week} is by another judge than the pipeline's; ${advice}`,
      );
    }
    const draft = await draftLabelSheet(store, layout, week, { items, perUser, arm });
    const { exportId, entries, strata, users, withoutText } = draft;
    // The sheet first: without its key it is only unusable, while a key without a sheet looks like work to do.
    await writeExport(out, labelSheet(entries), force);
    await keepSheetKey(store, layout, draft);
    const result = { week: week.week, exportId, judge: draft.judge, comparisons: entries.length, strata, users };
    printResult(json, { ...result, withoutText, file: out }, () => {
      const lack = withoutText === 0 ? '' : `\n${withoutText} drawn comparisons are left out: their answers are gone`;
      const what = `${entries.length} comparisons of ${week.week} in ${strata} strata, of ${users} users: ${out}`;
      return `${what}${lack}\nNext: let people fill in winner, then "tidemark labels import ${out} ${file}".`;
    });
  });
}

async function importSheet(path: string, file: string, { json }: { readonly json?: boolean }): Promise<void> {
  const bytes = await readImportFile(path);
  await withSession(file, async ({ store, layout, config, environment }) => {
    const people = { judge: judgeDigest(config), userKey: environment.userKey };
    const outcome = await importLabels(store, layout, { bytes, name: path }, people);
    printResult(json, outcome, () => importText(outcome, file));
  });
}

function importText(outcome: LabelImportOutcome, file: string): string {
  const { added, corrected, present, blank, forgotten, weeks } = outcome;
  const gone = forgotten === 0 ? '' : `, ${forgotten} left out: their users were forgotten`;
  const counts = `${added} labels added, ${corrected} corrected, ${present} there already, ${blank} rows blank${gone}`;
  const agreement = agreementText(outcome.agreement);
  const next =
    weeks.at(-1) === undefined
      ? ''
      : `\nNext: "tidemark run ${file} --week ${weeks.at(-1)}" puts them into the report.`;
  return `${counts}${agreement === '' ? '' : `\n${agreement}`}${next}`;
}

function agreementText({ comparisons, withJudge, kappa, amongPeople }: LabelImportOutcome['agreement']): string {
  if (withJudge === null) return '';
  const people = amongPeople === null ? '' : `; people with one another in ${percent(amongPeople)}`;
  const beyondChance = kappa === null ? '' : ` (kappa ${kappa.toFixed(2)})`;
  return `${comparisons} comparisons: people agree with the judge in ${percent(withJudge)}${beyondChance}${people}`;
}

async function listSheets(file: string, { json }: { readonly json?: boolean }): Promise<void> {
  await withSession(file, async ({ store, layout, config }) => {
    const sheets = await sheetStates(store, layout, judgeDigest(config));
    printResult(json, { sheets }, () => {
      if (sheets.length === 0) return `no sheets yet; make one with "tidemark labels export ${file}"`;
      const headings = ['week', 'sheet', 'judge', 'drawn', 'labelled', 'people', 'with judge', 'among people', ''];
      return formatTable(headings, sheets.map(sheetLine));
    });
    if (sheets.some(({ current }) => !current))
      printNote('labels of an earlier judge are kept, but say nothing about this one');
  });
}

function sheetLine(sheet: SheetState): string[] {
  const { withJudge, amongPeople } = sheet.agreement;
  return [
    sheet.week,
    sheet.exportId,
    sheet.judge.slice(0, 12),
    String(sheet.drawn),
    String(sheet.labelled),
    String(sheet.people),
    withJudge === null ? '' : percent(withJudge),
    amongPeople === null ? '' : percent(amongPeople),
    sheet.current ? '' : 'earlier judge',
  ];
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}

function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`give a whole number from ${least} to ${most}.`);
  };
}
