import { expect, it } from 'vitest';
import { agreedPreference, preferenceOf, readPair } from '../../../activities/scoring/judges/pair.js';

const MODEL = { kind: 'model' } as const;

it('reads a winner', () => {
  const reply = '{"reason":"r","winner":"second"}';
  expect(readPair(MODEL, reply, 'end_turn')).toEqual({ outcome: 'scored', value: 'second', reason: 'r' });
});

it('takes a winner outside the schema for no judgement', () => {
  expect(readPair(MODEL, '{"reason":"r","winner":"third"}', 'end_turn')).toEqual({ outcome: 'error' });
});

it('takes a refusal for an outcome even when its text reads like a verdict', () => {
  expect(readPair(MODEL, '{"reason":"r","winner":"first"}', 'refusal')).toEqual({ outcome: 'refusal' });
});

it.each([
  ['first', 'first', 1],
  ['first', 'second', -1],
  ['second', 'second', 1],
  ['tie', 'first', 0],
] as const)('the winner %s is for an answer that was shown %s the preference %i', (winner, shown, preference) => {
  expect(preferenceOf(winner, shown)).toBe(preference);
});

it.each([
  [1, 1, 1],
  [-1, -1, -1],
  [1, -1, 0],
  [1, 0, 0],
  [0, 0, 0],
] as const)('the orders %i and %i agree on %i', (first, second, agreed) => {
  expect(agreedPreference(first, second)).toBe(agreed);
});
