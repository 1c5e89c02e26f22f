import Anthropic, { AnthropicError, APIError } from '@anthropic-ai/sdk';
import { EndpointError } from './endpoint-error.js';
import { answerOf, type ModelClient, type ModelEndpoint, messageParams, UnreadableAnswer } from './model-client.js';

export interface ClientOptions {
  /** Reads the variable that holds an endpoint's key. */
  readonly environment: (name: string) => string | undefined;
  /** One call may take this long, in ms. */
  readonly timeoutMs: number;
}

/**
 * The Messages API of an endpoint. What it does not name, the SDK reads itself: `ANTHROPIC_BASE_URL`,
 * `ANTHROPIC_API_KEY`. The SDK's retries are off (the gate and Temporal retry, and know `retry-after`); so are its
 * logs, which can hold prompts.
 * @throws {EndpointError} when the variable that should hold the key is not set
 */
export function createAnthropicClient(endpoint: ModelEndpoint, options: ClientOptions): ModelClient {
  const client = openAnthropic(endpoint, options);
  return {
    async ask(request, { signal, onHeaders } = {}) {
      const startedMs = performance.now();
      const call = client.messages.create(messageParams(request), signal === undefined ? {} : { signal });
      try {
        const { data, request_id: requestId, response } = await call.withResponse();
        onHeaders?.(response.headers);
        return {
          ...answerOf(data),
          latencyMs: Math.round(performance.now() - startedMs),
          requestId: requestId ?? null,
        };
      } catch (error) {
        if (error instanceof APIError && error.headers !== undefined) onHeaders?.(error.headers);
        if (error instanceof AnthropicError || isMissingKey(error) || signal?.aborted === true) throw error;
        // A body that breaks off or is no message: the parser's own error would quote it.
        throw new UnreadableAnswer('the model API sent an answer that cannot be read');
      }
    },
  };
}

/** The SDK's client for an endpoint. */
export function openAnthropic(
  { baseUrl, keyEnv }: ModelEndpoint,
  { environment, timeoutMs }: ClientOptions,
): Anthropic {
  const key = keyEnv === undefined ? undefined : (environment(keyEnv)?.trim() ?? '');
  if (key === '') throw new EndpointError('no-key');
  return new Anthropic({
    maxRetries: 0,
    timeout: timeoutMs,
    logLevel: 'off',
    ...(baseUrl === undefined ? {} : { baseURL: baseUrl }),
    ...(key === undefined ? {} : { apiKey: key }),
  });
}

/** The SDK throws a plain Error when neither key nor profile is there; the call never reaches the network. */
export function isMissingKey(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('Could not resolve authentication method');
}
