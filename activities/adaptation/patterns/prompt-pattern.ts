/** What a pattern may know besides the prompt. */
export interface PatternContext {
  /** The same user's prompt before this one in the same session; null for the first. */
  readonly previousPrompt: string | null;
}

/**
 * A trait of how a prompt is written, as a number: 1 or 0 for "shows it", else a count or a size. Means over prompts are
 * compared before and after a release, so a pattern must not depend on anything but the text and its context.
 */
export interface PromptPattern {
  /** snake_case; names the row in `patterns.arrow` and never changes its meaning. */
  readonly name: string;
  /** What the value says, in a line for the report. */
  readonly definition: string;
  measure(text: string, context: PatternContext): number;
}

/** A pattern that a prompt shows (1) or does not show (0). */
export function presence(
  name: string,
  definition: string,
  shows: (text: string, context: PatternContext) => boolean,
): PromptPattern {
  return { name, definition, measure: (text, context) => (shows(text, context) ? 1 : 0) };
}
