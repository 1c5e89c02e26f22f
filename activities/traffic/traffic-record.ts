export interface Turn {
  readonly role: string;
  readonly content: string;
}

/** One user turn and its answer as logged, before redaction: never stored, never sent. */
export interface TrafficRecord {
  readonly requestId: string;
  readonly timestampMs: number;
  readonly userId: string | null;
  readonly sessionId: string | null;
  readonly model: string | null;
  readonly route: string | null;
  readonly prompt: string;
  readonly response: string | null;
  readonly systemPrompt: string | null;
  readonly earlierTurns: readonly Turn[];
}

/** What a line of a log turned out to be. Reasons are short stable words, never content. */
export type ParsedLine =
  | { readonly record: TrafficRecord }
  | { readonly filtered: string; readonly timestampMs: number | null }
  | { readonly quarantined: string };

/** One log format. Parsing is pure and never throws: what cannot be read is quarantined with a reason. */
export interface TrafficSource {
  readonly name: string;
  parse(line: string): ParsedLine;
}
