/**
 * The Walsh-Hadamard transform of a vector in place, in O(n log n) additions: its product with the matrix of ±1 whose
 * rows are orthogonal (Fino & Algazi 1976). Not normalised: lengths grow by √n. Four values at a time, so that each is
 * read and written half as often.
 * @param values as many as a power of two
 */
export function walshHadamard(values: Float64Array): void {
  const length = values.length;
  let step = 1;
  for (; 4 * step <= length; step *= 4) {
    for (let from = 0; from < length; from += 4 * step) {
      for (let at = from; at < from + step; at += 1) {
        const a = values[at] as number;
        const b = values[at + step] as number;
        const c = values[at + 2 * step] as number;
        const d = values[at + 3 * step] as number;
        values[at] = a + b + (c + d);
        values[at + step] = a - b + (c - d);
        values[at + 2 * step] = a + b - (c + d);
        values[at + 3 * step] = a - b - (c - d);
      }
    }
  }
  if (step === length) return;
  for (let at = 0; at < step; at += 1) {
    const a = values[at] as number;
    const b = values[at + step] as number;
    values[at] = a + b;
    values[at + step] = a - b;
  }
}
