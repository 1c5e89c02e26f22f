import { driftStateOf, type EmbeddedRequest, userMeansOf } from '../../activities/drift/drift-state.js';
import { kernelWindows } from '../../activities/drift/mmd.js';
import { permutationTest, type TestOptions, type TestResult } from '../../activities/drift/permutation-test.js';
import type { RandomFeatures } from '../../activities/drift/random-features.js';
import { bandwidthsOf } from '../../activities/drift/reference-model.js';
import { alignUsers, type UserMean } from '../../activities/drift/two-windows.js';
import { axisFeatures, createDriftTraffic } from './drift-traffic.js';

const WEIGHT_CAP = 3;
const MEDIAN_PROMPTS = 400;

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

/** @param dimension of the vectors; 128 features a bandwidth at 256 and more, as in a pipeline, fewer below */
export function driftDesign(dimension: number): DriftDesign {
  const vectors = createDriftTraffic(dimension, 'bandwidths').independent(MEDIAN_PROMPTS, 'b');
  const bandwidths = bandwidthsOf(
    vectors.map(({ vector }) => vector),
    'calibration',
  );
  const featuresPerBandwidth = Math.min(128, 2 * Math.floor(dimension / bandwidths.length));
  const features = axisFeatures({ seed: 'calibration', dimension, bandwidths, featuresPerBandwidth });
  return { dimension, features, blocks: bandwidths.length };
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
