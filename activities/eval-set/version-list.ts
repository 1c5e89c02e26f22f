import { z } from 'zod';
import type { IsoWeek } from '../../workflows/window.js';
import { canonicalJson } from '../storage/canonical-json.js';
import type { EvalSetVersionRef } from './eval-set-table.js';

const versionRef = z.object({
  version: z.number().int().positive(),
  week: z.string().regex(/^\d{4}-W\d{2}$/),
  uri: z.string().startsWith('s3://'),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  rows: z.number().int().min(0),
  items: z.number().int().min(0),
  effectiveSampleSize: z.number().min(0),
});

const versionList = z
  .object({ versions: z.array(versionRef) })
  .refine(({ versions }) => versions.every(({ version }, at) => version === at + 1), 'versions must count 1, 2, 3, …')
  .refine(
    ({ versions }) => versions.every(({ week }, at) => at === 0 || week > (versions[at - 1]?.week ?? '')),
    'each version must be of a later week than the one before',
  );

/** The history of an eval set, oldest version first: one per week at most, weeks ascending. */
export interface VersionList {
  readonly versions: readonly EvalSetVersionRef[];
}

/** @throws {Error} when the bytes are no list of versions; the message says what is wrong with them. */
export function parseVersionList(bytes: Uint8Array): VersionList {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch (cause) {
    throw new Error('the list of eval-set versions is no JSON', { cause });
  }
  const parsed = versionList.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(`the list of eval-set versions is damaged at "${issue?.path.join('.')}": ${issue?.message}`);
}

export function encodeVersionList(list: VersionList): Uint8Array {
  return Buffer.from(canonicalJson(list));
}

/** The newest version of a week before the given one. */
export function newestBefore({ versions }: VersionList, week: IsoWeek): EvalSetVersionRef | undefined {
  return versions.findLast((version) => version.week < week);
}

/**
 * The version a week already has to use: its own, or, when a later week has been refreshed, the newest that is not
 * later than it, else the oldest. Undefined when the week is to get a version of its own.
 */
export function settledVersion({ versions }: VersionList, week: IsoWeek): EvalSetVersionRef | undefined {
  const newest = versions.at(-1);
  if (newest === undefined || newest.week < week) return undefined;
  return versions.findLast((version) => version.week <= week) ?? versions[0];
}
