import { describe, expect, it } from 'vitest';
import type { EvalSetVersionRef } from '../../activities/eval-set/eval-set-table.js';
import {
  encodeVersionList,
  newestBefore,
  parseVersionList,
  settledVersion,
} from '../../activities/eval-set/version-list.js';

function ref(version: number, week: string): EvalSetVersionRef {
  return { version, week, uri: 's3://b/k', sha256: 'a'.repeat(64), rows: 3, items: 2, effectiveSampleSize: 1.9 };
}

const list = { versions: [ref(1, '2026-W38'), ref(2, '2026-W40'), ref(3, '2026-W44')] };

describe('the list of versions', () => {
  it('survives being written and read', () => {
    expect(parseVersionList(encodeVersionList(list))).toEqual(list);
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
