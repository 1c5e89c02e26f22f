/**
 * What a spreadsheet runs as a formula when a cell begins with it, the full-width forms included (OWASP, CSV injection).
 * Apostrophes before it count as well, so that taking one off again gives the very text that was guarded.
 */
export const FORMULA_START = /^'*[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/;

/** A cell's text as it was before a guarding apostrophe was put in front. */
export function withoutFormulaGuard(cell: string): string {
  return cell.startsWith("'") && FORMULA_START.test(cell) ? cell.slice(1) : cell;
}
