import { createRandom, type Random } from '../stats/random.js';
import { norm } from '../stats/vectors.js';
import { walshHadamard } from './walsh-hadamard.js';

/** What fixes the features: two models with these four alike have the same features. */
export interface FeatureDesign {
  readonly seed: string;
  /** Length of the vectors. */
  readonly dimension: number;
  /** Standard deviations of the Gaussian kernels. */
  readonly bandwidths: readonly number[];
  /** Even: a cosine and a sine per frequency. */
  readonly featuresPerBandwidth: number;
}

export interface RandomFeatures {
  /** Length of the vectors. */
  readonly dimension: number;
  /** Features of all bandwidths together; those of one bandwidth are one block. */
  readonly size: number;
  /** The features of a vector: the inner product of two blocks approximates exp(-|x - y|² / 2s²), with x = y exactly 1. */
  map(vector: Float32Array): Float64Array;
  /** Adds the features of a vector to a sum. */
  add(vector: Float32Array, sum: Float64Array): void;
}

/** The rotations are random enough from this length on; shorter vectors are filled up with zeros. */
const SHORTEST = 64;
/** Signs and transforms of one rotation. */
const ROUNDS = 3;

/**
 * Structured orthogonal random features of Gaussian kernels (Rahimi & Recht 2007; Yu et al. 2016, "Orthogonal random
 * features", section 4). The frequencies are the rows of random rotations H·D₁·H·D₂·H·D₃, with H the Walsh-Hadamard matrix
 * and D diagonal matrices of random signs, times lengths of Gaussian vectors: a projection takes O(log n) steps in place
 * of n. Vectors are filled up with zeros to the next power of two, which leaves the kernel as it is: the first
 * coordinates of a Gaussian vector are Gaussian.
 *
 * Rows of one rotation go to one bandwidth after the other: the errors of two bandwidths that share a rotation lean in
 * opposite ways, and their mean is the more exact. The mean of these features over requests is all that a comparison of
 * two windows needs to know of them.
 */
export function createRandomFeatures(design: FeatureDesign): RandomFeatures {
  const { bandwidths, dimension, featuresPerBandwidth } = design;
  const count = (bandwidths.length * featuresPerBandwidth) / 2;
  const size = Math.max(SHORTEST, 2 ** Math.ceil(Math.log2(dimension)));
  const random = createRandom('structured-features', design.seed);
  const rotations = Array.from({ length: Math.ceil(count / size) }, () => signsOf(size, random));
  const lengths = lengthsOf(design, size, random);
  const scale = Math.sqrt(2 / featuresPerBandwidth);
  const turned = new Float64Array(size);

  const add = (vector: Float32Array, sum: Float64Array) => {
    rotations.forEach((signs, rotation) => {
      turned.fill(0);
      turned.set(vector);
      rotate(turned, signs);
      const first = rotation * size;
      const last = Math.min(count, first + size);
      for (let f = first; f < last; f += 1) {
        const phase = (lengths[f] as number) * (turned[f - first] as number);
        sum[2 * f] = (sum[2 * f] as number) + scale * Math.cos(phase);
        sum[2 * f + 1] = (sum[2 * f + 1] as number) + scale * Math.sin(phase);
      }
    });
  };
  return featuresOf({ dimension, size: 2 * count, add });
}

/** Features that are told by how they are added. */
export function featuresOf(parts: Omit<RandomFeatures, 'map'>): RandomFeatures {
  return {
    ...parts,
    map: (vector) => {
      const features = new Float64Array(parts.size);
      parts.add(vector, features);
      return features;
    },
  };
}

/** Random signs of the rounds of a rotation, one round after the other. */
function signsOf(size: number, random: Random): Float64Array {
  return Float64Array.from({ length: ROUNDS * size }, () => (random.integer(2) === 0 ? -1 : 1));
}

/**
 * Per frequency the length of a Gaussian vector, over the bandwidth and over what the transforms add to lengths.
 * @param size of the rotations
 */
function lengthsOf({ bandwidths, featuresPerBandwidth }: FeatureDesign, size: number, random: Random): Float64Array {
  const gaussian = new Float64Array(size);
  const growth = size ** (ROUNDS / 2);
  return Float64Array.from({ length: (bandwidths.length * featuresPerBandwidth) / 2 }, (_, f) => {
    for (let j = 0; j < size; j += 1) gaussian[j] = random.normal();
    const bandwidth = bandwidths[Math.floor((2 * f) / featuresPerBandwidth)] as number;
    return norm(gaussian) / (bandwidth * growth);
  });
}

function rotate(vector: Float64Array, signs: Float64Array): void {
  const size = vector.length;
  for (let round = 0; round < ROUNDS; round += 1) {
    const from = round * size;
    for (let j = 0; j < size; j += 1) vector[j] = (vector[j] as number) * (signs[from + j] as number);
    walshHadamard(vector);
  }
}

/**
 * The first features of every bandwidth, scaled to features of the same kernel: coarser, but with fewer numbers.
 * @param few per bandwidth, even
 */
export function leadingFeatures(mean: Float64Array, blocks: number, few: number): Float32Array {
  const length = mean.length / blocks;
  const kept = Math.min(few, length);
  const scale = Math.sqrt(length / kept);
  return Float32Array.from({ length: blocks * kept }, (_, at) => {
    return scale * (mean[Math.floor(at / kept) * length + (at % kept)] as number);
  });
}
