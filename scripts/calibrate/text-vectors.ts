import { createHttpEmbedder, httpPlaceOf, meetHttpModel } from '../../activities/embedding/http-embedder.js';
import { createLexicalEmbedder, fitLexicalModel } from '../../activities/embedding/lexical-embedder.js';
import { embeddingSchema } from '../../activities/pipeline/embedding-config.js';
import { logPool } from './text-logs.js';
import type { TextSettings } from './text-settings.js';
import { simulatorPool, simulatorSource } from './text-simulator.js';
import type { TextPool, TextRequest, TextSource } from './text-traffic.js';

/** Turns the texts of two windows into vectors as a pipeline does whose reference is the first of them. */
export type PairEmbedder = (reference: readonly TextRequest[]) => (text: string) => Float32Array;

export interface EmbeddedSource {
  readonly source: TextSource;
  readonly embedder: PairEmbedder;
}

/** One seed for all repetitions and threads: the pool's vectors are counted by its texts. */
const POOL_SEED = 'text';

/**
 * Texts, and vectors for them: by the lexical embedder, fitted on every reference anew, or those an endpoint gave for
 * the pool.
 */
export async function embeddedSource(settings: TextSettings, dimension: number): Promise<EmbeddedSource> {
  if (settings.embedder === 'lexical') {
    const source = settings.logs === null ? simulatorSource() : (await poolOf(settings)).source;
    return { source, embedder: lexicalEmbedder(dimension) };
  }
  const { source, texts } = await poolOf(settings);
  if (settings.vectors === null) throw new Error('the texts have no vectors yet');
  const numbers = new Float32Array(settings.vectors);
  const vectors = new Map(
    distinct(texts).map((text, at) => [text, numbers.subarray(at * dimension, (at + 1) * dimension)]),
  );
  const vectorOf = (text: string) => {
    const vector = vectors.get(text);
    if (vector === undefined) throw new RangeError('a text is not in the pool');
    return vector;
  };
  return { source, embedder: () => vectorOf };
}

/**
 * The same settings with the vectors of an endpoint for every distinct text of the pool.
 * @param tell called with the texts that are embedded, and how many there are
 * @throws {Refusal} what the endpoint's embedder refuses
 */
export async function withPoolVectors(
  settings: TextSettings,
  dimension: number,
  tell: (done: number, of: number) => void,
): Promise<TextSettings> {
  const texts = distinct((await poolOf(settings)).texts);
  const { baseUrl, model } = settings;
  // A model on this machine shares its cores with whatever else runs.
  const patience = { batchSize: 16, concurrency: 2, timeoutSeconds: 600 };
  const config = embeddingSchema.parse({ kind: 'http', baseUrl, model, dimension, ...patience });
  const environment = (name: string) => process.env[name];
  const met = await meetHttpModel(config, { environment });
  const embedder = createHttpEmbedder(met, httpPlaceOf(config), { environment });
  const vectors = new SharedArrayBuffer(texts.length * dimension * Float32Array.BYTES_PER_ELEMENT);
  const numbers = new Float32Array(vectors);
  let done = 0;
  await embedder.embed(texts, {
    onVector: (at, vector) => {
      numbers.set(vector, at * dimension);
      done += 1;
      tell(done, texts.length);
    },
  });
  return { ...settings, vectors };
}

export function lexicalEmbedder(dimension: number): PairEmbedder {
  return (reference) => {
    const { embedNow } = createLexicalEmbedder(
      fitLexicalModel(
        reference.map(({ text }) => text),
        dimension,
      ),
    );
    const known = new Map<string, Float32Array>();
    return (text) => {
      const vector = known.get(text) ?? embedNow(text);
      known.set(text, vector);
      return vector;
    };
  };
}

async function poolOf({ logs }: TextSettings): Promise<TextPool> {
  return logs === null ? simulatorPool(POOL_SEED) : await logPool(logs, POOL_SEED);
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}
