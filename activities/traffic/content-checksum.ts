import { type Assembled, type Assembly, instanceOf, newMemory, reserve } from '../stats/web-assembly.js';

/** Addresses in bytes. */
interface AssembledChecksum {
  checksum(at: number, end: number): number;
}

/** `content-checksum.wat`, assembled; a test holds the two together. */
export const CONTENT_CHECKSUM: Assembly<AssembledChecksum> = {
  bytes: Buffer.from(
    'AGFzbQEAAAABDQJgAn5+AX5gAn9/AX8CEgEGc2hhcmVkBm1lbW9yeQIAAQMEAwAAAQcMAQhjaGVja3N1bQACCusEAyEAIAAgAULP1tO+0ser2UJ+fEIfiUKHla+vmLbem55/fgsjACAAQgAgARAAhUKHla+vmLbem55/fkLj3MqV/M7y9YV/fAuiBAMCfgF/BH4gASAAa60hA0LFz9my8eW66ichAiADQiBaBEBC1uuC7ur9ifXgACEFQs/W077Sx6vZQiEGQvnq0NDnyaHk4QAhCCABQSBrIQQDQCAFIAApAABCz9bTvtLHq9lCfnxCH4lCh5Wvr5i23puef34hBSAGIAApAAhCz9bTvtLHq9lCfnxCH4lCh5Wvr5i23puef34hBiAHIAApABBCz9bTvtLHq9lCfnxCH4lCh5Wvr5i23puef34hByAIIAApABhCz9bTvtLHq9lCfnxCH4lCh5Wvr5i23puef34hCCAAQSBqIQAgACAETQ0ACyAFQgGJIAZCB4l8IAdCDIkgCEISiXx8IQIgAiAFEAEhAiACIAYQASECIAIgBxABIQIgAiAIEAEhAgsgAiADfCECAkADQCABIABrQQhJDQEgAkIAIAApAAAQAIVCG4lCh5Wvr5i23puef35C49zKlfzO8vWFf3whAiAAQQhqIQAMAAsLIAEgAGtBBE8EQCACIAA1AABCh5Wvr5i23puef36FQheJQs/W077Sx6vZQn5C+fPd8Zn2masWfCECIABBBGohAAsCQANAIAAgAUYNASACIAAxAABCxc/ZsvHluuonfoVCC4lCh5Wvr5i23puef34hAiAAQQFqIQAMAAsLIAIgAkIhiIVCz9bTvtLHq9lCfiECIAIgAkIdiIVC+fPd8Zn2masWfiECIAIgAkIgiIWnCw==',
    'base64',
  ),
};

/** Longer content gets a memory for itself, which does not stay. */
const KEPT_BYTES = 1024 * 1024;

let kept: ((content: Uint8Array) => number) | null = null;

/** The lower 32 bits of XXH64 with seed 0: not for telling what somebody wants to look alike. */
export function checksumOf(content: Uint8Array): number {
  if (content.length > KEPT_BYTES) return createChecksum(content.length)(content);
  kept ??= createChecksum(KEPT_BYTES);
  return kept(content);
}

/** {@link checksumOf} what lies in a memory; `at` and `end` in bytes. */
export function checksumIn(shared: Assembled): (at: number, end: number) => number {
  const assembled = instanceOf(CONTENT_CHECKSUM, shared);
  if (assembled === null) throw new Error('this Node cannot run WebAssembly');
  return (at, end) => assembled.checksum(at, end) >>> 0;
}

function createChecksum(mostBytes: number): (content: Uint8Array) => number {
  const shared = newMemory();
  reserve(shared, mostBytes);
  const room = new Uint8Array(shared.memory.buffer);
  const checksum = checksumIn(shared);
  return (content) => {
    room.set(content);
    return checksum(0, content.length);
  };
}
