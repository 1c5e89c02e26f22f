import { dot } from '../stats/vectors.js';
import { sha256Hex } from '../storage/artifact.js';
import { canonicalJson } from '../storage/canonical-json.js';

/**
 * Fixed texts whose vectors tell one model from another behind the same name: everyday, technical and non-Latin ones.
 * Changing them changes the identity of every embedder that is known by them.
 */
export const PROBE_TEXTS: readonly string[] = [
  'How do I get a refund for an order that never arrived?',
  'Write a Python function that merges two sorted lists.',
  'Schreibe eine höfliche Absage für die Einladung am Freitag.',
  '请用一句话解释光合作用。',
  'table: id | name | 3.14 -> JSON',
];

/** Rounding noise, another batch size or another GPU stay far above it; another model or quantisation falls below. */
export const SAME_MODEL_COSINE = 0.999;
/** A model to which all probes are one text is none. */
const ONE_DIRECTION_COSINE = 0.9999;

const STORED_DECIMALS = 6;
const DIGEST_DECIMALS = 3;

/** The vectors of {@link PROBE_TEXTS} as an embedder's model file keeps them. */
export type ProbeVectors = readonly (readonly number[])[];

export function probeVectorsOf(vectors: readonly Float32Array[]): ProbeVectors {
  return vectors.map((vector) => Array.from(vector, (value) => rounded(value, STORED_DECIMALS)));
}

/** Coarse, so that it seldom changes with noise; whether two models are the same is for {@link agreementOf} to say. */
export function probeDigest(probes: ProbeVectors): string {
  return sha256Hex(canonicalJson(probes.map((probe) => probe.map((value) => rounded(value, DIGEST_DECIMALS)))));
}

/** The smallest cosine between what a model said of the probes and what it says now; 0 where lengths differ. */
export function agreementOf(probes: ProbeVectors, vectors: readonly Float32Array[]): number {
  if (probes.length !== vectors.length) return 0;
  return Math.min(
    ...vectors.map((vector, at) => {
      const probe = Float32Array.from(probes[at] ?? []);
      return probe.length === vector.length ? dot(probe, vector) / Math.sqrt(dot(probe, probe)) : 0;
    }),
  );
}

/** Whether the probes all lie in one direction: such a model tells no text from another. */
export function isOneDirection([first, ...others]: readonly Float32Array[]): boolean {
  return first !== undefined && others.every((other) => dot(first, other) > ONE_DIRECTION_COSINE);
}

/** Never -0, which has a text of its own. */
function rounded(value: number, decimals: number): number {
  return Number(value.toFixed(decimals)) + 0;
}
