import { DIALOGUE_PATTERNS } from './dialogue.js';
import { FORMAT_PATTERNS } from './format-directives.js';
import { LANGUAGE_PATTERNS } from './language.js';
import { MANNER_PATTERNS } from './manner.js';
import { MATERIAL_PATTERNS } from './material.js';
import type { PatternContext, PromptPattern } from './prompt-pattern.js';
import { SIZE_PATTERNS } from './size.js';
import { TECHNIQUE_PATTERNS } from './technique.js';

/** Every pattern that is measured, in the order of the report. A new pattern joins a group's file and appears here. */
export const PROMPT_PATTERNS: readonly PromptPattern[] = [
  ...SIZE_PATTERNS,
  ...MANNER_PATTERNS,
  ...FORMAT_PATTERNS,
  ...TECHNIQUE_PATTERNS,
  ...MATERIAL_PATTERNS,
  ...DIALOGUE_PATTERNS,
  ...LANGUAGE_PATTERNS,
];

/** How a prompt is written shows in its beginning; what follows is pasted, and may be megabytes. */
const MEASURED_CHARACTERS = 20_000;

/** The value of every pattern for one prompt, in the registry's order. */
export function measurePatterns(text: string, context: PatternContext): Float64Array {
  const measured = text.slice(0, MEASURED_CHARACTERS);
  return Float64Array.from(PROMPT_PATTERNS, (pattern) => pattern.measure(measured, context));
}
