import {
  type Comparison,
  type ComparisonOptions,
  compareWindows,
  levelPerTest,
  objectionTo,
} from '../../activities/drift/comparison.js';
import { driftStateOf, userMeansOf } from '../../activities/drift/drift-state.js';
import type { TopicRow } from '../../activities/drift/drift-tables.js';
import { createRandomFeatures, type RandomFeatures } from '../../activities/drift/random-features.js';
import {
  bandwidthsOf,
  FEATURES_PER_BANDWIDTH,
  type ReferenceModel,
  topicMapOf,
  topicReachOf,
} from '../../activities/drift/reference-model.js';
import { topicRows } from '../../activities/drift/topic-rows.js';
import { typicalTerms } from '../../activities/drift/typical-terms.js';
import { withObjections } from '../../activities/drift/window-objections.js';
import { pipelineSchema } from '../../activities/pipeline/config.js';
import { type Artifact, sha256Hex } from '../../activities/storage/artifact.js';
import { testOf } from './drift-design.js';
import type { TextPair, TextRequest } from './text-traffic.js';
import type { PairEmbedder } from './text-vectors.js';

/** Two windows of text as a pipeline sees them whose reference is the first. */
export interface TextComparison {
  readonly comparison: Comparison;
  readonly features: RandomFeatures;
  readonly bandwidths: number[];
  readonly pair: TextPair;
}

const LOOKS = 52;
/** Windows of three lengths against the pinned reference, and the eval set. */
const COMPARISONS = 4;
const { drift: DRIFT } = pipelineSchema.parse({
  name: 'calibration',
  storage: { bucket: 'none' },
  traffic: { prefix: 'none/' },
  scoring: { judge: { model: 'none' } },
});
/** The files of the reference stay in memory. */
const UNSTORED: Artifact = { uri: '', sha256: '', rows: 0 };

export async function textComparison(pair: TextPair, embedder: PairEmbedder, seed: string): Promise<TextComparison> {
  const [before, after] = pair;
  const vectorOf = embedder(before);
  const requestsOf = (requests: readonly TextRequest[]) =>
    requests.map(({ user, text }) => ({ user, vector: vectorOf(text), digest: sha256Hex(text) }));
  const [reference, current] = [requestsOf(before), requestsOf(after)];
  const vectors = reference.map(({ vector }) => vector);
  const dimension = vectors[0]?.length ?? 0;
  const bandwidths = bandwidthsOf(vectors, seed);
  const design = { seed, dimension, bandwidths, featuresPerBandwidth: FEATURES_PER_BANDWIDTH };
  const features = createRandomFeatures(design);
  const side = async (requests: typeof reference) => ({
    state: await driftStateOf(requests, features, DRIFT.weightCap),
    requests,
  });
  const comparison = withObjections(
    {
      name: 'pinned',
      reference: await side(reference),
      current: await side(current),
      traffic: current,
      refused: null,
    },
    dimension,
  );
  return { comparison, features, bandwidths, pair };
}

/** Why there would be no verdict; null where there is one. */
export function objectionToText({ comparison }: TextComparison): string | null {
  return comparison.refused ?? objectionTo(comparison, DRIFT.minUsers);
}

/** The p-value of the product's test. */
export async function textPValue({ comparison, features, bandwidths }: TextComparison, seed: string): Promise<number> {
  const { reference, current } = comparison;
  const dimension = reference.requests[0]?.vector.length ?? 0;
  const design = { dimension, features, blocks: bandwidths.length };
  const sides = [userMeansOf(reference.state), userMeansOf(current.state)] as const;
  return (await testOf(design, ...sides, { permutations: DRIFT.permutations, seed })).pValue;
}

/** One look of a year: does it raise an alarm, and what do its topics say? */
export async function weeklyLook(text: TextComparison, seed: string) {
  const { comparison, features, bandwidths, pair } = text;
  const options: ComparisonOptions = {
    drift: DRIFT,
    embedderId: 'calibration',
    blocks: bandwidths.length,
    level: levelPerTest(DRIFT.level, LOOKS, COMPARISONS),
    seed,
    pause: async () => {},
  };
  const { alarm, pValue, refused } = await compareWindows(comparison, options);
  const weekly = {
    requests: comparison.current.requests.map((request, at) => ({ ...request, requestId: String(at) })),
    prompts: pair[1].map(({ user, text: prompt }) => ({ user, prompt })),
  };
  const rows = await topicRows(comparison, await frozenModel(text, seed), features, options, weekly);
  return { alarm, pValue, refused, risenTerms: termsOfRisen(rows), weekTerms: termsOfWeek(pair) };
}

async function frozenModel({ comparison, bandwidths, pair }: TextComparison, seed: string): Promise<ReferenceModel> {
  const vectors = comparison.reference.requests.map(({ vector }) => vector);
  const prompts = pair[0].map(({ user, text }) => ({ user, prompt: text }));
  const topics = await topicMapOf(prompts, vectors, { topics: DRIFT.topics, seed });
  const centroids = topics.map(({ centroid }) => centroid);
  return {
    embedderId: 'calibration',
    window: { start: '', end: '' },
    seed,
    dimension: vectors[0]?.length ?? 0,
    bandwidths,
    featuresPerBandwidth: FEATURES_PER_BANDWIDTH,
    topics: UNSTORED,
    topicReach: topicReachOf(comparison.reference.requests, centroids),
    state: UNSTORED,
    sample: UNSTORED,
    vectors: UNSTORED,
    centroids,
    topicTerms: topics.map(({ terms }) => terms.split(' ')),
    topicLabels: topics.map(({ label }) => label),
  };
}

/** Terms of every topic that is new or has grown. */
function termsOfRisen(rows: readonly TopicRow[]): string[][] {
  return rows.filter(({ state }) => state === 'new' || state === 'grown').map(({ terms }) => terms.split(' '));
}

/** What sets the words of the week apart from those of the reference. */
function termsOfWeek([before, after]: TextPair): string[] {
  const side = (requests: readonly TextRequest[], topic: number) =>
    requests.map(({ user, text }) => ({ user, prompt: text, topic }));
  return typicalTerms([...side(before, 0), ...side(after, 1)], 2)[1] ?? [];
}
