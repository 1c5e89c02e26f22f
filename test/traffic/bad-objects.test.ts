import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { type ObjectStore, ObjectStoreError } from '../../activities/storage/object-store.js';
import type { AccountingRow } from '../../activities/traffic/sample-table.js';
import type { MemoryObjectStore } from '../support/memory-object-store.js';
import { gz, line, sampleWindow } from './traffic-window.js';

const DAY = '2026-09-28';
const lines = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => line(from + index));
const GOOD = gz(lines(0, 500));

/** Another object answers as S3 does when it is gone, was replaced since it was listed, or may not be read. */
function answering(store: MemoryObjectStore, key: string, answer: ObjectStoreError | undefined): ObjectStore {
  return Object.assign(Object.create(store) as MemoryObjectStore, {
    stream: async (asked: string) => {
      if (asked !== key) return await store.stream(asked);
      if (answer === undefined) return undefined;
      throw answer;
    },
  });
}

const refused = (status: number, code: string) =>
  new ObjectStoreError('cannot read', { code, status, bucket: 'bucket' }, null);

async function reasonsOf(bytes: Uint8Array, name = 'bad.jsonl'): Promise<[AccountingRow, number]> {
  const { accounting, rows } = await sampleWindow(
    { [`${DAY}/a.jsonl.gz`]: GOOD, [`${DAY}/${name}`]: bytes },
    { maxUnreadableShare: 0.05 },
  );
  const bad = accounting.find(({ key }) => key.endsWith(name));
  if (bad === undefined) throw new Error('the object should be accounted for');
  return [bad, rows.length];
}

describe('a window with an object that is', () => {
  it.each([
    ['a cut gzip stream', GOOD.subarray(0, GOOD.length - 30), 'damaged_gzip'],
    ['gzip with a flipped byte', Buffer.from(GOOD).fill(0xff, 200, 220), 'damaged_gzip'],
    ['of no byte', new Uint8Array(), 'empty_object'],
  ])('%s goes on without it and says why', async (_case, bytes, reason) => {
    const [bad, kept] = await reasonsOf(bytes, 'bad.jsonl.gz');
    expect(bad).toMatchObject({ read: 1, quarantined: 1, quarantine_reasons: `{"${reason}":1}`, unreadable: true });
    expect(kept).toBe(500);
  });

  it.each([
    ['gone', undefined, 'object_vanished'],
    ['replaced since it was listed', refused(412, 'PreconditionFailed'), 'object_changed'],
    ['forbidden', refused(403, 'AccessDenied'), 'access_denied'],
  ])('%s goes on without it and says why', async (_case, answer, reason) => {
    const { accounting, rows } = await sampleWindow(
      { [`${DAY}/a.jsonl.gz`]: GOOD, [`${DAY}/b.jsonl`]: gz(lines(500, 510)) },
      { maxUnreadableShare: 0.05, through: (store) => answering(store, `logs/${DAY}/b.jsonl`, answer) },
    );
    expect(accounting[1]?.quarantine_reasons).toBe(`{"${reason}":1}`);
    expect(rows).toHaveLength(500);
  });

  it('a mix of encodings keeps the lines that are text', async () => {
    const latin = Buffer.from(JSON.stringify(line(1001, { prompt: 'größe' })), 'latin1');
    const utf16 = Buffer.from(`${JSON.stringify(line(1002))}\n`, 'utf16le');
    const text = Buffer.from(`\n${JSON.stringify(line(1003, { prompt: 'größe' }))}\n`);
    const [bad, kept] = await reasonsOf(Buffer.concat([latin, text, utf16]));
    expect(bad).toMatchObject({ kept: 1, unreadable: false });
    expect(JSON.parse(bad.quarantine_reasons)).toMatchObject({ invalid_utf8: 1 });
    expect(kept).toBe(501);
  });

  it('full of lines of a megabyte and of NUL bytes keeps them, made safe', async () => {
    const { rows } = await sampleWindow({
      [`${DAY}/a.jsonl`]: gz([line(1, { prompt: 'x '.repeat(600_000) }), line(2, { prompt: 'a\0b', response: '\0' })]),
    });
    expect(rows.map(({ prompt }) => prompt.length)).toEqual([1_200_000, 3]);
    expect(rows[1]).toMatchObject({ prompt: 'a\uFFFDb', response: '\uFFFD' });
  });

  it('Parquet with other columns than its source has is left out as a whole', async () => {
    const parquet = new Uint8Array(parquetWriteBuffer({ columnData: [{ name: 'colour', data: ['red'] }] }));
    const key = `${DAY}/runs/year=2026/month=09/day=28/a.parquet`;
    const refusal = sampleWindow({ [key]: parquet }, { logs: { source: 'langsmith', prefix: 'logs/' } });
    await expect(refusal).rejects.toThrow('missing_columns');
  });

  it('unreadable beside others of its size fails the window above the allowed share, naming the reason', async () => {
    const cut = GOOD.subarray(0, GOOD.length - 30);
    const objects = { [`${DAY}/a.jsonl.gz`]: GOOD, [`${DAY}/b.jsonl.gz`]: cut, [`${DAY}/c.jsonl.gz`]: cut };
    await expect(sampleWindow(objects, { maxUnreadableShare: 0.05 })).rejects.toThrow(
      /2 of 3 log objects .* cannot be read \(mostly damaged_gzip\); 0.05 is the largest share allowed/,
    );
    expect((await sampleWindow(objects, { maxUnreadableShare: 0.7 })).rows).toHaveLength(500);
  });
});
