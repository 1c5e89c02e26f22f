import { z } from 'zod';
import type { IsoWeek } from '../../workflows/window.js';
import { canonicalJson } from '../storage/canonical-json.js';
import type { EvalSetVersionRef } from './eval-set-table.js';

const count = z.number().int().min(0);
const versionNumber = z.number().int().positive();
const isoWeek = z.string().regex(/^\d{4}-W\d{2}$/);
const artifact = z.object({
  uri: z.string().startsWith('s3://'),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  rows: count,
});

// Loose, here and below: what a newer Tidemark recorded survives a version that an older one appends.
const versionRef = z.looseObject({
  version: versionNumber,
  week: isoWeek,
  ...artifact.shape,
  items: count,
  effectiveSampleSize: z.number().min(0),
  made: z.enum(['refresh', 'early-refresh', 'import']).exactOptional(),
  release: z.string().exactOptional(),
  added: count.exactOptional(),
  retired: count.exactOptional(),
  note: z.string().nullable().exactOptional(),
  lineage: artifact.exactOptional(),
});

const versionList = z
  .looseObject({
    versions: z.array(versionRef),
    pinned: versionNumber.exactOptional(),
    held: z.array(z.object({ week: isoWeek, version: versionNumber })).exactOptional(),
  })
  .refine(({ versions }) => versions.every(({ version }, at) => version === at + 1), 'versions must count 1, 2, 3, …')
  .refine(({ versions }) => {
    const weeks = versions.filter(isRefresh).map((version) => version.week);
    return weeks.every((later, at) => at === 0 || later > (weeks[at - 1] ?? ''));
  }, 'each refresh must be of a later week than the one before')
  .refine(({ versions, pinned = 1, held = [] }) => {
    const used = [...held.map(({ version }) => version), ...(versions.length === 0 ? [] : [pinned])];
    return used.every((version) => version <= versions.length);
  }, 'a version that is pinned or held must be one of the list');

/** A week that was run while a version was pinned, and that version: a rerun of the week uses it again. */
export interface HeldWeek {
  readonly week: IsoWeek;
  readonly version: number;
}

/** The history of an eval set, oldest version first: by refreshes one per week at most, their weeks ascending. */
export interface VersionList {
  readonly versions: readonly EvalSetVersionRef[];
  /** While it is there, a week without a version of its own makes none and uses this one. */
  readonly pinned?: number;
  /** Ascending by week. */
  readonly held?: readonly HeldWeek[];
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

/** Whether a week's refresh made the version: every version of before imports were recorded. */
export function isRefresh({ made }: Pick<EvalSetVersionRef, 'made'>): boolean {
  return made === undefined || made === 'refresh';
}

/** The version that is pinned now. */
export function pinnedVersion({ versions, pinned }: VersionList): EvalSetVersionRef | undefined {
  return versions.find(({ version }) => version === pinned);
}

/** The list with a version pinned from now on, or with none. Weeks that are done keep what they used. */
export function withPin({ pinned: _former, ...list }: VersionList, version: number | null): VersionList {
  return version === null ? list : { ...list, pinned: version };
}

/** The list with a week that uses the pinned version instead of one of its own. */
export function withHeldWeek(list: VersionList, held: HeldWeek): VersionList {
  const weeks = [...(list.held ?? []), held].sort((a, b) => (a.week < b.week ? -1 : 1));
  return { ...list, held: weeks };
}

/**
 * The version that the weeks before the given one left behind: the newest of an earlier week. In a week that a pinned
 * version is used in, and after one, that version.
 */
export function newestBefore(list: VersionList, week: IsoWeek): EvalSetVersionRef | undefined {
  const held = (list.held ?? []).findLast((entry) => entry.week <= week);
  const newest = list.versions.findLast((version) => version.week < week);
  if (held !== undefined && (held.week === week || newest === undefined || held.week > newest.week)) {
    return list.versions[held.version - 1];
  }
  return settledVersion(list, week) === undefined ? (pinnedVersion(list) ?? newest) : newest;
}

/**
 * The version a week already has to use: its own, or the pinned one that it was run with, or, when a later week has been
 * refreshed, the newest that is not later than it, else the oldest. Undefined when the week is to get a version of its
 * own. Imports and early refreshes belong to no week.
 */
export function settledVersion(list: VersionList, week: IsoWeek): EvalSetVersionRef | undefined {
  const held = list.held?.find((entry) => entry.week === week);
  if (held !== undefined) return list.versions[held.version - 1];
  const refreshes = list.versions.filter(isRefresh);
  const newest = refreshes.at(-1);
  if (newest === undefined || newest.week < week) return undefined;
  return refreshes.findLast((version) => version.week <= week) ?? refreshes[0];
}
