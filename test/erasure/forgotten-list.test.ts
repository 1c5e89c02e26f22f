import { describe, expect, it } from 'vitest';
import { createForgottenFilter } from '../../activities/erasure/forgotten-filter.js';
import {
  addForgotten,
  isForgotten,
  readForgotten,
  requireSameUserKey,
} from '../../activities/erasure/forgotten-list.js';
import { layoutOf } from '../../activities/storage/layout.js';
import type { TrafficRecord } from '../../activities/traffic/traffic-record.js';
import { hashUnit } from '../../activities/traffic/user-hash.js';
import { MemoryObjectStore } from '../support/memory-object-store.js';
import { trafficRecord } from '../support/planted-secrets.js';

const KEY = 'one key that is long enough for a test';
const layout = layoutOf({ prefix: '', pipeline: 'shop' });
const ANA = 'u_0123456789abcdef01234567';
const BEA = 'u_89abcdef0123456789abcdef';

describe('the list of the forgotten', () => {
  it('is empty before the first one, and nobody is on it', async () => {
    const list = await readForgotten(new MemoryObjectStore(), layout);
    expect(isForgotten(list, ANA, KEY)).toBe(false);
    expect(() => requireSameUserKey(list, 'any other key')).not.toThrow();
  });

  it('knows who was put on it, in whatever order, and holds neither hash', async () => {
    const [store, other] = [new MemoryObjectStore(), new MemoryObjectStore()];
    for (const unit of [ANA, BEA, ANA]) await addForgotten(store, layout, [unit], KEY);
    await addForgotten(other, layout, [BEA, ANA], KEY);
    const list = await readForgotten(store, layout);
    expect([ANA, BEA, 's_0123456789abcdef01234567'].map((unit) => isForgotten(list, unit, KEY))).toEqual([
      true,
      true,
      false,
    ]);
    const text = Buffer.from(store.objects.get('shop/forgotten.json') ?? []).toString('utf8');
    expect(text).toBe(Buffer.from(other.objects.get('shop/forgotten.json') ?? []).toString('utf8'));
    expect(text).not.toMatch(/0123456789abcdef01234567|89abcdef0123456789abcdef/);
  });

  it('keeps both when two are put on it at once', async () => {
    const store = new MemoryObjectStore();
    await Promise.all([addForgotten(store, layout, [ANA], KEY), addForgotten(store, layout, [BEA], KEY)]);
    expect((await readForgotten(store, layout)).units.size).toBe(2);
  });

  it('is refused to another user key, which would let everybody back in', async () => {
    const store = new MemoryObjectStore();
    await addForgotten(store, layout, [ANA], KEY);
    const list = await readForgotten(store, layout);
    expect(() => requireSameUserKey(list, 'another key, long enough as well')).toThrow('TIDEMARK_USER_KEY');
    await expect(addForgotten(store, layout, [BEA], 'another key, long enough as well')).rejects.toMatchObject({
      code: 'UserKeyChanged',
    });
  });

  it('is never taken for empty when it is damaged', async () => {
    const store = new MemoryObjectStore();
    await store.put('shop/forgotten.json', Buffer.from('{'));
    await expect(readForgotten(store, layout)).rejects.toMatchObject({ code: 'ForgottenListDamaged' });
  });
});

describe('a record', () => {
  const record = (values: Partial<TrafficRecord>) => trafficRecord({ userId: null, ...values });

  it.each([
    { name: 'of a forgotten user', values: { userId: 'ana', sessionId: 'new' }, reason: 'forgotten_user' },
    { name: 'without a user, of a forgotten session', values: { sessionId: 'hers' }, reason: 'forgotten_user' },
    { name: 'of somebody else', values: { userId: 'bea', sessionId: 'other' }, reason: null },
    { name: 'of nobody', values: {}, reason: null },
    { name: 'of a user with the name of the session', values: { userId: 'hers' }, reason: null },
  ])('$name is left out with the reason $reason, however often it is asked', async ({ values, reason }) => {
    const store = new MemoryObjectStore();
    const units = [{ userId: 'ana' }, { sessionId: 'hers' }].map((named) => hashUnit(record(named), KEY).user);
    await addForgotten(store, layout, units, KEY);
    const filter = createForgottenFilter(await readForgotten(store, layout), KEY);
    expect([filter(record(values)), filter(record(values))]).toEqual([reason, reason]);
  });

  it('is not looked at with another user key', async () => {
    const store = new MemoryObjectStore();
    await addForgotten(store, layout, [ANA], KEY);
    const list = await readForgotten(store, layout);
    expect(() => createForgottenFilter(list, 'another key, long enough as well')).toThrow('TIDEMARK_USER_KEY');
  });
});
