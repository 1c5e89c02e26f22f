import { describe, expect, it } from 'vitest';
import { folded, foldedUnit } from '../../activities/adaptation/patterns/folding.js';
import { branchesOf } from '../../activities/adaptation/patterns/regex-syntax.js';
import { alternativesOf, WORD_START } from '../../activities/adaptation/patterns/required-literals.js';

function clausesOf(source: string): readonly (readonly string[])[][] {
  return alternativesOf(source).map(({ clauses }) => clauses.map((clause) => [...clause].sort()));
}

describe('what a text must hold for an expression to match', () => {
  it.each([
    ['words in a row', 'step by step', [[['step by step']]]],
    ['each of two words around a gap', 'as\\w+soon', [[['as'], ['soon']]]],
    ['one of the words of a choice', 'think (?:hard|twice) now', [[['think hard n', 'think twice ']]]],
    ['a word with an ending or without', 'tables?', [[['table']]]],
    ['what is repeated', '(?:please )+', [[['please ']]]],
    ['nothing that may be left out', '(?:please )*now', [[['now']]]],
    ['nothing of a choice with an open branch', 'a(?:sap|\\p{L})', [[]]],
    ['a digit for any number', 'in \\d{1,3} days', [[['in '], ['0'], [' days']]]],
    ['a space for any white space', 'as\\s{1,3}soon', [[['as soon']]]],
    ['white space or none', 'short\\s{0,3}answer', [[['short answer', 'shortanswer']]]],
    ['the members of a small class', 'summari[sz]e', [[['summarise', 'summarize']]]],
    ['nothing of a negated class', 'no[^a]pe', [[['no'], ['pe']]]],
    ['nothing that stands in a lookaround', '(?<!not )good(?= day)(?! night)', [[['good']]]],
    ['nothing of a backreference', '<(tag|mark)>\\1', [[['<mark>', '<tag>']]]],
    ['the alternatives one by one', 'asap|right now', [[['asap']], [['right now']]]],
    ['the alternatives between assertions', '(?<!x)(?:asap|right now)(?!y)', [[['asap']], [['right now']]]],
    ['characters of scripts without spaces', '请(?:用|以)', [[['请以', '请用']]]],
    ['nothing of letters with cases beyond the basic plane', 'ab\u{10400}cd', [[['ab'], ['cd']]]],
    ['no more than the beginning of a long word', 'internationalisation', [[['internationa']]]],
    ['nothing where any letter would do', '[a-z]+', [[]]],
  ])('%s', (_, source, expected) => {
    expect(clausesOf(source)).toEqual(expected);
  });

  it.each(['(?i:a)b', '(?<=', 'a{', '\\uD83D', '(a'])('nothing is claimed of %s, which is not read', (source) => {
    expect(branchesOf(source)).toBeNull();
    expect(alternativesOf(source)).toEqual([{ source, clauses: [] }]);
  });

  it('a match that begins a word shows in the strings that it begins with, and in no others', () => {
    expect(alternativesOf('use \\p{L}+ tool', WORD_START)).toEqual([
      { source: 'use \\p{L}+ tool', clauses: [[`${WORD_START}use `], [' tool']] },
    ]);
  });

  it('an expression that refers back to a group stays whole', () => {
    const source = '(?:(ab)|(cd)\\2)';
    expect(alternativesOf(source)).toEqual([{ source, clauses: [['ab', 'cd']] }]);
  });

  it('alternatives keep what stands around their group', () => {
    expect(alternativesOf('(?<!x)(?:one|two)(?!y)').map(({ source }) => source)).toEqual([
      '(?<!x)(?:one)(?!y)',
      '(?<!x)(?:two)(?!y)',
    ]);
  });
});

describe('folding', () => {
  it('folds alike whatever the flags iu hold for equal', () => {
    const letters = Array.from({ length: 0x1_0000 }, (_, unit) => unit).filter((unit) => {
      const character = String.fromCharCode(unit);
      return (unit < 0xd800 || unit > 0xdfff) && character.toLowerCase() !== character.toUpperCase();
    });
    const apart: string[] = [];
    for (const unit of letters) {
      const character = String.fromCharCode(unit);
      for (const other of [character.toLowerCase(), character.toUpperCase(), character.toUpperCase().toLowerCase()]) {
        const isEqual = other.length === 1 && new RegExp(`^${character}$`, 'iu').test(other);
        if (isEqual && foldedUnit(unit) !== foldedUnit(other.charCodeAt(0))) apart.push(`${character} ${other}`);
      }
    }
    expect(letters.length).toBeGreaterThan(2_000);
    expect(apart).toEqual([]);
  });

  it.each([
    ['the long s', 'ſ', 's'],
    ['the Kelvin sign', '\u212A', 'k'],
    ['the Ångström sign', '\u212B', 'å'],
    ['the final sigma', 'ς', 'Σ'],
    ['the micro sign', 'µ', 'μ'],
    ['the capital sharp s', 'ẞ', 'ß'],
    ['the curly apostrophe', '’', "'"],
    ['an accent', 'É', 'e'],
    ['digits', '7', '0'],
  ])('%s', (_, one, other) => {
    expect(folded(one)).toBe(folded(other));
  });

  it('takes every white space for a space, and a run of them for one', () => {
    const spaces = Array.from({ length: 0x1_0000 }, (_, unit) => String.fromCharCode(unit)).filter((character) =>
      /\s/u.test(character),
    );
    expect(new Set(spaces.map((space) => folded(space)))).toEqual(new Set([' ']));
    expect(folded(`a${spaces.join('')}b`)).toBe('a b');
  });

  it.each(['ſtep by ſtep', 'STEP BY STEP', 'ΣΑΣ', 'İstanbul', '\uD800 half'])(
    'is the same for %j in small letters',
    (text) => {
      // A capital with a dot has two small letters: the second one is no letter of any phrase.
      expect(folded(text.toLowerCase()).replace('i\u0307', 'İ')).toBe(folded(text).replace('i\u0307', 'İ'));
    },
  );
});
