import { expect, it } from 'vitest';
import { conversationOf } from '../../activities/scoring/conversation.js';
import { itemWith } from './scoring-world.js';

it('joins system turns, merges neighbours and starts with the user', () => {
  const earlier = [
    { role: 'assistant', content: 'welcome' },
    { role: 'user', content: 'one' },
    { role: 'system', content: 'be brief' },
    { role: 'assistant', content: 'two' },
    { role: 'tool', content: 'three' },
    { role: 'user', content: '  ' },
  ];
  const item = itemWith({ prompt: 'four', system_prompt: 'be kind', earlier_turns: JSON.stringify(earlier) });
  expect(conversationOf(item)).toEqual({
    system: 'be kind\n\nbe brief',
    messages: [
      { role: 'user', content: 'one' },
      { role: 'assistant', content: 'two' },
      { role: 'user', content: 'three\n\nfour' },
    ],
    tools: [],
  });
});

it('names the item whose earlier turns cannot be read, and quotes nothing', () => {
  const item = itemWith({ item_id: 'i_9', earlier_turns: 'violet lighthouse' });
  expect(() => conversationOf(item)).toThrow(/^item i_9: (?!.*violet)/);
});
