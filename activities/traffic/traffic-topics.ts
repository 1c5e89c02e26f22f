import { loadReferenceModel, topicOf } from '../drift/reference-model.js';
import { readReferencePointer } from '../drift/reference-store.js';
import { loadEmbedder } from '../embedding/stored-embedder.js';
import type { Layout } from '../storage/layout.js';
import type { ObjectStore } from '../storage/object-store.js';

/**
 * The topic of a text in the frozen map that the weeks before were told by; always null while there is no map.
 * One embedding per text: a stratum by topic costs more than all other reading together.
 */
export async function loadTopicOf(store: ObjectStore, layout: Layout): Promise<(text: string) => number | null> {
  const reference = await readReferencePointer(store, layout.referencePointer());
  if (reference === null) return () => null;
  const model = await loadReferenceModel(store, reference.artifact);
  const embedder = await loadEmbedder(store, reference.embedder);
  return (text) => {
    const [vector] = embedder.embed([text]);
    return vector === undefined ? null : topicOf(model, vector);
  };
}
