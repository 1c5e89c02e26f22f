import type { RawRecord } from './raw-record.js';

export interface Turn {
  readonly role: string;
  readonly content: string;
}

/** One user turn and its answer as logged, before redaction: never stored, never sent. */
export interface TrafficRecord {
  readonly requestId: string;
  /** Start of the request. */
  readonly timestampMs: number;
  readonly userId: string | null;
  readonly sessionId: string | null;
  readonly model: string | null;
  readonly route: string | null;
  /** The last user turn with text. */
  readonly prompt: string;
  readonly response: string | null;
  readonly systemPrompt: string | null;
  /** Messages before the prompt, system prompts left out. */
  readonly earlierTurns: readonly Turn[];
  /** User turns up to and including this one; null when the log holds no conversation. */
  readonly turnIndex: number | null;
  /** Tool definitions offered to the model, as JSON: data, never run. Null without any. */
  readonly tools: string | null;
  /** `complete` when the call can be asked again as it was; `prompt-only` when something of it was not logged as text. */
  readonly context: 'complete' | 'prompt-only';
  readonly status: 'ok' | 'error';
  /** Further fields of the log, by name, that a filter may ask for; never stored. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Of several records with one id the one with the highest revision counts; 0 where copies are alike. */
  readonly revision: number;
}

/**
 * What a place in a log object turned out to be. Reasons are short stable words in snake case, never content. `line` is
 * the line of a text (from 1), the element of a JSON array, or the row of a Parquet file; null is the whole object.
 */
export type LogEntry =
  /** `raw` is what the record was read from: copies with the same bytes are told alike without comparing fields. */
  | { readonly line: number | null; readonly record: TrafficRecord; readonly raw: RawRecord | null }
  /** Left out on purpose, such as `no_user_turn` or `not_chat`. */
  | { readonly line: number | null; readonly skipped: string; readonly timestampMs: number | null }
  | { readonly line: number | null; readonly quarantined: string };
