import { describe, expect, it } from 'vitest';
import {
  answerIn,
  chatMessageOf,
  conversationOf,
  textIn,
  toolsIn,
} from '../../../activities/traffic/sources/chat-messages.js';

const conversationIn = (messages: readonly unknown[], system?: unknown) =>
  conversationOf(messages.map(chatMessageOf), textIn(system));

const IMAGE = { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } };

describe('the text of a message', () => {
  it.each([
    ['a string', 'Hello', 'Hello'],
    [
      'OpenAI blocks',
      [
        { type: 'text', text: 'a' },
        { type: 'text', text: 'b' },
      ],
      'a\nb',
    ],
    ['Converse blocks', [{ text: 'a' }, { text: 'b' }], 'a\nb'],
    ['blocks of the responses API', [{ type: 'input_text', text: 'a' }], 'a'],
    ['text for guardrails', [{ guardContent: { text: { text: 'a', qualifiers: ['query'] } } }], 'a'],
    ['a mark for the cache', [{ text: 'a' }, { cachePoint: { type: 'default' } }], 'a'],
    ['nothing', null, ''],
    ['a lone surrogate and a NUL', 'a\ud800b\0', 'a\ufffdb\ufffd'],
  ])('is read from %s', (_, content, text) => {
    expect(textIn(content)).toEqual({ text, isAll: true });
  });

  it.each([
    ['an image', [{ type: 'text', text: 'a' }, IMAGE], 'a'],
    ['a Converse image', [{ text: 'a' }, { image: { format: 'png', source: {} } }], 'a'],
    [
      'a call of a tool',
      [
        { type: 'text', text: 'a' },
        { type: 'tool_use', name: 'x', input: {} },
      ],
      'a',
    ],
    ['a result of a tool', [{ type: 'tool_result', content: [{ type: 'text', text: 'b' }] }], ''],
    ['a Converse result', [{ toolResult: { content: [{ text: 'b' }] } }], ''],
    [
      'reasoning',
      [
        { type: 'thinking', thinking: 'b' },
        { type: 'text', text: 'a' },
      ],
      'a',
    ],
    [
      'reasoning with a field text',
      [
        { type: 'reasoning', text: 'b' },
        { text: 'b', thought: true },
      ],
      '',
    ],
    ['Converse reasoning', [{ reasoningContent: { reasoningText: { text: 'b' } } }], ''],
    ['a number', 7, ''],
    ['blocks that are none', [null, 7, []], ''],
  ])('leaves out %s, and says so', (_, content, text) => {
    expect(textIn(content)).toEqual({ text, isAll: false });
  });
});

describe('a conversation', () => {
  it('has the last user message as its prompt and counts the user turns', () => {
    const conversation = conversationIn([
      { role: 'system', content: 'Be short.' },
      { role: 'user', content: 'one' },
      { role: 'assistant', content: 'first' },
      { role: 'user', content: [{ text: 'two' }, { text: 'more' }] },
    ]);
    expect(conversation).toEqual({
      prompt: 'two\nmore',
      earlierTurns: [
        { role: 'user', content: 'one' },
        { role: 'assistant', content: 'first' },
      ],
      turnIndex: 2,
      systemPrompt: 'Be short.',
      context: 'complete',
    });
  });

  it('joins system prompts beside and among the messages by a blank line', () => {
    const messages = [
      { role: 'developer', content: 'b' },
      { role: 'user', content: 'one' },
      { role: 'system', content: [{ type: 'text', text: 'c' }] },
    ];
    expect(conversationIn(messages, [{ text: 'a' }])).toMatchObject({
      systemPrompt: 'a\n\nb\n\nc',
      earlierTurns: [],
      context: 'complete',
    });
  });

  it.each([
    ['OpenAI', { role: 'tool', tool_call_id: 'c', content: 'found' }],
    ['Anthropic', { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'c', content: 'found' }] }],
    ['Converse', { role: 'user', content: [{ toolResult: { toolUseId: 'c', content: [{ text: 'found' }] } }] }],
  ])('takes no %s tool result for a user turn', (_, result) => {
    const conversation = conversationIn([
      { role: 'user', content: 'Where is it?' },
      { role: 'assistant', content: null, tool_calls: [{ id: 'c' }] },
      result,
    ]);
    expect(conversation).toMatchObject({
      prompt: 'Where is it?',
      turnIndex: 1,
      earlierTurns: [],
      context: 'prompt-only',
    });
  });

  it.each([
    ['an image', [{ role: 'user', content: [{ type: 'text', text: 'a' }, IMAGE] }]],
    [
      'a tool call before the prompt',
      [
        { role: 'assistant', content: 'x', tool_calls: [{}] },
        { role: 'user', content: 'a' },
      ],
    ],
    [
      'a started answer',
      [
        { role: 'user', content: 'a' },
        { role: 'assistant', content: '{' },
      ],
    ],
    ['a message that is none', [null, { role: 'user', content: 'a' }]],
    ['a message without a role', [{ content: 'x' }, { role: 'user', content: 'a' }]],
  ])('with %s cannot be asked again as it was', (_, messages) => {
    expect(conversationIn(messages)).toMatchObject({ prompt: 'a', context: 'prompt-only' });
  });

  it('passes over user messages without text when it looks for the prompt', () => {
    const messages = [
      { role: 'user', content: 'look' },
      { role: 'user', content: [IMAGE] },
      { role: 'user', content: '  ' },
    ];
    expect(conversationIn(messages)).toMatchObject({ prompt: 'look', turnIndex: 1 });
  });

  it.each([
    [[]],
    [[{ role: 'system', content: 'x' }]],
    [[{ role: 'user', content: [IMAGE] }]],
    [[{ role: 'user', content: { deep: 1 } }]],
    [[7, 'user', null, [['user']]]],
  ])('is none without a user message that has text: %j', (messages) => {
    expect(conversationIn(messages)).toBeNull();
  });

  it('knows the roles of other vendors', () => {
    const messages = [
      { role: 'human', content: 'a' },
      { role: 'model', parts: [{ text: 'b' }] },
      { role: 'user', parts: [{ text: 'c' }] },
    ];
    expect(conversationIn(messages)).toMatchObject({ earlierTurns: [{ role: 'user' }, { role: 'assistant' }] });
  });
});

describe('an answer', () => {
  it('is none when it only calls a tool', () => {
    expect(answerIn([{ toolUse: { name: 'x' } }])).toBeNull();
    expect(answerIn('')).toBeNull();
    expect(answerIn([{ type: 'text', text: 'a' }, { type: 'tool_use' }])).toBe('a');
  });
});

describe('tool definitions', () => {
  it('are kept as JSON, and null without any', () => {
    expect(toolsIn([{ name: 'x' }])).toBe('[{"name":"x"}]');
    expect([toolsIn([]), toolsIn(null), toolsIn({}), toolsIn('x')]).toEqual([null, null, null, null]);
  });

  it('nested too deeply to be written are none', () => {
    expect(toolsIn([JSON.parse('['.repeat(200_000) + ']'.repeat(200_000))])).toBeNull();
  });
});
