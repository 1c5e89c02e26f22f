/** Compares two rows by number: negative when `a` comes first. */
export type CompareRows = (a: number, b: number) => number;

const BUCKET_BITS = 12;
const BUCKETS = 1 << BUCKET_BITS;
/** A bucket this full takes a noticeable fraction of a millisecond. */
const MANY_ROWS = 100;

/**
 * Row numbers in the order of `compare`. Rows are first dealt into buckets by a word of their key, so that millions of
 * them take many small sorts instead of one large one.
 * @param wordOf the leading 32 bits that `compare` looks at; evenly spread, such as those of a hash
 * @param pause called between the sorts, for what else the process has to do
 */
export async function orderRows(
  rows: Uint32Array,
  wordOf: (row: number) => number,
  compare: CompareRows,
  pause: () => Promise<void>,
): Promise<Uint32Array> {
  const buckets = groupRows(rows, BUCKETS, (row) => wordOf(row) >>> (32 - BUCKET_BITS));
  for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
    const members = rowsOfGroup(buckets, bucket);
    members.sort(compare);
    if (members.length > MANY_ROWS) await pause();
  }
  return buckets.members;
}

/** The rows 0 to count - 1. */
export function allRows(count: number): Uint32Array {
  return Uint32Array.from({ length: count }, (_, row) => row);
}

/** Rows dealt into numbered groups: those of group g are `members[starts[g]]` up to `members[starts[g + 1]]`. */
export interface RowGroups {
  readonly members: Uint32Array;
  readonly starts: Uint32Array;
}

export function groupRows(rows: Uint32Array, groups: number, groupOf: (row: number) => number): RowGroups {
  const starts = new Uint32Array(groups + 1);
  for (const row of rows) {
    const after = groupOf(row) + 1;
    starts[after] = (starts[after] ?? 0) + 1;
  }
  for (let group = 1; group <= groups; group += 1) starts[group] = (starts[group] ?? 0) + (starts[group - 1] ?? 0);
  const next = starts.slice();
  const members = new Uint32Array(rows.length);
  for (const row of rows) {
    const group = groupOf(row);
    const place = next[group] ?? 0;
    members[place] = row;
    next[group] = place + 1;
  }
  return { members, starts };
}

/** The rows of one group. */
export function rowsOfGroup({ members, starts }: RowGroups, group: number): Uint32Array {
  return members.subarray(starts[group], starts[group + 1]);
}

/**
 * The `count` rows that come first (bottom-k), in any order. A heap of that size with the last of them on top: most rows
 * are settled by one comparison.
 */
export function firstRows(rows: Uint32Array, count: number, compare: CompareRows): Uint32Array {
  if (count >= rows.length) return rows;
  const heap = rows.slice(0, count);
  for (let node = (count >> 1) - 1; node >= 0; node -= 1) siftDown(heap, node, compare);
  for (const row of rows.subarray(count)) {
    const last = heap[0];
    if (last === undefined || compare(row, last) >= 0) continue;
    heap[0] = row;
    siftDown(heap, 0, compare);
  }
  return heap;
}

function siftDown(heap: Uint32Array, from: number, compare: CompareRows): void {
  let node = from;
  for (;;) {
    let later = node;
    for (const child of [2 * node + 1, 2 * node + 2]) {
      if (child < heap.length && compare(heap[child] ?? 0, heap[later] ?? 0) > 0) later = child;
    }
    if (later === node) return;
    const row = heap[node] ?? 0;
    heap[node] = heap[later] ?? 0;
    heap[later] = row;
    node = later;
  }
}
