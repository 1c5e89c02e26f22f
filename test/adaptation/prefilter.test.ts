import { describe, expect, it } from 'vitest';
import { ownWords } from '../../activities/adaptation/patterns/own-words.js';
import { anyPhrase, openingPhrase } from '../../activities/adaptation/patterns/phrases.js';
import { prefiltered, prefilteredSearches } from '../../activities/adaptation/patterns/prefilter.js';
import { PROMPT_PATTERNS } from '../../activities/adaptation/patterns/registry.js';
import { labelledPatterns, labelledTexts } from './labelled-patterns.js';

const texts = labelledPatterns().flatMap((pattern) => labelledTexts(pattern).map(({ text }) => text));

describe('a search with a prefilter says what the plain expression says', () => {
  // One text in 32 for each search, another one for the next: the plain expressions take their time.
  const searches = prefilteredSearches().map((search, i) => ({
    search,
    sample: texts.filter((_, k) => (k + i) % 32 === 0),
  }));

  it('is used by most patterns', () => {
    expect(PROMPT_PATTERNS.length).toBeGreaterThan(0);
    expect(searches.length).toBeGreaterThan(60);
  });

  it.each(searches)('of search $#', ({ search, sample }) => {
    const plain = search.plain();
    const forms = sample.flatMap((text) => [text, ownWords(text).toLowerCase()]);
    const differing = forms.filter((text) => search.test(text) !== plain.test(text));
    expect(differing).toEqual([]);
  });
});

describe('a search that ignores case', () => {
  it.each([
    ['ask', 'aſk', true],
    ['ask', 'AS\u212A', true],
    ['aſ\u212A', 'ask', true],
    ['σας', 'ΣΑΣ', true],
    ['straße', 'STRAẞE', true],
    ['istanbul', 'İstanbul', false],
    ['istanbul', 'ıstanbul', false],
    ['µm', 'Μm', true],
    ['\u{10400}x', '\u{10428}x', true],
  ])('for %s in %s: %s', (source, text, expected) => {
    expect(new RegExp(source, 'iu').test(text)).toBe(expected);
    expect(prefiltered(new RegExp(source, 'iu')).test(text)).toBe(expected);
  });
});

it.each(['', 'i', 'v', 'uy'])('an expression with the flags "%s" has no prefilter', (flags) => {
  expect(() => prefiltered(new RegExp('a', flags))).toThrow('no prefilter for the flags');
});

describe('phrases', () => {
  it.each([
    ['after a letter of another script', anyPhrase('use it'), '中use it', true],
    ['after a Latin letter', anyPhrase('use it'), 'reuse it', false],
    ['after the Kelvin sign', anyPhrase('use it'), '\u212Ause it', false],
    ['after a list number', openingPhrase('use it'), '1.use it', true],
    ['after a digit that opens a line', openingPhrase('use it'), '1use it', true],
    ['across three white spaces', anyPhrase('use it'), 'use\n\u00A0 it', true],
    ['across four white spaces', anyPhrase('use it'), 'use    it', false],
    ['in capitals with a dot', anyPhrase('istanbul'), 'İSTANBUL', false],
    ['with the accent left out', anyPhrase('réponds'), 'REPONDS', true],
  ])('%s', (_, phrases, text, expected) => {
    expect(phrases.test(text)).toBe(expected);
  });

  it('are found in a text that comes back after others', () => {
    const politely = anyPhrase('if you please');
    const said = [
      'if you please',
      ...Array.from({ length: 9 }, (_, i) => `text ${i}`),
      'if you please',
      'IF YOU PLEASE',
    ];
    expect(said.map((text) => politely.test(text)).filter(Boolean)).toHaveLength(3);
  });

  it('that are made after a text was read are found in it', () => {
    const text = 'kindly do the needful';
    expect(anyPhrase('kindly').test(text)).toBe(true);
    expect(anyPhrase('needful').test(text)).toBe(true);
  });
});

describe('matches of a whole expression', () => {
  const number = prefiltered(/no\. (\d+)/giu);

  it('are all found, or none', () => {
    expect(number.matchesIn('No. 5 and no. 6').map(([, digits]) => digits)).toEqual(['5', '6']);
    expect(number.matchesIn('number five')).toEqual([]);
  });

  it('are replaced', () => {
    expect(number.replacedIn('No. 5 and no. 6', '-')).toBe('- and -');
  });

  it('are tested from the start each time, with the flag g as well', () => {
    expect([number.test('no. 5'), number.test('no. 5')]).toEqual([true, true]);
  });

  it('are found first one first', () => {
    expect(prefiltered(/b+|a+/u).exec('xaabb')?.[0]).toBe('aa');
  });
});
