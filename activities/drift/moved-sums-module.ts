/** `moved-sums.wat`, assembled; a test holds the two together. */
export const MOVED_SUMS = Buffer.from(
  'AGFzbQEAAAABEQJgA39/fwBgB39/f39/f38AAwMCAAEFAwEAAQcWAgZtZW1vcnkCAAltb3ZlZFN1bXMAAQq2AwKCAQEFfyAAQQAgAvwLACACIQMDQCAAIQUgACADaiEEA0BBACEGA0AgBSADaiAGaiAFIAZq/QAEACABIAZq/QAEAP3wAf0LBAAgBkEQaiEGIAYgAkkNAAsgBSACaiEFIAUgBEkNAAsgASACaiEBIANBAXQhAyAHQQFqIQcgB0EGSQ0ACwuvAgEKfyAGQQAgASAEbPwLACAEQQZ0IQcDQEEAIQwDQCAFIAwgB2xqIAMgBBAAIAMgBEEGbGohAyAMQQFqIQwgDEEESQ0ACyAAIQkgACABaiEKIAYhCwNAIAUgCS0AACAEbGohDSAFIAdqIAkgAWotAAAgBGxqIQ4gBSAHQQF0aiAJIAFBAXRqLQAAIARsaiEPIAUgB0EDbGogCSABQQNsai0AACAEbGohEEEAIQwDQCALIAxqIAsgDGr9AAQAIA0gDGr9AAQAIA4gDGr9AAQA/fABIA8gDGr9AAQAIBAgDGr9AAQA/fAB/fAB/fAB/QsEACAMQRBqIQwgDCAESQ0ACyALIARqIQsgCUEBaiEJIAkgCkkNAAsgACABQQJ0aiEAIAhBBGohCCAIIAJJDQALCw==',
  'base64',
);

/** What is used of it; TypeScript itself knows it of browsers only. */
declare const WebAssembly: {
  readonly validate: (bytes: Uint8Array) => boolean;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: AssembledSums };
};

/** Addresses and strides in bytes. */
export interface AssembledSums {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  movedSums(
    masks: number,
    relabellings: number,
    groups: number,
    rows: number,
    stride: number,
    tables: number,
    into: number,
  ): void;
}

let compiled: object | undefined;

/** With a memory of its own; null where SIMD cannot be had. */
export function assembledSums(): AssembledSums | null {
  if (compiled === undefined && !WebAssembly.validate(MOVED_SUMS)) return null;
  compiled ??= new WebAssembly.Module(MOVED_SUMS);
  return new WebAssembly.Instance(compiled).exports;
}
