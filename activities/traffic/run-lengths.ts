/** Wider numbers of a dictionary would mean 16 million values in one column chunk. */
const MOST_BITS = 24;

/**
 * Fills `out` from Parquet's hybrid of run lengths and bit packing (apache/parquet-format, Encodings.md, "RLE").
 * @param width bits of a number
 * @throws {Error} when the bytes end before, or hold what the format does not know
 */
export function decodeRuns<T extends Uint8Array | Uint32Array>(bytes: Uint8Array, width: number, out: T): T {
  if (width > MOST_BITS) throw new Error('numbers too wide');
  const mask = 2 ** width - 1;
  let at = 0;
  let filled = 0;
  while (filled < out.length) {
    let head = 0;
    for (let shift = 0, byte = 0x80; byte >= 0x80; shift += 7) {
      byte = bytes[at++] ?? Number.NaN;
      if (!(shift < 32 && byte >= 0)) throw new Error('runs end too early');
      head = (head | ((byte & 0x7f) << shift)) >>> 0;
    }
    const runs = head >>> 1;
    if ((head & 1) === 0) {
      let value = 0;
      for (let shift = 0; shift < width; shift += 8) value |= (bytes[at++] ?? 0) << shift;
      out.fill(value & mask, filled, filled + runs);
      filled += runs;
      continue;
    }
    const end = Math.min(out.length, filled + 8 * runs);
    const next = at + runs * width;
    // Writers may leave out the padding of the last eight.
    if (at + Math.ceil(((end - filled) * width) / 8) > bytes.length) throw new Error('runs end too early');
    let pending = 0;
    let bits = 0;
    while (filled < end) {
      for (; bits < width; bits += 8) pending |= (bytes[at++] ?? 0) << bits;
      out[filled++] = pending & mask;
      pending >>>= width;
      bits -= width;
    }
    at = next;
  }
  return out;
}
