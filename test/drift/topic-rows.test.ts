import { describe, expect, it } from 'vitest';
import { topicExemplars } from '../../activities/drift/topic-exemplars.js';
import { stateOf } from '../../activities/drift/topic-rows.js';
import { specificity, typicalTerms } from '../../activities/drift/typical-terms.js';

describe('the state of a topic', () => {
  it.each([
    [0.1, 0.2, 0.01, 'grown'],
    [0.2, 0.1, 0.01, 'shrunk'],
    [0, 0.1, 0.01, 'new'],
    [0.1, 0.005, 0.01, 'vanished'],
    [0, 0.1, 0.2, 'same'],
    [0, 0, null, 'same'],
  ])('with share %s before, %s now and p %s is %s', (shareReference, shareCurrent, pAdjusted, state) => {
    expect(stateOf({ shareReference, shareCurrent, pAdjusted })).toBe(state);
  });
});

describe('exemplars', () => {
  const request = (requestId: string, user: string, x: number, digest = requestId, topic = 0) => ({
    requestId,
    user,
    digest,
    topic,
    vector: Float32Array.of(x, Math.sqrt(1 - x * x)),
  });

  it('are the nearest to the centre, of different users and prompts', () => {
    const requests = [
      request('far', 'a', 0.1),
      request('near', 'b', 0.9),
      request('same user', 'b', 0.8),
      request('copy', 'c', 0.7, 'near'),
      request('middle', 'd', 0.5),
      request('other topic', 'e', 1, 'x', 1),
      request('last', 'f', 0.05),
    ];
    const centre = Float32Array.of(1, 0);
    expect(topicExemplars(requests, [centre, centre])).toEqual([['near', 'middle', 'far'], ['other topic']]);
  });
});

describe('typical terms', () => {
  const texts = ['invoice', 'tomato', 'python'].flatMap((word, topic) =>
    Array.from({ length: 60 }, (_, at) => ({
      user: `u${topic}-${at}`,
      topic,
      // "wie" is common everywhere and a little more so in topic 0; its own word is written by a third of its users.
      prompt: `${at < (topic === 0 ? 50 : 40) ? 'wie' : 'und'} ${at % 3 === 0 ? word : 'etwas'}`,
    })),
  );

  it('are words of the topic, not of how things are asked, in any language', () => {
    expect(typicalTerms(texts, 3)).toEqual([['invoice'], ['tomato'], ['python']]);
  });

  it('are specific: 1 in one topic, 0 when spread over all', () => {
    expect(specificity([0.2, 0, 0])).toBe(1);
    expect(specificity([0.2, 0.2, 0.2])).toBeCloseTo(0, 12);
  });
});
