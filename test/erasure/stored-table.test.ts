import { describe, expect, it } from 'vitest';
import { driftStateTable } from '../../activities/drift/drift-tables.js';
import { vectorTable } from '../../activities/embedding/vector-table.js';
import { encodeStoredTable, openStoredTable } from '../../activities/erasure/stored-table.js';
import { evalSetTable } from '../../activities/eval-set/eval-set-table.js';
import { pairsTable, scoresTable } from '../../activities/scoring/score-tables.js';
import {
  defineTable,
  encodeTable,
  flag,
  integer,
  nullable,
  number,
  type RowOf,
  type TableDefinition,
  text,
  timestamp,
} from '../../activities/storage/arrow-table.js';
import { sampleTable } from '../../activities/traffic/sample-table.js';
import { evalRowWith, scoreRowWith } from '../scoring/scoring-world.js';
import { sampleRow } from '../support/sample-row.js';

const everyKind = defineTable('every_kind', 7, {
  id: text('an id'),
  share: nullable(number('a share', { unit: 'share' })),
  count: nullable(integer('a count')),
  known: nullable(flag('whether')),
  at: nullable(timestamp('an instant')),
  word: nullable(text('a word')),
});
const state = { user: 'u', count: 1, capped_weight: 1, feature_sum: new Float64Array([0.1, -2]) };

const CASES: readonly [name: string, bytes: Uint8Array, rows: number][] = [
  encoded(everyKind, [
    { id: 'a', share: 0.25, count: -3, known: true, at: 1_790_000_000_123, word: 'é' },
    { id: 'b', share: null, count: null, known: null, at: null, word: null },
  ]),
  encoded(everyKind, []),
  encoded(sampleTable, [sampleRow({ request_id: 'r1' }), sampleRow({ request_id: 'r2', response: null })]),
  encoded(evalSetTable, [evalRowWith({}), evalRowWith({ item_id: 'i_2', retired_week: '2026-W41' })]),
  encoded(scoresTable, [scoreRowWith({}), scoreRowWith({ score: null, latency_ms: null })]),
  encoded(pairsTable, []),
  encoded(vectorTable(3), [{ prompt_sha256: 'x', vector: new Float32Array([0.1, 0.2, 0.3]) }]),
  encoded(driftStateTable(2), [state, { ...state, user: 'v' }]),
];

function encoded<D extends TableDefinition>(table: D, rows: readonly RowOf<D>[]): [string, Uint8Array, number] {
  return [`${table.name} of ${rows.length}`, encodeTable(table, rows, { week: '2026-W40', note: 'x' }), rows.length];
}

describe('a table that is opened without knowing which it is', () => {
  it.each(CASES)('is written again byte for byte (%s)', (_, bytes, rows) => {
    const table = openStoredTable(bytes);
    expect(table.rows).toHaveLength(rows);
    expect(Buffer.from(encodeStoredTable(table, table.rows)).equals(Buffer.from(bytes))).toBe(true);
  });

  it('loses the rows that are left out, and nothing else', () => {
    const rows = ['a', 'b', 'c'].map((id) => ({ id, share: 1, count: 1, known: true, at: 1, word: id }));
    const table = openStoredTable(encodeTable(everyKind, rows, { week: '2026-W40' }));
    const left = table.rows.filter((row) => row['id'] !== 'b');
    const expected = encodeTable(
      everyKind,
      rows.filter(({ id }) => id !== 'b'),
      { week: '2026-W40' },
    );
    expect(Buffer.from(encodeStoredTable(table, left)).equals(Buffer.from(expected))).toBe(true);
  });

  it('is refused when it is no table', () => {
    expect(() => openStoredTable(Buffer.from('no table'))).toThrow('not a whole Arrow file');
  });
});
