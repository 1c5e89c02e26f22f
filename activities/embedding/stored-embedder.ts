import { type Artifact, readJson, writeJson } from '../storage/artifact.js';
import type { Layout } from '../storage/layout.js';
import type { ObjectStore } from '../storage/object-store.js';
import type { Embedder } from './embedder.js';
import { createLexicalEmbedder, type LexicalModel } from './lexical-embedder.js';

/** Writes a fitted model under the id of its embedder; idempotent. */
export async function storeEmbedder(
  store: ObjectStore,
  layout: Layout,
  model: LexicalModel,
): Promise<{ embedderId: string; model: Artifact }> {
  const embedderId = createLexicalEmbedder(model).id;
  return { embedderId, model: await writeJson(store, layout.embedderModel(embedderId), model) };
}

/** @throws {Error} when the model is gone or was changed since it was written. */
export async function loadEmbedder(store: ObjectStore, artifact: Artifact): Promise<Embedder> {
  return createLexicalEmbedder(await readJson<LexicalModel>(store, artifact));
}
