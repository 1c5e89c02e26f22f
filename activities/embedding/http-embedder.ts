import type { EmbeddingConfig } from '../pipeline/embedding-config.js';
import { Refusal } from '../refusal.js';
import { runInLanes } from '../scoring/lanes.js';
import { sha256Hex } from '../storage/artifact.js';
import { canonicalJson } from '../storage/canonical-json.js';
import { whileBreathing } from './breathing.js';
import { type Embedder, type EmbedderIdentity, embedderIdOf, emptyTextVector } from './embedder.js';
import {
  agreementOf,
  isOneDirection,
  PROBE_TEXTS,
  type ProbeVectors,
  probeDigest,
  probeVectorsOf,
  SAME_MODEL_COSINE,
} from './embedder-probe.js';
import { createEmbeddingEndpoint, type EmbeddingEndpoint, type EndpointPlace } from './embedding-endpoint.js';

/** Raised whenever the same settings would give other vectors. */
const VERSION = 1;

/** All that the vectors of an endpoint depend on. */
export interface HttpModel {
  readonly kind: 'http';
  readonly version: number;
  /** As the endpoint knows it. */
  readonly model: string;
  readonly dimension: number;
  readonly shorten: boolean;
  readonly prefix: string;
  readonly maxCharacters: number;
  /** What it said of the probe texts when it was met first: who answers to the name later is compared with this. */
  readonly probes: ProbeVectors;
}

/** Where and how it is asked; may change without changing any vector. */
export interface HttpPlace extends EndpointPlace {
  readonly kind: 'http';
  readonly batchSize: number;
  readonly concurrency: number;
}

export function httpPlaceOf(config: EmbeddingConfig): HttpPlace {
  const { baseUrl, keyEnv, timeoutSeconds, batchSize, concurrency } = config;
  return { kind: 'http', baseUrl, keyEnv, timeoutSeconds, batchSize, concurrency };
}

export function isHttpModelOf(model: HttpModel, config: EmbeddingConfig): boolean {
  return (
    config.kind === 'http' &&
    model.version === VERSION &&
    (['model', 'dimension', 'shorten', 'prefix', 'maxCharacters'] as const).every((key) => model[key] === config[key])
  );
}

export function httpIdentityOf(model: HttpModel): EmbedderIdentity {
  const { probes, ...settings } = model;
  const digest = sha256Hex(canonicalJson({ ...settings, probes: probeDigest(probes) }));
  return { name: httpName(model), version: model.version, dimension: model.dimension, digest };
}

/** The start of the id of every embedder with these settings, whoever answers to them. */
export function httpIdStart(config: EmbeddingConfig): string {
  return `${httpName(config)}-${config.dimension}-`;
}

function httpName({ model }: { readonly model: string }): string {
  const slug = model.toLowerCase().replaceAll(/[^a-z0-9.]+/g, '-');
  return `http-${slug.replaceAll(/^[-.]+|[-.]+$/g, '').slice(0, 40)}`;
}

export interface HttpEmbedderOptions {
  readonly environment: (name: string) => string | undefined;
}

/**
 * Meets an endpoint: asks it for the probe texts and for nothing else.
 * @throws {Refusal} `EmbeddingDimension`, `EmbeddingUnusable`, and what {@link createHttpEmbedder} throws
 */
export async function meetHttpModel(
  config: EmbeddingConfig,
  { environment }: HttpEmbedderOptions,
  breathe?: () => Promise<void>,
): Promise<HttpModel> {
  const { model, dimension, shorten, prefix, maxCharacters } = config;
  const settings = { kind: 'http', version: VERSION, model, dimension, shorten, prefix, maxCharacters } as const;
  const endpoint = endpointOf(settings, httpPlaceOf(config), environment);
  const vectors = await whileBreathing(breathe, (signal) => askProbes(endpoint, settings, { dimension: null, signal }));
  const given = vectors[0]?.length ?? 0;
  if (given !== dimension) {
    const advice = shorten ? '' : ', or shorten: true if the endpoint can shorten them';
    throw new Refusal(
      'EmbeddingDimension',
      `the model ${JSON.stringify(model)} gives vectors of length ${given}, embedding.dimension says ${dimension}: set it to ${given}${advice}`,
    );
  }
  if (isOneDirection(vectors)) {
    throw new Refusal(
      'EmbeddingUnusable',
      `the model ${JSON.stringify(model)} gives the same vector for different texts: it is no embedding model, or its endpoint is not set up`,
    );
  }
  return { ...settings, probes: probeVectorsOf(vectors) };
}

/** Whether the endpoint still answers as the model it was met as. */
export async function agreesWith(
  model: HttpModel,
  place: HttpPlace,
  { environment }: HttpEmbedderOptions,
): Promise<boolean> {
  const endpoint = endpointOf(model, place, environment);
  const vectors = await whileBreathing(undefined, (signal) => askProbes(endpoint, model, { dimension: null, signal }));
  return agreementOf(model.probes, vectors) >= SAME_MODEL_COSINE;
}

/**
 * Vectors of an endpoint that speaks the OpenAI embeddings API. Before the first text of a run and after every call of
 * `embed` the probe texts are asked for, so that a model swapped behind its name is noticed before its vectors are kept.
 * @throws {Refusal} `EmbedderChanged`, `EmbeddingKeyRefused`, `EmbeddingAnswerUnusable`, …; {EmbeddingPostponed}
 */
export function createHttpEmbedder(model: HttpModel, place: HttpPlace, { environment }: HttpEmbedderOptions): Embedder {
  const identity = httpIdentityOf(model);
  const id = embedderIdOf(identity);
  const endpoint = endpointOf(model, place, environment);
  const { dimension } = model;
  const verify = async (signal: AbortSignal): Promise<void> => {
    const agreement = agreementOf(model.probes, await askProbes(endpoint, model, { dimension: null, signal }));
    if (agreement >= SAME_MODEL_COSINE) return;
    throw new Refusal(
      'EmbedderChanged',
      `who answers to ${JSON.stringify(model.model)} is another model than ${id}: cosine ${agreement.toFixed(3)} on the probe texts, ${SAME_MODEL_COSINE} is needed. Bring the old model back, or start a new reference with "tidemark reference pin"`,
    );
  };
  let isVerified = false;
  return {
    ...identity,
    id,
    embed: async (texts, { breathe, onVector } = {}) => {
      const vectors = texts.map(() => emptyTextVector(dimension));
      const wanted = [...texts.keys()].filter((at) => texts[at]?.trim() !== '');
      if (wanted.length === 0) return vectors;
      await whileBreathing(breathe, async (signal) => {
        if (!isVerified) await verify(signal);
        isVerified = true;
        const embedBatch = async (batch: readonly number[]) => {
          const sent = batch.map((at) => sentText(texts[at] ?? '', model));
          const answered = await endpoint.embed(sent, { dimension, signal });
          for (const [index, at] of batch.entries()) {
            const vector = answered[index];
            if (vector === undefined) continue;
            vectors[at] = vector;
            onVector?.(at, vector);
          }
        };
        await runInLanes(runsOf(wanted, place.batchSize), place.concurrency, embedBatch, worst);
        await verify(signal);
      });
      return vectors;
    },
  };
}

function endpointOf(
  { model, dimension, shorten }: Pick<HttpModel, 'model' | 'dimension' | 'shorten'>,
  place: HttpPlace,
  environment: HttpEmbedderOptions['environment'],
): EmbeddingEndpoint {
  return createEmbeddingEndpoint(place, { model, dimensions: shorten ? dimension : null }, environment);
}

async function askProbes(
  endpoint: EmbeddingEndpoint,
  model: Pick<HttpModel, 'prefix' | 'maxCharacters'>,
  call: { readonly dimension: number | null; readonly signal: AbortSignal },
): Promise<Float32Array[]> {
  return await endpoint.embed(
    PROBE_TEXTS.map((text) => sentText(text, model)),
    call,
  );
}

/** What no retry mends is told before what one does. */
function worst(failures: readonly unknown[]): unknown {
  return failures.find((failure) => failure instanceof Refusal) ?? failures[0];
}

/** A half of a surrogate pair has no place in UTF-8, and endpoints refuse it. */
function sentText(text: string, { prefix, maxCharacters }: Pick<HttpModel, 'prefix' | 'maxCharacters'>): string {
  const start =
    text.length <= maxCharacters
      ? text
      : Array.from(text.slice(0, 2 * maxCharacters))
          .slice(0, maxCharacters)
          .join('');
  return prefix + start.toWellFormed();
}

function runsOf(places: readonly number[], size: number): number[][] {
  const runs: number[][] = [];
  for (let first = 0; first < places.length; first += size) runs.push(places.slice(first, first + size));
  return runs;
}
