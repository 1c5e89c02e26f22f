import { describe, expect, it } from 'vitest';
import { exportItems } from '../../activities/eval-set/item-export.js';
import { parsePromptfoo } from '../../activities/eval-set/item-import-promptfoo.js';
import { evalSetRow } from './eval-set-row.js';

const parse = (text: string) => parsePromptfoo(Buffer.from(text), 'suite.yaml');
const itemsOf = (text: string) => parse(text).items;
const prompts = (text: string) => itemsOf(text).map(({ prompt }) => prompt);

const SUITE = `description: baking
providers: [openai:some-model]
prompts:
  - 'Answer briefly: {{ question }}'
  - label: chat
    raw: |
      [
        {"role": "system", "content": "You help {{ who }}."},
        {"role": "user", "content": "{{question}}"}
      ]
defaultTest:
  vars: { who: bakers }
  assert:
    - { type: latency, threshold: 1000 }
tests:
  - vars: { question: 'Which "flour"?' }
    assert:
      - { type: contains, value: strong }
      - { type: equals, value: 'a strong one, {{ who }}' }
  - description: the second
    vars: { question: [How long?, How hot?], who: all }
    metadata: { level: 3 }
outputPath: out.json
`;

describe('a promptfoo config', () => {
  it('gives every prompt filled in with the variables of every test', () => {
    const { items, ignored } = parse(SUITE);
    expect(items).toEqual(
      [
        ['Answer briefly: Which "flour"?', null, 16, 'a strong one, bakers'],
        ['Which "flour"?', 'You help bakers.', 16, 'a strong one, bakers'],
        ['Answer briefly: How long?', null, 20, null],
        ['How long?', 'You help all.', 20, null],
        ['Answer briefly: How hot?', null, 20, null],
        ['How hot?', 'You help all.', 20, null],
      ].map(([prompt, systemPrompt, line, response]) => ({
        line,
        id: null,
        prompt,
        systemPrompt,
        earlierTurns: [],
        response,
        model: null,
        user: null,
      })),
    );
    expect(ignored).toEqual(['outputPath', 'assert contains', 'assert latency']);
  });

  it('is the same as JSON', () => {
    const json = JSON.stringify(
      { prompts: ['{{a}}?'], tests: [{ vars: { a: 1 } }, { vars: { a: { b: 2 } } }] },
      null,
      1,
    );
    expect(itemsOf(json).map(({ prompt, line }) => [prompt, line])).toEqual([
      ['1?', 6],
      ['{"b":2}?', 11],
    ]);
  });

  it.each([
    ['members and filters', '{{ user.name | trim | upper }}', { user: { name: ' kim ' } }, 'KIM'],
    ['items of lists', '{{ list[1] }} {{ user["name"] }}', { list: [1, 2], user: { name: 'kim' } }, '2 kim'],
    ['a value as JSON', '{"q": {{ q | dump }}}', { q: 'a "b"' }, '{"q": "a \\"b\\""}'],
    ['variables in variables', '{{ outer }}', { outer: 'in {{ inner }}', inner: 'here' }, 'in here'],
    ['comments and trimming marks', 'a {#- note -#} {{- q -}} b', { q: 'x' }, 'a xb'],
    ['printed marks', '{{ "{{" }} not a variable }}', {}, '{{ not a variable }}'],
    ['a default prompt without tests', 'just this', {}, 'just this'],
  ])('fills in %s', (_what, prompt, vars, wanted) => {
    expect(prompts(JSON.stringify({ prompts: [prompt], tests: [{ vars }] }))).toEqual([wanted]);
  });

  it('takes chats as lists, with parts of text and earlier turns', () => {
    const chat = [
      { role: 'system', content: 'be short' },
      { role: 'user', content: [{ type: 'text', text: 'hi {{ who }}' }] },
      { role: 'assistant', content: 'hello' },
      { role: 'user', content: '{{ q }}' },
    ];
    expect(itemsOf(JSON.stringify({ prompts: [chat], tests: [{ vars: { who: 'you', q: 'why?' } }] }))[0]).toMatchObject(
      {
        prompt: 'why?',
        systemPrompt: 'be short',
        earlierTurns: [
          { role: 'user', content: 'hi you' },
          { role: 'assistant', content: 'hello' },
        ],
      },
    );
  });

  it('gives a chat that a variable holds', () => {
    const messages = JSON.stringify([{ role: 'user', content: 'why?' }]);
    expect(prompts(JSON.stringify({ prompts: ['{{ messages }}'], tests: [{ vars: { messages } }] }))).toEqual(['why?']);
  });

  it('asks only the prompts that a test names, with the texts around them', () => {
    const suite = {
      prompts: [
        { raw: 'one {{ q }}', label: 'first' },
        { raw: 'two {{ q }}', label: 'second' },
      ],
      defaultTest: { options: { suffix: '!' } },
      tests: [{ vars: { q: 'a' }, prompts: ['second'], options: { prefix: '> ' } }],
    };
    expect(prompts(JSON.stringify(suite))).toEqual(['> two a!']);
  });

  it.each([
    [
      'equals before similar',
      [
        { type: 'similar', value: 'x' },
        { type: 'equals', value: 'y' },
      ],
      'y',
    ],
    [
      'the first of several',
      [
        { type: 'factuality', value: 'x' },
        { type: 'factuality', value: 'y' },
      ],
      'x',
    ],
    ['JSON', [{ type: 'equals', value: { a: 1 } }], '{"a":1}'],
    ['what a set holds', [{ type: 'assert-set', assert: [{ type: 'equals', value: 'x' }] }], 'x'],
    [
      'nothing of what is no answer',
      [
        { type: 'llm-rubric', value: 'is polite' },
        { type: 'not-equals', value: 'x' },
      ],
      null,
    ],
  ])('expects %s', (_what, assert, wanted) => {
    expect(itemsOf(JSON.stringify({ prompts: ['q'], tests: [{ assert }] }))[0]?.response).toBe(wanted);
  });

  it.each([
    ['no YAML', 'prompts: [a\ntests: my secret: b', /^suite\.yaml:\d: no YAML or JSON \([a-z ]+\)$/],
    ['a text', 'my secret', /^suite\.yaml:1: must be a config with prompts and tests, or a list of tests$/],
    ['no tests', 'prompts: []\ntests: []', /^suite\.yaml: holds no test$/],
    [
      'tests in a file',
      'prompts: [a]\ntests: file://my-secret.yaml',
      /^suite\.yaml:2: tests: must be a list; files are not/,
    ],
    [
      'a test in a file',
      'prompts: [a]\ntests:\n - file://x',
      /^suite\.yaml:3: tests\.0: must be a test with vars; files are/,
    ],
    ['a generator', 'prompts: [a]\ntests:\n - path: file://x.py', /^suite\.yaml:3: tests\.0\.path: is a generator/],
    [
      'a prompt in a file',
      'prompts: [file://my-secret.txt]',
      /^suite\.yaml:1: prompts\.0: names a file, which is not followed/,
    ],
    ['a prompt in a file by its name', 'prompts:\n  - prompts/one.txt', /^suite\.yaml:2: prompts\.0: names a file/],
    [
      'a variable in a file',
      'prompts: ["{{a}}"]\ntests:\n - vars:\n    a: file://x',
      /^suite\.yaml:4: tests\.0\.vars\.a: names a file/,
    ],
    [
      'a variable that is not given',
      'prompts: ["{{ a }}"]\ntests:\n - vars: {b: my secret}',
      /:3: tests\.0\.vars: the template uses \{\{a\}\}, which vars do not give$/,
    ],
    ['a variable of the environment', 'prompts: ["{{ env.KEY }}"]', /uses \{\{env\.KEY\}\}, which vars do not give$/],
    [
      'a block',
      'prompts: ["{% for x in y %}my secret{% endfor %}"]',
      /the template holds the block \{% for %\}; write it out/,
    ],
    ['an expression', 'prompts: ["{{ 1 + 1 }}"]', /the template holds an expression that is no variable/],
    [
      'a filter',
      'prompts: ["{{ a | shout }}"]\ntests: [{vars: {a: x}}]',
      /uses a filter on \{\{a\}\} that is not known here; trim, /,
    ],
    [
      'a circle',
      'prompts: ["{{ a }}"]\ntests: [{vars: {a: "{{ b }}", b: "{{ a }}"}}]',
      /variables refer to one another in a circle$/,
    ],
    [
      'code for its variables',
      'prompts: [a]\ntests: [{options: {transformVars: x}}]',
      /tests\.0\.options\.transformVars: is code/,
    ],
    ['scenarios', 'prompts: [a]\nscenarios: []', /:2: scenarios: are not read/],
    [
      'an image',
      'prompts: [[{role: user, content: [{type: image_url, image_url: x}]}]]',
      /its chat: holds more than text/,
    ],
    [
      'a chat without a question',
      'prompts: [[{role: assistant, content: x}]]',
      /its chat must end with a message of the role user/,
    ],
    [
      'a list without prompts',
      '- vars: {question: my secret}',
      /^suite\.yaml:1: 0\.vars: no prompts in this file, and no variable named prompt/,
    ],
  ])('is refused with %s, by file, line and key', (_what, text, message) => {
    expect(() => parse(text)).toThrow(message);
    expect(() => parse(text)).not.toThrow('my secret');
  });
});

describe('our own export', () => {
  const rows = [
    evalSetRow({ item_id: 'i_00000000000000000001', prompt: 'which flour?', request_id: 'import:flour', user: 'i_1' }),
    evalSetRow({
      item_id: 'i_00000000000000000002',
      prompt: 'and {{ this }} or {% that %}, {#?#}\n"please"',
      user: `u_${'a'.repeat(24)}`,
      system_prompt: 'be short',
      earlier_turns: '[{"role":"user","content":"file://x"},{"role":"assistant","content":"a {{ strong }} one"}]',
      response: null,
    }),
    evalSetRow({ item_id: 'i_00000000000000000003', prompt: 'file:///etc/passwd', system_prompt: null }),
  ];

  it.each([
    ['a list', exportItems(rows, 'promptfoo')],
    ['JSONL', exportItems(rows, 'promptfoo').replaceAll(/^\[|\]$|,$/gm, '')],
  ])('gives the same items back, as %s', (_what, text) => {
    expect(itemsOf(text)).toMatchObject(
      rows.map((row) => ({
        prompt: row.prompt,
        systemPrompt: row.system_prompt,
        earlierTurns: JSON.parse(row.earlier_turns),
        response: row.response,
      })),
    );
    expect(itemsOf(text).map(({ id, user }) => [id, user])).toEqual([
      ['flour', null],
      ['request i_00000000000000000002', `u_${'a'.repeat(24)}`],
      ['request i_00000000000000000003', null],
    ]);
  });
});
