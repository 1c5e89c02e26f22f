import { expect, it } from 'vitest';
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

it('names the key of an entry it cannot read, and quotes nothing of it', async () => {
  const store = new MemoryObjectStore();
  await store.put('answers/x.json', Buffer.from('{"text":"private words"'));
  const failure = await new Ledger(store)
    .settle('answers/x.json', answerEntry, async () => entryWith(''))
    .catch((error: unknown) => error);
  expect(String(failure)).toContain('answers/x.json');
  expect(String(failure)).not.toContain('private words');
});
