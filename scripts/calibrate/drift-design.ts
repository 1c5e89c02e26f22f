import { driftStateOf, type EmbeddedRequest, userMeansOf } from '../../activities/drift/drift-state.js';
import { kernelWindows } from '../../activities/drift/mmd.js';
import { permutationTest, type TestOptions, type TestResult } from '../../activities/drift/permutation-test.js';
import { createRandomFeatures, type RandomFeatures } from '../../activities/drift/random-features.js';
import { bandwidthsOf, FEATURES_PER_BANDWIDTH } from '../../activities/drift/reference-model.js';
import { alignUsers, type UserMean } from '../../activities/drift/two-windows.js';
import { axisFeatures, createDriftTraffic } from './drift-traffic.js';

const WEIGHT_CAP = 3;
const MEDIAN_PROMPTS = 400;
/** Shorter vectors are for tests, which have to be quick. */
const SHORTEST_OF_PRODUCT = 256;
const LIGHT_FEATURES = 128;

/** The room that traffic and features live in. */
export interface DriftDesign {
  readonly dimension: number;
  readonly features: RandomFeatures;
  readonly blocks: number;
}

/** What an experiment on single pairs of windows takes to be the test of the product. */
export type PairTest = (
  before: readonly EmbeddedRequest[],
  after: readonly EmbeddedRequest[],
  options: { readonly permutations: number; readonly seed: string },
) => Promise<number>;

/** The features of the product; a few of short vectors. */
export function driftDesign(dimension: number): DriftDesign {
  if (dimension < SHORTEST_OF_PRODUCT) return lightDesign(dimension, LIGHT_FEATURES);
  const bandwidths = generatorBandwidths(dimension);
  const featuresPerBandwidth = FEATURES_PER_BANDWIDTH;
  const features = createRandomFeatures({ seed: 'calibration', dimension, bandwidths, featuresPerBandwidth });
  return { dimension, features, blocks: bandwidths.length };
}

/**
 * Few features, by the axes: years become affordable. The level of a test that permutes users holds whatever the features
 * are, and fewer of them find less, if anything.
 */
export function lightDesign(dimension: number, mostPerBandwidth: number): DriftDesign {
  const bandwidths = generatorBandwidths(dimension);
  const featuresPerBandwidth = Math.min(mostPerBandwidth, 2 * Math.floor(dimension / bandwidths.length));
  const features = axisFeatures({ seed: 'calibration', dimension, bandwidths, featuresPerBandwidth });
  return { dimension, features, blocks: bandwidths.length };
}

function generatorBandwidths(dimension: number): number[] {
  const vectors = createDriftTraffic(dimension, 'bandwidths').independent(MEDIAN_PROMPTS, 'b');
  return bandwidthsOf(
    vectors.map(({ vector }) => vector),
    'calibration',
  );
}

/** Users of a window with their mean features, capped as in a pipeline. */
export async function usersOf(design: DriftDesign, requests: readonly EmbeddedRequest[]): Promise<UserMean[]> {
  return userMeansOf(await driftStateOf(requests, design.features, WEIGHT_CAP));
}

/** The product's test of two windows. */
export async function testOf(
  { features, blocks }: DriftDesign,
  before: readonly UserMean[],
  after: readonly UserMean[],
  options: TestOptions,
): Promise<TestResult> {
  return await permutationTest(kernelWindows(alignUsers(before, after, features.size), blocks), options);
}

/** The product's test of two windows of requests. */
export function pairTest(design: DriftDesign): PairTest {
  return async (before, after, options) =>
    (await testOf(design, await usersOf(design, before), await usersOf(design, after), options)).pValue;
}
