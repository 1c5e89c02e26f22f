import type { EmbeddingConfig } from '../pipeline/embedding-config.js';
import { Refusal } from '../refusal.js';
import { type Artifact, keyOf, readJson, sha256Hex } from '../storage/artifact.js';
import { canonicalJson } from '../storage/canonical-json.js';
import { embedderFolderOf, type Layout } from '../storage/layout.js';
import type { ObjectStore } from '../storage/object-store.js';
import { type Embedder, embedderIdOf } from './embedder.js';
import {
  agreesWith,
  createHttpEmbedder,
  type HttpModel,
  type HttpPlace,
  httpIdentityOf,
  httpIdStart,
  httpPlaceOf,
  isHttpModelOf,
} from './http-embedder.js';
import { createLexicalEmbedder, type LexicalEmbedder, type LexicalModel } from './lexical-embedder.js';
import {
  createOnnxEmbedder,
  isOnnxModelOf,
  type OnnxModel,
  type OnnxPlace,
  onnxIdentityOf,
  onnxPlaceOf,
} from './onnx-embedder.js';
import type { ImportPackage } from './onnx-runtime.js';
import { rememberVectors } from './remembering-embedder.js';
import { createVectorMemory, type VectorMemory } from './vector-memory.js';

/** The model file of an embedder: all that its vectors depend on. */
export type EmbedderModel = LexicalModel | HttpModel | OnnxModel;
type EmbedderPlace = HttpPlace | OnnxPlace;

const JSON_TYPE = { contentType: 'application/json' };

/** What embedders take from the process they run in. */
export interface EmbedderSurroundings {
  /** Reads the variable with an endpoint's key. @default the process's own */
  readonly environment?: (name: string) => string | undefined;
  readonly importPackage?: ImportPackage;
}

const processEnvironment = (name: string) => process.env[name];

/** Writes a model under the id of its embedder; whichever bytes lie there already stay, and are returned. */
export async function storeEmbedder(
  store: ObjectStore,
  layout: Layout,
  model: EmbedderModel,
): Promise<{ embedderId: string; model: Artifact }> {
  const embedderId = embedderIdOf(identityOf(model));
  const key = layout.embedderModel(embedderId);
  const bytes = Buffer.from(canonicalJson(model));
  const { outcome } = await store.put(key, bytes, { ...JSON_TYPE, onlyIf: 'absent' });
  const stored = outcome === 'written' ? bytes : ((await store.get(key))?.bytes ?? bytes);
  return { embedderId, model: { uri: `s3://${store.bucket}/${key}`, sha256: sha256Hex(stored), rows: 1 } };
}

/**
 * The embedder that was met before under these settings and still is who it was: an endpoint repeats its numbers only
 * about, and a new name for the same model would pay for every text again.
 */
export async function findHttpEmbedder(
  store: ObjectStore,
  layout: Layout,
  config: EmbeddingConfig,
  environment: (name: string) => string | undefined,
): Promise<{ embedderId: string; model: Artifact } | null> {
  const start = layout.embeddersLike(httpIdStart(config));
  let after: string | undefined;
  for (;;) {
    const key = await firstKey(store, start, after);
    if (key === undefined) return null;
    const folder = key.slice(0, key.indexOf('/', start.length));
    // Behind everything in this folder: digits and letters come before the tilde.
    after = `${folder}/~`;
    const modelKey = `${folder}/model.json`;
    const object = await store.get(modelKey);
    if (object === undefined) continue;
    const model = JSON.parse(Buffer.from(object.bytes).toString('utf8')) as HttpModel;
    if (!isHttpModelOf(model, config) || !(await agreesWith(model, httpPlaceOf(config), { environment }))) continue;
    const uri = `s3://${store.bucket}/${modelKey}`;
    return {
      embedderId: embedderIdOf(httpIdentityOf(model)),
      model: { uri, sha256: sha256Hex(object.bytes), rows: 1 },
    };
  }
}

/** Notes how an embedder is reached, for readers without the pipeline's settings. Idempotent. */
export async function storePlace(store: ObjectStore, model: Artifact, config: EmbeddingConfig): Promise<void> {
  if (config.kind === 'lexical') return;
  const place: EmbedderPlace = config.kind === 'http' ? httpPlaceOf(config) : onnxPlaceOf(config);
  const key = embedderFolderOf(keyOf(model.uri, store.bucket)).place;
  const bytes = Buffer.from(canonicalJson(place));
  const there = await store.get(key);
  if (there !== undefined && Buffer.from(there.bytes).equals(bytes)) return;
  await store.put(key, bytes, JSON_TYPE);
}

/**
 * Refuses when the pipeline asks for another embedder than the one that is to be used.
 * @throws {Refusal} `EmbedderMismatch`
 */
export async function requireAskedEmbedder(
  store: ObjectStore,
  artifact: Artifact,
  config: EmbeddingConfig,
): Promise<void> {
  const model = await readJson<EmbedderModel>(store, artifact);
  if (isAskedFor(model, config)) return;
  throw new Refusal(
    'EmbedderMismatch',
    `the pinned reference was embedded by ${embedderIdOf(identityOf(model))}, the pipeline asks for ${askedText(model, config)}: "tidemark reference pin" embeds a week by both and starts a new reference; or put embedding back as it was and run "tidemark apply"`,
  );
}

/**
 * An embedder by its model file. Texts that it, or any worker, has embedded before come from the bucket.
 * @throws {Error} when the model is gone or was changed since it was written
 */
export async function loadEmbedder(
  store: ObjectStore,
  artifact: Artifact,
  surroundings: EmbedderSurroundings = {},
): Promise<Embedder> {
  const model = await readJson<EmbedderModel>(store, artifact);
  if (!('kind' in model)) return createLexicalEmbedder(model);
  const place = await readPlace(store, artifact);
  const embedder = openEmbedder(model, place, surroundings);
  return rememberVectors(embedder, memoryOf(store, artifact, embedder));
}

/** The memory of an embedder; null for one whose vectors cost nothing. */
export async function loadMemory(
  store: ObjectStore,
  artifact: Artifact,
  embedder: Pick<Embedder, 'id' | 'dimension' | 'name'>,
): Promise<VectorMemory | null> {
  return embedder.name === 'lexical' ? null : memoryOf(store, artifact, embedder);
}

/** The embedder when it can answer at once and for nothing, else null. */
export async function loadLexicalEmbedder(store: ObjectStore, artifact: Artifact): Promise<LexicalEmbedder | null> {
  const model = await readJson<EmbedderModel>(store, artifact);
  return 'kind' in model ? null : createLexicalEmbedder(model);
}

function openEmbedder(
  model: HttpModel | OnnxModel,
  place: EmbedderPlace,
  { environment = processEnvironment, importPackage }: EmbedderSurroundings,
): Embedder {
  if (model.kind === 'http' && place.kind === 'http') return createHttpEmbedder(model, place, { environment });
  if (model.kind === 'onnx' && place.kind === 'onnx') {
    return createOnnxEmbedder(model, place, importPackage === undefined ? {} : { importPackage });
  }
  throw new Refusal('EmbedderPlace', `a place of kind ${place.kind} lies beside an embedder of kind ${model.kind}`);
}

function memoryOf(
  store: ObjectStore,
  artifact: Artifact,
  { id, dimension }: Pick<Embedder, 'id' | 'dimension'>,
): VectorMemory {
  const folder = embedderFolderOf(keyOf(artifact.uri, store.bucket));
  return createVectorMemory(store, folder, { embedderId: id, dimension });
}

async function readPlace(store: ObjectStore, artifact: Artifact): Promise<EmbedderPlace> {
  const key = embedderFolderOf(keyOf(artifact.uri, store.bucket)).place;
  const object = await store.get(key);
  if (object !== undefined) return JSON.parse(Buffer.from(object.bytes).toString('utf8')) as EmbedderPlace;
  throw new Refusal('EmbedderPlace', `s3://${store.bucket}/${key} is gone: "tidemark run" writes it again`);
}

function identityOf(model: EmbedderModel) {
  if (!('kind' in model)) return createLexicalEmbedder(model);
  return model.kind === 'http' ? httpIdentityOf(model) : onnxIdentityOf(model);
}

function isAskedFor(model: EmbedderModel, config: EmbeddingConfig): boolean {
  if (!('kind' in model)) return config.kind === 'lexical' && model.dimension === config.dimension;
  return model.kind === 'http' ? isHttpModelOf(model, config) : isOnnxModelOf(model, config);
}

/** The settings that differ, as the pipeline has them. */
function askedText(model: EmbedderModel, config: EmbeddingConfig): string {
  const kind = 'kind' in model ? model.kind : 'lexical';
  const settings: Readonly<Record<string, unknown>> = { ...model };
  const differing: (keyof EmbeddingConfig)[] =
    kind === config.kind ? COMPARED[kind].filter((key) => settings[key] !== config[key]) : [...NAMING[config.kind]];
  if (differing.length === 0) return 'a newer version of it';
  return differing.map((key) => `${key} ${JSON.stringify(config[key])}`).join(', ');
}

const COMPARED: Readonly<Record<EmbeddingConfig['kind'], readonly (keyof EmbeddingConfig)[]>> = {
  lexical: ['dimension'],
  http: ['model', 'dimension', 'shorten', 'prefix', 'maxCharacters'],
  onnx: ['dimension', 'prefix', 'maxTokens'],
};
const NAMING: typeof COMPARED = {
  lexical: ['kind', 'dimension'],
  http: ['kind', 'model', 'dimension'],
  onnx: ['kind', 'folder', 'dimension'],
};

async function firstKey(store: ObjectStore, prefix: string, after: string | undefined): Promise<string | undefined> {
  for await (const { key } of store.list(prefix, after === undefined ? {} : { after })) return key;
  return undefined;
}
