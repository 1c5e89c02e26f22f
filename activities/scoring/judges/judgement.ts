import type { z } from 'zod';
import { parseJson } from '../conversation.js';

/** A judge's answer, read: a refusal, a truncation or a text outside the schema is an outcome, not an error. */
export type Judgement<T> =
  | { readonly outcome: 'scored'; readonly value: T; readonly reason: string }
  | { readonly outcome: 'refusal' | 'truncated' | 'error' };

/** What a reply that fits its schema says. */
export interface Verdict<T> {
  readonly value: T;
  readonly reason: string;
}

export function readJudgement<S, T>(
  text: string,
  stopReason: string,
  schema: z.ZodType<S>,
  verdictOf: (reply: S) => Verdict<T>,
): Judgement<T> {
  if (stopReason === 'refusal') return { outcome: 'refusal' };
  if (stopReason === 'max_tokens' || stopReason === 'model_context_window_exceeded') return { outcome: 'truncated' };
  const parsed = schema.safeParse(parseJson(text));
  return parsed.success ? { outcome: 'scored', ...verdictOf(parsed.data) } : { outcome: 'error' };
}

const REASONS: Readonly<Record<Exclude<Judgement<unknown>['outcome'], 'scored'>, string>> = {
  refusal: 'judge-refusal',
  truncated: 'judge-truncated',
  error: 'judge-invalid',
};

/** Why there is no score although there was an answer: `judge-refusal`, `judge-truncated` or `judge-invalid`. */
export function judgeFailureReason(outcome: Judgement<unknown>['outcome']): string | null {
  return outcome === 'scored' ? null : REASONS[outcome];
}
