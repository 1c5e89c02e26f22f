import { crc32 } from 'node:zlib';
import type { ColumnMetaData, PageHeader, SchemaElement, SchemaTree } from 'hyparquet';
import { parquetHeader } from 'hyparquet/src/column.js';
import { UnreadableObject } from './log-object.js';
import type { ChunkBytes } from './parquet-bytes.js';
import { type Dictionary, dictionaryOf, type Page, pageOf, unpackPage } from './parquet-page.js';

/** Enough for a page's header unless it holds long statistics; then more is fetched. */
const HEADER_BYTES = 16 * 1024;
/** Pages are decoded ahead up to this size, so that small ones do not make small batches. */
const BYTES_AHEAD = 4 * 1024 * 1024;

/** What a leaf of the schema is: its type, and how often its ancestors and it repeat or may be absent. */
export interface LeafLevels {
  readonly element: SchemaElement;
  readonly mostDefinition: number;
  readonly mostRepetition: number;
}

/** Runs a decoder: what it throws means that the file is damaged. */
export function decoding<T>(decode: () => T): T {
  try {
    return decode();
  } catch (cause) {
    if (cause instanceof UnreadableObject) throw cause;
    throw new UnreadableObject('damaged_parquet', { cause });
  }
}

/** Paths of the leaves below a node of the schema, parts joined by NUL. */
export function leafPathsOf(node: SchemaTree): string[] {
  return node.children.length === 0 ? [node.path.join('\0')] : node.children.flatMap(leafPathsOf);
}

/**
 * The entries of one leaf column in a row group: values, nulls and empty lists in Dremel's encoding (Melnik et al. 2010,
 * "Dremel: interactive analysis of web-scale datasets", section 4). Pages are fetched by {@link LeafColumn.prepare};
 * what it counted can then be read without waiting.
 */
export class LeafColumn {
  readonly levels: LeafLevels;
  readonly #bytes: ChunkBytes;
  readonly #metadata: ColumnMetaData;
  #dictionary: Dictionary | null = null;
  /** The page entries are taken from; later ones wait. */
  #page: Page | null = null;
  readonly #pages: Page[] = [];
  #at = 0;
  #entriesLeft: number;
  /** Rows that start in the pages at hand and were not taken. */
  #rowStarts = 0;

  constructor(bytes: ChunkBytes, metadata: ColumnMetaData, levels: LeafLevels) {
    this.#bytes = bytes;
    this.#metadata = metadata;
    this.levels = levels;
    this.#entriesLeft = Number(metadata.num_values);
  }

  /** Decodes pages until `rows` whole rows are at hand, or some rows and enough bytes; says how many rows there are. */
  async prepare(rows: number): Promise<number> {
    for (let bytes = 0; ; ) {
      const isLast = this.#entriesLeft <= 0 || this.#bytes.left === 0;
      // Without an end in sight the last row may go on in the next page.
      const whole = isLast || this.levels.mostRepetition === 0 ? this.#rowStarts : Math.max(0, this.#rowStarts - 1);
      if (isLast || whole >= rows || (whole > 0 && bytes >= BYTES_AHEAD)) return Math.min(whole, rows);
      bytes += await this.#loadPage();
    }
  }

  /** Definition level of the next entry. */
  definition(): number {
    const page = this.#current();
    return page.definitions === null ? this.levels.mostDefinition : (page.definitions[this.#at] ?? 0);
  }

  /** Repetition level of the next entry; 0 at the end. */
  repetition(): number {
    const page = this.#page !== null && this.#at < this.#page.entries ? this.#page : this.#pages[0];
    return page?.repetitions?.[page === this.#page ? this.#at : 0] ?? 0;
  }

  /** Takes the next entry: its value, or null where it has none. */
  take(): unknown {
    const page = this.#current();
    const at = this.#at++;
    if (page.repetitions === null || page.repetitions[at] === 0) this.#rowStarts -= 1;
    const isValue = page.definitions === null || page.definitions[at] === this.levels.mostDefinition;
    return isValue ? page.next() : null;
  }

  #current(): Page {
    while (this.#page === null || this.#at >= this.#page.entries) {
      const next = this.#pages.shift();
      if (next === undefined) throw new Error('column ends before its rows');
      this.#page = next;
      this.#at = 0;
    }
    return this.#page;
  }

  /** Fetches and unpacks the next page; says how large it is. */
  async #loadPage(): Promise<number> {
    const header = await this.#takeHeader();
    const packed = await this.#bytes.take(header.compressed_page_size);
    return decoding(() => {
      // Most writers leave the checksum out.
      if (header.crc !== undefined && (crc32(packed) | 0) !== (header.crc | 0)) throw new Error('checksum of a page');
      if (header.type === 'DICTIONARY_PAGE') {
        const bytes = unpackPage(packed, header.uncompressed_page_size, this.#metadata.codec);
        this.#dictionary = dictionaryOf(bytes, header, this.levels.element);
        return bytes.length;
      }
      const { data_page_header: v1, data_page_header_v2: v2 } = header;
      if (((v1 ?? v2)?.num_values ?? 0) > this.#entriesLeft) throw new Error('more values than the footer says');
      const page = pageOf(packed, header, this.#metadata.codec, this.levels, this.#dictionary);
      if (page === null) return 0;
      this.#pages.push(page);
      this.#entriesLeft -= page.entries;
      this.#rowStarts += page.rowStarts;
      return page.bytes;
    });
  }

  async #takeHeader(): Promise<PageHeader> {
    for (let bytes = HEADER_BYTES; ; bytes *= 8) {
      const buffer = await this.#bytes.peek(bytes);
      const reader = { view: new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength), offset: 0 };
      try {
        const header = parquetHeader(reader);
        await this.#bytes.take(reader.offset);
        return header;
      } catch (cause) {
        if (cause instanceof UnreadableObject) throw cause;
        if (bytes >= this.#bytes.left) throw new UnreadableObject('damaged_parquet', { cause });
      }
    }
  }
}
