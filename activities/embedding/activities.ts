import { setImmediate } from 'node:timers/promises';
import { ApplicationFailure, cancellationSignal, heartbeat } from '@temporalio/activity';
import { ApplicationFailureCategory } from '@temporalio/common';
import type { ActivityDependencies } from '../dependencies.js';
import { evalSetTable } from '../eval-set/eval-set-table.js';
import type { PipelineConfig } from '../pipeline/config.js';
import type { PipelineRef } from '../pipeline/pipeline-ref.js';
import { loadConfig } from '../pipeline/resolved-config.js';
import { decodeTable, encodeTable } from '../storage/arrow-table.js';
import { type Artifact, readTable, sha256Hex } from '../storage/artifact.js';
import { layoutOf } from '../storage/layout.js';
import type { ObjectStore, StoredObject } from '../storage/object-store.js';
import { sampleTable } from '../traffic/sample-table.js';
import type { Embedder } from './embedder.js';
import { EmbeddingPostponed } from './embedding-endpoint.js';
import { meetHttpModel } from './http-embedder.js';
import { createLexicalFitter } from './lexical-embedder.js';
import { meetOnnxModel } from './onnx-embedder.js';
import {
  type EmbedderModel,
  findHttpEmbedder,
  loadEmbedder,
  loadMemory,
  requireAskedEmbedder,
  storeEmbedder,
  storePlace,
} from './stored-embedder.js';
import type { VectorsByText } from './vector-memory.js';
import { vectorTable } from './vector-table.js';

/** Texts between two heartbeats of fitting: well under a second even when every text is as long as counts. */
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
  /**
   * Whether the embedder may be another one than the pipeline asks for, as while a reference is replaced.
   * @default false
   */
  readonly anyEmbedder?: boolean;
}

/** Text -> unit vectors, as activities. */
export function createEmbeddingActivities(deps: ActivityDependencies) {
  const { environment } = deps;
  return {
    /**
     * Settles who the pipeline's embedder is: `lexical` freezes the document frequencies of the reference sample, `http`
     * meets the endpoint, `onnx` reads the digests of the files. Idempotent: an embedder that is known already, and
     * answers as it did, keeps its name.
     */
    fitEmbedder: async ({ pipeline, sample }: FitEmbedderInput): Promise<FittedEmbedder> => {
      const store = deps.openBucket(pipeline.bucket);
      const layout = layoutOf(pipeline);
      const { embedding } = await loadConfig(store, pipeline);
      return await withActivityFailures(async () => {
        const known = embedding.kind === 'http' ? await findHttpEmbedder(store, layout, embedding, environment) : null;
        const fitted =
          known ?? (await storeEmbedder(store, layout, await fitModel(store, sample, embedding, environment)));
        await storePlace(store, fitted.model, embedding);
        return fitted;
      });
    },

    /**
     * One vector per row of the source, in its order. Idempotent, cached by the digest of the source, and by text where
     * a vector costs something. Whoever writes the table first wins, because an endpoint repeats its numbers only about.
     * @throws {Refusal} `EmbedderMismatch` when the pipeline asks for another embedder
     */
    embedTexts: async (input: EmbedTextsInput): Promise<Artifact> => {
      const { pipeline, embedder: model, source, kind, anyEmbedder = false } = input;
      const store = deps.openBucket(pipeline.bucket);
      const { embedding } = await loadConfig(store, pipeline);
      if (!anyEmbedder) {
        await requireAskedEmbedder(store, model, embedding);
        await storePlace(store, model, embedding);
      }
      return await withActivityFailures(async () => {
        const embedder = await loadEmbedder(store, model, { environment });
        const key = layoutOf(pipeline).embedding(embedder.id, source.sha256);
        const there = await store.get(key);
        const cached = cachedVectors(store, key, there, embedder, source);
        if (cached !== null) return cached;

        const rows: readonly EmbeddableRow[] =
          kind === 'sample'
            ? await readTable(store, source, sampleTable)
            : await readTable(store, source, evalSetTable);
        const vectors = await vectorsOf(rows, embedder);
        const table = vectorTable(embedder.dimension);
        const aligned = rows.map(({ prompt_sha256 }) => ({ prompt_sha256, vector: vectorOf(prompt_sha256, vectors) }));
        const bytes = encodeTable(table, aligned, { embedder: embedder.id });
        const { outcome } = await store.put(key, bytes, {
          contentType: 'application/vnd.apache.arrow.file',
          onlyIf: there === undefined ? 'absent' : { etag: there.etag },
        });
        const memory = await loadMemory(store, model, embedder);
        await memory?.settle(
          source.sha256,
          rows.map(({ prompt_sha256 }) => prompt_sha256),
        );
        if (outcome === 'written') {
          return { uri: `s3://${store.bucket}/${key}`, sha256: sha256Hex(bytes), rows: rows.length };
        }
        const winner = cachedVectors(store, key, await store.get(key), embedder, source);
        if (winner !== null) return winner;
        throw new Error(`s3://${store.bucket}/${key} was changed meanwhile; the step is tried again`);
      });
    },
  };
}

async function fitModel(
  store: ObjectStore,
  sample: Artifact,
  embedding: PipelineConfig['embedding'],
  environment: ActivityDependencies['environment'],
): Promise<EmbedderModel> {
  switch (embedding.kind) {
    case 'http':
      return await meetHttpModel(embedding, { environment }, breathe);
    case 'onnx':
      return await meetOnnxModel(embedding);
    case 'lexical':
      return await fitLexical(await readTable(store, sample, sampleTable), embedding.dimension);
  }
}

async function fitLexical(rows: readonly EmbeddableRow[], dimension: number): Promise<EmbedderModel> {
  const fitter = createLexicalFitter(dimension);
  for (let first = 0; first < rows.length; first += BATCH) {
    await breathe();
    for (const row of rows.slice(first, first + BATCH)) fitter.add(row.prompt);
  }
  return fitter.model();
}

/** Whole objects only exist in S3, so what decodes and has the source's rows is what an earlier attempt wrote. */
function cachedVectors(
  store: ObjectStore,
  key: string,
  object: StoredObject | undefined,
  embedder: Embedder,
  source: Artifact,
): Artifact | null {
  if (object === undefined) return null;
  const rows = decodeTable(vectorTable(embedder.dimension), object.bytes).length;
  if (rows !== source.rows) return null;
  return { uri: `s3://${store.bucket}/${key}`, sha256: sha256Hex(object.bytes), rows };
}

/** One vector per distinct text. */
async function vectorsOf(rows: readonly EmbeddableRow[], embedder: Embedder): Promise<VectorsByText> {
  const texts = [...new Map(rows.map(({ prompt_sha256, prompt }) => [prompt_sha256, prompt]))];
  const embedded = await embedder.embed(
    texts.map(([, prompt]) => prompt),
    { breathe },
  );
  return new Map(
    texts.flatMap(([digest], at) => {
      const vector = embedded[at];
      return vector === undefined ? [] : [[digest, vector] as const];
    }),
  );
}

function vectorOf(sha256: string, vectors: VectorsByText): Float32Array {
  const vector = vectors.get(sha256);
  if (vector === undefined) throw new Error(`no vector was made for the text ${sha256}`);
  return vector;
}

async function breathe(): Promise<void> {
  cancellationSignal().throwIfAborted();
  heartbeat();
  await setImmediate();
}

/** Waits that an endpoint asks for become the delay before the next attempt. */
async function withActivityFailures<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof EmbeddingPostponed)) throw error;
    const { message, code, retryAfterMs, benign } = error;
    throw ApplicationFailure.create({
      message,
      type: code,
      ...(retryAfterMs === undefined ? {} : { nextRetryDelay: retryAfterMs }),
      ...(benign ? { category: ApplicationFailureCategory.BENIGN } : {}),
    });
  }
}
