import { instanceOf, reserve } from '../stats/web-assembly.js';
import { type AssembledSums, MOVED_SUMS } from './moved-sums-module.js';

/** Which users change windows in each of many relabellings: six users to a byte. */
export interface MovedUsers {
  readonly relabellings: number;
  /** Per group of users a byte for every relabelling; the lowest bit is the group's first user. */
  readonly masks: Uint8Array;
}

/** More users share more work, but a table of their sums must stay in the fastest memory. */
const GROUP = 6;
const SUMS = 2 ** GROUP;
/** Groups that are added at once. */
const LANES = 4;

/** Columns that are worth working on at once: more of them would leave the fastest memory. */
export const COLUMNS_AT_ONCE = 16;

/** Sums over users who change windows, for many rows of numbers one after the other. */
export interface MovedSums {
  /** Numbers from one row to the next, in {@link rows} and in the sums: the width, rounded up to an even one. */
  readonly stride: number;
  /** One row per user, to be filled before every call of {@link sums}. */
  readonly rows: Float64Array;
  /** One row per relabelling; overwritten by the next call. */
  sums(): Float64Array;
}

/** Users with those that fill up the last lanes. */
function paddedUsers(users: number): number {
  return Math.ceil(users / (GROUP * LANES)) * GROUP * LANES;
}

/** @param relabel fills one entry per user with 1 for users who change windows, else 0 */
export function drawMovedUsers(users: number, relabellings: number, relabel: (moved: Uint8Array) => void): MovedUsers {
  const masks = new Uint8Array((paddedUsers(users) / GROUP) * relabellings);
  const moved = new Uint8Array(paddedUsers(users));
  for (let relabelling = 0; relabelling < relabellings; relabelling += 1) {
    relabel(moved);
    for (let u = 0, at = relabelling; u < users; u += GROUP, at += relabellings) {
      let mask = 0;
      for (let bit = 0; bit < GROUP; bit += 1) mask |= (moved[u + bit] as number) << bit;
      masks[at] = mask;
    }
  }
  return { relabellings, masks };
}

/**
 * For every relabelling the sum of the rows of the users who change windows: the product of a matrix of zeros and ones
 * with the rows, by the method of the four Russians (Arlazarov, Dinic, Kronrod & Faradzev 1970). For six users at a time
 * all 64 sums of some of them are made once, and every relabelling picks one: a third of the additions. They are made in
 * WebAssembly, two at a time, and where that cannot be had by plain loops, in the same order: the sums are the same to
 * the last bit.
 * @param width numbers per row
 * @param kernel where the additions are made
 */
export function createMovedSums(moved: MovedUsers, width: number, kernel: 'fastest' | 'plain' = 'fastest'): MovedSums {
  const stride = 2 * Math.ceil(width / 2);
  const assembled = kernel === 'fastest' ? instanceOf(MOVED_SUMS) : null;
  if (assembled !== null) return sumsInside(assembled, moved, stride);
  const rows = new Float64Array(rowsOf(moved) * stride);
  const into = new Float64Array(moved.relabellings * stride);
  const tables = new Float64Array(LANES * SUMS * stride);
  return {
    stride,
    rows,
    sums: () => {
      addMoved(moved, { rows, tables, into }, stride);
      return into;
    },
  };
}

/** Rows that the loops read: users, and zeros up to whole lanes. */
function rowsOf({ masks, relabellings }: MovedUsers): number {
  return (masks.length / relabellings) * GROUP;
}

/** What SIMD likes addresses to be multiples of. */
const ALIGNMENT = 16;

function sumsInside(assembled: AssembledSums, moved: MovedUsers, stride: number): MovedSums {
  const { masks, relabellings } = moved;
  const strideBytes = stride * Float64Array.BYTES_PER_ELEMENT;
  const rowsAt = Math.ceil(masks.length / ALIGNMENT) * ALIGNMENT;
  const tablesAt = rowsAt + rowsOf(moved) * strideBytes;
  const intoAt = tablesAt + LANES * SUMS * strideBytes;
  reserve(assembled, intoAt + relabellings * strideBytes);
  const { buffer } = assembled.memory;
  new Uint8Array(buffer).set(masks);
  const into = new Float64Array(buffer, intoAt, relabellings * stride);
  return {
    stride,
    rows: new Float64Array(buffer, rowsAt, rowsOf(moved) * stride),
    sums: () => {
      assembled.movedSums(0, relabellings, masks.length / relabellings, rowsAt, strideBytes, tablesAt, intoAt);
      return into;
    },
  };
}

interface Plain {
  readonly rows: Float64Array;
  readonly tables: Float64Array;
  readonly into: Float64Array;
}

function addMoved({ relabellings, masks }: MovedUsers, { rows, tables, into }: Plain, width: number): void {
  into.fill(0);
  const lane = SUMS * width;
  const groups = masks.length / relabellings;
  for (let group = 0; group < groups; group += LANES) {
    for (let n = 0; n < LANES; n += 1) {
      sumsOfSome(tables.subarray(n * lane, (n + 1) * lane), rows, (group + n) * GROUP * width, width);
    }
    const [m0, m1, m2, m3] = [0, 1, 2, 3].map((n) => (group + n) * relabellings) as [number, number, number, number];
    for (let relabelling = 0; relabelling < relabellings; relabelling += 1) {
      const at = relabelling * width;
      const a = (masks[m0 + relabelling] as number) * width;
      const b = lane + (masks[m1 + relabelling] as number) * width;
      const c = 2 * lane + (masks[m2 + relabelling] as number) * width;
      const d = 3 * lane + (masks[m3 + relabelling] as number) * width;
      for (let j = 0; j < width; j += 1) {
        into[at + j] =
          (into[at + j] as number) +
          ((tables[a + j] as number) +
            (tables[b + j] as number) +
            ((tables[c + j] as number) + (tables[d + j] as number)));
      }
    }
  }
}

/** The sums of all subsets of a group of rows; the bits of its number say which rows a subset has. */
function sumsOfSome(table: Float64Array, values: Float64Array, from: number, width: number): void {
  table.fill(0, 0, width);
  for (let bit = 0; bit < GROUP; bit += 1) {
    const row = from + bit * width;
    const half = width << bit;
    for (let at = 0; at < half; at += width) {
      for (let j = 0; j < width; j += 1) table[half + at + j] = (table[at + j] as number) + (values[row + j] as number);
    }
  }
}
