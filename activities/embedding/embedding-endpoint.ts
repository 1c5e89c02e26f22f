import { setTimeout as sleep } from 'node:timers/promises';
import { Refusal } from '../refusal.js';
import { EndpointError } from '../scoring/models/endpoint-error.js';
import { postJson } from '../scoring/models/http-post.js';
import { classifyModelError, type ModelFailure } from '../scoring/models/model-failure.js';
import { UnusableAnswer, vectorsIn } from './embedding-answer.js';

/** How an endpoint is reached; not part of what its vectors are. */
export interface EndpointPlace {
  readonly baseUrl: string;
  /** Name of the environment variable that holds the key; empty: it wants none. */
  readonly keyEnv: string;
  readonly timeoutSeconds: number;
}

/** What is asked of it. */
export interface EndpointModel {
  readonly model: string;
  /** Sent as `dimensions` to endpoints that shorten their vectors; null: not sent. */
  readonly dimensions: number | null;
}

interface EndpointCall {
  /** Length that every vector must have; null where it is not known yet. */
  readonly dimension: number | null;
  readonly signal: AbortSignal;
}

/** A call that may succeed later. The message holds no text, no answer and no key. */
export class EmbeddingPostponed extends Error {
  override readonly name = 'EmbeddingPostponed';
  readonly code: string;
  /** How long the endpoint asks to wait, in ms. */
  readonly retryAfterMs: number | undefined;
  /** Expected in normal operation. */
  readonly benign: boolean;

  constructor({ code, retryAfterMs, benign }: ModelFailure, message: string) {
    super(message);
    this.code = code.replace(/^Model/, 'Embedding');
    this.retryAfterMs = retryAfterMs;
    this.benign = benign;
  }
}

/** Attempts at one call before the step gives its place to other work. */
const ATTEMPTS = 4;
const FIRST_WAIT_MS = 500;
/** Longer waits are for whoever runs the step: a worker's place is not for sleeping. */
const LONGEST_WAIT_MS = 15_000;

/** Statuses that may be the fault of one text among many. */
const SPLITTING_CODES: ReadonlySet<string> = new Set(['ModelRequestRefused', 'ModelRequestTooLarge']);

export interface EmbeddingEndpoint {
  /** @throws {Refusal} when no retry can help; {EmbeddingPostponed}; the signal's reason when it aborts */
  embed(texts: readonly string[], call: EndpointCall): Promise<Float32Array[]>;
}

/**
 * An endpoint that speaks the OpenAI embeddings API. Short waits that it asks for are waited here, answers that cannot
 * be read are asked for again, and a batch that it does not take is halved until the text at fault stands alone.
 */
export function createEmbeddingEndpoint(
  place: EndpointPlace,
  asked: EndpointModel,
  environment: (name: string) => string | undefined,
): EmbeddingEndpoint {
  const url = `${place.baseUrl.replace(/\/+$/, '')}/embeddings`;
  const shown = shownAddress(place.baseUrl);
  const once = async (texts: readonly string[], { dimension, signal }: EndpointCall): Promise<Float32Array[]> => {
    const { model, dimensions } = asked;
    const body = { model, input: texts, encoding_format: 'float', ...(dimensions === null ? {} : { dimensions }) };
    const timeoutMs = place.timeoutSeconds * 1000;
    const { value } = await postJson({ url, key: keyOf(place, environment), body, timeoutMs, signal });
    return vectorsIn(value, texts.length, dimension);
  };
  const patiently = async (texts: readonly string[], call: EndpointCall): Promise<Float32Array[]> => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await once(texts, call);
      } catch (error) {
        const failure = failureOf(error, place, asked, shown);
        if (!failure.retryable) throw new RefusedCall(failure);
        const waitMs = failure.retryAfterMs ?? FIRST_WAIT_MS * 2 ** (attempt - 1);
        if (attempt === ATTEMPTS || waitMs > LONGEST_WAIT_MS) throw endOf(failure);
        await pause(waitMs, call.signal);
      }
    }
  };
  const embed = async (texts: readonly string[], call: EndpointCall): Promise<Float32Array[]> => {
    try {
      return await patiently(texts, call);
    } catch (error) {
      if (!(error instanceof RefusedCall)) throw error;
      if (!SPLITTING_CODES.has(error.failure.code) || texts.length === 1) throw endOf(error.failure);
      const half = Math.ceil(texts.length / 2);
      return [...(await embed(texts.slice(0, half), call)), ...(await embed(texts.slice(half), call))];
    }
  };
  return { embed };
}

/** Carries a failure that no retry can mend to where a batch may still be halved. */
class RefusedCall extends Error {
  readonly failure: ModelFailure;

  constructor(failure: ModelFailure) {
    super(failure.message);
    this.failure = failure;
  }
}

function endOf(failure: ModelFailure): Error {
  // A page of a gateway, or numbers that are none, come back however often they are asked for.
  const isLasting = !failure.retryable || failure.code === UNREADABLE;
  return isLasting
    ? new Refusal(failure.code.replace(/^Model/, 'Embedding'), failure.message)
    : new EmbeddingPostponed(failure, failure.message);
}

const UNREADABLE = 'ModelAnswerUnreadable';

/** The failure in the words of this room; anything that does not come from the endpoint is thrown on. */
function failureOf(error: unknown, place: EndpointPlace, asked: EndpointModel, shown: string): ModelFailure {
  if (error instanceof UnusableAnswer) {
    const message = `the embedding endpoint ${shown} cannot be used: ${error.message}; nothing of this answer was kept. Mend the endpoint, or change embedding in the pipeline's YAML`;
    return { code: 'ModelAnswerUnusable', message, retryable: false, benign: false };
  }
  const { baseUrl, keyEnv } = place;
  const failure = classifyModelError(error, Date.now(), { api: 'openai', baseUrl, keyEnv });
  if (failure === undefined) throw error;
  return { ...failure, message: `the embedding endpoint ${shown} ${whatOf(failure, error, place, asked)}` };
}

function whatOf(failure: ModelFailure, error: unknown, { keyEnv }: EndpointPlace, { model }: EndpointModel): string {
  const status = error instanceof EndpointError && error.kind === 'status' ? ` (${error.response.status})` : '';
  const variable = keyEnv === '' ? 'embedding.keyEnv and the variable it names' : keyEnv;
  const text = WHAT[failure.code] ?? 'refused a call';
  return text.replace('%s', status.trim()).replace('%k', variable).replace('%m', JSON.stringify(model));
}

const WHAT: Readonly<Record<string, string>> = {
  RateLimited: 'limits the rate %s; the step goes on when it allows',
  ModelOverloaded: 'is overloaded %s; the step is tried again',
  ModelUnavailable: 'failed %s; the step is tried again',
  ModelTimeout: 'did not answer within embedding.timeoutSeconds; the step is tried again',
  ModelUnreachable: 'cannot be reached, or broke off its answer: check embedding.baseUrl and the network',
  ModelAnswerUnreadable:
    'answers with something that is no JSON, such as a web page or NaN: check embedding.baseUrl, which often ends in /v1',
  ModelKeyMissing: 'wants a key: set %k where the workers run',
  ModelKeyRefused: 'refused the key %s: set %k where the workers run, then start the run again',
  ModelPaymentRequired: 'wants payment %s: add credit, then start the run again; vectors it gave are kept',
  ModelSpendLimit: 'says that its spend limit is reached %s: raise it, then start the run again',
  ModelForbidden: 'does not let the key use the model %m %s: allow it, or change embedding.model',
  ModelNotFound: 'does not know the model %m or the address %s: check embedding.model and embedding.baseUrl',
  ModelRequestTooLarge: 'finds a text too large %s: lower embedding.maxCharacters',
  ModelRequestRefused:
    'does not take a request %s: check embedding.model and embedding.shorten, and lower embedding.maxCharacters',
};

/** @throws {EndpointError} when the variable that should hold the key is not set */
function keyOf({ keyEnv }: EndpointPlace, environment: (name: string) => string | undefined): string | null {
  if (keyEnv === '') return null;
  const key = environment(keyEnv)?.trim() ?? '';
  if (key === '') throw new EndpointError('no-key');
  return key;
}

/** Without user, password and query, where people put keys. */
function shownAddress(baseUrl: string): string {
  if (!URL.canParse(baseUrl)) return 'of embedding.baseUrl';
  const { origin, pathname } = new URL(baseUrl);
  return `${origin}${pathname.replace(/\/+$/, '')}`;
}

async function pause(waitMs: number, signal: AbortSignal): Promise<void> {
  await sleep(waitMs, undefined, { signal }).catch(() => signal.throwIfAborted());
}
