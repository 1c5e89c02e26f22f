import Anthropic, { AnthropicError } from '@anthropic-ai/sdk';

export type Effort = 'low' | 'medium' | 'high' | 'xhigh' | 'max';

export interface Turn {
  readonly role: 'user' | 'assistant';
  readonly content: string;
}

/** Which API answers, and where. */
export interface ModelEndpoint {
  readonly api: 'anthropic' | 'openai';
  /** @default the API's own address, as its environment variable says */
  readonly baseUrl?: string | undefined;
  /** Name of the environment variable that holds the key. @default the API's own */
  readonly keyEnv?: string | undefined;
}

/** A tool that was offered to the model: data, never run. */
export interface ToolDefinition {
  readonly name: string;
  readonly description?: string | undefined;
  /** JSON Schema of the tool's input. */
  readonly inputSchema: Readonly<Record<string, unknown>>;
}

/** How a call was made: at once, or in a message batch at another price. */
export type Service = 'live' | 'batch';

/** One question to a model, in the words of the Messages API. */
export interface ModelRequest {
  readonly endpoint: ModelEndpoint;
  readonly model: string;
  /** Upper bound of the answer, thinking included, in tokens. */
  readonly maxTokens: number;
  readonly effort?: Effort | undefined;
  readonly system: string | null;
  /** Starts with a user turn and ends with one. */
  readonly messages: readonly Turn[];
  /** Tools the model may ask for. @default none */
  readonly tools?: readonly ToolDefinition[];
  /** JSON schema of the answer. @default free text */
  readonly schema?: Readonly<Record<string, unknown>>;
}

/** Tokens of one call as the API billed them. Total input = input + cache read + cache write. */
export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
}

/** What came back: always paid, whatever it says. A refusal or a truncation is an answer too. */
export interface ModelAnswer {
  readonly text: string;
  readonly stopReason: string;
  readonly usage: Usage;
  /** Time to the whole answer, in ms. */
  readonly latencyMs: number;
  /** The API's own id of the call, for its support. */
  readonly requestId: string | null;
}

/** A call that was answered, and perhaps paid, with something that is no message. */
export class UnreadableAnswer extends Error {
  override readonly name = 'UnreadableAnswer';
}

/** Asks a model once: no retries, so that whoever calls decides what a failure means. */
export interface ModelClient {
  /** @throws the errors that `classifyModelError` knows, and the signal's reason when it aborts */
  ask(request: ModelRequest, options?: { signal?: AbortSignal }): Promise<ModelAnswer>;
}

/**
 * One call may take this long. Node's fetch gives up on a silent connection after the same five minutes.
 */
const CALL_TIMEOUT_MS = 300_000;

/**
 * The Messages API behind `ANTHROPIC_BASE_URL` with the key in `ANTHROPIC_API_KEY`, both read by the SDK itself.
 * The SDK's retries are off (Temporal retries, and knows `retry-after`); so are its logs, which can hold prompts.
 */
export function createAnthropicClient(options: { timeoutMs?: number } = {}): ModelClient {
  const client = new Anthropic({ maxRetries: 0, timeout: options.timeoutMs ?? CALL_TIMEOUT_MS, logLevel: 'off' });
  return {
    async ask(request, { signal } = {}) {
      const startedMs = performance.now();
      const call = client.messages.create(paramsOf(request), signal === undefined ? {} : { signal });
      try {
        const { data, request_id: requestId } = await call.withResponse();
        return {
          ...answerOf(data),
          latencyMs: Math.round(performance.now() - startedMs),
          requestId: requestId ?? null,
        };
      } catch (error) {
        if (error instanceof AnthropicError || isMissingKey(error) || signal?.aborted === true) throw error;
        // A body that breaks off or is no message: the parser's own error would quote it.
        throw new UnreadableAnswer('the model API sent an answer that cannot be read');
      }
    },
  };
}

/** The SDK throws a plain Error when neither key nor profile is there; the call never reaches the network. */
export function isMissingKey(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('Could not resolve authentication method');
}

/** @throws when the body is no message, which its type does not know: a gateway may answer 200 with anything */
function answerOf(message: Anthropic.Message): Pick<ModelAnswer, 'text' | 'stopReason' | 'usage'> {
  const { content, stop_reason: stopReason, usage } = message;
  return {
    text: content.map((block) => (block.type === 'text' ? block.text : '')).join(''),
    stopReason: stopReason ?? 'end_turn',
    usage: {
      inputTokens: usage.input_tokens,
      outputTokens: usage.output_tokens,
      cacheReadTokens: usage.cache_read_input_tokens ?? 0,
      cacheWriteTokens: usage.cache_creation_input_tokens ?? 0,
    },
  };
}

function paramsOf(request: ModelRequest): Anthropic.MessageCreateParamsNonStreaming {
  const outputConfig: Anthropic.OutputConfig = {
    ...(request.effort === undefined ? {} : { effort: request.effort }),
    ...(request.schema === undefined ? {} : { format: { type: 'json_schema', schema: { ...request.schema } } }),
  };
  return {
    model: request.model,
    max_tokens: request.maxTokens,
    messages: request.messages.map(({ role, content }) => ({ role, content })),
    ...(request.system === null ? {} : { system: request.system }),
    ...(Object.keys(outputConfig).length === 0 ? {} : { output_config: outputConfig }),
  };
}
