/** One measured thing. */
export interface BenchRow {
  readonly what: string;
  readonly seconds?: number;
  readonly gibibytes?: number;
  /** Speed against the baseline of the same run: above 1 is faster. */
  readonly ratio?: number;
  readonly peakRssMb?: number;
  readonly [figure: string]: number | string | undefined;
}

/** The rows as aligned text: every figure that some row has is a column. */
export function benchTable(rows: readonly BenchRow[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cells = [columns, ...rows.map((row) => columns.map((column) => cellOf(row[column])))];
  const widths = columns.map((_, at) => Math.max(...cells.map((line) => line[at]?.length ?? 0)));
  return cells
    .map((line) => line.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))))
    .map((line) => line.join('  ').trimEnd())
    .join('\n');
}

function cellOf(value: number | string | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return value;
  return Number.isInteger(value) ? String(value) : value.toPrecision(4);
}
