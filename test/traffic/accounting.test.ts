import { describe, expect, it } from 'vitest';
import { objectionTo, reconcile, totalOf } from '../../activities/traffic/accounting.js';
import type { AccountingRow } from '../../activities/traffic/sample-table.js';

function row(fields: Partial<AccountingRow>): AccountingRow {
  const zero = { bytes: 100, read: 0, kept: 0, duplicate: 0, outside_window: 0, late: 0, filtered: 0, quarantined: 0 };
  return { key: 'k', ...zero, quarantine_reasons: '{}', filter_reasons: '{}', unreadable: false, ...fields };
}
const good = (read: number) => row({ read, kept: read });
const vanished = row({ read: 1, quarantined: 1, unreadable: true, quarantine_reasons: '{"object_vanished":1}' });
const objection = (rows: AccountingRow[], share = 0.05) => objectionTo(totalOf(rows), 's3://b/logs/', share);

describe('the accounting', () => {
  it('makes duplicates of the copies that do not count', () => {
    const scanned = [row({ read: 12, kept: 10, filtered: 2 }), row({ read: 5, kept: 5 })];
    const rows = reconcile(scanned, new Map([[0, 9]]));
    expect(rows).toMatchObject([
      { kept: 9, duplicate: 1 },
      { kept: 0, duplicate: 5 },
    ]);
  });

  it('lets a window pass whose unreadable lines are within the share', () => {
    const rows = [row({ read: 100, kept: 95, quarantined: 5, quarantine_reasons: '{"invalid_json":5}' })];
    expect(objection(rows)).toBeNull();
    expect(objection(rows, 0.04)).toBe('5 of 100 log lines under s3://b/logs/ cannot be read (mostly invalid_json)');
  });

  it('names the most frequent reason over all objects', () => {
    const rows = [
      row({ read: 5, quarantined: 5, quarantine_reasons: '{"bad_timestamp":3,"invalid_json":2}' }),
      row({ read: 4, quarantined: 4, quarantine_reasons: '{"invalid_json":4}' }),
    ];
    expect(totalOf(rows).commonReason).toBe('invalid_json');
  });

  it('objects to a window without one readable line whatever share is allowed', () => {
    const rows = [row({ read: 3, quarantined: 3, quarantine_reasons: '{"invalid_json":3}' })];
    expect(objection(rows, 1)).toContain('3 of 3 log lines');
    expect(objection([vanished, vanished], 1)).toContain('2 of 2 log objects');
  });

  it('takes one unreadable object for an accident, but not two that held much of the week', () => {
    const others = Array.from({ length: 5 }, () => good(1000));
    expect(objection([...others, vanished])).toBeNull();
    expect(objection([...others, vanished, vanished])).toBe(
      '2 of 7 log objects under s3://b/logs/ (28.6 % of the bytes) cannot be read (mostly object_vanished)',
    );
    expect(objection([...others, vanished, vanished], 0.3)).toBeNull();
  });
});
