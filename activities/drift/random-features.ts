import { createRandom, type Random } from '../stats/random.js';
import { addScaled, dot, norm, normalise } from '../stats/vectors.js';

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
  /** Features of all bandwidths together; those of one bandwidth are one block. */
  readonly size: number;
  /** The features of a vector: the inner product of two blocks approximates exp(-|x - y|² / 2s²), with x = y exactly 1. */
  map(vector: Float32Array): Float64Array;
}

/**
 * Orthogonal random features of Gaussian kernels (Rahimi & Recht 2007; Yu et al. 2016, "Orthogonal random features"):
 * frequencies are orthogonal directions with the lengths of Gaussian vectors, which lowers the error of the kernel at
 * no cost. Every bandwidth has frequencies of its own. The mean of these features over requests is all that a
 * comparison of two windows needs to know of them.
 */
export function createRandomFeatures(design: FeatureDesign): RandomFeatures {
  const { dimension, bandwidths } = design;
  const frequencies = frequenciesOf(design);
  const perBandwidth = design.featuresPerBandwidth / 2;
  const count = bandwidths.length * perBandwidth;
  const scale = 1 / Math.sqrt(perBandwidth);
  return {
    size: 2 * count,
    map: (vector) => {
      const features = new Float64Array(2 * count);
      for (let f = 0; f < count; f += 1) {
        const phase = phaseOf(frequencies, f * dimension, vector);
        features[2 * f] = scale * Math.cos(phase);
        features[2 * f + 1] = scale * Math.sin(phase);
      }
      return features;
    },
  };
}

/** All frequencies, one after the other. */
function frequenciesOf({ seed, dimension, bandwidths, featuresPerBandwidth }: FeatureDesign): Float32Array {
  const perBandwidth = featuresPerBandwidth / 2;
  const random = createRandom('random-features', seed);
  const frequencies = new Float32Array(bandwidths.length * perBandwidth * dimension);
  let basis: Float64Array[] = [];
  bandwidths.forEach((bandwidth, block) => {
    for (let f = 0; f < perBandwidth; f += 1) {
      // No more than `dimension` directions can be orthogonal; then a new set begins.
      if (basis.length === dimension) basis = [];
      const direction = orthogonalDirection(basis, dimension, random);
      basis.push(direction);
      const length = norm(gaussian(dimension, random)) / bandwidth;
      const at = (block * perBandwidth + f) * dimension;
      for (let j = 0; j < dimension; j += 1) frequencies[at + j] = length * (direction[j] as number);
    }
  });
  return frequencies;
}

/** Gram-Schmidt, twice over, because once leaves rounding errors in high dimensions. */
function orthogonalDirection(basis: readonly Float64Array[], dimension: number, random: Random): Float64Array {
  const direction = gaussian(dimension, random);
  for (let pass = 0; pass < 2; pass += 1) {
    for (const other of basis) addScaled(direction, other, -dot(direction, other));
    normalise(direction);
  }
  return direction;
}

function gaussian(dimension: number, random: Random): Float64Array {
  return Float64Array.from({ length: dimension }, () => random.normal());
}

function phaseOf(frequencies: Float32Array, from: number, vector: Float32Array): number {
  const length = vector.length;
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let j = 0;
  for (; j + 3 < length; j += 4) {
    s0 += (frequencies[from + j] as number) * (vector[j] as number);
    s1 += (frequencies[from + j + 1] as number) * (vector[j + 1] as number);
    s2 += (frequencies[from + j + 2] as number) * (vector[j + 2] as number);
    s3 += (frequencies[from + j + 3] as number) * (vector[j + 3] as number);
  }
  for (; j < length; j += 1) s0 += (frequencies[from + j] as number) * (vector[j] as number);
  return s0 + s1 + s2 + s3;
}
