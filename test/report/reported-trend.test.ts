import { describe, expect, it } from 'vitest';
import { scoresTable, type TrendRow, trendTable } from '../../activities/scoring/score-tables.js';
import { decodeTable, encodeTable } from '../../activities/storage/arrow-table.js';
import { sha256Hex } from '../../activities/storage/artifact.js';
import { required } from '../scoring/scoring-world.js';
import { MemoryObjectStore } from '../support/memory-object-store.js';
import { digestsOf, evalScores, indexPageKey, reportKey, reportWeek } from './weekly-world.js';

const trendOf = (store: MemoryObjectStore, week: string): TrendRow[] =>
  decodeTable(trendTable, required(store.objects.get(reportKey(week, 'trend.arrow'))));
const textOf = (store: MemoryObjectStore, key: string) => Buffer.from(required(store.objects.get(key))).toString();
const pageOf = (store: MemoryObjectStore, week: string) => textOf(store, reportKey(week, 'report.html'));

/** Three weeks of a set that loses ten items a week. */
async function threeWeeks(store: MemoryObjectStore): Promise<void> {
  await reportWeek(store, '2026-W40', evalScores(0));
  await reportWeek(store, '2026-W41', evalScores(10));
  await reportWeek(store, '2026-W42', evalScores(20, { model: 'model-b' }));
}

describe('the trend of a weekly report', () => {
  it('is a table of all weeks so far, each with the digest of its scores', async () => {
    const store = new MemoryObjectStore();
    await threeWeeks(store);
    const rows = trendOf(store, '2026-W42');
    expect(rows.map(({ week, linked_week, shared_items }) => [week, linked_week, shared_items])).toEqual([
      ['2026-W40', null, 0],
      ['2026-W41', '2026-W40', 50],
      ['2026-W42', '2026-W41', 50],
    ]);
    const digest = sha256Hex(required(store.objects.get(reportKey('2026-W41', 'scores.arrow'))));
    expect(rows[1]?.scores_sha256).toBe(digest);
  });

  it('does not move while nothing but the items changes', async () => {
    const store = new MemoryObjectStore();
    await threeWeeks(store);
    const [first, second] = trendOf(store, '2026-W41');
    expect(second?.chained_level).toBe(first?.naive_level);
    expect(second?.naive_level).not.toBe(first?.naive_level);
  });

  it('is the same bytes when a week is run again, also after later weeks', async () => {
    const store = new MemoryObjectStore();
    await threeWeeks(store);
    const before = digestsOf(store, '2026-W41');
    await reportWeek(store, '2026-W41', evalScores(10), 'r2');
    expect(digestsOf(store, '2026-W41')).toEqual(before);
  });

  it('takes in a week that is filled in later, and links across the gap until then', async () => {
    const store = new MemoryObjectStore();
    const links = (week: string) => trendOf(store, week).map(({ linked_week }) => linked_week);
    await reportWeek(store, '2026-W40', evalScores(0));
    await reportWeek(store, '2026-W42', evalScores(20, { model: 'model-b' }));
    expect(links('2026-W42')).toEqual([null, '2026-W40']);
    expect(pageOf(store, '2026-W42')).toContain('linked across a gap to 2026-W40');
    await reportWeek(store, '2026-W41', evalScores(10));
    expect(links('2026-W41')).toEqual([null, '2026-W40']);
    await reportWeek(store, '2026-W43', evalScores(30));
    expect(links('2026-W43')).toEqual([null, '2026-W40', '2026-W41', '2026-W42']);
  });

  it.each<[string, (bytes: Uint8Array) => Uint8Array | undefined, string]>([
    ['gone', () => undefined, 'its scores.arrow is gone'],
    ['cut off', (bytes) => bytes.subarray(0, 100), 'its scores.arrow cannot be read: these 100 bytes'],
    [
      'of another version',
      () => encodeTable({ ...scoresTable, version: 9 }, []),
      `its scores.arrow cannot be read: expected the table scores version ${scoresTable.version}, found scores version 9`,
    ],
  ])('does without an earlier report whose scores are %s, and says so', async (_name, damage, reason) => {
    const store = new MemoryObjectStore();
    await threeWeeks(store);
    const key = reportKey('2026-W41', 'scores.arrow');
    const damaged = damage(required(store.objects.get(key)));
    if (damaged === undefined) store.objects.delete(key);
    else store.objects.set(key, damaged);
    await reportWeek(store, '2026-W42', evalScores(20, { model: 'model-b' }));
    expect(trendOf(store, '2026-W42').map(({ week }) => week)).toEqual(['2026-W40', '2026-W42']);
    expect(pageOf(store, '2026-W42')).toContain(`Left out of the trend: 2026-W41: ${reason}`);
  });

  it('names a link it could not make in the manifest', async () => {
    const store = new MemoryObjectStore();
    await reportWeek(store, '2026-W40', evalScores(0));
    await reportWeek(store, '2026-W41', evalScores(0, { judge: 'another' }));
    expect(JSON.parse(textOf(store, reportKey('2026-W41', 'manifest.json')))).toMatchObject({
      refused: [{ figure: 'trend link control', reason: 'judge-changed' }],
      files: { 'trend.arrow': { rows: 2 } },
    });
  });
});

describe('the pages', () => {
  it('say in one sentence what the new mix did', async () => {
    const store = new MemoryObjectStore();
    await threeWeeks(store);
    const sentence =
      /control: [+−]0\.\d{3} \[.{14}\] since 2026-W40, linked to 2026-W41 over 50 items of 30 users\. The refreshed set’s composition moved the plain mean by [+−]0\.\d{3} \[.{14}\] since then; that is no change of quality\. Its model changed from model-a to model-b\./;
    expect(/control: [^<]*quality[^<]*/.exec(pageOf(store, '2026-W42'))?.[0]).toMatch(sentence);
  });

  it('draw a break instead of joining two lines', async () => {
    const store = new MemoryObjectStore();
    await reportWeek(store, '2026-W40', evalScores(0));
    await reportWeek(store, '2026-W41', evalScores(0, { judge: 'another' }));
    expect(pageOf(store, '2026-W41')).toContain('the line breaks and starts anew');
    expect(pageOf(store, '2026-W41')).toMatch(
      /<line class="zero"[^>]*><title>W41: another judge, not bridged<\/title>/,
    );
    expect(textOf(store, indexPageKey())).toContain('W41: the line starts anew');
  });

  it('say where the line passed to another judge, and what that one gives for the same answers', async () => {
    const store = new MemoryObjectStore();
    const milder = evalScores(0).map((row) => ({ ...row, judge: 'new', score: required(row.score) + 0.01 }));
    await reportWeek(store, '2026-W40', evalScores(0));
    await reportWeek(store, '2026-W41', [...milder, ...evalScores(0).slice(0, 50)]);
    expect(trendOf(store, '2026-W41').at(-1)).toMatchObject({ judge: 'new', linked_by: 'judge-bridge', line: 1 });
    expect(pageOf(store, '2026-W41')).toMatch(
      /The judge changed in 2026-W41 \(over 50 items\); the line stays on the scale of its first judge, and the one of now gives \+0\.010 \[.{14}\] for the same answers/,
    );
    expect(pageOf(store, '2026-W41')).toContain('another judge, linked by the scores of the one before');
  });

  it('show the names of models as text', async () => {
    const store = new MemoryObjectStore();
    await reportWeek(store, '2026-W40', evalScores(0));
    await reportWeek(store, '2026-W41', evalScores(0, { model: '<script>alert(1)</script>' }));
    expect(pageOf(store, '2026-W41')).not.toContain('<script>');
    expect(pageOf(store, '2026-W41')).toContain('model &lt;script&gt;');
  });

  it('have the line in the index of reports, from the second week on', async () => {
    const store = new MemoryObjectStore();
    await reportWeek(store, '2026-W40', evalScores(0));
    expect(textOf(store, indexPageKey())).not.toContain('linked over shared items');
    await reportWeek(store, '2026-W41', evalScores(10));
    expect(textOf(store, indexPageKey())).toContain('linked over shared items');
    expect(textOf(store, indexPageKey())).toMatch(/It now differs by [+−]0\.\d{3} through its composition/);
  });

  it('have no trend where nothing is answered anew', async () => {
    const store = new MemoryObjectStore();
    await reportWeek(store, '2026-W40', evalScores(0, { arm: 'production' }));
    expect(pageOf(store, '2026-W40')).not.toContain('<h2>Trend</h2>');
    expect(trendOf(store, '2026-W40')).toEqual([]);
  });
});
