import { describe, expect, it } from 'vitest';
import { importedItems } from '../../activities/eval-set/imported-items.js';
import { exportItems } from '../../activities/eval-set/item-export.js';
import { importFormatOf, parseItemFile } from '../../activities/eval-set/item-import-formats.js';
import { parseInspect } from '../../activities/eval-set/item-import-inspect.js';
import { importVersion } from '../../activities/eval-set/version-import.js';
import { readVersion } from '../../activities/eval-set/version-store.js';
import { redactRecord } from '../../activities/traffic/redaction.js';
import { MemoryObjectStore } from '../support/memory-object-store.js';
import { evalSetRow } from './eval-set-row.js';
import { importItems } from './import-world.js';
import { worldConfig } from './version-world.js';

const parse = (text: string) => parseInspect(Buffer.from(text), 'samples');
const one = (sample: object) => parse(JSON.stringify(sample)).items[0];

describe('samples of inspect', () => {
  it('are items with their ids and targets, as JSONL and as a list', () => {
    const samples = [
      { id: 7, input: 'which flour?', target: 'a strong one', metadata: { level: 1 } },
      { input: 'how long?', target: ['an hour', 'sixty minutes'], sandbox: 'docker' },
    ];
    const lines = parse(samples.map((sample) => JSON.stringify(sample)).join('\n\n'));
    const list = parse(JSON.stringify(samples, null, 1));
    expect(lines.items.map(({ line, id, prompt, response }) => [line, id, prompt, response])).toEqual([
      [1, '7', 'which flour?', 'a strong one'],
      [3, null, 'how long?', 'an hour'],
    ]);
    expect(list.items.map(({ line }) => line)).toEqual([2, 10]);
    expect([lines.ignored, list.ignored]).toEqual([['sandbox'], ['sandbox']]);
  });

  it('may be chats', () => {
    const input = [
      { role: 'system', content: 'be short' },
      { role: 'user', content: 'hi' },
      { role: 'tool', content: '5 kg', tool_call_id: 'x' },
      { role: 'user', content: [{ type: 'text', text: 'why?' }] },
    ];
    expect(one({ input })).toMatchObject({
      prompt: 'why?',
      systemPrompt: 'be short',
      earlierTurns: [
        { role: 'user', content: 'hi' },
        { role: 'tool', content: '5 kg' },
      ],
      response: null,
    });
  });

  it.each([
    ['a list', ['bread', 'cake']],
    ['a text', 'bread, cake,'],
  ])('show their choices below the prompt, from %s', (_what, choices) => {
    expect(one({ input: 'which?', target: 'A', choices })).toMatchObject({
      prompt: 'which?\n\nA) bread\nB) cake',
      response: 'A',
    });
  });

  it.each([
    ['no JSON', '{"input": my secret}', /^samples:1: must be a JSON object on one line$/],
    ['no input', '{"input":"a"}\n{"prompt":"my secret"}', /^samples:2: input: must be text or a list of/],
    ['a blank input', '{"input":" "}', /^samples:1: input: must not be empty/],
    [
      'a wrong target',
      '{"input":"a","target":{"x":"my secret"}}',
      /^samples:1: target: must be text or a list of texts$/,
    ],
    ['a wrong id', '{"input":"a","id":1.5}', /^samples:1: id: must be text or a whole number$/],
    [
      'an unknown role',
      '{"input":[{"role":"me","content":"my secret"}]}',
      /^samples:1: input\.0\.role: must be one of system,/,
    ],
    [
      'an image',
      '{"input":[{"role":"user","content":[{"type":"image","image":"x"}]}]}',
      /^samples:1: input\.0\.content: holds more than text/,
    ],
    [
      'a chat that ends with an answer',
      '{"input":[{"role":"assistant","content":"x"}]}',
      /^samples:1: input: must end with/,
    ],
    ['nothing in it', '\n', /^samples: holds no sample$/],
  ])('are refused with %s, by file, line and key', (_what, text, message) => {
    expect(() => parse(text)).toThrow(message);
    expect(() => parse(text)).not.toThrow('my secret');
  });
});

describe('the format of a file', () => {
  it.each([
    ['set.csv', 'input,target', 'csv'],
    ['promptfooconfig.yaml', 'prompts: [a]', 'promptfoo'],
    ['suite.json', '{"tests":[]}', 'promptfoo'],
    ['tests.json', '[{"vars":{}}]', 'promptfoo'],
    ['tests.jsonl', '{"vars":{}}', 'promptfoo'],
    ['samples.json', '[{"input":"a"}]', 'inspect'],
    ['samples.jsonl', '\n{"input":"a"}', 'inspect'],
    ['items.jsonl', '{"prompt":"a","input":"b"}', 'jsonl'],
    ['items.ndjson', 'no JSON', 'jsonl'],
  ] as const)('of %s with %s is told', (name, text, format) => {
    expect(importFormatOf(Buffer.from(text), name)).toBe(format);
  });

  it.each([
    ['set.xml', '<a/>'],
    ['package.json', '{"name":"x"}'],
    ['set', '{"prompt":"a"}'],
  ])('of %s is not guessed', (name, text) => {
    expect(() => importFormatOf(Buffer.from(text), name)).toThrow(/says what it is; add --format jsonl, /);
  });
});

describe('an export that is imported again', () => {
  const GOLDEN = [
    { id: 'flour', prompt: 'which flour gives {{ sourdough }} a crust', expected: 'a strong one' },
    {
      prompt: 'is a train a deduction for taxes',
      system_prompt: 'be short',
      messages: [{ role: 'user', content: 'hi' }],
    },
  ];

  it.each(['jsonl', 'csv', 'promptfoo', 'inspect'] as const)('gives the same items as %s', async (format) => {
    const store = new MemoryObjectStore();
    const config = worldConfig('bucket', { size: 20 });
    const first = await importItems({ store, config }, GOLDEN);
    expect(first.added).toBe(2);
    const rows = await readVersion(store, first.version);
    const { items } = parseItemFile(Buffer.from(exportItems(rows, format)), format, 'export');
    expect(
      items.map(({ prompt, systemPrompt, earlierTurns, response }) => [prompt, systemPrompt, earlierTurns, response]),
    ).toEqual(rows.map((row) => [row.prompt, row.system_prompt, JSON.parse(row.earlier_turns), row.response]));
  });

  it.each(['promptfoo', 'inspect'] as const)('adds nothing as %s', async (format) => {
    const store = new MemoryObjectStore();
    const config = worldConfig('bucket', { size: 20 });
    const { version } = await importItems({ store, config }, GOLDEN);
    const text = exportItems(await readVersion(store, version), format);
    const { items } = parseItemFile(Buffer.from(text), format, 'export');
    const options = { name: 'export', redact: redactRecord, userKey: undefined, keepAlike: false };
    const imported = importedItems(items, options);
    const input = { config, name: 'export', imported, firstWeek: '2026-W39' };
    expect(await importVersion(store, input, async () => undefined)).toMatchObject({ added: 0, present: 2 });
  });

  it('keeps what a prompt says that looks like a template', () => {
    const row = evalSetRow({ item_id: 'i_1', prompt: '{{ env.SECRET }}', response: '{% raw %}' });
    const { items } = parseItemFile(Buffer.from(exportItems([row], 'promptfoo')), 'promptfoo', 'export');
    expect(items[0]).toMatchObject({ prompt: '{{ env.SECRET }}', response: '{% raw %}' });
  });
});
