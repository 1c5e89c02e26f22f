import { z } from 'zod';
import { Refusal } from '../../activities/refusal.js';
import { readReportIndex } from '../../activities/report/report-index.js';
import { candidateVerdicts, gatedCandidate } from '../../activities/scoring/candidate-gates.js';
import { type SummaryRow, summaryTable } from '../../activities/scoring/score-tables.js';
import { decodeTable } from '../../activities/storage/arrow-table.js';
import { sha256Hex } from '../../activities/storage/artifact.js';
import type { Layout } from '../../activities/storage/layout.js';
import type { ObjectStore } from '../../activities/storage/object-store.js';
import type { IsoWeek } from '../../workflows/window.js';
import { cleanText } from '../terminal/clean-text.js';

const manifestSchema = z.looseObject({
  pipeline: z.string(),
  week: z.string(),
  softwareVersion: z.string(),
  judges: z.array(z.string()),
  candidates: z.array(z.looseObject({ arm: z.string(), model: z.string() })).default([]),
  files: z.record(z.string(), z.looseObject({ sha256: z.string() })),
});

/** What one weekly report says of one candidate. */
export interface GateReport {
  readonly pipeline: string;
  readonly week: IsoWeek;
  /** Folder of the report. */
  readonly uri: string;
  readonly softwareVersion: string;
  readonly candidate: { readonly arm: string; readonly model: string };
  readonly verdict: string;
  readonly gates: readonly SummaryRow[];
}

/**
 * Reads the gates of a candidate from a report's manifest and `summary.arrow`, whose digest must be the one that the
 * manifest names. Asks nobody but the bucket.
 * @param wanted.week default: the newest weekly report
 * @param wanted.candidate arm or model id; default: the first candidate
 * @throws {Refusal} `ReportMissing`, `ReportDamaged`, `ReportOutdated`; `BadInput` for a candidate that is not there
 */
export async function readGateReport(
  store: ObjectStore,
  layout: Layout,
  wanted: { readonly week?: IsoWeek; readonly candidate?: string },
): Promise<GateReport> {
  const week = wanted.week ?? (await newestWeek(store, layout));
  const place = (file: string) => `s3://${store.bucket}/${layout.weeklyReport(week, file)}`;
  const manifest = await readManifest(store, layout, week);
  const object = await store.get(layout.weeklyReport(week, 'summary.arrow'));
  if (object === undefined || sha256Hex(object.bytes) !== manifest.files['summary.arrow']?.sha256) {
    throw new Refusal(
      'ReportDamaged',
      `${place('summary.arrow')} is not the file that the report's manifest names; run the week again`,
    );
  }
  const summary = readSummary(object.bytes, place('summary.arrow'));
  const models = new Map(manifest.candidates.map(({ arm, model }) => [arm, model]));
  const verdicts = candidateVerdicts(summary).map((each) => ({ ...each, model: models.get(each.arm) ?? '' }));
  const { candidate } = wanted;
  const found =
    candidate === undefined ? verdicts[0] : verdicts.find(({ arm, model }) => arm === candidate || model === candidate);
  if (found === undefined) throw missingCandidate(week, candidate, verdicts);
  const { arm, model, verdict } = found;
  return {
    pipeline: manifest.pipeline,
    week,
    uri: place(''),
    softwareVersion: manifest.softwareVersion,
    candidate: { arm, model },
    verdict,
    gates: summary.filter((row) => gatedCandidate(row) === arm),
  };
}

async function newestWeek(store: ObjectStore, layout: Layout): Promise<IsoWeek> {
  const reports = await readReportIndex(store, layout.reportIndex());
  const newest = reports.findLast(({ kind }) => kind === 'weekly');
  if (newest !== undefined) return newest.id;
  throw new Refusal(
    'ReportMissing',
    `there is no weekly report in s3://${store.bucket}/${layout.reportIndex()} yet; make one with "tidemark run"`,
  );
}

async function readManifest(store: ObjectStore, layout: Layout, week: IsoWeek) {
  const key = layout.weeklyReport(week, 'manifest.json');
  const object = await store.get(key);
  const place = `s3://${store.bucket}/${key}`;
  if (object === undefined) {
    throw new Refusal(
      'ReportMissing',
      `there is no report of week ${week} (${place}); make it with "tidemark run --week ${week}"`,
    );
  }
  const parsed = manifestSchema.safeParse(parsedJson(object.bytes));
  if (parsed.success) return parsed.data;
  throw new Refusal('ReportDamaged', `${place} is no manifest of a weekly report; run the week again`);
}

function parsedJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return undefined;
  }
}

function readSummary(bytes: Uint8Array, place: string): SummaryRow[] {
  try {
    return decodeTable(summaryTable, bytes);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new Refusal(
      'ReportOutdated',
      `${place} was written by another version of Tidemark (${error.message}); run the week again`,
      { cause: error },
    );
  }
}

function missingCandidate(
  week: IsoWeek,
  wanted: string | undefined,
  there: readonly { readonly arm: string; readonly model: string }[],
): Refusal {
  if (there.length === 0) {
    return new Refusal(
      'BadInput',
      `the report of week ${week} has no candidate to decide on; set scoring.candidate in the pipeline's YAML and run the week again`,
    );
  }
  const names = there.map(({ arm, model }) => (model === '' ? arm : `${arm} (${cleanText(model)})`));
  return new Refusal(
    'BadInput',
    `the report of week ${week} has no candidate ${cleanText(wanted ?? '')}; it has ${names.join(', ')}`,
  );
}
