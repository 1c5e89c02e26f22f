import { createHash } from 'node:crypto';
import type Anthropic from '@anthropic-ai/sdk';

/** A refusal of the API: status, type and, where the API names one, the code of the cause. */
export interface WireError {
  readonly status: number;
  /** One of the SDK's types, or `request_too_large`, which it has no name for. */
  readonly type: Anthropic.ErrorType | 'request_too_large';
  readonly message: string;
  readonly errorCode?: string;
  /** Headers besides the usual ones. */
  readonly headers?: Readonly<Record<string, string>>;
}

export const invalid = (message: string): WireError => ({ status: 400, type: 'invalid_request_error', message });

export const notFound = (message: string): WireError => ({ status: 404, type: 'not_found_error', message });

export function errorBody({ type, message, errorCode }: WireError, requestId: string) {
  const details = errorCode === undefined ? {} : { details: { error_code: errorCode } };
  return { type: 'error' as const, error: { type, message, ...details }, request_id: requestId };
}

/** Tokens of a text as this API counts them. */
export function tokensOf(text: string): number {
  return Math.ceil(text.length / 4);
}

export interface ReplyContent {
  readonly text: string;
  readonly stopReason: 'end_turn' | 'max_tokens' | 'refusal';
}

/** The same content for the same request always makes the same message. */
export function messageOf(
  model: string,
  id: string,
  inputTokens: number,
  { text, stopReason }: ReplyContent,
  tier: 'standard' | 'batch' = 'standard',
) {
  return {
    id: `msg_sim_${id.slice(0, 24)}`,
    type: 'message',
    role: 'assistant',
    model,
    container: null,
    content: text === '' ? [] : [{ type: 'text', text, citations: null }],
    diagnostics: null,
    stop_reason: stopReason,
    stop_sequence: null,
    stop_details:
      stopReason === 'refusal' ? { type: 'refusal', category: 'general_harms', explanation: 'scripted refusal' } : null,
    usage: {
      input_tokens: inputTokens,
      output_tokens: tokensOf(text),
      cache_creation: null,
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: 0,
      inference_geo: null,
      output_tokens_details: null,
      server_tool_use: null,
      service_tier: tier,
      speed: null,
    },
  } satisfies Anthropic.Message;
}

export function modelInfoOf(id: string) {
  const yes = { supported: true };
  const no = { supported: false };
  return {
    id,
    type: 'model',
    display_name: id,
    created_at: '2026-01-01T00:00:00Z',
    lifecycle: 'active',
    deprecated_at: null,
    retires_at: null,
    line: null,
    max_input_tokens: 200_000,
    max_tokens: 64_000,
    capabilities: {
      batch: yes,
      citations: no,
      code_execution: no,
      context_management: {
        supported: false,
        clear_thinking_20251015: null,
        clear_tool_uses_20250919: null,
        compact_20260112: null,
      },
      effort: { supported: true, low: yes, medium: yes, high: yes, max: no, xhigh: null },
      image_input: no,
      pdf_input: no,
      server_tools: { supported: false, code_execution: no, web_search: no },
      structured_outputs: yes,
      thinking: { supported: false, types: { adaptive: no, between_tools: no, disabled: yes, enabled: no } },
    },
  } satisfies Anthropic.ModelInfo;
}

/** Names a request by its whole body, however its members are ordered. */
export function digestOfBody(body: unknown): string {
  return createHash('sha256').update(sortedJson(body)).digest('hex');
}

function sortedJson(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    member === null || typeof member !== 'object' || Array.isArray(member)
      ? member
      : Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1))),
  );
}
