import { loadReferenceModel, topicOf } from '../drift/reference-model.js';
import { readReferencePointer } from '../drift/reference-store.js';
import { loadLexicalEmbedder } from '../embedding/stored-embedder.js';
import { Refusal } from '../refusal.js';
import type { Layout } from '../storage/layout.js';
import type { ObjectStore } from '../storage/object-store.js';

/**
 * The topic of a text in the frozen map that the weeks before were told by; always null while there is no map.
 * One embedding per text: a stratum by topic costs more than all other reading together.
 * @throws {Refusal} `TopicStratum` when the map is one of an embedder that cannot answer at once and for nothing
 */
export async function loadTopicOf(store: ObjectStore, layout: Layout): Promise<(text: string) => number | null> {
  const reference = await readReferencePointer(store, layout.referencePointer());
  if (reference === null) return () => null;
  const model = await loadReferenceModel(store, reference.artifact);
  const embedder = await loadLexicalEmbedder(store, reference.embedder);
  if (embedder !== null) return (text) => topicOf(model, embedder.embedNow(text));
  throw new Refusal(
    'TopicStratum',
    `every request of a window would have to be embedded by ${reference.embedderId} to draw a sample by topic: remove topic from sample.strata, or use embedding.kind lexical`,
  );
}
