import { describe, expect, it } from 'vitest';
import { createRandom, type Random } from '../../activities/stats/random.js';
import { createLineShapes, LINE_SHAPE, type LineShapes } from '../../activities/traffic/line-shape.js';
import { assembled } from '../support/assembled.js';

function shapes(): LineShapes<string> {
  const created = createLineShapes(
    { texts: ['content'], kept: ['role'], noted: { id: 'x', at: '2000-01-01' } },
    (shape) => Buffer.from(shape).toString(),
  );
  if (created === null) throw new Error('no WebAssembly with SIMD here');
  return created;
}

const shapeOf = (line: string) => shapes().valueOf(Buffer.from(line));

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
    const before = ['{"a":1}', '{"b":1}'].map((line) => read.valueOf(Buffer.from(line)));
    const line = `[${'"",'.repeat(87_000)}""]`;
    expect(read.valueOf(Buffer.from(line))).toBe(line.replaceAll('""', '"x"'));
    expect(['{"a":2}', '{"b":2}'].map((again) => read.valueOf(Buffer.from(again)))).toEqual(before);
  });

  it('comes with the notes of its own line', () => {
    const read = shapes();
    read.valueOf(Buffer.from('{"id":"größe","at":"2026-10-05"}'));
    expect([read.noted(0), read.noted(1)]).toEqual(['größe', '2026-10-05']);
    read.valueOf(Buffer.from('{"at":5}'));
    expect([read.noted(0), read.noted(1)]).toEqual([null, null]);
  });

  it('is asked for its value once, and again when all were forgotten', () => {
    const asked: string[] = [];
    const read = createLineShapes({ texts: [], kept: ['k'], noted: { id: 'x' } }, (shape) =>
      asked.push(Buffer.from(shape).toString()),
    );
    const ask = (k: number) => read?.valueOf(Buffer.from(`{"id":"${k * k}","k":${k}}`));
    for (let k = 0; k < 1000; k += 1) expect(ask(k)).toBe(k + 1);
    for (let k = 0; k < 1000; k += 1) expect(ask(k)).toBe(k + 1);
    expect(asked).toHaveLength(1000);
    expect(asked[7]).toBe('{"id":"x","k":7}');
    ask(1000);
    expect(ask(3)).toBe(1002);
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
    const shape = read.valueOf(Buffer.from(text));
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
