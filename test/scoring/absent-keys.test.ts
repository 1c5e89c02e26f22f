import { describe, expect, it } from 'vitest';
import { AbsentKeys, type NameSpan, spanOf } from '../../activities/scoring/absent-keys.js';
import { MemoryObjectStore } from '../support/memory-object-store.js';

const BODY = Buffer.from('{}');

class CountingStore extends MemoryObjectStore {
  lists = 0;

  override list(prefix: string, options?: { after?: string }) {
    this.lists += 1;
    return super.list(prefix, options);
  }
}

/** A store with these keys, what is known of it, and a clock that stands still until it is set. */
async function storeWith(keys: readonly string[], span: NameSpan = { first: 'i_10', last: 'i_19' }) {
  const store = new CountingStore();
  for (const key of keys) await store.put(key, BODY);
  const clock = { nowMs: 0 };
  return { store, clock, absent: new AbsentKeys(store, span, () => clock.nowMs) };
}

async function ask(absent: AbsentKeys, ...keys: string[]): Promise<boolean[]> {
  return await Promise.all(keys.map(async (key) => absent.has(key)));
}

describe('one listing', () => {
  it('answers for every key of the span, and tells those apart that are there', async () => {
    const { store, absent } = await storeWith(['a/i_09-x', 'a/i_10-x', 'a/i_14-x', 'a/i_19-x', 'a/i_20-x']);
    const keys = ['a/i_10-x', 'a/i_10-y', 'a/i_14-w', 'a/i_14-x', 'a/i_19-x', 'a/i_19-z'];
    expect(await ask(absent, ...keys)).toEqual([false, true, true, false, false, true]);
    expect(store.lists).toBe(1);
  });

  it('says nothing of keys outside the span', async () => {
    const { absent } = await storeWith([]);
    expect(await ask(absent, 'a/i_09-x', 'a/i_20-x', 'a/j-x')).toEqual([false, false, false]);
  });

  it('is made once for each folder', async () => {
    const { store, absent } = await storeWith(['b/i_11-x']);
    expect(await ask(absent, 'a/i_11-x', 'b/i_11-x', 'b/i_12-x')).toEqual([true, false, true]);
    expect(store.lists).toBe(2);
  });

  it('that would be longer than a page says nothing of what comes after its page', async () => {
    const keys = Array.from({ length: 1001 }, (_, at) => `a/i_15-${String(at).padStart(4, '0')}`);
    const { absent } = await storeWith(keys);
    expect(await ask(absent, 'a/i_14-x', 'a/i_15-0999', 'a/i_15-0999x', 'a/i_15-1000', 'a/i_16-x')).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
  });
});

describe('time', () => {
  const keys = Array.from({ length: 10 }, (_, at) => `a/i_1${at}-x`);

  it('a listing of two seconds ago is made again, and finds what others wrote since', async () => {
    const { store, clock, absent } = await storeWith([]);
    expect(await ask(absent, ...keys)).not.toContain(false);
    await store.put('a/i_15-x', BODY);
    clock.nowMs = 1999;
    expect(await ask(absent, 'a/i_15-x')).toEqual([true]);
    clock.nowMs = 2000;
    expect(await ask(absent, 'a/i_14-x', 'a/i_15-x')).toEqual([true, false]);
    expect(store.lists).toBe(2);
  });

  it('a listing that answered few questions is not made again', async () => {
    const { store, clock, absent } = await storeWith([]);
    expect(await ask(absent, ...keys.slice(0, 9))).not.toContain(false);
    clock.nowMs = 2000;
    expect(await ask(absent, ...keys)).not.toContain(true);
    expect(store.lists).toBe(1);
  });

  it('a listing that took too long answers no question', async () => {
    const { store, clock, absent } = await storeWith([]);
    const listed = store.list.bind(store);
    store.list = (prefix, options) => {
      clock.nowMs += 2000;
      return listed(prefix, options);
    };
    expect(await ask(absent, 'a/i_15-x')).toEqual([false]);
  });
});

it('a key that was written is never absent again, whatever a listing says that was on its way', async () => {
  const { absent } = await storeWith([]);
  const asked = absent.has('a/i_15-x');
  absent.remove('a/i_15-x');
  expect([await asked, await absent.has('a/i_15-x')]).toEqual([false, false]);
});

it('a span goes from the least to the greatest name', () => {
  expect(spanOf(['b', 'a', 'c'])).toEqual({ first: 'a', last: 'c' });
  expect(spanOf(['a'])).toEqual({ first: 'a', last: 'a' });
  expect(spanOf([])).toBeUndefined();
});
