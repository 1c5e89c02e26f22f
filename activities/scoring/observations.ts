import type { PairRow, ScoreRow } from './score-tables.js';

/** One value of one item, with what its place in a mean depends on. */
export interface Observation {
  readonly item: string;
  readonly value: number;
  readonly weight: number;
  readonly user: string;
  readonly topic: number;
  readonly stratum: string;
}

/** The judgements that count: those of one judge, the first of each item. Others tell about judges, not about arms. */
export function judgementsOf<T extends { readonly judge: string; readonly repeat: number }>(
  rows: readonly T[],
  judge: string,
): T[] {
  return rows.filter((row) => row.judge === judge && row.repeat === 0);
}

/** A value of each row with weight; rows for which `read` gives null are left out. */
export function valuesOf(rows: readonly ScoreRow[], read: (row: ScoreRow) => number | null): Observation[] {
  return rows.flatMap((row) => {
    const value = read(row);
    return value === null || row.weight <= 0 ? [] : [observationOf(row, value)];
  });
}

/** Paired by item: `a - b` where both have a score. */
export function differencesOf(a: readonly ScoreRow[], b: readonly ScoreRow[]): Observation[] {
  const other = new Map(b.map((row) => [row.item_id, row.score]));
  return valuesOf(a, (row) => {
    const against = other.get(row.item_id);
    return row.score === null || against === undefined || against === null ? null : row.score - against;
  });
}

/** Wins (1), ties (0) and losses (-1) of `a` against `b` on one source. */
export function preferencesOf(pairs: readonly PairRow[], a: string, b: string, source: string): Observation[] {
  return pairs.flatMap((row) => {
    if (row.arm_a !== a || row.arm_b !== b || row.source !== source) return [];
    // Pairs carry no stratum; slices are made of scores only.
    return row.preference === null || row.weight <= 0 ? [] : [observationOf({ ...row, stratum: '' }, row.preference)];
  });
}

export function usersOf(observations: readonly Observation[]): number {
  return new Set(observations.map(({ user }) => user)).size;
}

function observationOf(
  { item_id: item, weight, user, topic, stratum }: Pick<ScoreRow, 'item_id' | 'weight' | 'user' | 'topic' | 'stratum'>,
  value: number,
): Observation {
  return { item, value, weight, user, topic, stratum };
}
