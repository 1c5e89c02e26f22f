import {
  Bool,
  type DataType,
  Field,
  FixedSizeList,
  Float32,
  Float64,
  Int32,
  makeData,
  RecordBatch,
  RecordBatchFileWriter,
  Schema,
  Struct,
  Table,
  TimestampMillisecond,
  tableFromIPC,
  Utf8,
  vectorFromArray,
} from 'apache-arrow';

type Cell = string | number | boolean | Float32Array | Float64Array | null;

interface ColumnOptions {
  /** Unit of the values, written into the file: `USD`, `ms`, `share`, `tokens`. */
  readonly unit?: string;
}

/** One column of a table: its Arrow type, its unit and what it means. `T` is the type of its values in TypeScript. */
export interface Column<T extends Cell = Cell> {
  readonly kind: 'text' | 'number' | 'integer' | 'flag' | 'timestamp' | 'vector32' | 'vector64';
  readonly definition: string;
  readonly unit: string | undefined;
  readonly nullable: boolean;
  /** Length of each vector of a vector column. */
  readonly length: number | undefined;
  /** Only carries the type of the values; never set. */
  readonly value?: T;
}

const plain =
  <T extends Cell>(kind: Column['kind']) =>
  (definition: string, options: ColumnOptions = {}): Column<T> => ({
    kind,
    definition,
    unit: options.unit,
    nullable: false,
    length: undefined,
  });

export const text = plain<string>('text');
/** A 64-bit float. Never NaN: what cannot be computed is null, in a nullable column. */
export const number = plain<number>('number');
/** A 32-bit signed integer. */
export const integer = plain<number>('integer');
export const flag = plain<boolean>('flag');
/** An instant in milliseconds since 1970 UTC. */
export const timestamp = plain<number>('timestamp');

export function vector32(length: number, definition: string): Column<Float32Array> {
  return { kind: 'vector32', definition, unit: undefined, nullable: false, length };
}

export function vector64(length: number, definition: string): Column<Float64Array> {
  return { kind: 'vector64', definition, unit: undefined, nullable: false, length };
}

export function nullable<T extends Cell>(column: Column<T>): Column<T | null> {
  return { ...column, nullable: true };
}

/** A table of the public contract or between two steps: written as one uncompressed Arrow IPC file. */
export interface TableDefinition<C extends Record<string, Column> = Record<string, Column>> {
  readonly name: string;
  /** Raised whenever a column changes its meaning. */
  readonly version: number;
  readonly columns: C;
}

export type RowOf<D extends TableDefinition> = {
  readonly [K in keyof D['columns']]: D['columns'][K] extends Column<infer T> ? T : never;
};

export function defineTable<C extends Record<string, Column>>(
  name: string,
  version: number,
  columns: C,
): TableDefinition<C> {
  return { name, version, columns };
}

/**
 * Rows as an Arrow IPC file: uncompressed, one record batch, the same bytes for the same rows.
 * The schema's metadata carries the table's name and version plus `metadata`; each field its definition and unit.
 * @throws {TypeError} when a value is undefined, null in a column that takes none, or NaN.
 */
export function encodeTable<D extends TableDefinition>(
  definition: D,
  rows: readonly RowOf<D>[],
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const fields = Object.entries(definition.columns).map(([name, column]) => fieldOf(name, column));
  const schema = new Schema(
    fields,
    new Map([['table', definition.name], ['version', String(definition.version)], ...Object.entries(metadata)]),
  );
  const children = Object.entries(definition.columns).map(([name, column]) => {
    const values = rows.map((row, index) =>
      checked(
        (row as Record<string, Cell | undefined>)[name],
        column,
        () => `${definition.name}.${name}, row ${index}`,
      ),
    );
    return dataOf(column, values);
  });
  const struct = makeData({ type: new Struct(fields), length: rows.length, nullCount: 0, children });
  return RecordBatchFileWriter.writeAll(new Table(schema, new RecordBatch(schema, struct))).toUint8Array(true);
}

/** Rows of a table from `offset` on, at most `limit` of them. */
export interface RowSlice {
  readonly offset: number;
  readonly limit: number;
}

/**
 * The rows of an Arrow file or stream written with {@link encodeTable}, or those of a slice.
 * @throws {TypeError} when the bytes hold another table or version, or lack a column.
 */
export function decodeTable<D extends TableDefinition>(definition: D, bytes: Uint8Array, slice?: RowSlice): RowOf<D>[] {
  const table = openTable(bytes);
  const found = `${table.schema.metadata.get('table')} version ${table.schema.metadata.get('version')}`;
  const wanted = `${definition.name} version ${definition.version}`;
  if (found !== wanted) throw new TypeError(`expected the table ${wanted}, found ${found}`);
  const readers = Object.entries(definition.columns).map(([name, column]) => {
    const vector = table.getChild(name);
    if (vector === null) throw new TypeError(`the table ${wanted} lacks the column ${name}`);
    return { name, read: (row: number): Cell => readCell(column, vector.get(row)) };
  });
  const { offset, limit } = slice ?? { offset: 0, limit: table.numRows };
  const length = Math.max(0, Math.min(limit, table.numRows - offset));
  return Array.from({ length }, (_, at) => {
    return Object.fromEntries(readers.map(({ name, read }) => [name, read(offset + at)])) as RowOf<D>;
  });
}

/**
 * What a file says beside its rows: the table's name and version, and whatever was given to {@link encodeTable}.
 * @throws {TypeError} when the bytes are no whole Arrow file
 */
export function tableMetadata(bytes: Uint8Array): ReadonlyMap<string, string> {
  return openTable(bytes).schema.metadata;
}

function openTable(bytes: Uint8Array): Table {
  try {
    return tableFromIPC(bytes);
  } catch (error) {
    throw new TypeError(`these ${bytes.length} bytes are not a whole Arrow file`, { cause: error });
  }
}

function fieldOf(name: string, column: Column): Field {
  const metadata = new Map([['definition', column.definition]]);
  if (column.unit !== undefined) metadata.set('unit', column.unit);
  return new Field(name, typeOf(column), column.nullable, metadata);
}

function typeOf(column: Column): DataType {
  return ARROW_TYPES[column.kind](column.length ?? 0);
}

const ARROW_TYPES: Readonly<Record<Column['kind'], (length: number) => DataType>> = {
  text: () => new Utf8(),
  number: () => new Float64(),
  integer: () => new Int32(),
  flag: () => new Bool(),
  timestamp: () => new TimestampMillisecond('UTC'),
  vector32: (length) => new FixedSizeList(length, new Field('item', new Float32(), false)),
  vector64: (length) => new FixedSizeList(length, new Field('item', new Float64(), false)),
};

function dataOf(column: Column, values: readonly Cell[]) {
  const type = typeOf(column);
  if (type instanceof FixedSizeList) {
    const length = column.length ?? 0;
    const flat =
      column.kind === 'vector32' ? new Float32Array(values.length * length) : new Float64Array(values.length * length);
    values.forEach((value, row) => flat.set(value as Float32Array, row * length));
    const child =
      flat instanceof Float32Array
        ? makeData({ type: new Float32(), length: flat.length, nullCount: 0, data: flat })
        : makeData({ type: new Float64(), length: flat.length, nullCount: 0, data: flat });
    return makeData({ type, length: values.length, nullCount: 0, child });
  }
  const data = vectorFromArray(values, type).data[0];
  if (data === undefined) return makeData({ type, length: 0, nullCount: 0 } as never);
  return data;
}

/** Arrow itself takes wrong values silently: null becomes 0, text becomes NaN, 2^31 becomes -2^31. */
function checked(value: Cell | undefined, column: Column, place: () => string): Cell {
  if (value === undefined || (value === null && !column.nullable)) throw new TypeError(`${place()}: no value`);
  if (value === null) return value;
  const objection = objectionTo(value, column);
  if (objection !== undefined) throw new TypeError(`${place()}: ${objection}`);
  return value;
}

function objectionTo(value: Exclude<Cell, null>, column: Column): string | undefined {
  const { kind } = column;
  if (kind === 'text') return typeof value === 'string' ? undefined : `a ${typeof value} where text is wanted`;
  if (kind === 'flag') return typeof value === 'boolean' ? undefined : `a ${typeof value} where a flag is wanted`;
  if (kind === 'vector32' || kind === 'vector64') {
    const wanted = kind === 'vector32' ? Float32Array : Float64Array;
    return value instanceof wanted ? objectionToVector(value, column) : `no ${wanted.name} where one is wanted`;
  }
  return typeof value === 'number' ? objectionToNumber(value, kind) : `a ${typeof value} where a number is wanted`;
}

function objectionToNumber(value: number, kind: 'number' | 'integer' | 'timestamp'): string | undefined {
  if (!Number.isFinite(value)) return String(value);
  if (kind === 'integer' && value !== (value | 0)) return `${value} is no 32-bit integer`;
  if (kind === 'timestamp' && !Number.isSafeInteger(value)) return `${value} is no whole number of milliseconds`;
  return undefined;
}

function objectionToVector(value: Float32Array | Float64Array, column: Column): string | undefined {
  if (value.length !== column.length) return `a vector of ${value.length} where ${column.length} is wanted`;
  // A loop, because tables hold millions of these numbers.
  for (let index = 0; index < value.length; index += 1) {
    if (!Number.isFinite(value[index])) return String(value[index]);
  }
  return undefined;
}

function readCell(column: Column, value: unknown): Cell {
  if (value === null || value === undefined) return null;
  if (column.length === undefined) return value as Cell;
  return (value as { toArray(): Float32Array | Float64Array }).toArray();
}
