import { type IsoWeek, type Window, windowKey } from '../../workflows/window.js';

/** Where a pipeline keeps its files: the bucket, the prefix inside it (may be empty), the pipeline's name. */
export interface PipelineLocation {
  readonly bucket: string;
  readonly prefix: string;
  readonly pipeline: string;
}

const TOMBSTONES = 'tombstones';
/** Folders of a pipeline with objects that artifacts name. */
const ROOMS: ReadonlySet<string> = new Set([
  'samples',
  'embeddings',
  'drift-state',
  'eval-set',
  'work',
  'reports',
  'labels',
]);

/** Where the workers of all pipelines under a prefix share a model's limits. */
export function modelLimitsFolder(prefix: string, modelDigest: string): string {
  return `${[...prefix.split('/').filter((part) => part !== ''), '_limits', modelDigest].join('/')}/`;
}

/**
 * What lies beside the model of an embedder, for readers that know only the model.
 * @param modelKey `…/embeddings/<embedder-id>/model.json`
 */
export function embedderFolderOf(modelKey: string) {
  const folder = modelKey.slice(0, modelKey.lastIndexOf('/'));
  return {
    /** How the embedder is reached; the only file here that changes. */
    place: `${folder}/place.json`,
    vectors: (sourceSha256: string) => `${folder}/${sourceSha256}.arrow`,
    /** Which texts a table of vectors holds, row by row. */
    index: (sourceSha256: string) => `${folder}/index/${sourceSha256}.arrow`,
    indexes: `${folder}/index/`,
    /** Vectors that no finished table holds yet. */
    part: (digest: string) => `${folder}/parts/${digest}.arrow`,
    parts: `${folder}/parts/`,
  };
}

/** Every S3 key of a pipeline is built here and nowhere else. */
export function layoutOf({ prefix, pipeline }: Pick<PipelineLocation, 'prefix' | 'pipeline'>) {
  const root = [...prefix.split('/').filter((part) => part !== ''), pipeline].join('/');
  const under = (...parts: string[]) => [root, ...parts].join('/');
  return {
    root: `${root}/`,
    config: (sha256: string) => under('configs', `${sha256}.json`),
    /** Files of one sample; `purpose` keeps a weekly sample and a tracker's sample of one window apart. */
    sample: (purpose: string, window: Window, file: string) => under('samples', purpose, windowKey(window), file),
    embedding: (embedderId: string, sourceSha256: string) => under('embeddings', embedderId, `${sourceSha256}.arrow`),
    embedderModel: (embedderId: string) => under('embeddings', embedderId, 'model.json'),
    /** Start of the folders of all embedders whose ids start alike. */
    embeddersLike: (idStart: string) => under('embeddings', idStart),
    driftState: (purpose: string, window: Window, file: string) =>
      under('drift-state', purpose, windowKey(window), file),
    referencePointer: () => under('drift-state', 'reference.json'),
    reference: (sha256: string, file: string) => under('drift-state', 'references', sha256, file),
    /** Explicit pins of the reference, in the order of their instants. */
    referencePins: () => `${under('drift-state', 'reference-pins')}/`,
    /** Files of one pin; `at` is its instant. */
    referencePin: (at: string, sha256: string, file: string) =>
      under('drift-state', 'reference-pins', `${at.replace(/[-:.]/g, '')}-${sha256.slice(0, 12)}`, file),
    evalSetVersion: (version: number, digest: string) =>
      under('eval-set', 'versions', `${version}-${digest.slice(0, 12)}.arrow`),
    /** What a version was computed from. */
    evalSetLineage: (version: number, digest: string) =>
      under('eval-set', 'lineage', `${version}-${digest.slice(0, 12)}.json`),
    /** The redacted items of one import. */
    evalSetImport: (digest: string) => under('eval-set', 'imports', `${digest.slice(0, 12)}.arrow`),
    evalSetCurrent: () => under('eval-set', 'current.json'),
    /** Every paid answer of one way of answering. */
    answersOf: (armDigest: string) => `${under('answers', armDigest)}/`,
    /** Every paid judgement of one judge. */
    judgementsOf: (judgeDigest: string) => `${under('judgements', judgeDigest)}/`,
    answer: (armDigest: string, itemKey: string) => under('answers', armDigest, `${itemKey}.json`),
    judgement: (judgeDigest: string, pairKey: string) => under('judgements', judgeDigest, `${pairKey}.json`),
    /** Everything about people's labels, of all judges or of one. */
    labels: (judgeDigest?: string) => `${under('labels', ...(judgeDigest === undefined ? [] : [judgeDigest]))}/`,
    /** What was given to people to judge, with the key that unblinds it. */
    labelExport: (judgeDigest: string, exportId: string) =>
      under('labels', judgeDigest, 'exports', `${exportId}.arrow`),
    /** The labels of one import. */
    labelFile: (judgeDigest: string, sha256: string) => under('labels', judgeDigest, `${sha256}.arrow`),
    labelIndex: (judgeDigest: string) => under('labels', judgeDigest, 'index.json'),
    /** Files that only pass from one step of a run to the next; `run` is the week or the release. */
    work: (run: string, file: string) => under('work', run, file),
    /** What one workflow of a run spent; `month` is the calendar month in UTC, as `2026-11`. */
    spend: (month: string, run: string, part: string) => under('spend', month, run, `${part}.json`),
    spendOfMonth: (month: string) => `${under('spend', month)}/`,
    /** What was announced of a release, by its tracker. */
    releaseRecord: (releaseId: string) => under('releases', `${releaseId}.json`),
    releaseRecords: () => `${under('releases')}/`,
    weeklyReport: (week: IsoWeek, file: string) => under('reports', 'weekly', week, file),
    releaseReport: (releaseId: string, file: string) => under('reports', 'releases', releaseId, file),
    reportIndex: () => under('reports', 'index.json'),
    reportIndexPage: () => under('reports', 'index.html'),
    /** Users that were forgotten: whoever reads traffic leaves their requests out. */
    forgotten: () => under('forgotten.json'),
    /** What became of the bytes with this digest once rows were removed from them. */
    tombstone: (sha256: string) => under(TOMBSTONES, `${sha256}.json`),
    /** What one erasure removed, in numbers; `at` is its instant. */
    erasure: (at: string) => under('erasures', `${at.replace(/[-:]/g, '')}.json`),
  };
}

/**
 * Where the tombstone of bytes that once lay under a key may be, for readers that know the key but not its pipeline: one
 * place, or several when a folder of the prefix, or the pipeline, has the name of a room.
 */
export function tombstoneKeysNear(key: string, sha256: string): string[] {
  const parts = key.split('/');
  return parts.flatMap((part, at) =>
    at > 0 && ROOMS.has(part) ? [[...parts.slice(0, at), TOMBSTONES, `${sha256}.json`].join('/')] : [],
  );
}

export type Layout = ReturnType<typeof layoutOf>;
