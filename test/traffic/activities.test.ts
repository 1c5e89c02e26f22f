import { describe, expect, it } from 'vitest';
import { type ObjectStore, ObjectStoreError } from '../../activities/storage/object-store.js';
import { redactRecord } from '../../activities/traffic/redaction.js';
import type { AccountingRow } from '../../activities/traffic/sample-table.js';
import { drawSample } from '../../activities/traffic/sampling.js';
import type { TrafficRecord } from '../../activities/traffic/traffic-record.js';
import { windowOfWeek } from '../../workflows/window.js';
import type { MemoryObjectStore } from '../support/memory-object-store.js';
import { DESIGN, gz, type Line, line, sampleWindow } from './traffic-window.js';

const lines = (from: number, to: number): Line[] => Array.from({ length: to - from }, (_, index) => line(from + index));
const isReconciled = (row: AccountingRow) =>
  row.read === row.kept + row.duplicate + row.outside_window + row.filtered + row.quarantined;

/** Everything that was written beside the logs. */
function writtenText(store: MemoryObjectStore): string {
  const written = [...store.objects].filter(([key]) => !key.startsWith('logs/'));
  return written.map(([, bytes]) => Buffer.from(bytes).toString('latin1')).join('\n');
}

const LONERS = 60;
/** One user with so many requests that nearly all others stay below the horizon of a first pass. */
const CROWDED: Line[] = Array.from({ length: 6000 }, (_, id) => line(id, { user_id: crowdedUser(id) }));
const CROWDED_DESIGN = { ...DESIGN, size: 10, perUserCap: 1 };
function crowdedUser(id: number): string {
  return id < LONERS ? `loner-${id}` : 'crowd';
}

function proxied(store: MemoryObjectStore, methods: Partial<ObjectStore>): ObjectStore {
  return {
    bucket: store.bucket,
    get: store.get.bind(store),
    stream: store.stream.bind(store),
    range: store.range.bind(store),
    put: store.put.bind(store),
    list: store.list.bind(store),
    delete: store.delete.bind(store),
    ...methods,
  };
}

function forbidding(store: MemoryObjectStore, forbidden: string): ObjectStore {
  const denied = new ObjectStoreError('cannot read', { code: 'AccessDenied', status: 403, bucket: 'bucket' }, null);
  return proxied(store, {
    stream: (key) => (key === forbidden ? Promise.reject(denied) : store.stream(key)),
  });
}

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

  it('gives the same sample, byte for byte, from one shard and from three', async () => {
    const all = lines(0, 450);
    const design = { ...DESIGN, size: 60, perUserCap: 5, strata: ['model'] as const };
    const small = Object.fromEntries(all.map((each, id) => [`2026-09-30/${String(449 - id)}.jsonl`, gz([each])]));
    const once = await sampleWindow({ '2026-09-28/a.jsonl.gz': gz(all) }, { design });
    const cut = await sampleWindow(small, { design });
    expect([once.shards, cut.shards]).toEqual([1, 3]);
    expect(cut.bytes).toBe(once.bytes);
    expect(cut.accounting.every(isReconciled)).toBe(true);
  });

  it('goes on without an object that it may not read, and says so', async () => {
    const { accounting, rows } = await sampleWindow(
      { '2026-09-28/a.jsonl': gz(lines(0, 30)), '2026-09-29/secret.jsonl': gz(lines(30, 60)) },
      { maxUnreadableShare: 0.05, through: (store) => forbidding(store, 'logs/2026-09-29/secret.jsonl') },
    );
    expect(rows).toHaveLength(30);
    expect(accounting[1]).toMatchObject({ read: 1, quarantined: 1, quarantine_reasons: '{"access_denied":1}' });
  });

  it('quarantines a record that cannot be redacted, and stores nothing of it', async () => {
    const redact = (record: TrafficRecord) => {
      if (record.prompt.includes('unlucky')) throw new Error('the redactor crashed');
      return redactRecord(record);
    };
    const { accounting, rows, store } = await sampleWindow(
      { '2026-09-28/a.jsonl': gz([line(1, { prompt: 'an unlucky one' }), line(2)]) },
      { redact },
    );
    expect(rows.map(({ request_id }) => request_id)).toEqual(['r2']);
    expect(accounting[0]).toMatchObject({ kept: 1, quarantined: 1, quarantine_reasons: '{"redaction_failed":1}' });
    expect(writtenText(store)).not.toContain('unlucky');
  });

  it('goes over a shard again for drawn requests that the first pass did not keep, and draws the same', async () => {
    const { rows, secondPasses } = await sampleWindow(
      { '2026-09-28/a.jsonl': gz(CROWDED) },
      { design: CROWDED_DESIGN },
    );
    expect(secondPasses).toBe(1);
    const units = CROWDED.map(({ request_id: requestId }, id) => ({
      requestId,
      user: crowdedUser(id),
      stratum: 'all',
    }));
    const drawn = drawSample(units, CROWDED_DESIGN).map(({ requestId }) => requestId);
    // The cap keeps one request of the crowd; which one decides one place of the sample, not the others.
    const others = (ids: readonly string[]) => ids.filter((id) => Number(id.slice(1)) < LONERS).sort();
    expect(others(rows.map(({ request_id }) => request_id))).toEqual(others(drawn));
  });

  it('refuses when what was chosen is gone before it was collected', async () => {
    const vanishing = (store: MemoryObjectStore): ObjectStore => {
      let reads = 0;
      const stream: ObjectStore['stream'] = async (key) => {
        reads += 1;
        return reads > 1 ? undefined : await store.stream(key);
      };
      return proxied(store, { stream });
    };
    const objects = { '2026-09-28/a.jsonl': gz(CROWDED) };
    const options = { through: vanishing, design: CROWDED_DESIGN };
    await expect(sampleWindow(objects, options)).rejects.toMatchObject({ code: 'TrafficChanged' });
  });

  it('blocks a drawn request whose redaction fails when it was only found by the second pass', async () => {
    const redact = (record: TrafficRecord) => {
      if (record.userId !== 'crowd') throw new Error('the redactor crashed');
      return redactRecord(record);
    };
    const { rows, accounting, selected } = await sampleWindow(
      { '2026-09-28/a.jsonl': gz(CROWDED) },
      { redact, design: CROWDED_DESIGN },
    );
    expect(rows.length).toBeLessThanOrEqual(1);
    expect(accounting[0]).toMatchObject({ quarantined: selected.selected - rows.length });
    expect(accounting.every(isReconciled)).toBe(true);
  });

  it('leaves out what the filters of the pipeline leave out, and counts it by reason', async () => {
    const { accounting, rows } = await sampleWindow(
      {
        '2026-09-28/a.jsonl': gz([
          line(1, { prompt: 'How do I write a letter to my landlord about the rent?' }),
          line(2, { prompt: 'Wie schreibe ich meinem Vermieter einen Brief wegen der Miete?' }),
          line(3, { prompt: 'How do I cook rice without burning it?', model: 'model-b' }),
          line(4, { prompt: 'How do I cook beans in an old pot?', metadata: { tier: 'internal' } }),
        ]),
      },
      {
        filters: [
          { field: 'language', in: ['en'] },
          { field: 'model', notIn: ['model-b'] },
          { field: 'attributes.tier', notIn: ['internal'] },
        ],
      },
    );
    expect(rows.map(({ request_id }) => request_id)).toEqual(['r1']);
    expect(JSON.parse(accounting[0]?.filter_reasons ?? '')).toEqual({
      filter_attributes_tier: 1,
      filter_language: 1,
      filter_model: 1,
    });
  });

  it('counts records that came after their week was evaluated, once', async () => {
    const lastWeek = windowOfWeek('2026-W39');
    const early = { timestamp: '2026-09-25T12:00:00Z' };
    const objects = { '2026-09-25/a.jsonl': gz([line(1, early)]), '2026-09-27/b.jsonl': gz([line(2, early), line(3)]) };
    const { store } = await sampleWindow(objects, { window: lastWeek });
    const late = {
      ...objects,
      '2026-09-21/very-late.jsonl': gz([line(4, early), line(5, early)]),
      '2026-09-28/c.jsonl': gz([line(6, early), line(7)]),
    };
    const { accounting, selected } = await sampleWindow(late, { store });
    expect(accounting.map(({ key, late: count }) => [key, count])).toEqual([
      ['logs/2026-09-21/very-late.jsonl', 2],
      ['logs/2026-09-27/b.jsonl', 0],
      ['logs/2026-09-28/c.jsonl', 1],
    ]);
    expect(selected.lateRecords).toBe(3);
    const next = await sampleWindow(
      { ...late, '2026-10-06/d.jsonl': gz([line(8, { timestamp: '2026-10-06T00:00:00Z' })]) },
      {
        store,
        window: windowOfWeek('2026-W41'),
      },
    );
    expect(next.selected.lateRecords).toBe(0);
  });

  it('leaves no file of another run in doubt when late logs arrive', async () => {
    const before = await sampleWindow({ '2026-09-28/a.jsonl': gz(lines(0, 30)) });
    const after = await sampleWindow({
      '2026-09-28/a.jsonl': gz(lines(0, 30)),
      '2026-10-05/b.jsonl': gz(lines(30, 40)),
    });
    const written = (store: MemoryObjectStore) =>
      [...store.objects.keys()].filter((key) => key.includes('/samples/') && !key.endsWith('manifest.json'));
    const both = written(before.store).filter((key) => after.store.objects.has(key));
    for (const key of both) expect(after.store.objects.get(key)).toEqual(before.store.objects.get(key));
    expect(before.merged.sample.uri).not.toBe(after.merged.sample.uri);
  });

  it('names strata by the fields of the design, and samples each', async () => {
    const routed = lines(0, 300).map((each, id) => ({ ...each, route: id < 290 ? 'chat' : null }));
    const { rows } = await sampleWindow(
      { '2026-09-28/a.jsonl': gz(routed) },
      { design: { ...DESIGN, size: 30, strata: ['route'] } },
    );
    const count = (stratum: string) => rows.filter((row) => row.stratum === stratum).length;
    expect([count('route=chat'), count('route=unknown')]).toEqual([29, 1]);
    expect(rows.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(300, 6);
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
    for (const maxUnreadableShare of [0.05, 1]) {
      await expect(sampleWindow(objects, { maxUnreadableShare })).rejects.toThrow(
        /3 of 3 log lines under s3:\/\/bucket\/logs\/ .*invalid_json/,
      );
    }
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
    expect(writtenText(store)).not.toMatch(/alice-raw-id|jane\.doe|4111/);
    expect(writtenText(store)).toContain('[EMAIL_1] about [CARD_1]');
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
