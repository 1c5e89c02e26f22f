import * as families from './families.js';
import { excerptOf } from './own-words.js';
import type { PatternContext, PromptPattern } from './prompt-pattern.js';

/** Every pattern that is measured; the rows of the report have this order, by the names of the families. */
export const PROMPT_PATTERNS: readonly PromptPattern[] = Object.values(families).flat();

/** The value of every pattern for one prompt, in the registry's order. */
export function measurePatterns(text: string, context: PatternContext): Float64Array {
  const excerpt = excerptOf(text);
  return Float64Array.from(PROMPT_PATTERNS, ({ readsAll, measure }) =>
    measure(readsAll === true ? text : excerpt, context),
  );
}
