import { describe, expect, it } from 'vitest';
import {
  anyValue,
  event,
  LOGS_KEY,
  logRecord,
  logs,
  messages,
  read,
  recordOf,
  span,
  TRACES_KEY,
  traces,
} from './otel-world.js';

const DETAILS = 'gen_ai.client.inference.operation.details';
/** One conversation; every form of logging it must read the same. */
const INPUT = messages(['system', 'be brief'], ['user', 'one?'], ['assistant', 'two'], ['user', 'three?']);
const OUTPUT = messages(['assistant', 'four']);
const READ = {
  prompt: 'three?',
  turnIndex: 2,
  response: 'four',
  systemPrompt: 'be brief',
  earlierTurns: [
    { role: 'user', content: 'one?' },
    { role: 'assistant', content: 'two' },
  ],
  context: 'complete',
};
const TURNS: [role: string, content: string][] = [
  ['system', 'be brief'],
  ['user', 'one?'],
  ['assistant', 'two'],
  ['user', 'three?'],
];
const CHAT = TURNS.map(([role, content]) => ({ role, content }));
const ANSWER = { role: 'assistant', content: 'four' };
const CHOICE = { index: 0, finish_reason: 'stop', message: ANSWER };
const eventsOf = (write: (content: string, role: string) => object, choice: object) => [
  ...TURNS.map(([role, content]) => event(`gen_ai.${role}.message`, write(content, role))),
  event('gen_ai.choice', choice),
];
const indexed = (prefix: string, turns: readonly object[]) =>
  Object.fromEntries(
    turns.flatMap((turn, index) => Object.entries(turn).map(([name, value]) => [`${prefix}.${index}.${name}`, value])),
  );

describe('a conversation reads the same', () => {
  it.each<[string, object, object]>([
    [
      'as JSON in today’s attributes',
      { 'gen_ai.input.messages': JSON.stringify(INPUT), 'gen_ai.output.messages': JSON.stringify(OUTPUT) },
      {},
    ],
    ['as structured attributes', { 'gen_ai.input.messages': INPUT, 'gen_ai.output.messages': OUTPUT }, {}],
    [
      'with the system prompt beside it',
      {
        'gen_ai.system_instructions': JSON.stringify([{ type: 'text', content: 'be brief' }]),
        'gen_ai.input.messages': INPUT.slice(1),
        'gen_ai.output.messages': OUTPUT,
      },
      {},
    ],
    [
      'with the system prompt beside it and inside',
      {
        'gen_ai.system_instructions': [{ type: 'text', content: 'be brief' }],
        'gen_ai.input.messages': INPUT,
        'gen_ai.output.messages': OUTPUT,
      },
      {},
    ],
    [
      'with a structured system prompt of plain text',
      {
        'gen_ai.system_instructions': 'be brief',
        'gen_ai.input.messages': INPUT.slice(1),
        'gen_ai.output.messages': OUTPUT,
      },
      {},
    ],
    ['as span events with plain attributes', {}, { events: eventsOf((content) => ({ content }), ANSWER) }],
    [
      'as span events with a structured choice',
      {},
      { events: eventsOf((content, role) => ({ content, role }), { index: 0, message: ANSWER }) },
    ],
    [
      'as span events with a choice in JSON',
      {},
      { events: eventsOf((content) => ({ content }), { index: 0, message: JSON.stringify(ANSWER) }) },
    ],
    [
      'as span events with a choice in plain text',
      {},
      { events: eventsOf((content) => ({ content }), { message: 'four' }) },
    ],
    [
      'as span events with JSON in an attribute',
      {},
      {
        events: eventsOf((content, role) => ({ 'gen_ai.event.content': JSON.stringify({ role, content }) }), {
          'gen_ai.event.content': JSON.stringify(CHOICE),
        }),
      },
    ],
    [
      'as span events with Converse’s blocks in JSON',
      {},
      {
        events: eventsOf((content) => ({ content: JSON.stringify([{ text: content }]) }), {
          message: JSON.stringify([{ text: 'four' }]),
        }),
      },
    ],
    ['as numbered attributes', { ...indexed('gen_ai.prompt', CHAT), ...indexed('gen_ai.completion', [ANSWER]) }, {}],
    [
      'as numbered attributes of the first kind',
      { ...indexed('llm.prompts', CHAT), ...indexed('llm.completions', [ANSWER]) },
      {},
    ],
    [
      'as content events',
      {},
      {
        events: [
          event('gen_ai.content.prompt', { 'gen_ai.prompt': JSON.stringify(CHAT) }),
          event('gen_ai.content.completion', { 'gen_ai.completion': JSON.stringify([ANSWER]) }),
        ],
      },
    ],
    [
      'as a details event in the span',
      {},
      { events: [event(DETAILS, { 'gen_ai.input.messages': INPUT, 'gen_ai.output.messages': OUTPUT })] },
    ],
  ])('%s', async (_, values, fields) => {
    expect(await recordOf(values, fields)).toMatchObject(READ);
  });

  it.each<[string, object[]]>([
    ['a details event', [logRecord(DETAILS, { 'gen_ai.input.messages': INPUT, 'gen_ai.output.messages': OUTPUT })]],
    [
      'a details event named in an attribute',
      [
        logRecord('', {
          'event.name': DETAILS,
          'gen_ai.input.messages': JSON.stringify(INPUT),
          'gen_ai.output.messages': JSON.stringify(OUTPUT),
        }),
      ],
    ],
    [
      'a details event with a body',
      [
        logRecord(
          DETAILS,
          {},
          { body: anyValue({ 'gen_ai.input.messages': INPUT, 'gen_ai.output.messages': OUTPUT }) },
        ),
      ],
    ],
    [
      'one event a message',
      [
        ...TURNS.map(([role, content]) => logRecord(`gen_ai.${role}.message`, {}, { body: anyValue({ content }) })),
        logRecord('gen_ai.choice', {}, { body: anyValue(CHOICE) }),
      ],
    ],
    [
      'one event a message, with JSON bodies',
      [
        ...TURNS.map(([role, content]) =>
          logRecord(`gen_ai.${role}.message`, {}, { body: anyValue(JSON.stringify({ content })) }),
        ),
        logRecord('gen_ai.choice', {}, { body: anyValue(JSON.stringify(CHOICE)) }),
      ],
    ],
  ])('as log records of another object: %s', async (_, records) => {
    expect(await recordOf({}, {}, logs(...records))).toMatchObject(READ);
  });

  it('as log records that two objects share, whatever the names of the objects', async () => {
    const records = TURNS.map(([role, content], index) =>
      logRecord(
        `gen_ai.${role}.message`,
        {},
        { body: anyValue({ content }), observedTimeUnixNano: String(1_794_859_200_000_000_000n + BigInt(index)) },
      ),
    );
    const choice = logRecord(
      'gen_ai.choice',
      {},
      { body: anyValue(CHOICE), observedTimeUnixNano: '1794859201000000000' },
    );
    const objects = {
      [TRACES_KEY]: traces(span()),
      'otel/logs_b.json': logs(...records.slice(0, 2)),
      'otel/logs_a.json': logs(...records.slice(2), choice),
    };
    expect((await read(objects)).records).toMatchObject([READ]);
  });
});

describe('a call logged in its span and as events', () => {
  it('counts once, as its span has it', async () => {
    const log = logs(logRecord(DETAILS, { 'gen_ai.input.messages': messages(['user', 'elsewhere?']) }));
    const values = { 'gen_ai.input.messages': INPUT, 'gen_ai.output.messages': OUTPUT };
    const { records, duplicates } = await read({ [TRACES_KEY]: traces(span(values)), [LOGS_KEY]: log });
    expect({ records, duplicates }).toMatchObject({ records: [READ], duplicates: [] });
  });

  it('takes from the events what its span lacks', async () => {
    const values = {
      'gen_ai.input.messages': messages(['user', 'elsewhere?']),
      'gen_ai.output.messages': OUTPUT,
      'user.id': 'u',
      'gen_ai.conversation.id': 's',
    };
    const log = logs(logRecord(DETAILS, values));
    expect(await recordOf({ 'gen_ai.input.messages': INPUT }, {}, log)).toMatchObject({
      ...READ,
      userId: 'u',
      sessionId: 's',
    });
  });

  it('is none when the events were written with content capture off', async () => {
    const records = [
      logRecord('gen_ai.user.message', {}),
      logRecord('gen_ai.choice', {}, { body: anyValue({ index: 0 }) }),
    ];
    const { rejected } = await read({ [TRACES_KEY]: traces(span()), [LOGS_KEY]: logs(...records) });
    expect(rejected).toMatchObject([{ reason: 'no_content' }]);
  });
});

describe('numbered attributes', () => {
  it('are ordered by number, not by name', async () => {
    const turns = Array.from({ length: 13 }, (_, index) => ({
      role: index % 2 === 0 ? 'user' : 'assistant',
      content: `turn ${index}`,
    }));
    const entries = Object.entries(indexed('gen_ai.prompt', turns)).sort(([one], [other]) => (one < other ? -1 : 1));
    expect(await recordOf(Object.fromEntries(entries))).toMatchObject({ prompt: 'turn 12', turnIndex: 7 });
  });

  it('unfold content blocks that were written as JSON', async () => {
    const content = JSON.stringify([
      { type: 'text', text: 'what is' },
      { type: 'image_url', image_url: { url: 'https://images.example/p.png' } },
      { type: 'text', text: 'on it?' },
    ]);
    expect(await recordOf(indexed('gen_ai.prompt', [{ role: 'user', content }]))).toMatchObject({
      prompt: 'what is\non it?',
      context: 'prompt-only',
    });
  });

  it.each(['[1, 2]', '[{"name": "x"}]', '[{"type": "cat"}]', '[{"text": 7', '{"content": "x"}'])(
    'leave what a user wrote as it is, though it looks like JSON: %s',
    async (content) => {
      expect((await recordOf(indexed('gen_ai.prompt', [{ role: 'user', content }]))).prompt).toBe(content);
    },
  );

  it('hold the tools offered', async () => {
    const values = {
      ...indexed('gen_ai.prompt', CHAT),
      'gen_ai.completion.0.tool_calls.0.name': 'look_up',
      ...indexed('llm.request.functions', [{ name: 'look_up', parameters: '{"type":"object"}' }]),
    };
    const { tools, response, context } = await recordOf(values);
    expect(JSON.parse(tools ?? '')).toEqual([{ name: 'look_up', parameters: { type: 'object' } }]);
    expect({ response, context }).toEqual({ response: null, context: 'complete' });
  });
});

describe('a prompt', () => {
  it('of a model without messages has no turn', async () => {
    const fields = { events: [event('gen_ai.content.prompt', { 'gen_ai.prompt': '[INST] once upon a time [/INST]' })] };
    const record = await recordOf({ 'gen_ai.operation.name': 'text_completion' }, fields);
    expect(record).toMatchObject({ prompt: '[INST] once upon a time [/INST]', turnIndex: null });
  });

  it('is the last turn of a user with text: results of tools are none', async () => {
    const input = [
      ...messages(['user', 'where is it?']),
      { role: 'assistant', parts: [{ type: 'tool_call', id: 'c', name: 'look_up', arguments: {} }] },
      { role: 'tool', parts: [{ type: 'tool_call_response', id: 'c', response: 'here' }] },
      { role: 'user', parts: [{ type: 'tool_call_response', id: 'c', response: 'here' }] },
    ];
    const record = await recordOf({ 'gen_ai.input.messages': input });
    expect(record).toMatchObject({ prompt: 'where is it?', turnIndex: 1, earlierTurns: [], context: 'prompt-only' });
  });

  it('has its texts joined by line breaks, and other parts left out', async () => {
    const parts = [
      { type: 'text', content: 'in metres' },
      { type: 'uri', modality: 'image', uri: 'https://images.example/p.png' },
      { type: 'text', content: 'please' },
    ];
    const record = await recordOf({ 'gen_ai.input.messages': [{ role: 'user', parts }] });
    expect(record).toMatchObject({ prompt: 'in metres\nplease', context: 'prompt-only' });
  });
});

describe('an answer', () => {
  const answered = async (output: object[]) =>
    recordOf({ 'gen_ai.input.messages': INPUT, 'gen_ai.output.messages': output });

  it('is the first choice without its reasoning', async () => {
    const parts = [
      { type: 'reasoning', content: 'hm' },
      { type: 'text', content: 'four' },
      { type: 'text', content: 'or five' },
    ];
    const { response } = await answered([{ role: 'assistant', parts }, ...messages(['assistant', 'six'])]);
    expect(response).toBe('four\nor five');
  });

  it('that only calls tools is none, and the call cannot be asked again without them', async () => {
    const parts = [{ type: 'tool_call', id: 'c', name: 'look_up', arguments: { id: 1 } }];
    expect(await answered([{ role: 'assistant', parts }])).toMatchObject({ response: null, context: 'prompt-only' });
  });

  it('of several choice events is that of the lowest index', async () => {
    const choice = (index: number, content: string) => event('gen_ai.choice', { index, message: { content } });
    const events = [event('gen_ai.user.message', { content: 'why?' }), choice(1, 'second'), choice(0, 'first')];
    expect((await recordOf({}, { events })).response).toBe('first');
  });
});

it('a call of which the SDK dropped attributes cannot be asked again as it was', async () => {
  const { context } = await recordOf({ 'gen_ai.input.messages': INPUT }, { droppedAttributesCount: 2 });
  expect(context).toBe('prompt-only');
});

it.each([
  ['as JSON', JSON.stringify([{ type: 'function', name: 'look_up' }])],
  ['structured', [{ type: 'function', name: 'look_up' }]],
])('tool definitions are kept %s', async (_, definitions) => {
  const { tools } = await recordOf({ 'gen_ai.input.messages': INPUT, 'gen_ai.tool.definitions': definitions });
  expect(JSON.parse(tools ?? '')).toEqual([{ type: 'function', name: 'look_up' }]);
});
