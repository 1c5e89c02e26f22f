import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { labelSheet, parseLabelSheet, type SheetEntry } from '../../activities/labels/label-sheet.js';
import type { LabelKey } from '../../activities/labels/label-tables.js';
import { labelRow } from './label-world.js';

function entry(at: number, fields: Partial<SheetEntry> = {}, shown: LabelKey['shown_first'] = 'arm_a'): SheetEntry {
  const { labeler: _l, preference: _p, score_a: _a, score_b: _b, ...comparison } = labelRow({});
  return {
    key: { ...comparison, label_id: `0123456789ab-000${at}`, shown_first: shown },
    prompt: 'which flour?',
    systemPrompt: null,
    earlierTurns: [],
    answerA: 'the answer of a',
    answerB: 'the answer of b',
    ...fields,
  };
}

const read = (text: string) =>
  Papa.parse<Record<string, string>>(text.replace('\uFEFF', ''), { header: true, skipEmptyLines: true }).data;
const parse = (text: string) => parseLabelSheet(Buffer.from(text), 'labels.csv');
const HEAD = 'label_id,winner,first_score,second_score,labeler';

describe('a sheet', () => {
  it('shows texts and blank cells, and no model, arm, source or verdict', () => {
    const text = labelSheet([
      entry(1, {
        systemPrompt: 'be short',
        earlierTurns: [
          { role: 'user', content: 'hi' },
          { role: 'assistant', content: 'yes?' },
        ],
      }),
      entry(2, {}, 'arm_b'),
    ]);
    expect(text.startsWith('\uFEFFlabel_id,')).toBe(true);
    const [first, second] = read(text);
    expect(first).toEqual({
      label_id: '0123456789ab-0001',
      prompt: 'which flour?',
      system_prompt: 'be short',
      earlier_turns: 'user: hi\n\nassistant: yes?',
      first_answer: 'the answer of a',
      second_answer: 'the answer of b',
      winner: '',
      first_score: '',
      second_score: '',
      labeler: '',
      note: '',
    });
    expect([second?.['first_answer'], second?.['second_answer']]).toEqual(['the answer of b', 'the answer of a']);
    expect(text).not.toMatch(/candidate|production|arm_|live|eval-set|i_1/);
  });

  it.each(['=1+1', '+49', '-1 or 1', '@SUM(A1)', '\t=1', '\n=1', '＝1+1'])(
    'gives a spreadsheet no formula to run: %j',
    (text) => {
      const [row] = read(labelSheet([entry(1, { prompt: text, answerA: text, answerB: text })]));
      for (const key of ['prompt', 'first_answer', 'second_answer']) expect(row?.[key]).not.toMatch(/^[=+\-@\t\r\n＝]/);
    },
  );
});

describe('a sheet that people filled in', () => {
  it('gives what they wrote, and counts blank rows', () => {
    const text = `\uFEFFlabel_id,prompt,winner,first_score,second_score,labeler,note\r\nx-0001,"two\nlines",First,5,1,kim,my secret\r\nx-0002,=1+1,,,,,\r\nx-0003,a, tie ,,,,\r\nx-0004,a,,3,,,\r\n`;
    expect(parse(text)).toEqual({
      blank: 1,
      answers: [
        { line: 2, labelId: 'x-0001', winner: 'first', firstScore: 5, secondScore: 1, labeler: 'kim' },
        { line: 5, labelId: 'x-0003', winner: 'tie', firstScore: null, secondScore: null, labeler: null },
        { line: 6, labelId: 'x-0004', winner: null, firstScore: 3, secondScore: null, labeler: null },
      ],
    });
  });

  it.each([';', '\t'])('may separate its cells with %j, as some spreadsheets save it', (delimiter) => {
    const text = `${HEAD}\nx-0001,second,,,kim\n`.replaceAll(',', delimiter);
    expect(parse(text).answers).toMatchObject([{ labelId: 'x-0001', winner: 'second', labeler: 'kim' }]);
  });

  it('may hold several people’s verdicts on one comparison', () => {
    expect(parse(`${HEAD}\nx-0001,first,,,kim\nx-0001,tie,,,ada`).answers).toHaveLength(2);
  });

  it.each([
    ['nothing in it', '', /^labels\.csv: is empty/],
    ['no ids', 'id,winner\na,first', /^labels\.csv:1: label_id: no column has this name/],
    ['no winners', 'label_id,note\na,my secret', /^labels\.csv:1: winner: no column has this name/],
    [
      'two columns of one name',
      'label_id,winner,winner\na,first,',
      /^labels\.csv:1: winner: two columns have this name$/,
    ],
    ['an empty id', `${HEAD}\n,first,,,`, /^labels\.csv:2: label_id: is empty/],
    [
      'an unknown winner',
      `${HEAD}\nx-0001,"my\nsecret",,,\n`,
      /^labels\.csv:2: winner: must be first, second or tie, or empty$/,
    ],
    [
      'an unknown score',
      `${HEAD}\n"x\n1",first,,,a\nx-0001,first,0.5,,`,
      /^labels\.csv:4: first_score: must be 1, 2, 3, 4 or 5, or empty$/,
    ],
    [
      'the same comparison twice',
      `${HEAD}\nx-0001,first,,,\nx-0001,tie,,,`,
      /^labels\.csv:3: label_id: is on line 2 already, fill in labeler/,
    ],
    [
      'the same comparison twice by one person',
      `${HEAD}\nx-0001,first,,,kim\nx-0001,tie,,,kim`,
      /^labels\.csv:3: label_id: is on line 2 already, by the same/,
    ],
    ['an open quote', `${HEAD}\n"my secret`, /^labels\.csv:2: no CSV: quoted field unterminated$/],
  ])('is refused with %s, by file, line and key', (_what, text, message) => {
    expect(() => parse(text)).toThrow(message);
  });

  it('is refused when it is not UTF-8', () => {
    expect(() => parseLabelSheet(Uint8Array.from([0xff, 0xfe, 0x6c]), 'labels.csv')).toThrow(
      'labels.csv: is not UTF-8; save it as UTF-8',
    );
  });
});
