import { createHttpJudge } from '../judges/http-judge.js';
import { type ClientOptions, createAnthropicClient } from './anthropic-client.js';
import type { ModelClient, ModelEndpoint } from './model-client.js';
import { classifyModelError, ModelCallError } from './model-failure.js';
import { createOpenAiClient } from './openai-client.js';

/** Node's fetch gives up on a silent connection after the same five minutes. */
const CALL_TIMEOUT_MS = 300_000;

const OPENERS: Readonly<
  Record<ModelEndpoint['api'], (endpoint: ModelEndpoint, options: ClientOptions) => ModelClient>
> = {
  anthropic: createAnthropicClient,
  openai: createOpenAiClient,
  'http-judge': createHttpJudge,
};

/**
 * Asks every model at the endpoint that its request names, with one client per endpoint, opened at its first call.
 * Every failure of an endpoint is thrown as a {@link ModelCallError}, which holds no text of its own.
 */
export function createModelClient(
  environment: (name: string) => string | undefined,
  { timeoutMs = CALL_TIMEOUT_MS }: { readonly timeoutMs?: number } = {},
): ModelClient {
  const clients = new Map<string, ModelClient>();
  const clientOf = (endpoint: ModelEndpoint): ModelClient => {
    const name = endpointKey(endpoint);
    const client = clients.get(name) ?? OPENERS[endpoint.api](endpoint, { environment, timeoutMs });
    clients.set(name, client);
    return client;
  };
  return {
    async ask(request, options) {
      try {
        return await clientOf(request.endpoint).ask(request, options);
      } catch (error) {
        const failure = classifyModelError(error, Date.now(), request.endpoint);
        throw failure === undefined || options?.signal?.aborted === true ? error : new ModelCallError(failure);
      }
    },
  };
}

/** Names an endpoint with its key, as far as limits and money are concerned. */
export function endpointKey({ api, baseUrl, keyEnv }: ModelEndpoint): string {
  return [api, baseUrl ?? '', keyEnv ?? ''].join(' ');
}
