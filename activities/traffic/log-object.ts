import type { LineBlock, LogLine } from './log-lines.js';

/** A log object as it was listed; a later version of it must not be mixed with this one. */
export interface LogObject {
  readonly key: string;
  /** Bytes, as stored. */
  readonly size: number;
  readonly etag: string;
  readonly lastModifiedMs: number;
}

/** Rows of a Parquet file: each with its number (from 1) and the values of the columns asked for. */
export interface ParquetRow {
  readonly line: number;
  readonly values: Readonly<Record<string, unknown>>;
}

/**
 * An object opened for reading, unpacked when its first bytes are those of gzip or zstd, whatever its name says. Every
 * method may throw {@link UnreadableObject}.
 */
export interface LogFile {
  readonly object: LogObject;
  /** Whether the bytes are those of a Parquet file. */
  isParquet(): Promise<boolean>;
  /** Names of the top-level columns of a Parquet file. */
  columns(): Promise<readonly string[]>;
  /** Lines in small batches. */
  lines(): AsyncIterable<readonly LogLine[]>;
  /** The same lines, not yet apart. */
  lineBlocks(): AsyncIterable<LineBlock>;
  /** The whole text, without a byte-order mark; empty for a text without anything. */
  text(): Promise<string>;
  /**
   * Rows in batches, read by ranges: only the columns asked for are fetched. A column the file lacks is absent from
   * `values`, unless it is in `required`: then the object is unreadable (`missing_columns`).
   */
  rows(columns: readonly string[], required?: readonly string[]): AsyncIterable<readonly ParquetRow[]>;
}

/** An object that cannot be read as a whole: the run goes on without it. */
export class UnreadableObject extends Error {
  override readonly name = 'UnreadableObject';
  /** A short stable word, such as `damaged_gzip`. */
  readonly reason: string;

  constructor(reason: string, options?: ErrorOptions) {
    super(`log object is unreadable: ${reason}`, options);
    this.reason = reason;
  }
}
