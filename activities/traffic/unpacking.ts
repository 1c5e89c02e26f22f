import { pipeline, Readable } from 'node:stream';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { createGunzip, type ZlibOptions } from 'node:zlib';
import { Decompress as ZstdDecompress } from 'fzstd';
import { UnreadableObject } from './log-object.js';

/** Far above Node's default of 16 kB: each chunk costs the reading thread a turn and fresh pages of memory. */
const UNPACKED_CHUNK_BYTES = 512 * 1024;
/** What is unpacked at a time: a network's or a disk's smaller chunks would cost a turn each as well. */
const PACKED_CHUNK_BYTES = 256 * 1024;
/** Chunks that may be unpacked ahead of their reader, on another core. */
const CHUNKS_AHEAD = 2;
/** A port that nobody listens at: what is sent there leaves this thread and is gone. */
const nowhere = closedPort();
/** The first bytes that tell a compression. */
const MAGIC_BYTES = 4;

/**
 * Unpacks gzip or zstd when the first bytes are theirs, whatever the object's name says; several members in a row are
 * one text. Other bytes pass as they are. A chunk is good until the next is asked for.
 * @throws {UnreadableObject} `damaged_gzip` or `damaged_zstd` when the stream is cut or damaged
 */
export async function* unpack(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]();
  const head: Uint8Array[] = [];
  let headBytes = 0;
  while (headBytes < MAGIC_BYTES) {
    const next = await iterator.next();
    if (next.done === true) break;
    head.push(next.value);
    headBytes += next.value.length;
  }
  const start = Buffer.concat(head);
  const whole = follow(start, iterator);
  if (start[0] === 0x1f && start[1] === 0x8b) yield* gunzip(whole);
  else if (start.length >= MAGIC_BYTES && start.readUInt32LE(0) === 0xfd2fb528) yield* unzstd(whole);
  else yield* whole;
}

async function* gunzip(packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const options: ZlibOptions & { readonly highWaterMark: number } = {
    chunkSize: UNPACKED_CHUNK_BYTES,
    highWaterMark: CHUNKS_AHEAD * UNPACKED_CHUNK_BYTES,
  };
  const stream = createGunzip(options);
  // An error of either side surfaces in the iteration over the last stream.
  pipeline(Readable.from(joined(packed)), stream, () => undefined);
  let before: ArrayBufferLike | null = null;
  try {
    for await (const chunk of stream as AsyncIterable<Uint8Array>) {
      if (before !== null && before !== chunk.buffer) giveBack(before);
      yield chunk;
      before = chunk.buffer;
    }
  } catch (error) {
    if (isZlibError(error)) throw new UnreadableObject('damaged_gzip', { cause: error });
    throw error;
  }
}

/**
 * Frees memory that zlib fills no more, rather than when a collection finds it: what is unpacked next then lies where the
 * processor's cache still is, and hundreds of collections are spared.
 */
function giveBack(memory: ArrayBufferLike): void {
  if (memory.byteLength === UNPACKED_CHUNK_BYTES && memory instanceof ArrayBuffer) nowhere.postMessage(null, [memory]);
}

async function* unzstd(packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let unpacked: Uint8Array[] = [];
  let isEnded = false;
  const stream = new ZstdDecompress((chunk, isFinal) => {
    if (chunk.length > 0) unpacked.push(chunk);
    isEnded ||= isFinal ?? false;
  });
  const push = (chunk: Uint8Array, isLast: boolean) => {
    try {
      stream.push(chunk, isLast);
    } catch (error) {
      throw new UnreadableObject('damaged_zstd', { cause: error });
    }
  };
  for await (const chunk of packed) {
    push(chunk, false);
    yield* unpacked;
    unpacked = [];
  }
  push(new Uint8Array(), true);
  yield* unpacked;
  if (!isEnded) throw new UnreadableObject('damaged_zstd');
}

function closedPort(): MessagePort {
  const { port1, port2 } = new MessageChannel();
  port2.close();
  return port1;
}

function isZlibError(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && code.startsWith('Z_');
}

/** What was read already and what comes after it; whoever stops early lets go of the connection. */
async function* follow(start: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    if (start.length > 0) yield start;
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}

/** Chunks of at least so many bytes, but for the last. */
async function* joined(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    parts.push(chunk);
    bytes += chunk.length;
    if (bytes < PACKED_CHUNK_BYTES) continue;
    yield Buffer.concat(parts);
    parts = [];
    bytes = 0;
  }
  if (bytes > 0) yield Buffer.concat(parts);
}
