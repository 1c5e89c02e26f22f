import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { EmbeddingConfig } from '../pipeline/embedding-config.js';
import { Refusal } from '../refusal.js';
import { sha256Hex } from '../storage/artifact.js';
import { canonicalJson } from '../storage/canonical-json.js';
import { whileBreathing } from './breathing.js';
import { type Embedder, type EmbedderIdentity, embedderIdOf, emptyTextVector } from './embedder.js';
import { meanOfTokens, tokenBatch } from './onnx-pooling.js';
import {
  type ImportPackage,
  loadOnnxModules,
  type OnnxSession,
  type OnnxTensor,
  type TextTokenizer,
} from './onnx-runtime.js';

/** Raised whenever the same files would give other vectors. */
const VERSION = 1;
const MODEL_FILE = 'model.onnx';
const TOKENIZER_FILE = 'tokenizer.json';
/** Only some models have one. */
const TOKENIZER_CONFIG_FILE = 'tokenizer_config.json';
const THREADS = 2;

/** All that the vectors of a local model depend on. */
export interface OnnxModel {
  readonly kind: 'onnx';
  readonly version: number;
  readonly dimension: number;
  readonly prefix: string;
  readonly maxTokens: number;
  /** Hex digests of the files. */
  readonly model: string;
  readonly tokenizer: string;
}

/** Where it lies on the workers; may change without changing any vector. */
export interface OnnxPlace {
  readonly kind: 'onnx';
  readonly folder: string;
  readonly batchSize: number;
}

export function onnxPlaceOf({ folder, batchSize }: EmbeddingConfig): OnnxPlace {
  return { kind: 'onnx', folder, batchSize };
}

export function isOnnxModelOf(model: OnnxModel, config: EmbeddingConfig): boolean {
  const { dimension, prefix, maxTokens } = config;
  return (
    config.kind === 'onnx' &&
    model.version === VERSION &&
    model.dimension === dimension &&
    model.prefix === prefix &&
    model.maxTokens === maxTokens
  );
}

export function onnxIdentityOf(model: OnnxModel): EmbedderIdentity {
  const { version, dimension } = model;
  return { name: 'onnx', version, dimension, digest: sha256Hex(canonicalJson(model)) };
}

/** @throws {Refusal} `OnnxFilesMissing` */
export async function meetOnnxModel(config: EmbeddingConfig): Promise<OnnxModel> {
  const { dimension, prefix, maxTokens, folder } = config;
  return { kind: 'onnx', version: VERSION, dimension, prefix, maxTokens, ...(await filesOf(folder)) };
}

export interface OnnxEmbedderOptions {
  /** Loads the packages that Tidemark does not bring along. @default those installed beside it */
  readonly importPackage?: ImportPackage;
}

/**
 * Mean over the token vectors of a model in a local folder, L2-normalised (Reimers & Gurevych 2019, "Sentence-BERT").
 * The runtime and the model are loaded at the first text.
 * @throws {Refusal} `OnnxRuntimeMissing`, `OnnxFilesMissing`, `EmbedderChanged`, `OnnxModelUnusable`
 */
export function createOnnxEmbedder(
  model: OnnxModel,
  { folder, batchSize }: OnnxPlace,
  { importPackage }: OnnxEmbedderOptions = {},
): Embedder {
  const identity = onnxIdentityOf(model);
  const id = embedderIdOf(identity);
  const { dimension } = model;
  let loading: Promise<LoadedModel> | undefined;
  return {
    ...identity,
    id,
    embed: async (texts, { breathe, onVector } = {}) => {
      const vectors = texts.map(() => emptyTextVector(dimension));
      const wanted = [...texts.keys()].filter((at) => texts[at]?.trim() !== '');
      if (wanted.length === 0) return vectors;
      return await whileBreathing(breathe, async (signal) => {
        loading ??= loadModel(id, model, folder, importPackage);
        const loaded = await loading;
        for (let first = 0; first < wanted.length; first += batchSize) {
          signal.throwIfAborted();
          const batch = wanted.slice(first, first + batchSize);
          const answered = await runBatch(
            loaded,
            model,
            batch.map((at) => texts[at] ?? ''),
          );
          for (const [index, at] of batch.entries()) {
            const vector = answered[index];
            if (vector === undefined) continue;
            vectors[at] = vector;
            onVector?.(at, vector);
          }
        }
        return vectors;
      });
    },
  };
}

interface LoadedModel {
  readonly session: OnnxSession;
  readonly tokenizer: TextTokenizer;
  readonly tensorOf: (data: BigInt64Array, dims: readonly number[]) => unknown;
}

async function loadModel(
  id: string,
  { model, tokenizer }: OnnxModel,
  folder: string,
  importPackage: ImportPackage | undefined,
): Promise<LoadedModel> {
  const { onnx, tokenizers } = await loadOnnxModules(importPackage);
  const files = await filesOf(folder);
  if (files.model !== model || files.tokenizer !== tokenizer) {
    throw new Refusal(
      'EmbedderChanged',
      `the files in ${folder} are not those of ${id}: put them back, or start a new reference with "tidemark reference pin"`,
    );
  }
  const options = {
    intraOpNumThreads: THREADS,
    // Threads that spin while they wait take the cores from everything else on the worker.
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  };
  return {
    session: await onnx.InferenceSession.create(join(folder, MODEL_FILE), options),
    tokenizer: new tokenizers.Tokenizer(
      await jsonOf(join(folder, TOKENIZER_FILE)),
      await jsonOf(join(folder, TOKENIZER_CONFIG_FILE)).catch(() => ({})),
    ),
    tensorOf: (data, dims) => new onnx.Tensor('int64', data, dims),
  };
}

async function runBatch(loaded: LoadedModel, model: OnnxModel, texts: readonly string[]): Promise<Float32Array[]> {
  const { session, tokenizer, tensorOf } = loaded;
  const batch = tokenBatch(
    texts.map((text) => tokenizer.encode(model.prefix + text.toWellFormed()).ids),
    model.maxTokens,
  );
  const inputs: Readonly<Record<string, BigInt64Array>> = {
    input_ids: batch.ids,
    attention_mask: batch.mask,
    token_type_ids: new BigInt64Array(batch.ids.length),
  };
  const feeds = Object.fromEntries(
    session.inputNames.map((name) => {
      const data = inputs[name];
      if (data === undefined) throw unusable(`it wants an input ${JSON.stringify(name)}, which no text has`);
      return [name, tensorOf(data, [texts.length, batch.length])];
    }),
  );
  const tokens = tokenVectorsIn(session, await session.run(feeds), model.dimension);
  return meanOfTokens(tokens.data, batch, model.dimension);
}

/** The output with one vector per token. */
function tokenVectorsIn(
  { outputNames }: OnnxSession,
  outputs: Readonly<Record<string, OnnxTensor>>,
  dimension: number,
): OnnxTensor {
  const names = ['last_hidden_state', 'token_embeddings', ...outputNames];
  const tokens = names.map((name) => outputs[name]).find((tensor) => tensor?.dims.length === 3);
  if (tokens === undefined) throw unusable('no output of it has a vector per token');
  const found = tokens.dims[2] ?? 0;
  if (found === dimension) return tokens;
  throw unusable(`it gives vectors of length ${found}, embedding.dimension says ${dimension}: set it to ${found}`);
}

function unusable(reason: string): Refusal {
  return new Refusal('OnnxModelUnusable', `the model in embedding.folder cannot be used: ${reason}`);
}

/** Digests by path, size and time of change: a model of hundreds of megabytes is read once per process. */
const digests = new Map<string, string>();

async function filesOf(folder: string): Promise<Pick<OnnxModel, 'model' | 'tokenizer'>> {
  return { model: await digestOf(join(folder, MODEL_FILE)), tokenizer: await digestOf(join(folder, TOKENIZER_FILE)) };
}

async function digestOf(path: string): Promise<string> {
  try {
    const { size, mtimeMs } = await stat(path);
    const key = `${path}\n${size}\n${mtimeMs}`;
    const known = digests.get(key);
    if (known !== undefined) return known;
    const hash = createHash('sha256');
    await pipeline(createReadStream(path), hash);
    const digest = hash.digest('hex');
    digests.set(key, digest);
    return digest;
  } catch (cause) {
    throw new Refusal(
      'OnnxFilesMissing',
      `${path} cannot be read: embedding.folder must hold ${MODEL_FILE} and ${TOKENIZER_FILE} on every worker of the analysis queue`,
      { cause },
    );
  }
}

async function jsonOf(path: string): Promise<object> {
  const value: unknown = JSON.parse(await readFile(path, 'utf8'));
  if (typeof value === 'object' && value !== null) return value;
  throw unusable(`${basename(path)} holds no JSON object`);
}
