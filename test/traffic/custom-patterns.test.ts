import { describe, expect, it } from 'vitest';
import { customKind, objectionToPattern } from '../../activities/traffic/custom-patterns.js';
import { createRedactor } from '../../activities/traffic/redaction.js';

const found = (pattern: string, text: string) =>
  customKind({ name: 'X', pattern })
    .spansIn(text)
    .map(({ start, end }) => text.slice(start, end));

describe('a custom pattern', () => {
  it.each(['ORD-\\d{6}', '(?i)customer-[a-z0-9]+', '\\bEMP\\d+\\b', '(?:a|b)+c', '\\p{Lu}{3}\\d', '[(?=]x'])(
    'may be %s',
    (pattern) => {
      expect(objectionToPattern(pattern)).toBeNull();
    },
  );

  it.each([
    ['a(?=b)', 'looks ahead or behind'],
    ['(?<!a)b', 'looks ahead or behind'],
    ['(a)\\1', 'refers back to a group'],
    ['a++', 'possessive or atomic'],
    ['[a', 'missing closing ]'],
    ['(a{1000}){1000}', 'invalid repeat count'],
    ['\\d*', 'matches the empty text'],
    ['x|', 'matches the empty text'],
    ['\\b', 'matches the empty text'],
    ['^', 'matches the empty text'],
    ['.+', 'matches every word'],
    ['\\w+', 'matches every word'],
  ])('may not be %s', (pattern, reason) => {
    expect(objectionToPattern(pattern)).toContain(reason);
  });

  it('that cannot be used is named when a redactor is made', () => {
    expect(() => createRedactor([{ name: 'ORDER', pattern: '\\d*' }])).toThrow(
      'The redaction pattern ORDER matches the empty text; ask for at least one character, such as \\d+ in place of \\d*.',
    );
  });

  it('finds all its matches, past letters outside the basic plane', () => {
    expect(found('ORD-\\d+', '🙂ORD-1, ORD-22 and ord-3')).toEqual(['ORD-1', 'ORD-22']);
  });

  it('does not touch the names of placeholders, but takes whole ones', () => {
    expect(found('[A-Z]+_\\d', '[EMAIL_1] AB_1')).toEqual(['AB_1']);
    expect(found('mail \\S+', 'mail [EMAIL_1] now')).toEqual(['mail [EMAIL_1]']);
  });

  it('that may look to the end of a text for each match is stopped, any other is not', () => {
    const text = 'O 1 '.repeat(2000);
    expect(() => found('O.*Z|O', text)).toThrow('matches more than 1000 times in one text');
    expect(found('O \\d+', text)).toHaveLength(2000);
  });

  it('gets through a megabyte of what a backtracking engine never leaves', () => {
    expect(found('(?:a+)+b', 'a'.repeat(1_000_000))).toEqual([]);
  });
});
