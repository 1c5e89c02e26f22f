import { beforeEach, describe, expect, it } from 'vitest';
import { labelKeysOf } from '../../activities/labels/label-draw.js';
import { addLabels, listSheets, readLabels, readSheetKey, writeSheetKey } from '../../activities/labels/label-store.js';
import { labelKeyTable } from '../../activities/labels/label-tables.js';
import { encodeTable } from '../../activities/storage/arrow-table.js';
import { sha256Hex } from '../../activities/storage/artifact.js';
import { layoutOf } from '../../activities/storage/layout.js';
import { importLabels, sheetStates } from '../../scripts/clients/label-sheets.js';
import { MemoryObjectStore } from '../support/memory-object-store.js';
import { labelRow } from './label-world.js';

const JUDGE = 'a'.repeat(64);
const layout = layoutOf({ prefix: 'tidemark', pipeline: 'shop' });
const { labeler: _l, preference: _p, score_a: _a, score_b: _b, label_id: _i, ...comparison } = labelRow({});
const { exportId, keys } = labelKeysOf(JUDGE, [
  { ...comparison, item_id: 'i_1', user: 'u_1', judged: 1, shown_first: 'arm_a' },
  { ...comparison, item_id: 'i_2', user: 'u_2', judged: -1, shown_first: 'arm_b' },
  { ...comparison, item_id: 'i_3', user: 'u_3', judged: 0, shown_first: 'arm_b' },
]);
const id = (place: number) => `${exportId}-000${place}`;
const sheet = (...rows: string[]) =>
  Buffer.from(['label_id,winner,first_score,second_score,labeler', ...rows].join('\n'));

let store: MemoryObjectStore;
const importFile = async (bytes: Uint8Array, options: { judge?: string; userKey?: string | undefined } = {}) =>
  await importLabels(store, layout, { bytes, name: 'labels.csv' }, { judge: JUDGE, userKey: 'key', ...options });
const stored = async () =>
  (await readLabels(store, layout, JUDGE)).map((row) => [row.label_id, row.preference, row.score_a, row.score_b]);

beforeEach(async () => {
  store = new MemoryObjectStore();
  await writeSheetKey(store, layout, { judge: JUDGE, exportId, keys });
});

describe('an import of labels', () => {
  it('unblinds them by the key of the sheet', async () => {
    expect(await importFile(sheet(`${id(1)},first,5,2,`, `${id(2)},first,5,2,`, `${id(3)},tie,,,`))).toMatchObject({
      added: 3,
      corrected: 0,
      present: 0,
      weeks: ['2026-W40'],
      agreement: { comparisons: 3, withJudge: 1, kappa: 1, amongPeople: null },
    });
    expect(await stored()).toEqual([
      [id(1), 1, 1, 0.25],
      [id(2), -1, 0.25, 1],
      [id(3), 0, null, null],
    ]);
  });

  it('keeps people as keyed hashes only', async () => {
    await importFile(sheet(`${id(1)},first,,,kim@example.org`, `${id(1)},tie,,,ada`));
    const labelers = (await readLabels(store, layout, JUDGE)).map(({ labeler }) => labeler);
    expect(labelers.every((labeler) => /^l_[0-9a-f]{24}$/.test(labeler ?? ''))).toBe(true);
    for (const bytes of store.objects.values()) expect(Buffer.from(bytes).toString('latin1')).not.toMatch(/kim|ada/);
  });

  it('changes nothing the second time', async () => {
    const bytes = sheet(`${id(1)},first,,,kim`, `${id(2)},second,,,`);
    await importFile(bytes);
    const before = new Map(store.objects);
    expect(await importFile(bytes)).toMatchObject({ added: 0, corrected: 0, present: 2 });
    expect(store.objects).toEqual(before);
  });

  it('takes a person’s last word, and adds what was blank before', async () => {
    await importFile(sheet(`${id(1)},first,,,kim`, `${id(2)},,,,kim`));
    const second = await importFile(sheet(`${id(1)},second,,,kim`, `${id(2)},tie,,,kim`));
    expect(second).toMatchObject({ added: 1, corrected: 1, present: 0, blank: 0 });
    expect((await stored()).map(([, preference]) => preference)).toEqual([-1, 0]);
  });

  it('loses nothing to another import at the same time', async () => {
    await Promise.all([1, 2, 3].map(async (place) => await importFile(sheet(`${id(place)},tie,,,`))));
    expect(await stored()).toHaveLength(3);
  });

  it.each([
    [
      'an id that no sheet has',
      [`${id(1)},first,,,`, 'ffffffffffff-0001,first,,,'],
      'labels.csv:3: label_id: no sheet of this pipeline has this id',
    ],
    ['an id of no form', ['my secret,first,,,'], 'labels.csv:2: label_id: no sheet of this pipeline has this id'],
    [
      'an id beyond its sheet',
      [`${id(9)},first,,,`],
      'labels.csv:2: label_id: its sheet has 3 comparisons, and none with this id',
    ],
    [
      'a wrong winner in its last line',
      [`${id(1)},first,,,`, `${id(2)},third,,,`],
      'labels.csv:3: winner: must be first, second or tie',
    ],
  ])('is refused with %s, and writes nothing', async (_what, rows, message) => {
    const before = new Map(store.objects);
    await expect(importFile(sheet(...rows))).rejects.toThrow(message);
    expect(store.objects).toEqual(before);
  });

  it('is refused for another judge, with the way out', async () => {
    await expect(importFile(sheet(`${id(1)},first,,,`), { judge: 'b'.repeat(64) })).rejects.toThrow(
      `labels.csv:2: label_id: was exported for the judge aaaaaaaaaaaa, and the pipeline's judge is bbbbbbbbbbbb now: what people say calibrates one judge only; export a new sheet with "tidemark labels export", or put the old judge back`,
    );
  });

  it('is refused with names of people but without the key that hides them', async () => {
    await expect(importFile(sheet(`${id(1)},first,,,kim`), { userKey: undefined })).rejects.toThrow(
      'labels.csv:2: labeler: TIDEMARK_USER_KEY is not set',
    );
    expect(await importFile(sheet(`${id(1)},first,,,`), { userKey: undefined })).toMatchObject({ added: 1 });
  });

  it('leaves out comparisons of users that were forgotten since', async () => {
    const [{ key } = { key: '' }] = await listSheets(store, layout);
    const left = keys.filter(({ user }) => user !== 'u_2');
    await store.put(key, encodeTable(labelKeyTable, left, { judge: JUDGE, drawn: '3' }));
    const outcome = await importFile(sheet(`${id(1)},first,,,`, `${id(2)},first,,,`));
    expect(outcome).toMatchObject({ added: 1, forgotten: 1 });
  });
});

describe('the store of labels', () => {
  it('names files by their digest, and moves the index by a condition', async () => {
    await importFile(sheet(`${id(1)},first,,,`));
    const [file] = [...store.objects].filter(
      ([key]) => key.startsWith(layout.labels(JUDGE)) && !key.includes('/exports/') && key.endsWith('.arrow'),
    );
    expect(file?.[0]).toBe(layout.labelFile(JUDGE, sha256Hex(file?.[1] ?? '')));
  });

  it('refuses an index that it cannot read', async () => {
    await store.put(layout.labelIndex(JUDGE), Buffer.from('{"schemaVersion":9}'));
    await expect(addLabels(store, layout, JUDGE, [labelRow({})])).rejects.toThrow(/index\.json is no list of labels/);
  });

  it('lists sheets of every judge with how much of them is labelled', async () => {
    await importFile(sheet(`${id(1)},first,,,kim`, `${id(1)},tie,,,ada`, `${id(2)},first,,,ada`));
    await writeSheetKey(store, layout, { judge: 'old', exportId: '0'.repeat(12), keys: [] });
    expect(await sheetStates(store, layout, JUDGE)).toMatchObject([
      { judge: 'old', current: false, drawn: 0, labelled: 0, people: 0 },
      {
        exportId,
        current: true,
        week: '2026-W40',
        drawn: 3,
        labelled: 2,
        people: 2,
        agreement: { comparisons: 2, withJudge: 2 / 3, amongPeople: 0 },
      },
    ]);
    const [, current] = await listSheets(store, layout);
    expect((await readSheetKey(store, current ?? { judge: '', exportId: '', key: '' })).drawn).toBe(0);
  });
});
