import { sha256Hex } from '../storage/artifact.js';
import { canonicalJson } from '../storage/canonical-json.js';
import { type Embedder, embedderIdOf, emptyTextVector } from './embedder.js';
import { lexicalFeaturesOf, mix } from './lexical-features.js';

/** Raised whenever the same model would give other vectors. */
const VERSION = 1;

/** Buckets in which document frequencies are counted: many more than dimensions, so that words seldom share one. */
const FREQUENCY_BUCKETS = 1 << 15;

/** Texts between two breaths: well under a second even when every text is as long as counts. */
const BATCH = 64;

/** Everything a lexical embedder was fitted on: counts only, no text. */
export interface LexicalModel {
  readonly version: number;
  /** Length of the vectors. */
  readonly dimension: number;
  /** Texts of the sample it was fitted on. */
  readonly documents: number;
  /** Texts with a feature in the bucket, per bucket of the features' hashes. */
  readonly documentFrequencies: readonly number[];
}

/** An embedder that needs nothing but its model: it can also answer at once. */
export interface LexicalEmbedder extends Embedder {
  embedNow(text: string): Float32Array;
}

/** Counts document frequencies text by text, so that a caller can pause between texts. */
export interface LexicalFitter {
  add(text: string): void;
  model(): LexicalModel;
}

/** @throws {RangeError} when the dimension is not a positive integer. */
export function createLexicalFitter(dimension: number): LexicalFitter {
  if (!Number.isInteger(dimension) || dimension < 1) throw new RangeError(`${dimension} is no length of a vector`);
  const documentFrequencies = new Int32Array(FREQUENCY_BUCKETS);
  let documents = 0;
  return {
    add: (text) => {
      documents += 1;
      const { grams, words } = lexicalFeaturesOf(text);
      const buckets = new Set<number>();
      for (const features of [grams, words])
        for (const feature of features.keys()) buckets.add(frequencyBucket(feature));
      for (const bucket of buckets) documentFrequencies[bucket] = (documentFrequencies[bucket] ?? 0) + 1;
    },
    model: () => ({ version: VERSION, dimension, documents, documentFrequencies: [...documentFrequencies] }),
  };
}

/** The model of a reference sample; the order of the texts does not matter. */
export function fitLexicalModel(texts: readonly string[], dimension: number): LexicalModel {
  const fitter = createLexicalFitter(dimension);
  for (const text of texts) fitter.add(text);
  return fitter.model();
}

/**
 * An offline, deterministic embedder: character n-grams and words, weighted by (1 + ln tf) * idf, hashed with signs
 * into `dimension` buckets (Weinberger et al. 2009, "Feature Hashing for Large Scale Multitask Learning"). The
 * n-grams and the words each make up half of the squared length. idf = 1 + ln((1 + N) / (1 + df)), frozen in the model.
 * A text without features becomes the first axis; no value is ever NaN.
 * @throws {TypeError} when the model was made by another version of this embedder.
 */
export function createLexicalEmbedder(model: LexicalModel): LexicalEmbedder {
  if (model.version !== VERSION || model.documentFrequencies.length !== FREQUENCY_BUCKETS) {
    throw new TypeError(`lexical model of version ${model.version}: this software reads version ${VERSION}`);
  }
  const idf = Float64Array.from(
    model.documentFrequencies,
    (frequency) => 1 + Math.log((1 + model.documents) / (1 + frequency)),
  );
  const { dimension } = model;
  const embedNow = (text: string) => embedText(text, dimension, idf);
  const identity = { name: 'lexical', version: VERSION, dimension, digest: sha256Hex(canonicalJson(model)) };
  return {
    ...identity,
    id: embedderIdOf(identity),
    embedNow,
    embed: async (texts, { breathe } = {}) => {
      const vectors: Float32Array[] = [];
      for (let first = 0; first < texts.length; first += BATCH) {
        vectors.push(...texts.slice(first, first + BATCH).map(embedNow));
        await breathe?.();
      }
      return vectors;
    },
  };
}

function embedText(text: string, dimension: number, idf: Float64Array): Float32Array {
  const { grams, words } = lexicalFeaturesOf(text);
  const sum = new Float64Array(dimension);
  for (const features of [grams, words]) {
    const block = hashedBlock(features, dimension, idf);
    // A block without features has length 0 and adds nothing.
    const length = lengthOf(block) || 1;
    for (let at = 0; at < dimension; at += 1) sum[at] = (sum[at] ?? 0) + (block[at] ?? 0) / length;
  }
  return unit(sum);
}

function hashedBlock(features: ReadonlyMap<number, number>, dimension: number, idf: Float64Array): Float64Array {
  const block = new Float64Array(dimension);
  for (const [feature, count] of features) {
    const weight = (1 + Math.log(count)) * (idf[frequencyBucket(feature)] ?? 1);
    const bucket = (feature >>> 1) % dimension;
    block[bucket] = (block[bucket] ?? 0) + ((feature & 1) === 0 ? weight : -weight);
  }
  return block;
}

function unit(sum: Float64Array): Float32Array {
  const length = lengthOf(sum);
  if (length > 0) return Float32Array.from(sum, (value) => value / length);
  // Without features, or with features that cancel out.
  return emptyTextVector(sum.length);
}

function lengthOf(vector: Float64Array): number {
  let squares = 0;
  for (const value of vector) squares += value * value;
  return Math.sqrt(squares);
}

/** Mixed once more, so that features that share a dimension do not share their frequency too. */
function frequencyBucket(feature: number): number {
  return mix(feature ^ 0x9e3779b9) % FREQUENCY_BUCKETS;
}
