import { asksForLanguage } from './answer-language.js';
import { limitsLength } from './answer-length.js';
import { namesAudience } from './audience.js';
import { ownWords } from './own-words.js';
import { type PromptPattern, presence } from './prompt-pattern.js';

export const ANSWER_LIMIT_PATTERNS: readonly PromptPattern[] = [
  presence('length_directive', 'says how long the answer may be', (text) => limitsLength(ownWords(text))),
  presence('output_language', 'says in which language the answer should be, translations included', (text) =>
    asksForLanguage(ownWords(text)),
  ),
  presence('audience', 'says for whom the answer is', (text) => namesAudience(ownWords(text))),
];
