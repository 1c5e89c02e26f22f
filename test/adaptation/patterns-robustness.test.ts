import { describe, expect, it } from 'vitest';
import { ownWords } from '../../activities/adaptation/patterns/own-words.js';
import { ALONE } from '../../activities/adaptation/patterns/prompt-pattern.js';
import { measurePatterns, PROMPT_PATTERNS } from '../../activities/adaptation/patterns/registry.js';

const MEGABYTE = 1_000_000;

function megabyteOf(piece: string): string {
  return piece.repeat(Math.ceil(MEGABYTE / piece.length)).slice(0, MEGABYTE);
}

function measure(name: string, text: string): number {
  const k = PROMPT_PATTERNS.findIndex((candidate) => candidate.name === name);
  return measurePatterns(text, ALONE)[k] ?? Number.NaN;
}

describe('a megabyte', () => {
  it.each([
    ' ',
    '\n',
    'a',
    'the ',
    '"',
    '`',
    '<foo>',
    '「',
    '中',
    'これを日本語で',
    'a@',
    '# a\n',
    'a -> b\n',
    '```\n',
    'DO NOT ',
    '\uD800',
    'e\u0301',
    '\u001B[31m',
    'at a (',
    '---\n',
  ])('of %j is measured in finite numbers before the test times out', { timeout: 20_000 }, (piece) => {
    expect(measurePatterns(megabyteOf(piece), ALONE).every(Number.isFinite)).toBe(true);
  });

  it('of pasted text hides neither what is asked before it nor what is asked after it', () => {
    const pasted = megabyteOf('The cat sat on the mat, which was red. ');
    expect(measure('table_directive', `Compare the cats in a table.\n\n${pasted}`)).toBe(1);
    expect(measure('table_directive', `${pasted}\n\nCompare the cats in a table.`)).toBe(1);
    expect(measure('pasted_document', `Summarize this:\n\n${pasted}`)).toBe(1);
  });

  it('has its true length, in which no beginning stands for the whole', () => {
    expect(measure('length', megabyteOf('ab'))).toBeCloseTo(Math.log1p(MEGABYTE), 12);
    expect(measure('words', megabyteOf('ab '))).toBeCloseTo(Math.log1p(Math.ceil(MEGABYTE / 3)), 4);
  });
});

describe('a text that arrives damaged or dressed up means the same', () => {
  it.each([
    ['escape sequences', 'politeness', '\u001B[1mPlease\u001B[0m fix it'],
    ['a byte order mark', 'greeting', '\uFEFFHello, I need help'],
    ['zero-width spaces', 'urgency', 'I need this as\u200Bap, it is ur\u200Bgent'],
    ['half a surrogate pair', 'politeness', '\uD83D please fix it'],
    ['a replacement character', 'imperative', '\uFFFD\n\uFFFDok\nTranslate the letter into Dutch'],
    ['HTML', 'politeness', '<p>Could you <b>please</b>&nbsp;help</p>'],
    ['letters and accents apart', 'output_language', 'Réponds en français'.normalize('NFD')],
    ['accents left out', 'output_language', 'Reponds en francais'],
    ['umlauts written out', 'role_play', 'Stell dir vor, du waerst ein Arzt'],
    ['capitals', 'step_by_step', 'THINK STEP BY STEP'],
    ['capitals with accents', 'length_directive', 'RÉPONDS BRIÈVEMENT'],
    ['a curly apostrophe', 'negative_instruction', 'Don’t mention it'],
    ['a no-break space', 'step_by_step', 'Think step\u00A0by step'],
    ['Latin words between Chinese ones', 'model_name', '你觉得ChatGPT好用吗'],
    ['no spaces', 'output_language', '请把这封信用英文写一遍然后翻译成中文'],
  ])('%s', (_, name, text) => {
    expect(measure(name, text)).toBe(1);
  });
});

describe('what others say is not what the user says', () => {
  it.each([
    ['quoted', 'Translate “please do not ask me why” into Dutch'],
    ['fenced', 'Translate this\n```\nplease do not ask me why\n```'],
    ['quoted by lines', 'Translate this\n> please do not ask me why'],
    ['announced', 'Translate this sentence: please do not ask me why'],
    ['tagged', 'Translate <text>please do not ask me why</text>'],
  ])('when it is %s', (_, text) => {
    expect(measure('politeness', text)).toBe(0);
    expect(measure('negative_instruction', text)).toBe(0);
    expect(ownWords(text)).toContain('Translate');
  });

  it('but a prompt that is nothing but a quotation is the user’s', () => {
    expect(measure('politeness', '"please fix it"')).toBe(1);
  });

  it('and a last short paragraph after the material is the user’s again', () => {
    const letter = 'Dear all, the hall is closed on Monday.\n\nWe meet outside.';
    expect(measure('table_directive', `Here is the letter:\n${letter}\n\nPut the dates in a table.`)).toBe(1);
  });
});
