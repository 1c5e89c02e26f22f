import type { Assembled, Assembly } from '../stats/web-assembly.js';

/** Addresses and strides in bytes. */
export interface AssembledSums extends Assembled {
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

/** `moved-sums.wat`, assembled; a test holds the two together. */
export const MOVED_SUMS: Assembly<AssembledSums> = {
  bytes: Buffer.from(
    'AGFzbQEAAAABEQJgA39/fwBgB39/f39/f38AAwMCAAEFAwEAAQcWAgZtZW1vcnkCAAltb3ZlZFN1bXMAAQq2AwKCAQEFfyAAQQAgAvwLACACIQMDQCAAIQUgACADaiEEA0BBACEGA0AgBSADaiAGaiAFIAZq/QAEACABIAZq/QAEAP3wAf0LBAAgBkEQaiEGIAYgAkkNAAsgBSACaiEFIAUgBEkNAAsgASACaiEBIANBAXQhAyAHQQFqIQcgB0EGSQ0ACwuvAgEKfyAGQQAgASAEbPwLACAEQQZ0IQcDQEEAIQwDQCAFIAwgB2xqIAMgBBAAIAMgBEEGbGohAyAMQQFqIQwgDEEESQ0ACyAAIQkgACABaiEKIAYhCwNAIAUgCS0AACAEbGohDSAFIAdqIAkgAWotAAAgBGxqIQ4gBSAHQQF0aiAJIAFBAXRqLQAAIARsaiEPIAUgB0EDbGogCSABQQNsai0AACAEbGohEEEAIQwDQCALIAxqIAsgDGr9AAQAIA0gDGr9AAQAIA4gDGr9AAQA/fABIA8gDGr9AAQAIBAgDGr9AAQA/fAB/fAB/fAB/QsEACAMQRBqIQwgDCAESQ0ACyALIARqIQsgCUEBaiEJIAkgCkkNAAsgACABQQJ0aiEAIAhBBGohCCAIIAJJDQALCw==',
    'base64',
  ),
};
