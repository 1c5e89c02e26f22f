import { type Assembled, type Assembly, instanceOf, reserve } from '../stats/web-assembly.js';
import { checksumIn } from './content-checksum.js';
import { instantOf, plainInstantIn } from './log-fields.js';
import { MOST_BLOCK_BYTES } from './log-lines.js';

/** Addresses in bytes. */
interface AssembledShape extends Assembled {
  place(
    keys: number,
    keysEnd: number,
    shape: number,
    slots: number,
    mask: number,
    rows: number,
    rowsEnd: number,
    rowBytes: number,
  ): void;
  scan(end: number, most: number, copy: number, next: number): number;
}

/** `line-shape.wat`, assembled; a test holds the two together. */
export const LINE_SHAPE: Assembly<AssembledShape> = {
  bytes: Buffer.from(
    'AGFzbQEAAAABNgdgAX8Bf2ACf38Bf2AEf39/fwF/YAN/f38Bf2AGf39/f39/AX9gAn5+AX5gCH9/f39/f39/AAMXFgABAAEAAAEBAAEBAgMEAwUEAAABBgIFAwEAAQYpCH8BQQALfwFBAAt/AUEAC38BQQALfwFBAAt/AUEAC38BQQALfwFBAAsHGQMGbWVtb3J5AgAFcGxhY2UAFARzY2FuABUK+BEWCgAgAC0AEEEBRgskAAJAA0AgACABTw0BIAAtAAAQAEUNASAAQQFqIQAMAAsLIAALCgAgAEEwa0EKSQskAAJAA0AgACABTw0BIAAtAAAQAkUNASAAQQFqIQAMAAsLIAALGgAgABAAIABBLEYgAEHdAEYgAEH9AEZycnILDQAgAC0AECAAQSJGcgsjAAJAA0AgACABTw0BIAAtAAAQBQ0BIABBAWohAAwACwsgAAvfAQEBfyAALQAAQS1GBEAgAEEBaiEACyAAIQIgACABEAMhACAAIAJGBEBBAA8LIAItAABBMEYgACACa0EBS3EEQEEADwsgACABSQRAIAAtAABBLkYEQCAAQQFqIQIgAiABEAMhACAAIAJGBEBBAA8LCwsgACABSQRAIAAtAABBIHJB5QBGBEAgAEEBaiECIAIgAUkEQCACLQAAQStGIAItAABBLUZyBEAgAkEBaiECCwsgAiABEAMhACAAIAJGBEBBAA8LCwsgACABTwRAIAAPCyAALQAAEAQEfyAABUEACwsTACAAEAIgAEEgckHhAGtBBklyC5UBAQF/IABBAmogAUsEQEEADwsgAC0AASECIAJBIkYgAkHcAEZyIAJBL0YgAkHiAEZyciACQeYARiACQe4ARnIgAkHyAEYgAkH0AEZycnIEQEECDwsgAkH1AEcEQEEADwsgAEEGaiABSwRAQQAPCyAALQACEAggAC0AAxAIcSAALQAEEAggAC0ABRAIcXEEf0EGBUEACwtlAQF/A0AgACABTwRAQQAPCyAALQAAIQIgAkHcAEYEQCAAIAAgARAJaiEADAELIAJBIWtB3gBJBEBBAQ8LIAJBwwFPIAJB4QFrQQJLIAJB7wFHcXEEQEEBDwsgAEEBaiEADAALAAtfAgF7AX8gAUEQSwRAQQAPCyAA/QAEACEEQQEgAXRBAWshBQJAA0AgAiADTw0BIAIoAhAgAUYEQCAEIAL9AAQA/SP9ZCAFcSAFRgRAIAIPCwsgAkHAAGohAgwACwtBAAs5AQF/IAIgASAAa2ohAwJAA0AgACABTw0BIAIgAP0ABAD9CwQAIABBEGohACACQRBqIQIMAAsLIAML1AUDBX8Bewd/IAAhBgJAA0AgACABTw0BIAAtAAAhCSAJQSJGBEAgAEEBaiENIA0hAEEBIQ5BASEPA0AgACABTw0DIAD9AAQAIQsgC0Ei/Q/9IyALQdwA/Q/9I/1QIAtBIP0P/Sb9UP1kIQogCkUEQCAAQRBqIQAMAQsgACAKaGohACAAIAFPDQMgAC0AACEJIAlBIkcEQEEAIQ8gCUHcAEYEQCAAIAEQCSEKIApFBEBBACEOQQIhCgsFQQAhDkEBIQoLIAAgCmohAAwBCwsgAEEBaiEQIBAtAAAtABBBAUYEQCAQIAEQASEQCyAQIAFJBEAgEC0AAEE6RgRAIA9FBEBBAA8LIA0gACANayADIAQQCyERIBEEQCARKAIUIRIgEkEDTwRAIAdBAUYEQEEBIBJ0IQogCCAKcQRAQQAPCyAIIApyIQgFQQAhEQsLCyAQQQFqIQAMAwsLIA4EQEEAIRIgEQRAIBEoAhQhEgsgEkECRgRAIA0gABAKBEBBACESCwsgEkUEQCAGIA0gAhAMIQIgAkH4ADoAACACQQFqIQIgACEGCyASQQNPIA9xIAAgDWtBAWtBgAJJcQRAIAUgEkEDa0EDdGohECAQIA02AgAgECAANgIEIAYgDSACEAwhAiARQSBqIRAgECAQIBEoAhhqIAIQDCECIAAhBgsLQQAhESAAQQFqIQAMAQsgCS0AECEMIAxBAUYEQCAAQQFqIQAMAQsgDARAIAlBIHJB+wBGBEAgB0EBaiEHCyAJQSByQf0ARgRAIAdBAWshBwtBACERIABBAWohAAwBC0EAIRAgCRACIAlBLUZyBEAgEUUEQCAAIAEQByEQCwsgEARAIAYgACACEAwhAiACQTA6AAAgAkEBaiECIBAhBgUgACABEAYhEAtBACERIBAhAAwACwsgBiABIAIQDCECIAL9DAAAAAAAAAAAAAAAAAAAAAD9CwQAIAILNwADQCAAIAFPBEBBAQ8LIAD9AAQAIAL9AAQA/VH9UwRAQQAPCyAAQRBqIQAgAkEQaiECDAALAAsdACAAIAGFQpX4qfqXt96bnn9+IQAgACAAQh2IhQu/AQIBfgR/IAAhCANAIAggAUkEQCAGIAgpAwAQDyEGIAYgCCkDCBAPIQYgCEEQaiEIDAELCyAGpyEHIAchCgNAIAIgCiADcUEEdGohCSAJKAIEBEAgCSgCACAHRiAJKAIMIAEgAGtGcQRAIAAgASAJKAIIEA4EQCAJKAIEDwsLIApBAWohCiAKIAdrQcAASQ0BQQAPCwsgCSAHNgIAIAkgBTYCBCAJIAQ2AgggCSABIABrNgIMIAAgASAEEAwaIAULEAAgAEEgRiAAQQlrQQVJcgsIACAAQYABSQtGAQF/AkADQCAAIAFPDQEgAP0ABABBCv0P/SP9ZCECIAIEQCAAIAJoaiEADAILIABBEGohAAwACwsgACABSQR/IAAFIAELCyIAIAAkACABJAEgAiQCIAMkAyAEJAQgBSQFIAYkBiAHJAcLywIBCH9BACgCACEEQQQoAgAhBSMFIQYCQANAIAQgAE8NASAGIwZPDQEgBCAAEBMhByAEIQggByEJAkADQCAIIAlPDQEgCC0AABARRQ0BIAhBAWohCAwACwsCQANAIAggCU8NASAJQQFrLQAAEBFFDQEgCUEBayEJDAALC0EAIQogCCAJSQRAIAZBEGohCwNAIAtBADYCACALQQRqIQsgCyAGIwdqSQ0ACyAJIAhrIAFNIAgtAAAQEiAJQQFrLQAAEBJxcQRAIAggCSMCIwAjASAGQRBqEA0hCyALBEBBCCALNgIAIwIgCyMDIwQgAiADEBAhCgsLIAYgCDYCACAGIAk2AgQgBiAKNgIIIAYgBUEBajYCDCAGIwdqIQYLIAVBAWohBSAHQQFqIQQgCiADRg0BDAALC0EAIAQ2AgBBBCAFNgIAIAYjBWsjB24LC4cCAQBBEAuAAgAAAAAAAAAAAAEBAAABAAAAAAAAAAAAAAAAAAAAAAAAAQAAAAAAAAAAAAAAAgAAAAAAAAAAAAAAAAACAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAACAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAIAAgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=',
    'base64',
  ),
};

/** What becomes of the values of some keys; names of at most 16 characters of ASCII. */
export interface ShapeKeys {
  /** Texts with more than white space become "x" under these keys; blank ones stay, as what is no text does. */
  readonly texts: readonly string[];
  /** Stays as it is. */
  readonly kept: readonly string[];
  /**
   * By key of the first level what stands for its value, in at most 32 bytes: texts of 1 to 256 bytes without escapes.
   * Others stay as they are.
   */
  readonly noted: Readonly<Record<string, string>>;
}

const KEPT = 1;
const TEXT = 2;
const FIRST_NOTED = 3;
const KEY_BYTES = 64;
const MOST_NAME_BYTES = 16;
const LENGTH_AT = 16;
const KIND_AT = 20;
const REPLACEMENT_LENGTH_AT = 24;
const REPLACEMENT_AT = 32;
const SLOT_BYTES = 16;
const WORD_BYTES = 4;
/** Words of a row before those of the notes. */
const ROW = { start: 0, end: 1, shape: 2, line: 3, noted: 4 } as const;
const MOST_ROWS = 128;
/** Words at the start of the memory. */
const HEAD = { at: 0, line: 1, shapeEnd: 2, words: 4 } as const;
/** Behind them a table of the assembly's own. */
const CLASSES_BYTES = 256;
/** Bytes behind what is read or written that are read or written as well. */
const OVERRUN = 16;
/** Longer lines have no shape. */
const MOST_BYTES = 256 * 1024;
/** A shape is longer than its line by one byte for every empty string, and by its replacements. */
const MOST_SHAPE_BYTES = 2 * MOST_BYTES + 4096;

/** Shapes that are remembered; then all are forgotten. */
const MOST_SHAPES = 1000;
/** A power of two. */
const SLOTS = 4096;
const COPIES_BYTES = 3 * MOST_SHAPE_BYTES;

/**
 * Tells lines by their shape: a line of JSON without what differs from record to record, which is that strings become "x"
 * and numbers 0, but for the values of {@link ShapeKeys}. A line is JSON exactly when its shape is. Lines of one program
 * have few shapes, so that next to nothing has to be parsed.
 *
 * Lines are told in rows, some at a time: all that is said of a row is true until the next ones are asked for.
 */
export class LineShapes<T> {
  readonly #assembled: AssembledShape;
  readonly #memory: Buffer;
  readonly #head: Uint32Array;
  readonly #rows: Uint32Array;
  readonly #rowWords: number;
  readonly #shapeAt: number;
  readonly #linesAt: number;
  readonly #slotsAt: number;
  readonly #copiesAt: number;
  readonly #checksum: (at: number, end: number) => number;
  readonly #valueOf: (shape: Uint8Array) => T;
  /** By the number of the shape, from 1. */
  readonly #values: T[] = [];
  /** Where the copy of the next new shape will be. */
  #copyAt: number;
  #lines: Buffer = Buffer.alloc(0);

  /** {@link LineShapes}, or null where WebAssembly cannot be had with SIMD. */
  static create<T>(keys: ShapeKeys, valueOf: (shape: Uint8Array) => T): LineShapes<T> | null {
    const assembled = instanceOf(LINE_SHAPE);
    return assembled === null ? null : new LineShapes(assembled, keys, valueOf);
  }

  /** @param valueOf called with the bytes of every shape that is new */
  private constructor(assembled: AssembledShape, { texts, kept, noted }: ShapeKeys, valueOf: (shape: Uint8Array) => T) {
    const replacements = Object.entries(noted);
    const keys = [
      ...kept.map((name) => ({ name, kind: KEPT, replacement: '' })),
      ...texts.map((name) => ({ name, kind: TEXT, replacement: '' })),
      ...replacements.map(([name, replacement], at) => ({ name, kind: FIRST_NOTED + at, replacement })),
    ];
    this.#rowWords = ROW.noted + 2 * replacements.length;
    const rowBytes = WORD_BYTES * this.#rowWords;
    const keysAt = WORD_BYTES * HEAD.words + CLASSES_BYTES;
    const rowsAt = keysAt + KEY_BYTES * keys.length;
    const rowsEnd = rowsAt + MOST_ROWS * rowBytes;
    this.#shapeAt = rowsEnd;
    this.#linesAt = this.#shapeAt + MOST_SHAPE_BYTES;
    this.#slotsAt = this.#linesAt + MOST_BLOCK_BYTES + OVERRUN;
    this.#copiesAt = this.#slotsAt + SLOT_BYTES * SLOTS;
    this.#copyAt = this.#copiesAt;
    reserve(assembled, this.#copiesAt + COPIES_BYTES);
    const { buffer } = assembled.memory;
    this.#assembled = assembled;
    this.#memory = Buffer.from(buffer);
    this.#head = new Uint32Array(buffer, 0, HEAD.words);
    this.#rows = new Uint32Array(buffer, rowsAt, MOST_ROWS * this.#rowWords);
    this.#checksum = checksumIn(assembled);
    this.#valueOf = valueOf;
    writeKeys(this.#memory.subarray(keysAt, rowsAt), keys);
    assembled.place(keysAt, rowsAt, this.#shapeAt, this.#slotsAt, SLOTS - 1, rowsAt, rowsEnd, rowBytes);
  }

  /**
   * Takes lines that are UTF-8.
   * @param lines at most {@link MOST_BLOCK_BYTES}
   * @param before how many lines were before them
   */
  load(lines: Buffer, before: number): void {
    this.#memory.set(lines, this.#linesAt);
    this.#lines = lines;
    this.#head[HEAD.at] = this.#linesAt;
    this.#head[HEAD.line] = before;
  }

  /** How many rows come next, one for each line that is not blank; 0 at the end of what was loaded. */
  scan(): number {
    if (this.#values.length === MOST_SHAPES || this.#copyAt + MOST_SHAPE_BYTES > this.#copiesAt + COPIES_BYTES) {
      this.#forget();
    }
    const next = this.#values.length + 1;
    const rows = this.#assembled.scan(this.#linesAt + this.#lines.length, MOST_BYTES, this.#copyAt, next);
    if (rows > 0 && this.#word(rows - 1, ROW.shape) === next) {
      const shape = this.#memory.subarray(this.#shapeAt, this.#head[HEAD.shapeEnd]);
      this.#values.push(this.#valueOf(Uint8Array.from(shape)));
      this.#copyAt += shape.length + OVERRUN;
    }
    return rows;
  }

  #forget(): void {
    this.#memory.fill(0, this.#slotsAt, this.#copiesAt);
    this.#values.length = 0;
    this.#copyAt = this.#copiesAt;
  }

  /** Lines up to the last row, blank ones included. */
  get linesBefore(): number {
    return this.#head[HEAD.line] ?? 0;
  }

  /** What was said of the shape of a row; null where only a parser can tell it, or the line is too long. */
  valueOf(row: number): T | null {
    return this.#values[this.#word(row, ROW.shape) - 1] ?? null;
  }

  /** The number of the line, from 1. */
  lineOf(row: number): number {
    return this.#word(row, ROW.line);
  }

  lengthOf(row: number): number {
    return this.#word(row, ROW.end) - this.#word(row, ROW.start);
  }

  /** The line without white space around it, within what was loaded. */
  bytesOf(row: number): Buffer {
    return this.#lines.subarray(this.#word(row, ROW.start) - this.#linesAt, this.#word(row, ROW.end) - this.#linesAt);
  }

  isNoted(row: number, key: number): boolean {
    return this.#word(row, ROW.noted + 2 * key + 1) > 0;
  }

  /** The text that was noted, by the position of its key; null where there is none. */
  noted(row: number, key: number): string | null {
    const end = this.#word(row, ROW.noted + 2 * key + 1);
    return end === 0 ? null : this.#memory.toString('utf8', this.#word(row, ROW.noted + 2 * key), end);
  }

  /** {@link instantOf} what was noted; null where it is none. */
  instant(row: number, key: number): number | null {
    const at = this.#word(row, ROW.noted + 2 * key);
    return (
      plainInstantIn(this.#memory, at, this.#word(row, ROW.noted + 2 * key + 1)) ?? instantOf(this.noted(row, key))
    );
  }

  /** {@link checksumOf} the line. */
  checksum(row: number): number {
    return this.#checksum(this.#word(row, ROW.start), this.#word(row, ROW.end));
  }

  #word(row: number, word: number): number {
    return this.#rows[this.#rowWords * row + word] ?? 0;
  }
}

interface Key {
  readonly name: string;
  readonly kind: number;
  readonly replacement: string;
}

function writeKeys(table: Buffer, keys: readonly Key[]): void {
  for (const [number, { name, kind, replacement }] of keys.entries()) {
    if (name.length > MOST_NAME_BYTES) throw new RangeError(`${name} is longer than ${MOST_NAME_BYTES} characters`);
    if (replacement.length > KEY_BYTES - REPLACEMENT_AT) throw new RangeError(`${replacement} is too long`);
    const at = KEY_BYTES * number;
    table.write(name, at, 'latin1');
    table.writeUInt32LE(name.length, at + LENGTH_AT);
    table.writeUInt32LE(kind, at + KIND_AT);
    table.writeUInt32LE(replacement.length, at + REPLACEMENT_LENGTH_AT);
    table.write(replacement, at + REPLACEMENT_AT, 'latin1');
  }
}
