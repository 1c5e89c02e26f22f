/** A stretch where two sequences differ: [fromA, toA) of one stands where [fromB, toB) of the other stands. */
export interface Change {
  readonly fromA: number;
  readonly toA: number;
  readonly fromB: number;
  readonly toB: number;
}

/**
 * Where two sequences differ, by a shortest edit script (Myers 1986, "An O(ND) difference algorithm"): time and memory
 * grow with the difference, not with the length.
 * @param limit insertions and deletions at which the search is given up
 * @returns null when the sequences differ by more than `limit`
 */
export function changesBetween<Token extends string | number>(
  a: readonly Token[],
  b: readonly Token[],
  limit: number,
): Change[] | null {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  const edited = editPath(a.slice(start, a.length - end), b.slice(start, b.length - end), limit);
  if (edited === null) return null;
  const changes: Change[] = [];
  let at = { a: start, b: start };
  for (const match of [
    ...edited.map((pair) => ({ a: pair.a + start, b: pair.b + start })),
    { a: a.length - end, b: b.length - end },
  ]) {
    if (match.a > at.a || match.b > at.b) changes.push({ fromA: at.a, toA: match.a, fromB: at.b, toB: match.b });
    at = { a: match.a + 1, b: match.b + 1 };
  }
  return changes;
}

/** The pairs of places that a shortest edit script keeps, in order. */
function editPath<Token extends string | number>(
  a: readonly Token[],
  b: readonly Token[],
  limit: number,
): { a: number; b: number }[] | null {
  const most = Math.min(limit, a.length + b.length);
  const reached: Int32Array[] = [];
  const furthest = new Int32Array(2 * most + 3);
  for (let edits = 0; edits <= most; edits += 1) {
    // Of the diagonals that so many edits lead to or come from.
    reached.push(furthest.slice(most - edits, most + edits + 3));
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      const at = diagonal + most + 1;
      const down =
        diagonal === -edits || (diagonal !== edits && (furthest[at - 1] as number) < (furthest[at + 1] as number));
      let x = down ? (furthest[at + 1] as number) : (furthest[at - 1] as number) + 1;
      while (x < a.length && x - diagonal < b.length && a[x] === b[x - diagonal]) x += 1;
      furthest[at] = x;
      if (x >= a.length && x - diagonal >= b.length) return keptBy(reached, a.length, b.length);
    }
  }
  return null;
}

/** @param reached per number of edits how far they lead on every diagonal, from the one before the first on */
function keptBy(reached: readonly Int32Array[], lengthA: number, lengthB: number): { a: number; b: number }[] {
  const kept: { a: number; b: number }[] = [];
  let x = lengthA;
  let y = lengthB;
  for (let edits = reached.length - 1; edits >= 0; edits -= 1) {
    const furthest = reached[edits] as Int32Array;
    const diagonal = x - y;
    const at = diagonal + edits + 1;
    const down =
      diagonal === -edits || (diagonal !== edits && (furthest[at - 1] as number) < (furthest[at + 1] as number));
    const before = down ? diagonal + 1 : diagonal - 1;
    const fromX = edits === 0 ? 0 : (furthest[before + edits + 1] as number);
    const fromY = edits === 0 ? 0 : fromX - before;
    while (x > fromX && y > fromY) {
      x -= 1;
      y -= 1;
      kept.push({ a: x, b: y });
    }
    x = fromX;
    y = fromY;
  }
  return kept.reverse();
}
