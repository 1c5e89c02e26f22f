import { describe, expect, it } from 'vitest';
import { createRandom, type Random } from '../../activities/stats/random.js';
import { checksumOf } from '../../activities/traffic/content-checksum.js';
import { LINE_SHAPE, LineShapes } from '../../activities/traffic/line-shape.js';
import { assembled } from '../support/assembled.js';

const KEYS = { texts: ['content'], kept: ['role'], noted: { id: 'x', at: '2000-01-01' } };

function shapes(keys = KEYS, asked: string[] = []): LineShapes<string> {
  const created = LineShapes.create(keys, (shape) => {
    const text = Buffer.from(shape).toString();
    asked.push(text);
    return text;
  });
  if (created === null) throw new Error('no WebAssembly with SIMD here');
  return created;
}

/** What is seen of every row. */
function rowsOf<T>(read: LineShapes<string>, lines: string, see: (row: number) => T): T[] {
  const seen: T[] = [];
  read.load(Buffer.from(lines), 0);
  for (let rows = read.scan(); rows > 0; rows = read.scan()) {
    for (let row = 0; row < rows; row += 1) seen.push(see(row));
  }
  return seen;
}

const shapesOf = (read: LineShapes<string>, lines: string) => rowsOf(read, lines, (row) => read.valueOf(row));
const shapeOf = (line: string) => shapesOf(shapes(), line)[0];

describe('the shape of a line', () => {
  it.each([
    ['strings and numbers', '{"a":"text","b":-1.5e+3,"c":[1,"two",{"d":""}]}', '{"a":"x","b":0,"c":[0,"x",{"d":"x"}]}'],
    ['keys, words and white space', '{ "a" : true,\t"b":null }', '{ "a" : true,\t"b":null }'],
    ['what is kept', '{"role":"user","role":7}', '{"role":"user","role":7}'],
    ['texts that say something', '{"content":"\\n\\u0041 b"}', '{"content":"x"}'],
    ['texts that may be blank', '{"content":" \\u0041","content":""}', '{"content":" \\u0041","content":""}'],
    ['lists under a key that is listed', '{"content":["",1]}', '{"content":["x",0]}'],
    ['what is noted', '{"id":"a-1","at":"2026-10-05"}', '{"id":"x","at":"2000-01-01"}'],
    ['the same keys further inside', '{"b":{"id":"a-1","at":3}}', '{"b":{"id":"x","at":0}}'],
    ['notes that are no plain text', '{"id":"","at":"\\u0041"}', '{"id":"","at":"\\u0041"}'],
  ])('holds or replaces %s', (_, line, shape) => {
    expect(shapeOf(line)).toBe(shape);
  });

  it.each([
    ['a number that is none', '{"a":01}'],
    ['two numbers in one word', '{"a":2-3}'],
    ['a number that runs on', '{"a":1.5.5}'],
    ['an escape that is none', '{"a":"\\x"}'],
    ['a control character in a string', '{"a":"\u0001"}'],
    ['a string without an end', '{"a":"b'],
    ['an escape without an end', '{"a":"\\'],
  ])('leaves %s as it is', (_, line) => {
    expect(shapeOf(line)).toBe(line);
  });

  it('cannot be told when a key has an escape, or a noted one comes twice', () => {
    expect(shapeOf('{"i\\u0064":"a"}')).toBeNull();
    expect(shapeOf('{"id":"a","id":"b"}')).toBeNull();
  });

  it('cannot be told of a very long line', () => {
    expect(shapeOf(`{"a":"${'x'.repeat(300_000)}"}`)).toBeNull();
  });

  it('of a line of empty strings, which is longer than the line, leaves those before as they are', () => {
    const read = shapes();
    const before = shapesOf(read, '{"a":1}\n{"b":1}');
    const line = `[${'"",'.repeat(87_000)}""]`;
    expect(shapesOf(read, line)).toEqual([line.replaceAll('""', '"x"')]);
    expect(shapesOf(read, '{"a":2}\n{"b":2}')).toEqual(before);
  });

  it('comes with the notes of its own line', () => {
    const read = shapes();
    const noted = (row: number) => [read.noted(row, 0), read.noted(row, 1), read.isNoted(row, 1), read.instant(row, 1)];
    expect(
      rowsOf(read, '{"id":"größe","at":"2026-10-05T00:00:00.007Z"}\n{"at":5}\n{"at":"2026-10-05"}', noted),
    ).toEqual([
      ['größe', '2026-10-05T00:00:00.007Z', true, Date.UTC(2026, 9, 5) + 7],
      [null, null, false, null],
      [null, '2026-10-05', true, null],
    ]);
  });

  it('comes with place, number and checksum of its line, without white space around it', () => {
    const read = shapes();
    const text = '\n \t{"a":1}\v\r\n\f\n{"b":"é"}';
    const lines = rowsOf(read, text, (row) => {
      const line = read.bytesOf(row);
      return [read.lineOf(row), line.toString(), read.checksum(row) === checksumOf(line)];
    });
    expect(lines).toEqual([
      [2, '{"a":1}', true],
      [4, '{"b":"é"}', true],
    ]);
    expect(read.linesBefore).toBe(4);
  });

  it('cannot be told where other white space may begin or end the line', () => {
    expect(shapesOf(shapes(), '\uFEFF{"a":1}\n{"a":1}\u00A0\n{"a":1}')).toEqual([null, null, '{"a":0}']);
  });

  it('is asked for its value once, and again when all were forgotten', () => {
    const asked: string[] = [];
    const read = shapes({ texts: [], kept: ['k'], noted: { id: 'x', at: 'x' } }, asked);
    const ask = (from: number, to: number) =>
      shapesOf(read, Array.from({ length: to - from }, (_, at) => `{"id":"${at * at}","k":${from + at}}`).join('\n'));
    const all = ask(0, 1000);
    expect(all[7]).toBe('{"id":"x","k":7}');
    expect(asked).toEqual(all);
    ask(999, 1000);
    expect(asked.slice(1000)).toEqual(['{"id":"x","k":999}']);
    expect(ask(0, 1000)).toEqual(all);
  });
});

/** Signs of JSON, pieces of numbers and escapes, white space and other characters. */
const PIECES = [
  '"',
  '\\',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '0',
  '7',
  '-',
  '.',
  'e',
  'u',
  'n',
  ' ',
  '\t',
  '\u0001',
  'é',
  '　',
];

function mutated(line: string, random: Random): string {
  let text = line;
  for (let times = 1 + random.integer(3); times > 0; times -= 1) {
    const at = random.integer(text.length + 1);
    text = text.slice(0, at) + (PIECES[random.integer(PIECES.length)] ?? '') + text.slice(at + random.integer(3));
  }
  return text;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

it('a line is JSON exactly when its shape is', () => {
  const random = createRandom('line shapes');
  const line =
    '{"id":"a-17","role":"user","n":[-1.5e+30,0,12],"content":"say \\"no\\" \\u00e9","m":{"k":true,"id":null},"at":"t"}';
  const read = shapes();
  const counts = { json: 0, none: 0, untold: 0 };
  for (let run = 0; run < 40_000; run += 1) {
    const text = mutated(line, random);
    const [shape = null] = shapesOf(read, text);
    if (shape === null) {
      counts.untold += 1;
      continue;
    }
    const expected = isJson(text);
    counts[expected ? 'json' : 'none'] += 1;
    if (isJson(shape) !== expected) expect.fail(`${JSON.stringify(text)} has the shape ${JSON.stringify(shape)}`);
  }
  expect(counts.json).toBeGreaterThan(5000);
  expect(counts.none).toBeGreaterThan(5000);
});

it('is read by what the text of the assembly makes', async () => {
  const text = new URL('../../activities/traffic/line-shape.wat', import.meta.url);
  expect(await assembled(text)).toBe(Buffer.from(LINE_SHAPE.bytes).toString('base64'));
});
