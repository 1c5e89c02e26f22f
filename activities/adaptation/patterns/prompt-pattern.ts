/** An earlier turn of the session that a prompt belongs to. */
export interface SessionTurn {
  readonly prompt: string;
  /** Unit vector of the prompt; null when the turn is known only from the conversation that a later request carries. */
  readonly vector: Float32Array | null;
}

/** What a pattern may know besides the prompt. */
export interface PatternContext {
  /** Unit vector of the prompt; null where nothing was embedded. */
  readonly vector: Float32Array | null;
  /** Median cosine of two prompts of different users: 0 on the scale of likeness, whatever the embedder. */
  readonly usualCosine: number;
  /** The user's turns of the session before this one, oldest first. */
  readonly earlier: readonly SessionTurn[];
  /** Number of this turn in its session, from 1; counts turns that the log tells of without holding them. */
  readonly turn: number;
  /** Whether no later turn of the session is known. */
  readonly isLast: boolean;
  /** Users who wrote prompts of the template that this prompt was made from; 0 when it was made from none. */
  readonly templateUsers: number;
  /** 1 - cosine to the nearest eval-set item of another user; null without an eval set. */
  readonly evalSetDistance: number | null;
}

/** A prompt by itself: the only turn of a session nothing else is known of. */
export const ALONE: PatternContext = {
  vector: null,
  usualCosine: 0,
  earlier: [],
  turn: 1,
  isLast: true,
  templateUsers: 0,
  evalSetDistance: null,
};

/**
 * A trait of how a prompt is written, as a number: 1 or 0 for "shows it", else a count or a size. Means over prompts are
 * compared before and after a release, so a pattern must not depend on anything but the text and its context.
 */
export interface PromptPattern {
  /** snake_case; names the row in `patterns.arrow` and never changes its meaning. */
  readonly name: string;
  /** What the value says, in a line for the report. */
  readonly definition: string;
  /** Shown or not, so that a mean over prompts is a share of them. */
  readonly isShare?: boolean;
  /** Measured on the whole prompt and not only on its beginning and end. */
  readonly readsAll?: boolean;
  /** Not the same for the same text everywhere: it depends on what is around the prompt. */
  readonly readsContext?: boolean;
  /** Says nothing unless the prompts of other users are known. */
  readonly readsOthers?: boolean;
  measure(text: string, context: PatternContext): number;
}

/** Patterns that depend on what is around a prompt. */
export function inContext(patterns: readonly PromptPattern[]): PromptPattern[] {
  return patterns.map((pattern) => ({ ...pattern, readsContext: true }));
}

/** A pattern that a prompt shows (1) or does not show (0). */
export function presence(
  name: string,
  definition: string,
  shows: (text: string, context: PatternContext) => boolean,
): PromptPattern {
  return { name, definition, isShare: true, measure: (text, context) => (shows(text, context) ? 1 : 0) };
}
