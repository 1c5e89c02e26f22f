import { beforeEach, expect, it } from 'vitest';
import type { ModelRequest } from '../../activities/scoring/models/model-client.js';
import { RefusalWatch } from '../../activities/scoring/refusal-watch.js';

const REQUEST: ModelRequest = {
  endpoint: { api: 'anthropic' },
  model: 'm',
  maxTokens: 64,
  system: null,
  messages: [{ role: 'user', content: 'how?' }],
};

let watch: RefusalWatch;
beforeEach(() => {
  watch = new RefusalWatch();
});

/** `a`: answered, `r`: refused; the keys are the places in the text. */
function see(calls: string, nowMs = 0, request = REQUEST) {
  return calls
    .split('')
    .map((call, at) => (call === 'a' ? watch.answered(request) : watch.refused(request, `key-${at}`, nowMs)));
}

it('one refusal among answers is the item’s', () => {
  expect(see('aar')).toEqual([undefined, undefined, null]);
});

it('three from the start are the settings’, and clear the items that were blamed', () => {
  expect(see('rrr').at(-1)).toEqual(['key-0', 'key-1']);
});

it('more than half of the first twenty are the settings’', () => {
  const calls = 'a'.repeat(9) + 'r'.repeat(11);
  expect(see(calls).at(-2)).toBeNull();
  expect(see(calls).at(-1)).not.toBeNull();
});

it('later refusals are the items’, however many', () => {
  see('a'.repeat(20));
  expect(see('r'.repeat(30)).every((verdict) => verdict === null)).toBe(true);
});

it('calls that were out when the settings were found at fault blame no item either', () => {
  see('rrr', 1000);
  expect(see('r', 1500)).toEqual([[]]);
  // Long after, somebody may have changed something.
  expect(see('r', 60_000)).toEqual([null]);
});

it('judges other settings apart', () => {
  see('rr');
  expect(see('r', 0, { ...REQUEST, maxTokens: 65 })).toEqual([null]);
});
