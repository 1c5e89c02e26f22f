import { isEmphatic } from './capitals.js';
import { ownWords } from './own-words.js';
import { prefiltered } from './prefilter.js';
import { type PromptPattern, presence } from './prompt-pattern.js';
import { presses } from './urgency.js';

/**
 * A mark that ends a sentence: none in code (`!=`, `!x`), a factorial (5!, n!), an image (`![…]`), a name that has one
 * ("Yahoo! was founded") or the mark that is spoken of ("what does the ! mean").
 */
const EXCLAMATION = prefiltered(
  /(?:(?<![\p{L}\p{N}_'’-])(?:\p{L}[\p{L}'’\p{M}-]{1,60}|\p{N}{1,20}[\p{L}%€$]{1,20})|[\p{Emoji_Presentation})"”»*_?])(?:!+(?! (?:is|was|are|were|has|had|vs|at|ist|war|est|es|é|and|or) )|\s(?<!(?<!\p{L})(?:[Tt]he|[Aa]n?|[Uu]se|uses|using|with|of|double|symbol|sign|operator|sudo|das|ein|dem|mit|le|la|un|une|el|il|um|does|and|or|und) )!+)(?=[\s'"”»)*_!?1]|$)|！|¡\p{L}/u,
);
/** What a page shows. */
const ELEMENT =
  /<(h[1-6]|p|b|a|i|em|strong|span|div|li|td|th|button|label|title|option|small)(?:\s[^<>\n]{0,200})?>[^<>]{0,300}<\/\1>/giu;

export const EMPHASIS_PATTERNS: readonly PromptPattern[] = [
  presence('emphasis_capitals', 'words in capitals for emphasis', isEmphatic),
  presence('exclamation', 'ends a sentence with an exclamation mark', exclaims),
  presence('urgency', 'presses for a fast answer', presses),
];

/** Marks of the user's own sentences; what stands between HTML tags is the text of a page. */
function exclaims(text: string): boolean {
  if (!EXCLAMATION.test(ownWords(text))) return false;
  return !text.includes('</') || EXCLAMATION.test(ownWords(text.replace(ELEMENT, ' ')));
}
