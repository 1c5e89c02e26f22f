import { z } from 'zod';
import { parseJson } from '../conversation.js';
import type { ClientOptions } from './anthropic-client.js';
import { EndpointError } from './endpoint-error.js';
import { postJson } from './http-post.js';
import {
  type ModelAnswer,
  type ModelClient,
  type ModelEndpoint,
  type ModelRequest,
  textWithCalls,
  UnreadableAnswer,
} from './model-client.js';

const DEFAULT_BASE_URL = 'https://api.openai.com/v1';

const count = z.number().int().min(0);
const completion = z.object({
  choices: z
    .array(
      z.object({
        finish_reason: z.string().nullish(),
        message: z.object({
          content: z.string().nullish(),
          refusal: z.string().nullish(),
          tool_calls: z.array(z.object({ function: z.object({ name: z.string(), arguments: z.string() }) })).nullish(),
        }),
      }),
    )
    .min(1),
  usage: z.object({
    prompt_tokens: count,
    completion_tokens: count,
    prompt_tokens_details: z.object({ cached_tokens: count.nullish() }).nullish(),
  }),
});
type Completion = z.output<typeof completion>;

/** Ends of an answer in the words of the Messages API. */
const STOP_REASONS: Readonly<Record<string, string>> = {
  stop: 'end_turn',
  length: 'max_tokens',
  content_filter: 'refusal',
  tool_calls: 'tool_use',
  function_call: 'tool_use',
};

/**
 * Any endpoint that speaks chat completions: OpenAI's own behind `OPENAI_BASE_URL` with the key in `OPENAI_API_KEY`,
 * or the one that `baseUrl` names, with the key in the variable that `keyEnv` names, or none.
 * @throws {EndpointError} when the variable that should hold the key is not set
 */
export function createOpenAiClient(endpoint: ModelEndpoint, { environment, timeoutMs }: ClientOptions): ModelClient {
  const { baseUrl, keyEnv } = endpoint;
  const address = baseUrl ?? nonEmpty(environment('OPENAI_BASE_URL')) ?? DEFAULT_BASE_URL;
  const key = nonEmpty(environment(keyEnv ?? 'OPENAI_API_KEY'));
  // A server of one's own may want no key; whoever names a variable, or asks OpenAI, has one.
  if (key === null && (keyEnv !== undefined || baseUrl === undefined)) throw new EndpointError('no-key');
  // The key of OpenAI is nobody else's business.
  const sent = keyEnv === undefined && baseUrl !== undefined ? null : key;
  const url = `${address.replace(/\/+$/, '')}/chat/completions`;
  return {
    async ask(request, { signal, onHeaders } = {}) {
      const startedMs = performance.now();
      const body = bodyOf(request);
      const { value, requestId } = await postJson({ url, key: sent, body, timeoutMs, signal, onHeaders });
      const parsed = completion.safeParse(value);
      if (!parsed.success) throw new UnreadableAnswer('the model API sent an answer that cannot be read');
      return { ...answerOf(parsed.data), latencyMs: Math.round(performance.now() - startedMs), requestId };
    },
  };
}

function bodyOf({ model, maxTokens, effort, system, messages, tools = [], schema }: ModelRequest): object {
  const turns = messages.map(({ role, content }) => ({ role, content }));
  return {
    model,
    max_completion_tokens: maxTokens,
    messages: system === null ? turns : [{ role: 'system', content: system }, ...turns],
    ...(effort === undefined ? {} : { reasoning_effort: effort }),
    ...(tools.length === 0 ? {} : { tools: tools.map(toolOf) }),
    ...(schema === undefined
      ? {}
      : { response_format: { type: 'json_schema', json_schema: { name: 'answer', strict: true, schema } } }),
  };
}

function toolOf({ name, description, inputSchema }: NonNullable<ModelRequest['tools']>[number]): object {
  const about = description === undefined ? {} : { description };
  return { type: 'function', function: { name, ...about, parameters: inputSchema } };
}

function answerOf({ choices, usage }: Completion): Pick<ModelAnswer, 'text' | 'stopReason' | 'usage'> {
  const { finish_reason: finish, message } = choices[0] ?? { message: {} };
  const refusal = message.refusal ?? '';
  const calls = (message.tool_calls ?? []).map(({ function: { name, arguments: written } }) => ({
    name,
    // Models write arguments that are no JSON; they are what the model said all the same.
    input: parseJson(written) ?? written,
  }));
  const cached = usage.prompt_tokens_details?.cached_tokens ?? 0;
  return {
    text: textWithCalls(refusal === '' ? (message.content ?? '') : refusal, calls),
    stopReason: refusal === '' ? (STOP_REASONS[finish ?? 'stop'] ?? 'end_turn') : 'refusal',
    usage: {
      inputTokens: Math.max(0, usage.prompt_tokens - cached),
      outputTokens: usage.completion_tokens,
      cacheReadTokens: cached,
      cacheWriteTokens: 0,
    },
  };
}

function nonEmpty(value: string | undefined): string | null {
  return value === undefined || value.trim() === '' ? null : value;
}
