import type Anthropic from '@anthropic-ai/sdk';
import { canonicalJson } from '../../storage/canonical-json.js';

export type Effort = 'low' | 'medium' | 'high' | 'xhigh' | 'max';

export interface Turn {
  readonly role: 'user' | 'assistant';
  readonly content: string;
}

/** Which API answers, and where. `http-judge` is a judge of one's own: it judges and answers nothing else. */
export interface ModelEndpoint {
  readonly api: 'anthropic' | 'openai' | 'http-judge';
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
  /** The system prompt is that of many calls: where it is long, its cache pays. @default false */
  readonly isSystemShared?: boolean;
  /** Starts with a user turn and ends with one. */
  readonly messages: readonly Turn[];
  /** Tools the model may ask for. @default none */
  readonly tools?: readonly ToolDefinition[];
  /** JSON schema of the answer. @default free text */
  readonly schema?: Readonly<Record<string, unknown>>;
  /** What an `http-judge` is to judge; system and messages are then the conversation it belongs to. */
  readonly judged?: JudgedMaterial;
}

/** What stands before a judge behind HTTP beside the conversation. */
export interface JudgedMaterial {
  readonly kind: 'rubric' | 'pair';
  readonly rubric: string;
  readonly criteria: readonly JudgedCriterion[];
  /** The answer, or both of a pair in the order they are shown. */
  readonly answers: readonly string[];
}

interface JudgedCriterion {
  readonly name: string;
  readonly question: string;
  /** Worst first. */
  readonly scale: readonly string[];
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

export interface AskOptions {
  readonly signal?: AbortSignal;
  /** Told the headers of every response, whatever its status: they name limits. */
  readonly onHeaders?: (headers: Headers) => void;
}

/** Asks a model once: no retries, so that whoever calls decides what a failure means. */
export interface ModelClient {
  /** @throws the errors that `classifyModelError` knows, and the signal's reason when it aborts */
  ask(request: ModelRequest, options?: AskOptions): Promise<ModelAnswer>;
}

/** Shorter prompts are not cached by any model. */
const SHORTEST_CACHED_CHARACTERS = 4096;

/** A request as the Messages API takes it, live and in batches. */
export function messageParams(request: ModelRequest): Anthropic.MessageCreateParamsNonStreaming {
  const outputConfig: Anthropic.OutputConfig = {
    ...(request.effort === undefined ? {} : { effort: request.effort }),
    ...(request.schema === undefined ? {} : { format: { type: 'json_schema', schema: { ...request.schema } } }),
  };
  return {
    model: request.model,
    max_tokens: request.maxTokens,
    messages: request.messages.map(({ role, content }) => ({ role, content })),
    ...(request.system === null ? {} : { system: systemOf(request.system, request.isSystemShared === true) }),
    ...(request.tools === undefined || request.tools.length === 0 ? {} : { tools: request.tools.map(toolOf) }),
    ...(Object.keys(outputConfig).length === 0 ? {} : { output_config: outputConfig }),
  };
}

/**
 * What an answer says and what it used. Calls of tools are answers: they stand in the text as one line of canonical
 * JSON, after whatever the model wrote before them.
 * @throws when the body is no message, which its type does not know: a gateway may answer 200 with anything
 */
export function answerOf(message: Anthropic.Message): Pick<ModelAnswer, 'text' | 'stopReason' | 'usage'> {
  const { content, stop_reason: stopReason, usage } = message;
  const calls = content.flatMap((block) =>
    block.type === 'tool_use' ? [{ name: block.name, input: block.input }] : [],
  );
  return {
    text: textWithCalls(content.map((block) => (block.type === 'text' ? block.text : '')).join(''), calls),
    stopReason: stopReason ?? 'end_turn',
    usage: {
      inputTokens: usage.input_tokens,
      outputTokens: usage.output_tokens,
      cacheReadTokens: usage.cache_read_input_tokens ?? 0,
      cacheWriteTokens: usage.cache_creation_input_tokens ?? 0,
    },
  };
}

/** The same for the same calls, whichever API the answer came from. */
export function textWithCalls(text: string, calls: readonly { name: string; input: unknown }[]): string {
  if (calls.length === 0) return text;
  const written = canonicalJson({ tool_calls: calls });
  return text.trim() === '' ? written : `${text}\n\n${written}`;
}

function systemOf(text: string, isShared: boolean): string | Anthropic.TextBlockParam[] {
  if (!isShared || text.length < SHORTEST_CACHED_CHARACTERS) return text;
  return [{ type: 'text', text, cache_control: { type: 'ephemeral' } }];
}

function toolOf({ name, description, inputSchema }: ToolDefinition): Anthropic.Tool {
  const about = description === undefined ? {} : { description };
  return { name, ...about, input_schema: { ...inputSchema, type: 'object' } };
}
