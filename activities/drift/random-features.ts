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
  const wide = new Float64Array(dimension);
  const phases = new Float64Array(count);
  return {
    size: 2 * count,
    map: (vector) => {
      wide.set(vector);
      phasesInto(phases, frequencies, wide);
      const features = new Float64Array(2 * count);
      for (let f = 0; f < count; f += 1) {
        const phase = phases[f] as number;
        features[2 * f] = scale * Math.cos(phase);
        features[2 * f + 1] = scale * Math.sin(phase);
      }
      return features;
    },
  };
}

/** The same features, but every vector object is mapped only once: for vectors that several figures need. */
export function rememberingFeatures(features: RandomFeatures): RandomFeatures {
  const known = new WeakMap<Float32Array, Float64Array>();
  return {
    size: features.size,
    map: (vector) => {
      const mapped = known.get(vector) ?? features.map(vector);
      known.set(vector, mapped);
      return mapped;
    },
  };
}

/** All frequencies, one after the other. */
function frequenciesOf({ seed, dimension, bandwidths, featuresPerBandwidth }: FeatureDesign): Float64Array {
  const perBandwidth = featuresPerBandwidth / 2;
  const random = createRandom('random-features', seed);
  const frequencies = new Float64Array(bandwidths.length * perBandwidth * dimension);
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

/** A random direction at right angles to the others (modified Gram-Schmidt). */
function orthogonalDirection(basis: readonly Float64Array[], dimension: number, random: Random): Float64Array {
  const direction = gaussian(dimension, random);
  for (const other of basis) addScaled(direction, other, -dot(direction, other));
  return normalise(direction);
}

function gaussian(dimension: number, random: Random): Float64Array {
  return Float64Array.from({ length: dimension }, () => random.normal());
}

/** Inner products of a vector with all frequencies, eight at a time: each number of the vector is read once for all. */
function phasesInto(phases: Float64Array, frequencies: Float64Array, vector: Float64Array): void {
  const length = vector.length;
  let f = 0;
  for (; f + 7 < phases.length; f += 8) {
    const o0 = f * length;
    const o1 = o0 + length;
    const o2 = o1 + length;
    const o3 = o2 + length;
    const o4 = o3 + length;
    const o5 = o4 + length;
    const o6 = o5 + length;
    const o7 = o6 + length;
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    let s4 = 0;
    let s5 = 0;
    let s6 = 0;
    let s7 = 0;
    for (let j = 0; j < length; j += 1) {
      const x = vector[j] as number;
      s0 += (frequencies[o0 + j] as number) * x;
      s1 += (frequencies[o1 + j] as number) * x;
      s2 += (frequencies[o2 + j] as number) * x;
      s3 += (frequencies[o3 + j] as number) * x;
      s4 += (frequencies[o4 + j] as number) * x;
      s5 += (frequencies[o5 + j] as number) * x;
      s6 += (frequencies[o6 + j] as number) * x;
      s7 += (frequencies[o7 + j] as number) * x;
    }
    phases[f] = s0;
    phases[f + 1] = s1;
    phases[f + 2] = s2;
    phases[f + 3] = s3;
    phases[f + 4] = s4;
    phases[f + 5] = s5;
    phases[f + 6] = s6;
    phases[f + 7] = s7;
  }
  for (; f < phases.length; f += 1) phases[f] = dot(frequencies.subarray(f * length, (f + 1) * length), vector);
}
