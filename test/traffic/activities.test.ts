import { describe, expect, it } from 'vitest';
import type { AccountingRow } from '../../activities/traffic/sample-table.js';
import { DESIGN, gz, type Line, line, sampleWindow } from './traffic-window.js';

const lines = (from: number, to: number): Line[] => Array.from({ length: to - from }, (_, index) => line(from + index));
const isReconciled = (row: AccountingRow) =>
  row.read === row.kept + row.duplicate + row.outside_window + row.filtered + row.quarantined;

describe('the traffic of a window', () => {
  it('accounts for every line of every object', async () => {
    const { accounting, rows } = await sampleWindow({
      '2026-09-28/a.jsonl.gz': gz([
        ...lines(0, 50),
        ...lines(0, 5),
        '{"broken',
        line(900, { timestamp: '2026-09-01T00:00:00Z' }),
      ]),
      '2026-09-29/b.jsonl.gz': gz([
        ...lines(40, 60),
        line(901, { status: 'error' }),
        line(902, { prompt: ' ' }),
        '',
        '  ',
      ]),
    });
    expect(accounting).toMatchObject([
      {
        read: 57,
        kept: 50,
        duplicate: 5,
        outside_window: 1,
        filtered: 0,
        quarantined: 1,
        quarantine_reasons: '{"invalid_json":1}',
      },
      { read: 22, kept: 10, duplicate: 10, outside_window: 0, filtered: 2, quarantined: 0 },
    ]);
    expect(accounting.every(isReconciled)).toBe(true);
    expect(rows).toHaveLength(60);
  });

  it('gives the same sample, byte for byte, in another order, duplicated and cut into other objects', async () => {
    const all = lines(0, 400);
    const design = { ...DESIGN, size: 100, perUserCap: 10 };
    const once = await sampleWindow({ '2026-09-28/a.jsonl.gz': gz(all) }, { design });
    const otherwise = await sampleWindow(
      {
        '2026-10-01/x.jsonl.gz': gz(all.slice(150).reverse()),
        '2026-09-27/y.jsonl.gz': gz(all.slice(0, 200)),
        '2026-09-30/z.jsonl': gz([]),
      },
      { design },
    );
    expect(otherwise.bytes).toBe(once.bytes);
    expect(once.rows).toHaveLength(100);
  });

  it('takes the same one of two records that fight over an id, whichever comes first', async () => {
    const one = line(1, { response: 'first version' });
    const two = line(1, { response: 'second version' });
    const forwards = await sampleWindow({ '2026-09-28/a.jsonl.gz': gz([one, two]) });
    const backwards = await sampleWindow({ '2026-09-28/a.jsonl.gz': gz([two, one]) });
    expect(forwards.bytes).toBe(backwards.bytes);
  });

  it('finds records in objects that were delivered a day late', async () => {
    const { rows } = await sampleWindow({
      '2026-10-05/a.jsonl.gz': gz([line(1)]),
      '2026-10-08/late.jsonl.gz': gz([line(2)]),
    });
    expect(rows.map(({ request_id }) => request_id)).toEqual(['r1']);
  });

  it('quarantines a cut gzip object as a whole, so that its later copy is complete', async () => {
    const whole = gz(lines(0, 500));
    const { accounting, rows } = await sampleWindow({
      '2026-09-28/a.jsonl.gz': whole.subarray(0, whole.length - 40),
      '2026-09-28/b.jsonl.gz': whole,
    });
    expect(accounting[0]).toMatchObject({ kept: 0, quarantine_reasons: expect.stringContaining('damaged_gzip') });
    expect(accounting.every(isReconciled)).toBe(true);
    expect(rows).toHaveLength(500);
  });

  it('refuses a window whose lines are mostly unreadable, naming how many, where and why', async () => {
    const objects = { '2026-09-28/a.jsonl.gz': gz(['nonsense', 'more nonsense', 'and more']) };
    await expect(sampleWindow(objects, { maxUnreadableShare: 0.05 })).rejects.toThrow(
      /3 of 3 log lines under s3:\/\/bucket\/logs\/ .*invalid_json/,
    );
  });

  it('refuses a window without requests', async () => {
    const objects = { '2026-09-28/a.jsonl.gz': gz([line(1, { timestamp: '2026-08-01T00:00:00Z' })]) };
    await expect(sampleWindow(objects)).rejects.toThrow(/no request between 2026-09-28/);
  });

  it('stores neither a raw user id nor a planted secret', async () => {
    const { store } = await sampleWindow({
      '2026-09-28/a.jsonl.gz': gz([
        line(1, { user_id: 'alice-raw-id', prompt: 'mail jane.doe@example.com about 4111 1111 1111 1111' }),
      ]),
    });
    const written = [...store.objects]
      .filter(([key]) => !key.startsWith('logs/'))
      .map(([, bytes]) => Buffer.from(bytes).toString('latin1'));
    expect(written.join('\n')).not.toMatch(/alice-raw-id|jane\.doe|4111/);
    expect(written.join('\n')).toContain('[EMAIL_1] about [CARD_1]');
  });

  it('gives every row a probability that adds up to the window', async () => {
    const { rows, selected } = await sampleWindow(
      { '2026-09-28/a.jsonl.gz': gz(lines(0, 900)) },
      { design: { ...DESIGN, size: 300, perUserCap: 20 } },
    );
    const total = rows.reduce((sum, { weight }) => sum + weight, 0);
    expect(total).toBeCloseTo(selected.distinctRequests, 6);
  });

  it('follows the same users in two windows when it draws users', async () => {
    const design = { ...DESIGN, by: 'user' as const, size: 100 };
    const first = await sampleWindow({ '2026-09-28/a.jsonl.gz': gz(lines(0, 400)) }, { design });
    const second = await sampleWindow({ '2026-09-28/a.jsonl.gz': gz(lines(400, 800)) }, { design });
    const users = (rows: readonly { user: string }[]) => [...new Set(rows.map(({ user }) => user))].sort();
    expect(users(second.rows)).toEqual(users(first.rows));
    expect(users(first.rows)).toHaveLength(5);
  });
});
