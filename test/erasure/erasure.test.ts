import { beforeEach, describe, expect, it } from 'vitest';
import { vectorTable } from '../../activities/embedding/vector-table.js';
import { forgetUnit } from '../../activities/erasure/erasure.js';
import { countsOf, isEmptyPlan, planErasure } from '../../activities/erasure/erasure-plan.js';
import { isForgotten, readForgotten } from '../../activities/erasure/forgotten-list.js';
import { evalSetTable } from '../../activities/eval-set/eval-set-table.js';
import { readVersionList } from '../../activities/eval-set/version-store.js';
import { readBytes, readTable, sha256Hex } from '../../activities/storage/artifact.js';
import type { ObjectStore, PutOptions } from '../../activities/storage/object-store.js';
import { sampleTable } from '../../activities/traffic/sample-table.js';
import { MemoryObjectStore } from '../support/memory-object-store.js';
import {
  buildWorld,
  layout,
  promptOf,
  requestsOf,
  sessionHash,
  textsOfAna,
  tracesIn,
  USER_KEY,
  userHash,
  vectorOf,
  WEEKS,
  type World,
} from './erasure-world.js';

const REMOVED_AT = '2026-10-20T08:00:00.000Z';
const ana = { unit: userHash('ana'), userKey: USER_KEY };
const hashesOfAna = [ana.unit, sessionHash('ana at home')];
const forget = async (store: ObjectStore, target = ana) =>
  await forgetUnit(store, layout, target, { removedAt: REMOVED_AT, progress: () => undefined });

let store: MemoryObjectStore;
let world: World;

beforeEach(async () => {
  store = new MemoryObjectStore();
  world = await buildWorld(store);
});

const snapshot = () => new Map([...store.objects].map(([key, bytes]) => [key, sha256Hex(bytes)]));

describe('forgetting a user', () => {
  it('leaves no text and no hash of theirs in any object', async () => {
    expect(tracesIn(store, textsOfAna, hashesOfAna).length).toBeGreaterThan(50);
    const { found } = await forget(store);
    expect(found).toBe(true);
    expect(tracesIn(store, textsOfAna, hashesOfAna)).toEqual([]);
  });

  it('leaves everything of everybody else', async () => {
    const others = ['bea', 'cleo', 'dora'].flatMap((who) => WEEKS.map((week) => promptOf(who, week, 1)));
    const ledger = () => [...store.objects.keys()].filter((key) => /\/(answers|judgements)\//.test(key));
    const before = { quoting: tracesIn(store, others, []), ledger: ledger().length };
    const { removed } = await forget(store);
    const quoting = tracesIn(store, others, []).filter((key) => !key.includes('/samples/'));
    expect(quoting).toEqual(before.quoting.filter((key) => !key.includes('/samples/')));
    expect(ledger()).toHaveLength(before.ledger - removed.answers - removed.judgements);
    for (const [at, week] of WEEKS.entries()) {
      const left = requestsOf(week).filter(({ user }) => !hashesOfAna.includes(user));
      expect(await readTable(store, world.samples[at] as never, sampleTable)).toEqual(left);
    }
  });

  it('keeps vectors and their tables row by row together, for readers that know the old digests', async () => {
    await forget(store);
    for (const [at, sample] of world.samples.entries()) {
      const rows = await readTable(store, sample, sampleTable);
      const vectors = await readTable(store, world.vectors[at] as never, vectorTable(2));
      expect(vectors.map((row) => row.prompt_sha256)).toEqual(rows.map((row) => row.prompt_sha256));
      expect(vectors.map((row) => row.vector)).toEqual(rows.map((row) => vectorOf(row.prompt_sha256)));
    }
  });

  it('finds nothing and changes nothing the second time', async () => {
    await forget(store);
    const before = snapshot();
    const again = await forget(store);
    expect(again).toMatchObject({ found: false, reports: [], evalSetVersions: [] });
    expect(again.removed).toEqual({ rooms: {}, answers: 0, judgements: 0, intermediates: 0 });
    expect(snapshot()).toEqual(before);
  });

  it('can be looked at without changing anything', async () => {
    const before = snapshot();
    const plan = await planErasure(store, layout, ana);
    expect(isEmptyPlan(plan)).toBe(false);
    expect(snapshot()).toEqual(before);
    const { removed } = await forget(store);
    expect(countsOf(plan, layout)).toEqual(removed);
    // Three of eight rows a week in the samples, three of six items in each version of the eval set.
    expect(removed.rooms).toMatchObject({
      samples: { objects: 2, rows: 6 },
      'eval-set': { objects: 2, rows: 6 },
      embeddings: { objects: 4, rows: 12 },
    });
  });

  it('puts the user and the sessions of theirs alone on the list that sampling reads', async () => {
    await forget(store);
    const list = await readForgotten(store, layout);
    const known = [...hashesOfAna, userHash('bea'), sessionHash('a shared desk')].map((unit) =>
      isForgotten(list, unit, USER_KEY),
    );
    expect(known).toEqual([true, true, false, false]);
  });

  it('forgets a second user after the first, through both tombstones', async () => {
    await forget(store);
    await forget(store, { unit: userHash('bea'), userKey: USER_KEY });
    expect(tracesIn(store, [...textsOfAna, promptOf('bea', WEEKS[0], 1)], [...hashesOfAna, userHash('bea')])).toEqual(
      [],
    );
    for (const [at, sample] of world.samples.entries()) {
      const rows = await readTable(store, sample, sampleTable);
      const vectors = await readTable(store, world.vectors[at] as never, vectorTable(2));
      expect(rows).toHaveLength(3);
      expect(vectors.map((row) => row.prompt_sha256)).toEqual(rows.map((row) => row.prompt_sha256));
    }
  });

  it('forgets one session, and leaves the other requests of its user', async () => {
    const { removed } = await forget(store, { unit: sessionHash('a shared desk'), userKey: USER_KEY });
    expect(removed.rooms['samples']).toEqual({ objects: 2, rows: 6 });
    expect(tracesIn(store, [], [sessionHash('a shared desk')])).toEqual([]);
    expect(tracesIn(store, textsOfAna, []).length).toBeGreaterThan(10);
  });

  it('adds nothing to a bucket in which nothing of the user is stored, but remembers the user', async () => {
    const keys = [...store.objects.keys()].filter((key) => !/index-|collected-/.test(key));
    const { found, removed } = await forget(store, { unit: userHash('nobody here'), userKey: USER_KEY });
    expect({ found, intermediates: removed.intermediates }).toEqual({ found: false, intermediates: 4 });
    expect([...store.objects.keys()].sort()).toEqual([...keys, layout.forgotten()].sort());
  });

  it('says so when the hash stands where this version cannot remove it', async () => {
    await store.put(`${layout.root}notes/by-hand.json`, Buffer.from(JSON.stringify({ about: ana.unit })));
    const failure = await forget(store).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'TracesLeft' });
    expect(String(failure)).toContain('notes/by-hand.json');
    expect(String(failure)).not.toContain(ana.unit);
    expect(tracesIn(store, textsOfAna, hashesOfAna)).toEqual([`${layout.root}notes/by-hand.json`]);
  });

  it('refuses a key other than the one with which users were forgotten before', async () => {
    await forget(store);
    const other = { unit: ana.unit, userKey: 'another key that is quite as long as this' };
    await expect(forget(store, other)).rejects.toMatchObject({ code: 'UserKeyChanged' });
  });
});

describe('reports of earlier weeks', () => {
  it('say what was removed, in the manifest and on the page, and name the digests of what lies there', async () => {
    const { reports } = await forget(store);
    expect(reports).toEqual(WEEKS.map((week) => `weekly/${week}`));
    for (const week of WEEKS) {
      const read = (file: string) => Buffer.from(store.objects.get(layout.weeklyReport(week, file)) ?? []);
      const manifest = JSON.parse(read('manifest.json').toString('utf8'));
      for (const [file, { sha256, bytes }] of Object.entries<{ sha256: string; bytes: number }>(manifest.files)) {
        expect({ file, sha256, bytes }).toEqual({ file, sha256: sha256Hex(read(file)), bytes: read(file).length });
      }
      expect(manifest.removed).toMatchObject([
        { file: 'pairs.arrow', rows: 9, removedAt: REMOVED_AT },
        { file: 'scores.arrow', rows: 18, removedAt: REMOVED_AT },
      ]);
      expect(manifest.files['scores.arrow'].rows).toBe(42 - 18);
      expect(manifest).toMatchObject({ kind: 'weekly', week, run: { workflowId: 'w' } });
      const page = read('report.html').toString('utf8');
      expect(page).toMatch(/27 rows of the tables \(pairs\.arrow 9, scores\.arrow 18; 2026-10-20\)\..*\n<\/main>/);
      expect(page).toContain('Content-Security-Policy');
    }
  });

  it('add up what several erasures removed, in one line', async () => {
    await forget(store);
    await forget(store, { unit: userHash('bea'), userKey: USER_KEY });
    const page = Buffer.from(store.objects.get(layout.weeklyReport(WEEKS[0], 'report.html')) ?? []).toString('utf8');
    expect(page.match(/id="removed-rows"/g)).toHaveLength(1);
    expect(page).toContain('scores.arrow 27;');
    const manifest = JSON.parse(
      Buffer.from(store.objects.get(layout.weeklyReport(WEEKS[0], 'manifest.json')) ?? []).toString('utf8'),
    );
    const scores = manifest.removed.filter(({ file }: { file: string }) => file === 'scores.arrow');
    expect(scores[1].oldSha256).toBe(scores[0].newSha256);
  });
});

describe('the eval set', () => {
  it('lists smaller versions under their old keys, and says why', async () => {
    const { evalSetVersions } = await forget(store);
    expect(evalSetVersions).toEqual([1, 2]);
    const { versions } = await readVersionList(store, layout);
    for (const [at, version] of versions.entries()) {
      expect(version.uri).toBe(world.versions[at]?.uri);
      expect(version).toMatchObject({ rows: 3, items: 3, note: '3 rows of a forgotten user removed on 2026-10-20' });
      expect(version.effectiveSampleSize).toBeCloseTo(3);
      expect(sha256Hex(await readBytes(store, version))).toBe(version.sha256);
      expect(await readTable(store, world.versions[at] as never, evalSetTable)).toHaveLength(3);
    }
  });
});

/** A store that dies at one of its writes or deletions, before or after it took effect. */
class DyingStore extends MemoryObjectStore {
  #left: number;
  readonly #takesEffect: boolean;

  constructor(objects: ReadonlyMap<string, Uint8Array>, writes: number, takesEffect: boolean) {
    super();
    for (const [key, bytes] of objects) this.objects.set(key, bytes);
    this.#left = writes;
    this.#takesEffect = takesEffect;
  }

  override async put(key: string, bytes: Uint8Array, options?: PutOptions) {
    if (!this.#dies()) return await super.put(key, bytes, options);
    if (this.#takesEffect) await super.put(key, bytes, options);
    throw new Error('killed');
  }

  override async delete(keys: readonly string[]) {
    if (!this.#dies()) return await super.delete(keys);
    // S3 takes the keys one after the other.
    if (this.#takesEffect) await super.delete(keys.slice(0, Math.ceil(keys.length / 2)));
    throw new Error('killed');
  }

  #dies(): boolean {
    this.#left -= 1;
    return this.#left === 0;
  }
}

describe('an erasure that is killed', () => {
  it('is completed by the next one, wherever it ended', async () => {
    const start = new Map(store.objects);
    await forget(store);
    expect(tracesIn(store, textsOfAna, hashesOfAna)).toEqual([]);
    const withoutRecords = () => new Map([...snapshot()].filter(([key]) => !key.includes('/erasures/')));
    const expected = withoutRecords();
    let kills = 0;
    for (const takesEffect of [true, false]) {
      for (let writes = 1; ; writes += 1) {
        const dying = new DyingStore(start, writes, takesEffect);
        store = dying;
        const wasKilled = await forget(dying).then(
          () => false,
          () => true,
        );
        if (!wasKilled) break;
        kills += 1;
        await forget(dying);
        expect(withoutRecords(), `killed at write ${writes}`).toEqual(expected);
      }
    }
    expect(kills).toBeGreaterThan(60);
  });

  it.each([3, 6, 15, 30, 45])('at write %i is completed by the erasure of another user too', async (writes) => {
    const dying = new DyingStore(store.objects, writes, true);
    await expect(forget(dying)).rejects.toThrow('killed');
    await forget(dying, { unit: userHash('bea'), userKey: USER_KEY });
    expect(tracesIn(dying, textsOfAna, [...hashesOfAna, userHash('bea')])).toEqual([]);
    for (const [at, sample] of world.samples.entries()) {
      const rows = await readTable(dying, sample, sampleTable);
      const vectors = await readTable(dying, world.vectors[at] as never, vectorTable(2));
      expect(vectors.map((row) => row.prompt_sha256)).toEqual(rows.map((row) => row.prompt_sha256));
    }
  });
});
