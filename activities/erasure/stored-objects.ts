import type { Layout } from '../storage/layout.js';
import type { ObjectStore } from '../storage/object-store.js';

/** The objects of a pipeline by what forgetting a user does with them. */
export interface StoredObjects {
  /** Arrow tables: rows of the user go. */
  readonly tables: readonly string[];
  /** Vectors, one row per row of a table that is named by its digest in the key. */
  readonly vectors: readonly string[];
  /** Ledger entries; their keys tell whose they are to those who know the texts. */
  readonly answers: readonly string[];
  readonly judgements: readonly string[];
  /** What only passed between two steps of drawing a sample, in formats that cannot be searched for one user. */
  readonly intermediates: readonly string[];
  /** Pages, manifests, lists and models: only looked at. */
  readonly documents: readonly string[];
}

type Kind = keyof StoredObjects;

/** Of a sample's folder only these are worth keeping: the sample itself, and what became of every line of the logs. */
const KEPT_OF_SAMPLE = /^(?:part|accounting|listing)[^/]*\.(?:arrow|json)$|^manifest\.json$/;

/** Everything below a pipeline's folder, in key order within each kind. */
export async function listStoredObjects(store: ObjectStore, layout: Layout): Promise<StoredObjects> {
  const found: Record<Kind, string[]> = {
    tables: [],
    vectors: [],
    answers: [],
    judgements: [],
    intermediates: [],
    documents: [],
  };
  for await (const { key } of store.list(layout.root)) {
    const kind = kindOf(key.slice(layout.root.length));
    if (kind !== null) found[kind].push(key);
  }
  return found;
}

/** The folder of a key, for counts: `samples`, `reports` and so on. */
export function roomOf(key: string, layout: Layout): string {
  return key.slice(layout.root.length).split('/')[0] ?? '';
}

/** @param path below the pipeline's folder; null for what never holds anything of a user */
function kindOf(path: string): Kind | null {
  const [room = ''] = path.split('/');
  const file = path.slice(path.lastIndexOf('/') + 1);
  if (room === 'configs' || room === 'tombstones' || room === 'erasures' || path === 'forgotten.json') return null;
  if (room === 'answers' || room === 'judgements') return room;
  if (room === 'samples' && !KEPT_OF_SAMPLE.test(file)) return 'intermediates';
  if (!file.endsWith('.arrow')) return 'documents';
  return room === 'embeddings' ? 'vectors' : 'tables';
}
