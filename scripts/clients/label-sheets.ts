import { type LabelSheetKey, labelRowsOf } from '../../activities/labels/label-import.js';
import { parseLabelSheet } from '../../activities/labels/label-sheet.js';
import { addLabels, listSheets, readLabels, readSheetKey } from '../../activities/labels/label-store.js';
import { exportIdIn, type LabelRow } from '../../activities/labels/label-tables.js';
import { verdictsOfPeople } from '../../activities/labels/labelled-rows.js';
import { cohensKappa } from '../../activities/stats/agreement.js';
import type { Layout } from '../../activities/storage/layout.js';
import type { ObjectStore } from '../../activities/storage/object-store.js';

export interface LabelImportOutcome {
  readonly added: number;
  readonly corrected: number;
  readonly present: number;
  /** Rows that nobody filled in. */
  readonly blank: number;
  /** Labels of comparisons whose user was forgotten since. */
  readonly forgotten: number;
  readonly weeks: readonly string[];
  readonly agreement: Agreement;
}

/** How far people agree with the judge, and with one another. */
interface Agreement {
  /** Comparisons with a verdict of at least one person. */
  readonly comparisons: number;
  /** Share of verdicts that are the judge's own; null without any. */
  readonly withJudge: number | null;
  /** Cohen's kappa of people's verdicts against the judge's; null where it is not defined. */
  readonly kappa: number | null;
  /** Share of pairs of people that gave the same verdict on a comparison; null when no comparison has two. */
  readonly amongPeople: number | null;
}

/** One sheet in the list. */
export interface SheetState {
  readonly exportId: string;
  readonly judge: string;
  /** Whether its labels speak for the pipeline's judge. */
  readonly current: boolean;
  readonly week: string;
  readonly drawn: number;
  readonly labelled: number;
  readonly people: number;
  readonly agreement: Agreement;
}

/**
 * Reads a filled-in sheet and stores its labels. Everything is checked before anything is written.
 * @param judge digest of the pipeline's judge
 * @throws {Refusal} see `parseLabelSheet` and `labelRowsOf`
 */
export async function importLabels(
  store: ObjectStore,
  layout: Layout,
  file: { readonly bytes: Uint8Array; readonly name: string },
  { judge, userKey }: { readonly judge: string; readonly userKey: string | undefined },
): Promise<LabelImportOutcome> {
  const { answers, blank } = parseLabelSheet(file.bytes, file.name);
  const wanted = new Set(answers.map(({ labelId }) => exportIdIn(labelId)));
  const sheets = new Map<string, LabelSheetKey>();
  for (const sheet of await listSheets(store, layout)) {
    if (wanted.has(sheet.exportId)) sheets.set(sheet.exportId, await readSheetKey(store, sheet));
  }
  const { rows, forgotten } = labelRowsOf(answers, sheets, { name: file.name, judge, userKey });
  const outcome = await addLabels(store, layout, judge, rows);
  const weeks = [...new Set(rows.map(({ week }) => week))].sort();
  return { ...outcome, blank, forgotten, weeks, agreement: agreementOf(rows) };
}

/** All sheets, those of the newest week last. */
export async function sheetStates(store: ObjectStore, layout: Layout, judge: string): Promise<SheetState[]> {
  const labels = new Map<string, LabelRow[]>();
  const states: SheetState[] = [];
  for (const sheet of await listSheets(store, layout)) {
    const ofJudge = labels.get(sheet.judge) ?? (await readLabels(store, layout, sheet.judge));
    labels.set(sheet.judge, ofJudge);
    const { keys } = await readSheetKey(store, sheet);
    const own = ofJudge.filter(({ label_id }) => exportIdIn(label_id) === sheet.exportId);
    const [first] = keys.values();
    states.push({
      exportId: sheet.exportId,
      judge: sheet.judge,
      current: sheet.judge === judge,
      week: first?.week ?? '',
      drawn: keys.size,
      labelled: new Set(own.map(({ label_id }) => label_id)).size,
      people: new Set(own.map(({ labeler }) => labeler)).size,
      agreement: agreementOf(own),
    });
  }
  return states.sort((a, b) => (`${a.week} ${a.exportId}` < `${b.week} ${b.exportId}` ? -1 : 1));
}

function agreementOf(labels: readonly LabelRow[]): Agreement {
  const verdicts = labels.flatMap(({ label_id, judged, preference }) =>
    preference === null ? [] : [{ label_id, judged, preference }],
  );
  const people = verdicts.map(({ preference }) => preference);
  const judge = verdicts.map(({ judged }) => judged);
  const pairs = verdictsOfPeople(labels).flatMap((unit) =>
    unit.flatMap((verdict, at) => unit.slice(at + 1).map((other) => verdict === other)),
  );
  return {
    comparisons: new Set(verdicts.map(({ label_id }) => label_id)).size,
    withJudge: shareOf(verdicts.map(({ judged, preference }) => judged === preference)),
    kappa: verdicts.length === 0 ? null : cohensKappa(judge, people, [-1, 0, 1]),
    amongPeople: shareOf(pairs),
  };
}

function shareOf(flags: readonly boolean[]): number | null {
  return flags.length === 0 ? null : flags.filter(Boolean).length / flags.length;
}
