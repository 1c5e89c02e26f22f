import { describe, expect, it } from 'vitest';
import { type FigureUnit, figure, pValue, withInterval } from '../../activities/report/figures.js';

describe('figures', () => {
  it.each<[number | null, FigureUnit, boolean, string]>([
    [0.0512, 'share', false, '5.1 %'],
    [0.0512, 'points', true, '+5.1 pts'],
    [-0.0512, 'score', true, '−0.051'],
    [0.00001, 'score', true, '0.000'],
    [-0.00001, 'score', true, '0.000'],
    [1234567, 'count', false, '1,234,567'],
    [0.0123, 'usd', false, '$0.0123'],
    [12.3, 'usd', false, '$12.30'],
    [0.0000123, 'plain', false, '1.2e-5'],
    [null, 'share', false, '–'],
  ])('%d as %s (signed %s) reads %s', (value, unit, signed, text) => {
    expect(figure(value, unit, signed)).toBe(text);
  });

  it('carry their interval', () => {
    expect(withInterval(0.04, 0.01, 0.07, 'score', true)).toBe('+0.040 [+0.010, +0.070]');
  });

  it('without an estimate have no interval either', () => {
    expect(withInterval(null, 0.01, 0.07)).toBe('–');
  });

  it('never call a p-value zero', () => {
    expect(pValue(0.0002)).toBe('< 0.001');
  });
});
