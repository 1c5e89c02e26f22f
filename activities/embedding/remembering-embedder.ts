import { Refusal } from '../refusal.js';
import { sha256Hex } from '../storage/artifact.js';
import type { Embedder } from './embedder.js';
import type { VectorMemory } from './vector-memory.js';

/** Texts between two looks at whether the embedder is still who it was, and between two writes. */
const CHUNK = 256;

/**
 * An embedder that asks for no text twice. After a failure that may pass, the vectors that are there are kept first;
 * after one that tells of a wrong embedder, nothing of the chunk in work is.
 */
export function rememberVectors(inner: Embedder, memory: VectorMemory): Embedder {
  return {
    ...inner,
    embed: async (texts, { breathe, onVector } = {}) => {
      const digests = texts.map((text) => sha256Hex(text));
      const known = await memory.recall(new Set(digests));
      const missing = [...new Map(digests.map((digest, at) => [digest, texts[at] ?? '']))].filter(
        ([digest]) => !known.has(digest),
      );
      for (let first = 0; first < missing.length; first += CHUNK) {
        const chunk = missing.slice(first, first + CHUNK);
        for (const [digest, vector] of await embedChunk(inner, memory, chunk, breathe)) known.set(digest, vector);
        await breathe?.();
      }
      return digests.map((digest, at) => {
        const vector = known.get(digest);
        if (vector === undefined) throw new Error(`${inner.id} gave no vector for the text ${digest}`);
        onVector?.(at, vector);
        return vector;
      });
    },
  };
}

async function embedChunk(
  inner: Embedder,
  memory: VectorMemory,
  chunk: readonly (readonly [digest: string, text: string])[],
  breathe: (() => Promise<void>) | undefined,
): Promise<Map<string, Float32Array>> {
  const fresh = new Map<string, Float32Array>();
  const put = (at: number, vector: Float32Array) => {
    const digest = chunk[at]?.[0];
    if (digest !== undefined) fresh.set(digest, vector);
  };
  try {
    const texts = chunk.map(([, text]) => text);
    const vectors = await inner.embed(texts, { ...(breathe === undefined ? {} : { breathe }), onVector: put });
    vectors.forEach((vector, at) => put(at, vector));
  } catch (error) {
    if (!isAboutTheEmbedder(error)) await memory.keep(fresh);
    throw error;
  }
  await memory.keep(fresh);
  return fresh;
}

/** Money, keys and texts that are too large say nothing against the vectors that came before. */
const ABOUT_THE_EMBEDDER: ReadonlySet<string> = new Set([
  'EmbedderChanged',
  'EmbeddingAnswerUnusable',
  'EmbeddingAnswerUnreadable',
]);

function isAboutTheEmbedder(error: unknown): boolean {
  return error instanceof Refusal && ABOUT_THE_EMBEDDER.has(error.code);
}
