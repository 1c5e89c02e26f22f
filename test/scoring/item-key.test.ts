import { expect, it } from 'vitest';
import { conversationOf } from '../../activities/scoring/conversation.js';
import { itemKeyOf, judgementKeyOf } from '../../activities/scoring/item-key.js';
import { itemWith } from './scoring-world.js';

const conversation = conversationOf(itemWith());
const item = itemKeyOf('i_1', conversation);
const rubric = { kind: 'rubric', item, answers: ['a'], repeat: 0 } as const;

it('all keys of an item start with its id, so that those of a slice of a plan lie side by side', () => {
  expect(item).toMatch(/^i_1-[0-9a-f]{32}$/);
  expect(judgementKeyOf(rubric)).toMatch(/^i_1-[0-9a-f]{32}-[0-9a-f]{32}$/);
});

it('another conversation is another item key', () => {
  expect(itemKeyOf('i_1', { ...conversation, system: 'Be brief.' })).not.toBe(item);
});

it.each([
  ['kind', { ...rubric, kind: 'pair' as const }],
  ['answer', { ...rubric, answers: ['b'] }],
  ['order', { ...rubric, answers: ['a', 'b'] }],
  ['repeat', { ...rubric, repeat: 1 as const }],
  ['item', { ...rubric, item: itemKeyOf('i_2', conversation) }],
])('another %s is another judgement', (_what, other) => {
  expect(judgementKeyOf(other)).not.toBe(judgementKeyOf(rubric));
  expect(judgementKeyOf({ ...other })).toBe(judgementKeyOf(other));
});
