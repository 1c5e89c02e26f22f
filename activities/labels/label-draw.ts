import type { PairRow } from '../scoring/score-tables.js';
import { compareText } from '../stats/text-order.js';
import { sha256Hex } from '../storage/artifact.js';
import { canonicalJson } from '../storage/canonical-json.js';
import { type LabelKey, labelIdOf } from './label-tables.js';
import { neymanAllocation } from './neyman-allocation.js';

/** So that every stratum shows how much its comparisons differ. */
const LEAST_PER_STRATUM = 2;

export interface DrawOptions {
  readonly week: string;
  /** Digest of the judge whose comparisons count. */
  readonly judge: string;
  /** Whose comparisons: `candidate`, or `control` in a pipeline without one. */
  readonly arm: string;
  /** Comparisons to draw. */
  readonly items: number;
  /** Comparisons of one user that may be drawn. */
  readonly perUser: number;
  readonly seed: string;
}

/** A comparison that people are to judge, before it has an id on a sheet. */
export type DrawnComparison = Omit<LabelKey, 'label_id'>;

interface Candidate {
  readonly row: PairRow;
  readonly judged: number;
  /** Probability with which the cap per user kept it. */
  readonly kept: number;
}

/**
 * Draws comparisons for people to judge. First the cap per user, then within each stratum (source x topic) as many as
 * {@link neymanAllocation} gives it, both by seeded hashes, so that each row's probability is known: the product of both.
 * The hashes do not depend on the week, nor the draw of a few on how many: an item that stays in the eval set tends to
 * be drawn again, and a larger draw holds the smaller one, as long as the strata stay.
 *
 * With too few comparisons for two per stratum, the lightest topics of a source become one stratum.
 * @returns in the order of their hashes, which tells nothing; fewer than asked for when there are no more
 */
export function drawComparisons(pairs: readonly PairRow[], options: DrawOptions): DrawnComparison[] {
  const { week, items, perUser, seed } = options;
  const population = cappedPerUser(judgedPairs(pairs, options), perUser, seed);
  const strata = [...strataOf(population, Math.max(1, Math.floor(items / LEAST_PER_STRATUM)))];
  const pooled = pooledVariance(population);
  const counts = neymanAllocation(
    strata.map(([, rows]) => ({ size: rows.length, spread: spreadOf(rows, pooled) })),
    items,
    LEAST_PER_STRATUM,
  );
  const drawn = strata.flatMap(([stratum, rows], at) => {
    const count = counts[at] ?? 0;
    return byHash(rows, 'label', seed)
      .slice(0, count)
      .map((candidate) => drawnOf(candidate, { week, stratum, seed, count, share: count / rows.length }));
  });
  return drawn.toSorted((a, b) => compareText(hashOf('sheet', seed, a), hashOf('sheet', seed, b)));
}

/** Gives the comparisons ids that name their sheet; the same comparisons always get the same ids. */
export function labelKeysOf(judge: string, drawn: readonly DrawnComparison[]): { exportId: string; keys: LabelKey[] } {
  const exportId = sha256Hex(canonicalJson({ judge, drawn })).slice(0, 12);
  return { exportId, keys: drawn.map((row, at) => ({ label_id: labelIdOf(exportId, at + 1), ...row })) };
}

function judgedPairs(pairs: readonly PairRow[], { judge, arm }: DrawOptions): Omit<Candidate, 'kept'>[] {
  return pairs.flatMap((row) => {
    const wanted = row.judge === judge && row.repeat === 0 && row.arm_a === arm && row.weight > 0;
    return wanted && row.preference !== null ? [{ row, judged: row.preference }] : [];
  });
}

function cappedPerUser(rows: readonly Omit<Candidate, 'kept'>[], perUser: number, seed: string): Candidate[] {
  const groups = grouped(rows, ({ row }) => row.user);
  return [...groups.values()].flatMap((group) =>
    byHash(group, 'label-user', seed)
      .slice(0, perUser)
      .map((candidate) => ({ ...candidate, kept: Math.min(1, perUser / group.length) })),
  );
}

/** At most `most` strata: the heaviest topics stay apart, the others of a source are put together. */
function strataOf(population: readonly Candidate[], most: number): Map<string, Candidate[]> {
  const fine = grouped(population, ({ row }) => `${row.source} ${row.topic}`);
  if (fine.size <= most) return sorted(fine);
  const sources = new Set(population.map(({ row }) => row.source)).size;
  if (sources > most) return new Map([['* *', [...population]]]);
  const heavy = [...sorted(fine)].toSorted(([, a], [, b]) => weightOf(b) - weightOf(a)).slice(0, most - sources);
  const apart = new Set(heavy.map(([stratum]) => stratum));
  return sorted(
    grouped(population, ({ row }) => {
      const stratum = `${row.source} ${row.topic}`;
      return apart.has(stratum) ? stratum : `${row.source} *`;
    }),
  );
}

function weightOf(rows: readonly Candidate[]): number {
  return rows.reduce((sum, { row, kept }) => sum + row.weight / kept, 0);
}

/**
 * Units times the standard deviation of weight x (value - mean). A stratum in which the judge always said the same may
 * hold its errors all the same: one more value at the distance of all values counts as well.
 */
function spreadOf(rows: readonly Candidate[], pooled: number): number {
  const total = weightOf(rows);
  const mean = rows.reduce((sum, { row, kept, judged }) => sum + (row.weight / kept) * judged, 0) / total;
  const squares = rows.reduce((sum, { row, kept, judged }) => sum + ((row.weight / kept) * (judged - mean)) ** 2, 0);
  const typical = total / rows.length;
  return Math.sqrt((rows.length ** 2 * (squares + typical ** 2 * pooled)) / (rows.length + 1));
}

function pooledVariance(rows: readonly Candidate[]): number {
  const total = weightOf(rows);
  if (total === 0) return 0;
  const mean = rows.reduce((sum, { row, kept, judged }) => sum + (row.weight / kept) * judged, 0) / total;
  return rows.reduce((sum, { row, kept, judged }) => sum + (row.weight / kept) * (judged - mean) ** 2, 0) / total;
}

function drawnOf(
  { row, judged, kept }: Candidate,
  draw: { week: string; stratum: string; seed: string; count: number; share: number },
): DrawnComparison {
  const { item_id, source, topic, user, weight, arm_a, arm_b, length_a, length_b } = row;
  // A hash of its own, so that the order tells nothing about the draw.
  const isAFirst = Number.parseInt(hashOf('label-order', draw.seed, row).slice(0, 8), 16) % 2 === 0;
  return {
    week: draw.week,
    item_id,
    source,
    topic,
    user,
    weight,
    arm_a,
    arm_b,
    length_a,
    length_b,
    judged,
    stratum: draw.stratum,
    stratum_drawn: draw.count,
    label_probability: kept * draw.share,
    shown_first: isAFirst ? 'arm_a' : 'arm_b',
  };
}

type Named = Pick<PairRow, 'item_id' | 'source' | 'arm_a' | 'arm_b'>;

function hashOf(purpose: string, seed: string, { item_id, source, arm_a, arm_b }: Named): string {
  return sha256Hex([purpose, seed, item_id, source, arm_a, arm_b].join('\0'));
}

function byHash<T extends { readonly row: PairRow }>(rows: readonly T[], purpose: string, seed: string): T[] {
  const hashed = rows.map((entry) => ({ entry, hash: hashOf(purpose, seed, entry.row) }));
  return hashed.sort((a, b) => compareText(a.hash, b.hash)).map(({ entry }) => entry);
}

function grouped<T>(rows: readonly T[], keyOf: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return groups;
}

function sorted<T>(groups: ReadonlyMap<string, T>): Map<string, T> {
  return new Map([...groups].sort(([a], [b]) => compareText(a, b)));
}
