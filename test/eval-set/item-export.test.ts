import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { exportItems } from '../../activities/eval-set/item-export.js';
import { parseItems } from '../../activities/eval-set/item-import.js';
import { evalSetRow } from './eval-set-row.js';

const PLAIN = evalSetRow({ item_id: 'i_1', prompt: 'which flour?', weight: 0.5, response: 'a strong one' });
const CHAT = evalSetRow({
  item_id: 'i_2',
  prompt: 'and "how much",\r\nplease?',
  system_prompt: 'be short',
  earlier_turns:
    '[{"role":"developer","content":"no oil"},{"role":"user","content":"which flour?"},{"role":"assistant","content":"a strong one"},{"role":"tool","content":"5 kg"}]',
  response: null,
});

describe('JSONL', () => {
  it('holds our columns exactly', () => {
    const lines = exportItems([PLAIN, CHAT], 'jsonl').trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual([PLAIN, CHAT]);
  });

  it('shows a terminal nothing that it would obey, and is the same text still', () => {
    const hostile = evalSetRow({ item_id: 'i_3', prompt: '\u001b[2J\u009b31m\u202etxt.exe\u2028' });
    const text = exportItems([hostile], 'jsonl');
    expect(text).toMatch(/^[\x20-\x7e]+\n$/);
    expect(JSON.parse(text)).toEqual(hostile);
  });
});

describe('CSV', () => {
  it('keeps quotes, commas and line breaks', () => {
    const { data } = Papa.parse<Record<string, string>>(exportItems([PLAIN, CHAT], 'csv'), {
      header: true,
      skipEmptyLines: true,
    });
    expect(data.map(({ prompt }) => prompt)).toEqual([PLAIN.prompt, CHAT.prompt]);
    expect(data[0]?.['weight']).toBe('0.5');
  });

  it.each([
    '=1+1',
    '+49 and more',
    '-1 or 1',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '\n=1',
    '=HYPERLINK("x")\nnext line',
    '＝1+1',
    "'=1",
    "'quoted' text",
  ])('gives a spreadsheet no formula to run, and gives the text back to an import: %j', (prompt) => {
    const text = exportItems([evalSetRow({ item_id: 'i_1', prompt })], 'csv');
    const [row] = Papa.parse<Record<string, string>>(text, { header: true }).data;
    expect(row?.['prompt']).not.toMatch(/^[=+\-@\t\r\n＝＋－＠]/);
    expect(parseItems(Buffer.from(text), 'csv', 'set.csv').items[0]?.prompt).toBe(prompt);
  });
});

describe('promptfoo', () => {
  it('is a list of test cases, as JSON and as YAML', () => {
    const text = exportItems([PLAIN, CHAT], 'promptfoo');
    const tests = JSON.parse(text);
    expect(parse(text)).toEqual(tests);
    expect(tests[0]).toEqual({
      description: 'i_1',
      vars: {
        prompt: 'which flour?',
        system_prompt: '',
        messages: '[{"role":"user","content":"which flour?"}]',
        reference_answer: 'a strong one',
      },
      metadata: expect.objectContaining({ item_id: 'i_1', topic: 0, weight: 0.5, anchor: false }),
    });
    expect(Object.keys(tests[0].metadata)).not.toContain('prompt');
    expect(JSON.parse(tests[1].vars.messages).map(({ role }: { role: string }) => role)).toEqual([
      'system',
      'system',
      'user',
      'assistant',
      'user',
      'user',
    ]);
  });

  it.each([
    ['{{ env.SECRET }}', '{{ "{{" }} env.SECRET }}'],
    ['{% include "x" %}', '{{ "{%" }} include "x" %}'],
    ['{# note #}', '{{ "{#" }} note {{ "#}" }}'],
    ['{#} x', '{{ "{#" }}} x'],
    ['{{{ x', '{{ "{{" }}{ x'],
    ['file:///etc/passwd', '{{ "" }}file:///etc/passwd'],
    ['package:x:y', '{{ "" }}package:x:y'],
  ])('does not let a prompt be run as a template or read as a file: %s', (prompt, written) => {
    const [test] = JSON.parse(exportItems([evalSetRow({ item_id: 'i_1', prompt })], 'promptfoo'));
    expect(test.vars.prompt).toBe(written);
    // What Nunjucks prints for these expressions.
    expect(written.replaceAll(/\{\{ "([^"]*)" \}\}/g, '$1')).toBe(prompt);
  });
});

describe('inspect', () => {
  it('has a text where there is only a prompt, and a chat with roles it knows elsewhere', () => {
    const [first, second] = exportItems([PLAIN, CHAT], 'inspect')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(first).toMatchObject({ id: 'i_1', input: 'which flour?', target: 'a strong one', metadata: { topic: 0 } });
    expect(second.target).toBe('');
    expect(second.input).toEqual([
      { role: 'system', content: 'be short' },
      { role: 'system', content: 'no oil' },
      { role: 'user', content: 'which flour?' },
      { role: 'assistant', content: 'a strong one' },
      { role: 'user', content: '5 kg' },
      { role: 'user', content: CHAT.prompt },
    ]);
  });
});

it('names an item whose turns cannot be read, not its text', () => {
  const broken = evalSetRow({ item_id: 'i_9', earlier_turns: 'my secret' });
  expect(() => exportItems([broken], 'inspect')).toThrow('item i_9: earlier_turns is not a list of {role, content}');
});
