import { describe, expect, it } from 'vitest';
import type { EvalSetRow } from '../../activities/eval-set/eval-set-table.js';
import { diffVersions } from '../../activities/eval-set/version-diff.js';
import { evalSetRow } from './eval-set-row.js';

const item = (id: string, weight: number, values: Partial<EvalSetRow> = {}) =>
  evalSetRow({ item_id: id, weight, ...values });

const retired = (id: string, reason: string) => item(id, 0, { retired_week: '2026-W41', retired_reason: reason });

describe('the difference of two versions', () => {
  const before = [item('a', 0.5), item('b', 0.3), item('c', 0.2)];
  const after = [item('a', 0.4), item('b', 0.3), retired('c', 'age'), item('d', 0.3, { added_week: '2026-W41' })];

  it('tells what came, what went and why, and what weighs otherwise', () => {
    const { added, retired: gone, kept } = diffVersions(before, after);
    expect(added).toMatchObject([{ itemId: 'd', reason: 'matches-production', week: '2026-W41' }]);
    expect(gone).toMatchObject([{ itemId: 'c', reason: 'age', week: '2026-W41' }]);
    expect(kept).toEqual([
      { itemId: 'a', weightBefore: 0.5, weightAfter: 0.4 },
      { itemId: 'b', weightBefore: 0.3, weightAfter: 0.3 },
    ]);
  });

  it('tells how much the versions share', () => {
    const { overlap, movedWeight } = diffVersions(before, after);
    expect(overlap.items).toBeCloseTo(2 / 3, 12);
    expect(overlap.weight).toBeCloseTo(0.7, 12);
    expect(movedWeight).toBeCloseTo(0.3, 12);
  });

  it('says that an item was not there yet when the older version comes second', () => {
    expect(diffVersions(after, before).retired).toMatchObject([{ itemId: 'd', reason: 'not in this version' }]);
    expect(diffVersions(after, before).added).toMatchObject([{ itemId: 'c' }]);
  });

  it('is empty between a version and itself', () => {
    expect(diffVersions(after, after)).toMatchObject({ added: [], retired: [], movedWeight: 0, overlap: { items: 1 } });
  });
});
