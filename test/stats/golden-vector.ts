import { readFileSync } from 'node:fs';
import { expect } from 'vitest';

/** A file of expected values computed with other libraries; see test/vectors. */
export interface Golden<I, E> {
  readonly tolerance: number;
  readonly cases: readonly { readonly name: string; readonly input: I; readonly expected: E }[];
}

/** A number, "Infinity" or "-Infinity"; null where the figure is not defined. */
export type Expected = number | string | null | undefined;

export function golden<I, E>(file: string): Golden<I, E> {
  return JSON.parse(readFileSync(new URL(`../vectors/${file}.json`, import.meta.url), 'utf8')) as Golden<I, E>;
}

/** |got - expected| <= tolerance * max(1, |expected|); null stands for "not defined". */
export function expectClose(got: number | null | undefined, expected: Expected, tolerance: number): void {
  if (expected === null || expected === undefined) return expect(got ?? Number.NaN).toBeNaN();
  const wanted = Number(expected);
  if (!Number.isFinite(wanted)) return expect(got).toBe(wanted);
  expect(Math.abs((got ?? Number.NaN) - wanted)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(wanted)));
}
