import { describe, expect, it } from 'vitest';
import { createRandom } from '../../activities/stats/random.js';
import { Candidates } from '../../activities/traffic/candidates.js';
import { ReadableLine } from '../../activities/traffic/log-lines.js';
import { tidemarkJsonl } from '../../activities/traffic/sources/tidemark-jsonl.js';
import { readText } from './log-text.js';

const { abridged } = tidemarkJsonl;
if (abridged === undefined) throw new Error('the source cannot be read abridged');
const { recordOf } = abridged;

const textOf = (row: number) => `prompt ${row} ${'x'.repeat(row % 97)}`;

async function recordIn(row: number) {
  const line = JSON.stringify({ request_id: `r${row}`, timestamp: '2026-10-01T10:00:00Z', prompt: textOf(row) });
  const [entry] = await readText(tidemarkJsonl, line);
  if (entry === undefined || !('record' in entry)) throw new Error('expected a record');
  return { record: entry.record, raw: new ReadableLine(1, Buffer.from(line)) };
}

const RECORDS = await Promise.all(Array.from({ length: 500 }, (_, row) => recordIn(row)));

/** Offers all records in the order of their rows, each with an order of its own; two objects, one after the other. */
function offered(capacity: number, asBytes: boolean) {
  const random = createRandom('candidates');
  const candidates = new Candidates(capacity, asBytes ? recordOf : null);
  const orders = RECORDS.map(({ record, raw }, row) => {
    const order = random.next();
    if (order < candidates.limit) candidates.offer(record, raw, { row, order, object: row < 300 ? 0 : 1 });
    return { row, order };
  });
  return { candidates, orders: orders.sort((a, b) => a.order - b.order).map(({ row }) => row) };
}

describe.each([true, false])('candidates that are kept as bytes: %s', (asBytes) => {
  it.each([1, 10, 100, 1000])('are the first %i in the order of the draw, whole', (capacity) => {
    const { candidates, orders } = offered(capacity, asBytes);
    const taken = [...candidates.take(capacity)];
    expect(taken.map(({ row }) => row)).toEqual(orders.slice(0, capacity));
    for (const { record, row } of taken) expect([record.requestId, record.prompt]).toEqual([`r${row}`, textOf(row)]);
  });

  it('are none of an object that is dropped', () => {
    const { candidates, orders } = offered(1000, asBytes);
    candidates.drop(1);
    const taken = [...candidates.take(1000)];
    expect(taken.map(({ row }) => row)).toEqual(orders.filter((row) => row < 300));
    for (const { record, row } of taken) expect(record.prompt).toBe(textOf(row));
  });

  it('are none where none are wanted', () => {
    expect([...offered(0, asBytes).candidates.take(10)]).toEqual([]);
  });
});

it('candidates never hold much more text than they may, whoever comes first in the order', async () => {
  const prompt = 'x'.repeat(3_000_000);
  const line = new ReadableLine(
    1,
    Buffer.from(JSON.stringify({ request_id: 'r', timestamp: '2026-10-01T10:00:00Z', prompt })),
  );
  const [entry] = await readText(tidemarkJsonl, line.text);
  if (entry === undefined || !('record' in entry)) throw new Error('expected a record');
  const candidates = new Candidates(1000, recordOf);
  for (let row = 0; row < 40; row += 1) candidates.offer(entry.record, line, { row, order: 40 - row, object: 0 });
  expect([...candidates.take(1000)].map(({ row }) => row)).toEqual(Array.from({ length: 11 }, (_, at) => 39 - at));
});
