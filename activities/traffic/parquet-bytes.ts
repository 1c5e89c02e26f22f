import type { ColumnMetaData, RowGroup } from 'hyparquet';
import { UnreadableObject } from './log-object.js';

/** A file that is read by ranges, such as an object in S3; `end` is exclusive. */
export interface RangeSource {
  /** Bytes in all. */
  readonly byteLength: number;
  slice(start: number, end: number): Promise<ArrayBuffer>;
}

/** Column chunks this close to each other are fetched in one request: cheaper than a second one. */
const GAP_BYTES = 64 * 1024;
/** Of a larger chunk, or of several in a row, one request fetches this much. */
const WINDOW_BYTES = 4 * 1024 * 1024;

const NOTHING: Buffer = Buffer.alloc(0);

export interface Chunk {
  readonly metadata: ColumnMetaData;
  readonly bytes: ChunkBytes;
}

/**
 * The column chunks of a row group with one of these paths (parts joined by NUL), ready to be read from their starts.
 * @throws {Error} when a chunk lies outside the file
 */
export function chunksOf(source: RangeSource, rowGroup: RowGroup, paths: ReadonlySet<string>): Map<string, Chunk> {
  const places = rowGroup.columns.flatMap(({ meta_data: metadata, file_path: elsewhere }) => {
    const path = metadata?.path_in_schema.join('\0');
    if (metadata === undefined || path === undefined || !paths.has(path)) return [];
    const data = Number(metadata.data_page_offset);
    const dictionary = Number(metadata.dictionary_page_offset ?? 0);
    // Some writers say 0 where there is no dictionary.
    const start = dictionary > 0 ? Math.min(dictionary, data) : data;
    const end = start + Number(metadata.total_compressed_size);
    if ((elsewhere ?? '') !== '' || !(start >= 4) || !(end >= start) || end > source.byteLength) {
      throw new Error('column chunk outside the file');
    }
    return [{ path, metadata, start, end }];
  });
  places.sort((a, b) => a.start - b.start);
  const runs: (typeof places)[] = [];
  for (const place of places) {
    const run = runs.at(-1);
    const isNear =
      run?.[0] !== undefined &&
      place.start - (run.at(-1)?.end ?? 0) <= GAP_BYTES &&
      place.end - run[0].start <= WINDOW_BYTES;
    if (isNear) run.push(place);
    else runs.push([place]);
  }
  return new Map(
    runs.flatMap((run) => {
      const window = new SharedWindow(source, run[0]?.start ?? 0, run.at(-1)?.end ?? 0);
      return run.map(({ path, metadata, start, end }): [string, Chunk] => [
        path,
        { metadata, bytes: new ChunkBytes(source, start, end, run.length > 1 ? window : null) },
      ]);
    }),
  );
}

/** Bytes that several chunks lie in, fetched once. */
class SharedWindow {
  readonly start: number;
  readonly #source: RangeSource;
  readonly #end: number;
  #bytes: Promise<Buffer> | null = null;

  constructor(source: RangeSource, start: number, end: number) {
    this.#source = source;
    this.start = start;
    this.#end = end;
  }

  bytes(): Promise<Buffer> {
    this.#bytes ??= fetchRange(this.#source, this.start, this.#end);
    return this.#bytes;
  }
}

/** The bytes of a column chunk from start to end, fetched as they are asked for. */
export class ChunkBytes {
  readonly #source: RangeSource;
  readonly #end: number;
  readonly #shared: SharedWindow | null;
  #position: number;
  /** Bytes at hand, from the position on. */
  #buffer = NOTHING;

  constructor(source: RangeSource, start: number, end: number, shared: SharedWindow | null) {
    this.#source = source;
    this.#position = start;
    this.#end = end;
    this.#shared = shared;
  }

  /** Bytes of the chunk that were not taken yet. */
  get left(): number {
    return this.#end - this.#position;
  }

  /** At least this many bytes from the position on, fewer only at the end of the chunk. */
  async peek(bytes: number): Promise<Buffer> {
    const wanted = Math.min(bytes, this.left);
    if (this.#buffer.length < wanted) this.#buffer = await this.#fetch(wanted);
    return this.#buffer;
  }

  /**
   * The next bytes; the position moves behind them.
   * @throws {UnreadableObject} `damaged_parquet` when the chunk ends before
   */
  async take(bytes: number): Promise<Buffer> {
    if (!(bytes >= 0 && bytes <= this.left)) throw new UnreadableObject('damaged_parquet');
    const taken = (await this.peek(bytes)).subarray(0, bytes);
    // An empty slice would hold on to all it was cut from.
    this.#buffer = this.#buffer.length === bytes ? NOTHING : this.#buffer.subarray(bytes);
    this.#position += bytes;
    return taken;
  }

  async #fetch(wanted: number): Promise<Buffer> {
    if (this.#shared !== null) {
      const offset = this.#position - this.#shared.start;
      return (await this.#shared.bytes()).subarray(offset, offset + this.left);
    }
    const have = this.#buffer;
    const start = this.#position + have.length;
    const end = Math.min(this.#end, Math.max(start + WINDOW_BYTES, this.#position + wanted));
    const more = await fetchRange(this.#source, start, end);
    return have.length === 0 ? more : Buffer.concat([have, more]);
  }
}

async function fetchRange(source: RangeSource, start: number, end: number): Promise<Buffer> {
  const bytes = Buffer.from(await source.slice(start, end));
  if (bytes.length !== end - start) throw new UnreadableObject('damaged_parquet');
  return bytes;
}
