import { describe, expect, it } from 'vitest';
import { cleanText } from '../../scripts/terminal/clean-text.js';
import { formatTable } from '../../scripts/terminal/table.js';

describe('text for a terminal', () => {
  it.each([
    ['colours', '\u001b[31mred\u001b[0m', 'red'],
    ['a title of the window', '\u001b]0;owned\u0007text', 'text'],
    ['cursor moves', 'a\u001b[2J\u001b[1;1Hb', 'ab'],
    ['eight-bit escapes', 'a\u009b31mb', 'ab'],
    ['bells and backspaces', 'a\u0007\u0008b', 'ab'],
    ['marks that turn the direction', 'a\u202eb\u2066c', 'abc'],
    ['line breaks', 'a\r\nb\tc', 'a  b c'],
  ])('loses %s', (_case, hostile, clean) => {
    expect(cleanText(hostile)).toBe(clean);
  });

  it('keeps letters of every script and emoji', () => {
    expect(cleanText('Größe 東京 שלום 👩‍💻')).toBe('Größe 東京 שלום 👩‍💻');
  });

  it('stands in columns, one row a line, whatever a cell holds', () => {
    expect(
      formatTable(
        ['id', 'verdict'],
        [
          ['a\nb', 'ship'],
          ['long-id', ''],
        ],
      ),
    ).toBe(['id       verdict', 'a b      ship', 'long-id'].join('\n'));
  });
});
