import { describe, expect, it } from 'vitest';
import { SLOT, skeletonOf } from '../../activities/adaptation/template-skeleton.js';
import { strippedTopics } from '../../activities/adaptation/template-stripping.js';

const breathe = async () => {};
const SUBJECTS = ['garden hose', 'tax form', 'night train', 'bread dough'];
const TEMPLATE = 7;

/** Topic of a text by its words, as a map would that knows the template as a topic of its own. */
function topicOf(text: string): number {
  if (/calm expert/i.test(text)) return TEMPLATE;
  return SUBJECTS.findIndex((subject) => text.toLowerCase().includes(subject));
}

const place = async (texts: readonly string[]) => texts.map(topicOf);
const placed = (prompts: readonly string[]) =>
  prompts.map((prompt) => ({ prompt, prompt_sha256: prompt, topic: topicOf(prompt) }));

describe('topics without templates', () => {
  const template = skeletonOf(['imagine', 'a', 'calm', 'expert', SLOT, 'in', SLOT, 'steps']);
  const plain = [1, 2, 3, 4, 5].flatMap((day) =>
    SUBJECTS.map((subject) => `Day ${day}: what is wrong with my ${subject}`),
  );
  const written = SUBJECTS.flatMap((subject, at) =>
    [2, 3].map((n) => `Imagine a calm expert. My ${subject}, in ${n + at} steps!`),
  );

  it('are those of what people ask, not of the way they ask', async () => {
    const topics = await strippedTopics(
      placed([...plain, ...written]),
      { templates: [template], phrases: [] },
      place,
      breathe,
    );
    expect([...topics.values()]).toEqual([0, 0, 1, 1, 2, 2, 3, 3]);
  });

  it('leave prompts without a template as they are', async () => {
    const topics = await strippedTopics(
      placed([...plain, ...written]),
      { templates: [template], phrases: [] },
      place,
      breathe,
    );
    for (const prompt of plain) expect(topics.has(prompt)).toBe(false);
  });

  it('strip a new phrase too', async () => {
    const cues = { templates: [], phrases: [['imagine', 'a', 'calm', 'expert']] };
    const topics = await strippedTopics(placed([...plain, ...written]), cues, place, breathe);
    expect([...topics.values()]).toEqual([0, 0, 1, 1, 2, 2, 3, 3]);
  });

  it('keep a phrase that belongs to one topic: a new topic is no habit', async () => {
    const asked = [2, 3, 4, 5, 6].map((n) => `Mend the leak of my garden hose number ${n}`);
    const cues = { templates: [], phrases: [['mend', 'the', 'leak']] };
    expect((await strippedTopics(placed([...plain, ...asked]), cues, place, breathe)).size).toBe(0);
  });

  it('keep the topic of a prompt of which nothing would be left', async () => {
    const bare = ['Imagine a calm expert, in 5 steps'];
    const topics = await strippedTopics(
      placed([...plain, ...written, ...bare]),
      { templates: [template], phrases: [] },
      place,
      breathe,
    );
    expect(topics.has(bare[0] ?? '')).toBe(false);
  });
});
