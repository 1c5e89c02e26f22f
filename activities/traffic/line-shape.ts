import { type Assembled, type Assembly, instanceOf, reserve } from '../stats/web-assembly.js';

/** Addresses in bytes. */
interface AssembledShape extends Assembled {
  shape(at: number, end: number, into: number, keys: number, keysEnd: number, noted: number): number;
  numberOf(shape: number, end: number, slots: number, mask: number, copy: number, next: number): number;
}

/** `line-shape.wat`, assembled; a test holds the two together. */
export const LINE_SHAPE: Assembly<AssembledShape> = {
  bytes: Buffer.from(
    'AGFzbQEAAAABKwZgAX8Bf2ACf38Bf2AEf39/fwF/YAN/f38Bf2AGf39/f39/AX9gAn5+AX4DEhEAAQABAAABAQABAQIDBAMFBAUDAQABBx0DBm1lbW9yeQIABXNoYXBlAA0IbnVtYmVyT2YAEAqyDhEZACAAQSBGIABBCkZyIABBDUYgAEEJRnJyCyQAAkADQCAAIAFPDQEgAC0AABAARQ0BIABBAWohAAwACwsgAAsKACAAQTBrQQpJCyQAAkADQCAAIAFPDQEgAC0AABACRQ0BIABBAWohAAwACwsgAAsaACAAEAAgAEEsRiAAQd0ARiAAQf0ARnJycgsgACAAEAQgAEEiRiAAQTpGciAAQdsARiAAQfsARnJycgsjAAJAA0AgACABTw0BIAAtAAAQBQ0BIABBAWohAAwACwsgAAvfAQEBfyAALQAAQS1GBEAgAEEBaiEACyAAIQIgACABEAMhACAAIAJGBEBBAA8LIAItAABBMEYgACACa0EBS3EEQEEADwsgACABSQRAIAAtAABBLkYEQCAAQQFqIQIgAiABEAMhACAAIAJGBEBBAA8LCwsgACABSQRAIAAtAABBIHJB5QBGBEAgAEEBaiECIAIgAUkEQCACLQAAQStGIAItAABBLUZyBEAgAkEBaiECCwsgAiABEAMhACAAIAJGBEBBAA8LCwsgACABTwRAIAAPCyAALQAAEAQEfyAABUEACwsTACAAEAIgAEEgckHhAGtBBklyC5UBAQF/IABBAmogAUsEQEEADwsgAC0AASECIAJBIkYgAkHcAEZyIAJBL0YgAkHiAEZyciACQeYARiACQe4ARnIgAkHyAEYgAkH0AEZycnIEQEECDwsgAkH1AEcEQEEADwsgAEEGaiABSwRAQQAPCyAALQACEAggAC0AAxAIcSAALQAEEAggAC0ABRAIcXEEf0EGBUEACwtlAQF/A0AgACABTwRAQQAPCyAALQAAIQIgAkHcAEYEQCAAIAAgARAJaiEADAELIAJBIWtB3gBJBEBBAQ8LIAJBwwFPIAJB4QFrQQJLIAJB7wFHcXEEQEEBDwsgAEEBaiEADAALAAtfAgF7AX8gAUEQSwRAQQAPCyAA/QAEACEEQQEgAXRBAWshBQJAA0AgAiADTw0BIAIoAhAgAUYEQCAEIAL9AAQA/SP9ZCAFcSAFRgRAIAIPCwsgAkHAAGohAgwACwtBAAs5AQF/IAIgASAAa2ohAwJAA0AgACABTw0BIAIgAP0ABAD9CwQAIABBEGohACACQRBqIQIMAAsLIAMLwAUDBX8BewZ/IAAhBgJAA0AgACABTw0BIAAtAAAhCSAJQSJGBEAgAEEBaiEMIAwhAEEBIQ1BASEOA0AgACABTw0DIAD9AAQAIQsgC0Ei/Q/9IyALQdwA/Q/9I/1QIAtBIP0P/Sb9UP1kIQogCkUEQCAAQRBqIQAMAQsgACAKaGohACAAIAFPDQMgAC0AACEJIAlBIkcEQEEAIQ4gCUHcAEYEQCAAIAEQCSEKIApFBEBBACENQQIhCgsFQQAhDUEBIQoLIAAgCmohAAwBCwsgAEEBaiABEAEhDyAPIAFJBEAgDy0AAEE6RgRAIA5FBEBBAA8LIAwgACAMayADIAQQCyEQIBAEQCAQKAIUIREgEUEDTwRAIAdBAUYEQEEBIBF0IQogCCAKcQRAQQAPCyAIIApyIQgFQQAhEAsLCyAPQQFqIAEQASEADAMLCyANBEBBACERIBAEQCAQKAIUIRELIBFBAkYEQCAMIAAQCgRAQQAhEQsLIBFFBEAgBiAMIAIQDCECIAJB+AA6AAAgAkEBaiECIAAhBgsgEUEDTyAOcSAAIAxrQQFrQYACSXEEQCAFIBFBA2tBA3RqIQ8gDyAMNgIAIA8gADYCBCAGIAwgAhAMIQIgEEEgaiEPIA8gDyAQKAIYaiACEAwhAiAAIQYLC0EAIRAgAEEBaiEADAELIAkQAARAIABBAWohAAwBCyAJEAUEQCAJQSByQfsARgRAIAdBAWohBwsgCUEgckH9AEYEQCAHQQFrIQcLQQAhECAAQQFqIQAMAQtBACEPIAkQAiAJQS1GcgRAIBBFBEAgACABEAchDwsLIA8EQCAGIAAgAhAMIQIgAkEwOgAAIAJBAWohAiAPIQYFIAAgARAGIQ8LQQAhECAPIQAMAAsLIAYgASACEAwhAiAC/QwAAAAAAAAAAAAAAAAAAAAA/QsEACACCzcAA0AgACABTwRAQQEPCyAA/QAEACAC/QAEAP1R/VMEQEEADwsgAEEQaiEAIAJBEGohAgwACwALHQAgACABhUKV+Kn6l7fem55/fiEAIAAgAEIdiIULvAECAX4EfyAAIQgDQCAIIAFJBEAgBiAIKQMAEA8hBiAGIAgpAwgQDyEGIAhBEGohCAwBCwsgBqchByAHIQoDQCACIAogA3FBBHRqIQkgCSgCBARAIAkoAgAgB0YgCSgCDCABIABrRnEEQCAAIAEgCSgCCBAOBEAgCSgCBA8LCyAKQQFqIQoMAQsLIAVFBEBBAA8LIAkgBzYCACAJIAU2AgQgCSAENgIIIAkgASAAazYCDCAAIAEgBBAMGiAFCw==',
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

/** What is known of lines by their shapes. */
export interface LineShapes<T> {
  /** What `valueOf` said of the shape of the line; null for one that is too long, or has keys that only a parser can tell. */
  valueOf(line: Uint8Array): T | null;
  /** The text of the last line that was noted, by the position of its key; null where there is none. */
  noted(key: number): string | null;
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
const NOTED_BYTES = 8;
const SLOT_BYTES = 16;
/** A power of two. */
const SLOTS = 4096;
/** Shapes that are remembered; then all are forgotten. */
const MOST_SHAPES = 1000;
/** Bytes behind what is read or written that are read or written as well. */
const OVERRUN = 16;
/** Longer lines have no shape. */
const MOST_BYTES = 256 * 1024;

/**
 * Tells lines by their shape: a line of JSON without what differs from record to record, which is that strings become "x"
 * and numbers 0, but for the values of {@link ShapeKeys}. A line is JSON exactly when its shape is. Lines of one program
 * have few shapes, so that next to nothing has to be parsed.
 * @param valueOf called with the bytes of every shape that is new
 * @returns takes lines that are valid UTF-8; null where WebAssembly cannot be had with SIMD
 */
export function createLineShapes<T>(
  { texts, kept, noted }: ShapeKeys,
  valueOf: (shape: Uint8Array) => T,
): LineShapes<T> | null {
  const assembled = instanceOf(LINE_SHAPE);
  if (assembled === null) return null;
  const replacements = Object.entries(noted);
  const keys = [
    ...kept.map((name) => ({ name, kind: KEPT, replacement: '' })),
    ...texts.map((name) => ({ name, kind: TEXT, replacement: '' })),
    ...replacements.map(([name, replacement], at) => ({ name, kind: FIRST_NOTED + at, replacement })),
  ];
  // Not at the very start, which stands for no key.
  const keysAt = NOTED_BYTES * (1 + replacements.length);
  const keysEnd = keysAt + KEY_BYTES * keys.length;
  const slotsAt = keysEnd;
  const lineAt = slotsAt + SLOT_BYTES * SLOTS;
  const shapeAt = lineAt + MOST_BYTES + OVERRUN;
  // A shape is longer than its line by one byte for every empty string, and by its replacements.
  const mostShapeBytes = 2 * MOST_BYTES + KEY_BYTES * keys.length + OVERRUN;
  const copiesAt = shapeAt + mostShapeBytes;
  const end = copiesAt + 2 * mostShapeBytes;
  reserve(assembled, end);
  const memory = Buffer.from(assembled.memory.buffer);
  for (const [number, { name, kind, replacement }] of keys.entries()) {
    if (name.length > MOST_NAME_BYTES) throw new RangeError(`${name} is longer than ${MOST_NAME_BYTES} characters`);
    if (replacement.length > KEY_BYTES - REPLACEMENT_AT) throw new RangeError(`${replacement} is too long`);
    const at = keysAt + KEY_BYTES * number;
    memory.write(name, at, 'latin1');
    memory.writeUInt32LE(name.length, at + LENGTH_AT);
    memory.writeUInt32LE(kind, at + KIND_AT);
    memory.writeUInt32LE(replacement.length, at + REPLACEMENT_LENGTH_AT);
    memory.write(replacement, at + REPLACEMENT_AT, 'latin1');
  }
  const places = new Uint32Array(assembled.memory.buffer, 0, 2 * replacements.length);
  const values: T[] = [];
  let copyAt = copiesAt;
  const forget = () => {
    memory.fill(0, slotsAt, lineAt);
    values.length = 0;
    copyAt = copiesAt;
  };
  const numberOf = (shapeEnd: number, next: number) =>
    assembled.numberOf(shapeAt, shapeEnd, slotsAt, SLOTS - 1, copyAt, next);
  return {
    valueOf: (line) => {
      if (line.length > MOST_BYTES) return null;
      places.fill(0);
      memory.set(line, lineAt);
      const shapeEnd = assembled.shape(lineAt, lineAt + line.length, shapeAt, keysAt, keysEnd, 0);
      if (shapeEnd === 0) return null;
      const hasRoom = values.length < MOST_SHAPES && copyAt + mostShapeBytes <= end;
      let number = numberOf(shapeEnd, hasRoom ? values.length + 1 : 0);
      if (number === 0) {
        forget();
        number = numberOf(shapeEnd, 1);
      }
      if (number > values.length) {
        values.push(valueOf(Uint8Array.from(memory.subarray(shapeAt, shapeEnd))));
        copyAt += shapeEnd - shapeAt + OVERRUN;
      }
      return values[number - 1] ?? null;
    },
    noted: (key) => {
      const [start = 0, textEnd = 0] = [places[2 * key], places[2 * key + 1]];
      return textEnd === 0 ? null : memory.toString('utf8', start, textEnd);
    },
  };
}
