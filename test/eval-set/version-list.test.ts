import { describe, expect, it } from 'vitest';
import type { EvalSetVersionRef } from '../../activities/eval-set/eval-set-table.js';
import {
  encodeVersionList,
  newestBefore,
  parseVersionList,
  settledVersion,
  withHeldWeek,
  withPin,
} from '../../activities/eval-set/version-list.js';

function ref(version: number, week: string): EvalSetVersionRef {
  return { version, week, uri: 's3://b/k', sha256: 'a'.repeat(64), rows: 3, items: 2, effectiveSampleSize: 1.9 };
}

const list = { versions: [ref(1, '2026-W38'), ref(2, '2026-W40'), ref(3, '2026-W44')] };

describe('the list of versions', () => {
  it('survives being written and read', () => {
    expect(parseVersionList(encodeVersionList(list))).toEqual(list);
  });

  it('keeps what a newer Tidemark wrote into it', () => {
    const newer = { ...list, signedBy: 'x', versions: [{ ...ref(1, '2026-W38'), approved: true }] };
    const bytes = encodeVersionList(newer);
    expect(encodeVersionList(parseVersionList(bytes))).toEqual(bytes);
  });

  it('is read when it was written before pins, imports and lineages', () => {
    const bytes = Buffer.from(
      `{"versions":[{"effectiveSampleSize":1.9,"items":2,"rows":3,"sha256":"${'a'.repeat(64)}","uri":"s3://b/k","version":1,"week":"2026-W38"}]}`,
    );
    expect(parseVersionList(bytes)).toEqual({ versions: [ref(1, '2026-W38')] });
    expect(Buffer.from(encodeVersionList(parseVersionList(bytes)))).toEqual(bytes);
  });

  it.each([
    ['no JSON', Buffer.from('{'), /no JSON/],
    ['a missing field', Buffer.from('{"versions":[{"version":1}]}'), /damaged at "versions\.0\.week"/],
    [
      'a gap in the numbers',
      encodeVersionList({ versions: [ref(1, '2026-W38'), ref(3, '2026-W40')] }),
      /count 1, 2, 3/,
    ],
    [
      'two versions of one week',
      encodeVersionList({ versions: [ref(1, '2026-W38'), ref(2, '2026-W38')] }),
      /later week/,
    ],
    ['a pin on a version that is none', encodeVersionList({ ...list, pinned: 4 }), /one of the list/],
    [
      'a week held by a version that is none',
      encodeVersionList({ ...list, held: [{ week: '2026-W41', version: 9 }] }),
      /one of the list/,
    ],
  ])('is refused with %s', (_what, bytes, message) => {
    expect(() => parseVersionList(bytes)).toThrow(message);
  });

  it.each([
    ['2026-W38', undefined],
    ['2026-W40', 1],
    ['2026-W41', 2],
    ['2027-W01', 3],
  ])('knows the newest version before %s', (week, version) => {
    expect(newestBefore(list, week)?.version).toBe(version);
  });

  it.each([
    ['a later week gets its own', '2026-W45', undefined],
    ['a week with a version keeps it', '2026-W40', 2],
    ['a week between uses the one before', '2026-W42', 2],
    ['a week before all uses the oldest', '2026-W30', 1],
  ])('settles: %s', (_what, week, version) => {
    expect(settledVersion(list, week)?.version).toBe(version);
  });

  it('settles nothing for the first week', () => {
    expect(settledVersion({ versions: [] }, '2026-W40')).toBeUndefined();
  });
});

describe('an import', () => {
  const imported = { ...ref(2, '2026-W38'), made: 'import' as const };
  const history = { versions: [ref(1, '2026-W38'), imported, ref(3, '2026-W40')] };

  it('may have the week of the version before it', () => {
    expect(parseVersionList(encodeVersionList(history))).toEqual(history);
  });

  it('settles no week, and is what the next week finds', () => {
    expect(settledVersion(history, '2026-W38')?.version).toBe(1);
    expect(settledVersion({ versions: [imported] }, '2026-W38')).toBeUndefined();
    expect(newestBefore(history, '2026-W39')?.version).toBe(2);
  });
});

describe('a pin', () => {
  it('settles nothing by itself, so that the week is written down first', () => {
    expect(settledVersion(withPin(list, 1), '2026-W45')).toBeUndefined();
    expect(settledVersion(withHeldWeek(withPin(list, 1), { week: '2026-W45', version: 1 }), '2026-W45')?.version).toBe(
      1,
    );
  });

  it('is what its weeks find, and no other week', () => {
    const pinned = withPin(list, 1);
    expect([newestBefore(pinned, '2026-W44')?.version, newestBefore(pinned, '2026-W45')?.version]).toEqual([2, 1]);
  });

  it('ends without a trace but the weeks it held', () => {
    expect(withPin(withPin(list, 1), null)).toEqual(list);
  });
});
