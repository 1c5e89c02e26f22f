import {
  DataType,
  type Field,
  type Float,
  Precision,
  type Schema,
  type Table,
  TimeUnit,
  tableFromIPC,
} from 'apache-arrow';
import { type Column, decodeTable, encodeTable, type RowOf, type TableDefinition } from '../storage/arrow-table.js';

type Row = RowOf<TableDefinition>;

/** A table of any name and version, as its own file describes it. */
export interface StoredTable {
  readonly definition: TableDefinition;
  /** What the file says beside the table's name and version. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly rows: readonly Row[];
}

/**
 * Opens a file without knowing its table: users must be forgotten in the tables of every version of Tidemark.
 * @throws {TypeError} when the bytes are no table that `encodeTable` wrote
 */
export function openStoredTable(bytes: Uint8Array): StoredTable {
  const { schema } = open(bytes);
  const definition = definitionIn(schema);
  const metadata = Object.fromEntries([...schema.metadata].filter(([name]) => name !== 'table' && name !== 'version'));
  return { definition, metadata, rows: decodeTable(definition, bytes) };
}

/** The same table with other rows of it; with all of them the same bytes. */
export function encodeStoredTable({ definition, metadata }: StoredTable, rows: readonly Row[]): Uint8Array {
  return encodeTable(definition, rows, metadata);
}

/** Columns of text of a table, read without the others; a column that the table lacks is null throughout. */
export function textColumns<K extends string>(
  bytes: Uint8Array,
  names: readonly K[],
): {
  readonly rows: number;
  readonly columns: Readonly<Record<K, (string | null)[]>>;
  readonly has: (name: K) => boolean;
} {
  const table = open(bytes);
  const read = names.map((name) => {
    const vector = table.getChild(name);
    const values = Array.from({ length: table.numRows }, (_, row) => textOf(vector?.get(row)));
    return [name, values] as const;
  });
  const columns = Object.fromEntries(read) as Record<K, (string | null)[]>;
  return { rows: table.numRows, columns, has: (name) => table.getChild(name) !== null };
}

export function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function open(bytes: Uint8Array): Table {
  try {
    return tableFromIPC(bytes);
  } catch (error) {
    throw new TypeError(`these ${bytes.length} bytes are not a whole Arrow file`, { cause: error });
  }
}

function definitionIn(schema: Schema): TableDefinition {
  const name = schema.metadata.get('table');
  const version = Number(schema.metadata.get('version'));
  if (name === undefined || !Number.isInteger(version)) throw new TypeError('the table carries no name and version');
  const columns = schema.fields.map((field): [string, Column] => [field.name, columnOf(field)]);
  return { name, version, columns: Object.fromEntries(columns) };
}

function columnOf(field: Field): Column {
  const { kind, length } = kindOf(field.type, field.name);
  return {
    kind,
    definition: field.metadata.get('definition') ?? '',
    unit: field.metadata.get('unit'),
    nullable: field.nullable,
    length,
  };
}

function kindOf(type: DataType, name: string): Pick<Column, 'kind' | 'length'> {
  if (DataType.isFixedSizeList(type)) {
    const item: DataType | undefined = type.children[0]?.type;
    if (DataType.isFloat(item)) return { kind: isDouble(item) ? 'vector64' : 'vector32', length: type.listSize };
  }
  const kind = plainKindOf(type);
  if (kind === null) throw new TypeError(`the column ${name} is of a type that no table of Tidemark has`);
  return { kind, length: undefined };
}

function plainKindOf(type: DataType): Column['kind'] | null {
  if (DataType.isUtf8(type)) return 'text';
  if (DataType.isFloat(type)) return isDouble(type) ? 'number' : null;
  if (DataType.isInt(type)) return type.bitWidth === 32 && type.isSigned ? 'integer' : null;
  if (DataType.isBool(type)) return 'flag';
  return DataType.isTimestamp(type) && type.unit === TimeUnit.MILLISECOND ? 'timestamp' : null;
}

function isDouble({ precision }: Float): boolean {
  return precision === Precision.DOUBLE;
}
