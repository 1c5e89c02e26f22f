import { setImmediate } from 'node:timers/promises';
import { cancellationSignal, heartbeat } from '@temporalio/activity';
import type { ActivityDependencies } from '../dependencies.js';
import { evalSetTable } from '../eval-set/eval-set-table.js';
import type { PipelineRef } from '../pipeline/pipeline-ref.js';
import { loadConfig } from '../pipeline/resolved-config.js';
import { decodeTable } from '../storage/arrow-table.js';
import { type Artifact, readTable, sha256Hex, writeTable } from '../storage/artifact.js';
import { layoutOf } from '../storage/layout.js';
import type { ObjectStore } from '../storage/object-store.js';
import { sampleTable } from '../traffic/sample-table.js';
import type { Embedder } from './embedder.js';
import { createLexicalFitter } from './lexical-embedder.js';
import { loadEmbedder, storeEmbedder } from './stored-embedder.js';
import { vectorTable } from './vector-table.js';

/** Texts between two heartbeats: well under a second even when every text is as long as counts. */
const BATCH = 64;

interface EmbeddableRow {
  readonly prompt: string;
  readonly prompt_sha256: string;
}

export interface FitEmbedderInput {
  readonly pipeline: PipelineRef;
  /** The reference sample: `sampleTable`. */
  readonly sample: Artifact;
}

export interface FittedEmbedder {
  readonly embedderId: string;
  readonly model: Artifact;
}

export interface EmbedTextsInput {
  readonly pipeline: PipelineRef;
  /** The model of {@link FittedEmbedder}. */
  readonly embedder: Artifact;
  readonly source: Artifact;
  /** Which table `source` is. */
  readonly kind: 'sample' | 'eval-set';
}

/** Text -> unit vectors, as activities. */
export function createEmbeddingActivities(deps: ActivityDependencies) {
  return {
    /** Freezes the document frequencies of the reference sample. Idempotent: the same sample gives the same model. */
    fitEmbedder: async ({ pipeline, sample }: FitEmbedderInput): Promise<FittedEmbedder> => {
      const store = deps.openBucket(pipeline.bucket);
      const config = await loadConfig(store, pipeline);
      const rows = await readTable(store, sample, sampleTable);
      const fitter = createLexicalFitter(config.embedding.dimension);
      await inBatches(rows, (batch) => batch.forEach((row) => fitter.add(row.prompt)));
      return await storeEmbedder(store, layoutOf(pipeline), fitter.model());
    },

    /** One vector per row of the source, in its order. Idempotent and cached by the digest of the source. */
    embedTexts: async ({ pipeline, embedder: model, source, kind }: EmbedTextsInput): Promise<Artifact> => {
      const store = deps.openBucket(pipeline.bucket);
      const embedder = await loadEmbedder(store, model);
      const key = layoutOf(pipeline).embedding(embedder.id, source.sha256);
      const cached = await cachedVectors(store, key, embedder, source);
      if (cached !== undefined) return cached;

      const rows: readonly EmbeddableRow[] =
        kind === 'sample' ? await readTable(store, source, sampleTable) : await readTable(store, source, evalSetTable);
      const vectors = new Map<string, Float32Array>();
      await inBatches(rows, (batch) => embedNew(batch, embedder, vectors));
      const table = vectorTable(embedder.dimension);
      const aligned = rows.map(({ prompt_sha256 }) => ({ prompt_sha256, vector: vectorOf(prompt_sha256, vectors) }));
      return await writeTable(store, key, table, aligned, { embedder: embedder.id });
    },
  };
}

/** Whole objects only exist in S3, so what decodes and has the source's rows is what an earlier attempt wrote. */
async function cachedVectors(
  store: ObjectStore,
  key: string,
  embedder: Embedder,
  source: Artifact,
): Promise<Artifact | undefined> {
  const object = await store.get(key);
  if (object === undefined) return undefined;
  const rows = decodeTable(vectorTable(embedder.dimension), object.bytes).length;
  if (rows !== source.rows) return undefined;
  return { uri: `s3://${store.bucket}/${key}`, sha256: sha256Hex(object.bytes), rows };
}

function embedNew(rows: readonly EmbeddableRow[], embedder: Embedder, vectors: Map<string, Float32Array>): void {
  const fresh = rows.filter((row) => !vectors.has(row.prompt_sha256));
  const embedded = embedder.embed(fresh.map((row) => row.prompt));
  fresh.forEach((row, at) => {
    const vector = embedded[at];
    if (vector !== undefined) vectors.set(row.prompt_sha256, vector);
  });
}

function vectorOf(sha256: string, vectors: ReadonlyMap<string, Float32Array>): Float32Array {
  const vector = vectors.get(sha256);
  if (vector === undefined) throw new Error(`no vector was made for the text ${sha256}`);
  return vector;
}

async function inBatches<T>(rows: readonly T[], work: (batch: readonly T[]) => void): Promise<void> {
  for (let first = 0; first < rows.length; first += BATCH) {
    cancellationSignal().throwIfAborted();
    work(rows.slice(first, first + BATCH));
    heartbeat({ done: Math.min(first + BATCH, rows.length), total: rows.length });
    await setImmediate();
  }
}
