import * as families from './families.js';
import { excerptOf } from './own-words.js';
import { ALONE, type PatternContext, type PromptPattern } from './prompt-pattern.js';

/** Every pattern that is measured; the rows of the report have this order, by the names of the families. */
export const PROMPT_PATTERNS: readonly PromptPattern[] = Object.values(families).flat();

/** Prompts whose own values are remembered, and how long they may be: a history is read again at every checkpoint. */
const MOST_REMEMBERED = 50_000;
const LONGEST_REMEMBERED = 4000;
const remembered = new Map<string, Float64Array>();

/** The value of every pattern for one prompt, in the registry's order. What the text alone decides is computed once. */
export function measurePatterns(text: string, context: PatternContext): Float64Array {
  const values = Float64Array.from(ownValues(text));
  const excerpt = excerptOf(text);
  PROMPT_PATTERNS.forEach(({ readsAll, readsContext, measure }, at) => {
    if (readsContext === true) values[at] = measure(readsAll === true ? text : excerpt, context);
  });
  return values;
}

/** Values of the patterns that the text alone decides; 0 in place of the others. */
function ownValues(text: string): Float64Array {
  const known = remembered.get(text);
  if (known !== undefined) return known;
  const excerpt = excerptOf(text);
  const values = Float64Array.from(PROMPT_PATTERNS, ({ readsAll, readsContext, measure }) =>
    readsContext === true ? 0 : measure(readsAll === true ? text : excerpt, ALONE),
  );
  if (text.length <= LONGEST_REMEMBERED) {
    // The oldest entry goes: a map keeps the order in which its keys came.
    if (remembered.size >= MOST_REMEMBERED) remembered.delete(remembered.keys().next().value ?? '');
    remembered.set(text, values);
  }
  return values;
}
