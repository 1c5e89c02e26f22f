import { driftStateOf, type EmbeddedRequest, userMeansOf } from '../../activities/drift/drift-state.js';
import { kernelWindows, weightedMmd2 } from '../../activities/drift/mmd.js';
import { createRandomFeatures } from '../../activities/drift/random-features.js';
import { bandwidthsOf, FEATURES_PER_BANDWIDTH } from '../../activities/drift/reference-model.js';
import { alignUsers } from '../../activities/drift/two-windows.js';
import { createVectorTable } from '../../activities/stats/vector-table.js';
import { createDriftTraffic } from './drift-traffic.js';
import type { Experiment } from './experiment.js';

/** Sizes of an experiment on the accuracy of features. */
interface AccuracySize {
  /** On either side. */
  readonly requests: number;
  readonly featuresPerBandwidth: readonly number[];
  /** Shares of the new topic in the current window. */
  readonly newTopicMasses: readonly number[];
}

/** With a smaller topic MMD² is that of the noise between two samples for the most part. */
const LIMITED_MASS = 0.2;
const ACCURACY: AccuracySize = {
  requests: 2000,
  featuresPerBandwidth: [128, 256, 384, FEATURES_PER_BANDWIDTH],
  newTopicMasses: [0.1, LIMITED_MASS],
};
const WITHIN = 0.05;

/** How near the MMD² of random features is to that of the exact kernels. */
export function randomFeaturesExperiment(dimension: number, size = ACCURACY): Experiment {
  const nameOf = (features: number, mass: number) => `${features} features, new topic of ${100 * mass} %: within 5 %`;
  return {
    name: 'random-features',
    about: `MMD² of random features against the exact kernel, ${size.requests} independent requests a side`,
    runs: 100,
    minutes: 12,
    figures: size.newTopicMasses.flatMap((mass) =>
      size.featuresPerBandwidth.map((features) => ({
        name: nameOf(features, mass),
        limit: features === FEATURES_PER_BANDWIDTH && mass === LIMITED_MASS ? { atLeast: 0.95 } : null,
      })),
    ),
    repeat: async (repetition, seed) => {
      const outcome: Record<string, boolean> = {};
      for (const mass of size.newTopicMasses) {
        const traffic = createDriftTraffic(dimension, 'accuracy', seed, repetition);
        const before = traffic.independent(size.requests, 'a');
        const after = traffic.independent(size.requests, 'b', mass);
        const bandwidths = bandwidthsOf(vectorsOf(before), `${seed} ${repetition}`);
        const exact = exactMmd2(vectorsOf(before), vectorsOf(after), bandwidths);
        for (const featuresPerBandwidth of size.featuresPerBandwidth) {
          const design = { seed: `${seed} ${repetition}`, dimension, bandwidths, featuresPerBandwidth };
          const approximate = await featureMmd2(before, after, design);
          outcome[nameOf(featuresPerBandwidth, mass)] = Math.abs(approximate / exact - 1) <= WITHIN;
        }
      }
      return outcome;
    },
  };
}

function vectorsOf(requests: readonly EmbeddedRequest[]): Float32Array[] {
  return requests.map(({ vector }) => vector);
}

async function featureMmd2(
  before: readonly EmbeddedRequest[],
  after: readonly EmbeddedRequest[],
  design: Parameters<typeof createRandomFeatures>[0],
): Promise<number> {
  const features = createRandomFeatures(design);
  const means = async (requests: readonly EmbeddedRequest[]) => userMeansOf(await driftStateOf(requests, features, 1));
  const windows = alignUsers(await means(before), await means(after), features.size);
  return weightedMmd2(kernelWindows(windows, design.bandwidths.length));
}

/** The unbiased MMD² of Gaussian kernels, mean over bandwidths (Gretton et al. 2012, Lemma 6), from all pairs. */
export function exactMmd2(
  before: readonly Float32Array[],
  after: readonly Float32Array[],
  bandwidths: readonly number[],
): number {
  const within = (side: readonly Float32Array[]) =>
    (2 * kernelSum(side, side, 'earlier', bandwidths)) / (side.length * (side.length - 1));
  const across = kernelSum(before, after, 'all', bandwidths) / (before.length * after.length);
  return (within(before) + within(after) - 2 * across) / bandwidths.length;
}

/** The kernels of every row with all others, or with those before it, summed over all pairs and bandwidths. */
function kernelSum(
  rows: readonly Float32Array[],
  others: readonly Float32Array[],
  which: 'all' | 'earlier',
  bandwidths: readonly number[],
): number {
  const rates = bandwidths.map((bandwidth) => -1 / (2 * bandwidth * bandwidth));
  const table = createVectorTable(others);
  let sum = 0;
  rows.forEach((vector, row) => {
    for (const distance of table.squaredDistances(vector, which === 'all' ? others.length : row)) {
      for (const rate of rates) sum += Math.exp(rate * distance);
    }
  });
  return sum;
}
