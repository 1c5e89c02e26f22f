import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../activities/storage/canonical-json.js';

describe('canonical JSON', () => {
  it('is the same text for the same members in another order, at every depth', () => {
    const one = canonicalJson({ b: [{ y: 1, x: 2 }], a: { d: null, c: 'é' } });
    expect(one).toBe('{"a":{"c":"é","d":null},"b":[{"x":2,"y":1}]}');
    expect(canonicalJson({ a: { c: 'é', d: null }, b: [{ x: 2, y: 1 }] })).toBe(one);
  });

  it('keeps the order of an array', () => {
    expect(canonicalJson([3, 1, 2])).toBe('[3,1,2]');
  });

  it('orders by code units, whatever the locale', () => {
    expect(canonicalJson({ é: 1, z: 2, Z: 3, a: 4 })).toBe('{"Z":3,"a":4,"z":2,"é":1}');
  });

  it('leaves out members that are undefined', () => {
    expect(canonicalJson({ a: undefined, b: 1 })).toBe('{"b":1}');
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])('refuses %s', (value) => {
    expect(() => canonicalJson({ deep: [value] })).toThrow(/has no JSON form/);
  });

  it('reads back as the value it was', () => {
    const value = { text: 'line\nbreak "quoted" \u2028', number: 0.1 + 0.2, flag: false, none: null };
    expect(JSON.parse(canonicalJson(value))).toEqual(value);
  });
});
