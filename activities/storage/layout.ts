import { type IsoWeek, type Window, windowKey } from '../../workflows/window.js';

/** Where a pipeline keeps its files: the bucket, the prefix inside it (may be empty), the pipeline's name. */
export interface PipelineLocation {
  readonly bucket: string;
  readonly prefix: string;
  readonly pipeline: string;
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
    driftState: (purpose: string, window: Window, file: string) =>
      under('drift-state', purpose, windowKey(window), file),
    referencePointer: () => under('drift-state', 'reference.json'),
    reference: (sha256: string, file: string) => under('drift-state', 'references', sha256, file),
    evalSetVersion: (version: number, digest: string) =>
      under('eval-set', 'versions', `${version}-${digest.slice(0, 12)}.arrow`),
    evalSetCurrent: () => under('eval-set', 'current.json'),
    answer: (armDigest: string, itemKey: string) => under('answers', armDigest, `${itemKey}.json`),
    judgement: (judgeDigest: string, pairKey: string) => under('judgements', judgeDigest, `${pairKey}.json`),
    /** Files that only pass from one step of a run to the next; `run` is the week or the release. */
    work: (run: string, file: string) => under('work', run, file),
    weeklyReport: (week: IsoWeek, file: string) => under('reports', 'weekly', week, file),
    releaseReport: (releaseId: string, file: string) => under('reports', 'releases', releaseId, file),
    reportIndex: () => under('reports', 'index.json'),
    reportIndexPage: () => under('reports', 'index.html'),
  };
}

export type Layout = ReturnType<typeof layoutOf>;
