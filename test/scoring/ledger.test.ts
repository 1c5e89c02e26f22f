import { describe, expect, it } from 'vitest';
import { type AnswerEntry, answerEntry, Ledger } from '../../activities/scoring/ledger.js';
import { MemoryObjectStore } from '../support/memory-object-store.js';

function entryWith(text: string): AnswerEntry {
  return {
    schema_version: 1,
    model: 'm',
    service: 'live',
    usage: { inputTokens: 1, outputTokens: 1, cacheReadTokens: 0, cacheWriteTokens: 0 },
    costUsd: 0.5,
    latencyMs: 3,
    requestId: null,
    stopReason: 'end_turn',
    outcome: 'answered',
    text,
  };
}

class CountingStore extends MemoryObjectStore {
  readonly gets: string[] = [];

  override async get(key: string) {
    this.gets.push(key);
    return await super.get(key);
  }
}

it('two workers that race for a key use one entry, and both payments are counted', async () => {
  const store = new MemoryObjectStore();
  const workers = [new Ledger(store), new Ledger(store)];
  const payers: (() => void)[] = [];
  const entries = await Promise.all(
    workers.map(async (ledger, index) =>
      ledger.settle('k', answerEntry, async () => {
        // Neither writes before both have found nothing and started to pay.
        await new Promise<void>((resolve) => {
          payers.push(resolve);
          if (payers.length === 2) for (const go of payers) go();
        });
        return entryWith(`worker ${index}`);
      }),
    ),
  );
  expect(entries[0]).toEqual(entries[1]);
  expect(workers.map(({ paidCalls, paidUsd }) => [paidCalls, paidUsd])).toEqual([
    [1, 0.5],
    [1, 0.5],
  ]);
  expect(store.objects.size).toBe(1);
});

it('callers of one worker that ask for a key at once share one call', async () => {
  const ledger = new Ledger(new MemoryObjectStore());
  await Promise.all([1, 2, 3].map(async () => ledger.settle('k', answerEntry, async () => entryWith('once'))));
  expect([ledger.paidCalls, ledger.hits]).toEqual([1, 2]);
});

it('writes nothing when the call fails, and the next attempt pays', async () => {
  const store = new MemoryObjectStore();
  const ledger = new Ledger(store);
  await expect(ledger.settle('k', answerEntry, () => Promise.reject(new Error('down')))).rejects.toThrow('down');
  expect([store.objects.size, ledger.paidCalls]).toEqual([0, 0]);
  await ledger.settle('k', answerEntry, async () => entryWith('later'));
  expect(ledger.paidCalls).toBe(1);
});

describe('a ledger that knows where it will be asked', () => {
  const span = { first: 'i_10', last: 'i_19' };
  const keys = ['a/i_10-x', 'a/i_12-x', 'a/i_19-x'];
  const settleAll = async (ledger: Ledger) =>
    Promise.all(keys.map(async (key) => ledger.settle(key, answerEntry, async () => entryWith(key))));

  it('looks up no key that a list of its slice has not, and pays for none that it has', async () => {
    const store = new CountingStore();
    await new Ledger(store).settle('a/i_12-x', answerEntry, async () => entryWith('paid before'));
    store.gets.length = 0;
    const ledger = new Ledger(store, span);
    expect((await settleAll(ledger)).map(({ text }) => text)).toEqual(['a/i_10-x', 'paid before', 'a/i_19-x']);
    expect(store.gets).toEqual(['a/i_12-x']);
    expect([ledger.paidCalls, ledger.hits]).toEqual([2, 1]);
  });

  it('finds again what it wrote itself, whatever its list says', async () => {
    const ledger = new Ledger(new CountingStore(), span);
    await settleAll(ledger);
    await settleAll(ledger);
    expect([ledger.paidCalls, ledger.hits]).toEqual([keys.length, keys.length]);
  });

  it('takes the entry of another worker who paid since the list was made', async () => {
    const store = new CountingStore();
    const [ledger, other] = [new Ledger(store, span), new Ledger(store, span)];
    await ledger.settle('a/i_10-x', answerEntry, async () => entryWith('first'));
    await other.settle('a/i_12-x', answerEntry, async () => entryWith('of the other'));
    const entry = await ledger.settle('a/i_12-x', answerEntry, async () => entryWith('too late'));
    expect(entry.text).toBe('of the other');
    expect(store.objects.size).toBe(2);
  });

  it('pays again for what was withdrawn', async () => {
    const ledger = new Ledger(new CountingStore(), span);
    await settleAll(ledger);
    await ledger.withdraw(['a/i_12-x']);
    await settleAll(ledger);
    expect(ledger.paidCalls).toBe(keys.length + 1);
  });
});

it('names the key of an entry it cannot read, and quotes nothing of it', async () => {
  const store = new MemoryObjectStore();
  await store.put('answers/x.json', Buffer.from('{"text":"private words"'));
  const failure = await new Ledger(store)
    .settle('answers/x.json', answerEntry, async () => entryWith(''))
    .catch((error: unknown) => error);
  expect(String(failure)).toContain('answers/x.json');
  expect(String(failure)).not.toContain('private words');
});
