import { commonOf } from '../../eval-set/minhash.js';
import { type Token, tokensOf } from '../../eval-set/prompt-tokens.js';
import { jaccard, normalisePrompt, shingleHashes } from '../../eval-set/shingles.js';
import { type Change, changesBetween } from '../../eval-set/token-difference.js';
import { dot } from '../../stats/vectors.js';
import { corrects } from './dialogue.js';
import { inContext, type PatternContext, type PromptPattern, presence, type SessionTurn } from './prompt-pattern.js';

/** Only this much of a prompt is compared: a repetition shows in its beginning. */
const COMPARED_CHARACTERS = 1_500;
/** Somebody who asks again does so soon. */
const TURNS_BACK = 3;
const MAX_EDITS = 200;

/** Jaccard similarity of 5-code-point shingles from which two texts are nearly one. */
const RETRY_LIKENESS = 0.5;
/** Share of a retry that the text before it makes up, and share of that text which it keeps. */
const LEAST_OF_RETRY = 0.6;
const KEPT_BY_RETRY = 0.85;
/** Likeness of vectors, between that of strangers' prompts and equality, from which two prompts may ask the same. */
const REPHRASING_LIKENESS = 0.2;
/** Share of the content words of the shorter prompt that the other must hold as well. */
const SHARED_WORDS = 0.6;
const FEWEST_CONTENT_WORDS = 2;
/** Letters that two words must begin with in common: "organise", "organising". */
const STEM_LETTERS = 5;

/** Words by which a prompt says itself that it asks again. */
const ASKS_AGAIN =
  /^[\s"]*(?:(?:ok|sorry|so|well|hm+)[,.\s]+)?(?:in other words|let me (?:rephrase|put it|ask (?:it )?(?:again|differently))|to put it (?:differently|another way|simply)|put differently|(?:what|all) i (?:want to know|wanted to know|am asking|'m asking|mean) is|i(?:'ll| will) (?:rephrase|ask (?:it )?(?:again|differently))|my question (?:is|was)|rephrased|anders (?:gefragt|gesagt|ausgedrückt)|mit anderen worten|nochmal anders|autrement dit|en d(?:'|’)autres (?:mots|termes)|je reformule|en otras palabras|dicho de otra (?:manera|forma)|em outras palavras|por outras palavras|dito de outra forma)/iu;
/** A prompt that goes on from the answer is no repetition, however alike. */
const GOES_ON =
  /^[\s"]*(?:and|also|now|then|next|thanks|thank you|great|nice|perfect|what about|how about|same for|und|auch|jetzt|dann|danke|et|maintenant|puis|merci|y|ahora|luego|gracias|e|agora|depois|obrigad[oa])(?!\p{L})/iu;

/** A prompt that asks for another thing than the one before, and says so. */
const ASKS_FOR_OTHER =
  /(?<!\p{L})(?:instead of|rather than|statt|anstatt|au lieu (?:de|du)|en (?:vez|lugar) de|em vez de)(?!\p{L})/iu;
/** Signs of code: a text with more of them says nothing in words. */
const CODE_SIGN = /[{}()[\];=<>]/g;
const MOST_CODE_SIGNS = 4;
/** What kind of answer a question wants; "how", "what" and no question at all want much the same. */
const WANTED: readonly (readonly [string, RegExp])[] = [
  [
    'amount',
    question(
      'how (?:long|much|many|often|old|far|big|high|tall|hot|soon)|wie (?:lange|viele?|oft|alt|weit|hoch|groß)|combien|cu[aá]nt[oa]s?|quant[oa]s?',
    ),
  ],
  ['time', question('when(?! (?:i|you|we|they|he|she|it|the|a|an|my)(?!\\p{L}))|wann|quand|cu[aá]ndo|quando')],
  ['person', question('who|wer|wem|wen|qui|qui[eé]n|quem')],
  ['place', question('where|wo|wohin|où|d[oó]nde|onde')],
  ['reason', question('why|warum|wieso|weshalb|pourquoi|por qu[eéê]')],
  [
    'yes or no',
    question(
      '(?:is|are|was|were|does|did|do|can|could|may|should|has|have|will) (?:it|this|that|there|the|a|an|my|i|we|you|they|he|she)|(?:ist|sind|kann|darf|muss|gibt|hat) (?:es|das|der|die|ich|man|ein|eine)|est-ce que|y a-t-il',
    ),
  ],
];

function question(words: string): RegExp {
  return new RegExp(
    `(?:^|[.!?,:]\\s|\\n)[\\s"¿]*(?:and |und |et |y |e )?(?:${words.replaceAll(' ', '\\s')})(?!\\p{L})`,
    'iu',
  );
}

const FUNCTION_WORDS: ReadonlySet<string> = new Set(
  `a an the this that these those my your our his her its their me you we i it he she they is are was were be been am do does did
  can could will would shall should may might must have has had of in on at to for from with without by about as into over under
  and or but if when while than then so not no nor what which who whom whose how why where there here any some all each every
  please pls kindly just also too very really more most again only need want like get got make let give tell show
  der die das den dem des ein eine einen einem einer und oder aber ist sind war bin ich du er sie es wir ihr mir mich mein meine
  meinem meinen meiner kann kannst wie was wo wer wann warum für mit von zu zum zur im in auf an aus bei nicht kein keine bitte noch
  le la les un une des du de et ou mais est sont je tu il elle nous vous mon ma mes ce cette ces dans sur pour avec sans que qui quoi
  comment pourquoi où ne pas plus s'il te plaît à au aux
  el los las una unos y o pero es son yo mi mis tu su en con sin para por que qué cómo cuál dónde no lo se puedo puede
  os as um uma e ou mas são meu minha em com sem não como qual onde do da no na ao`.split(/\s+/),
);
/** Words about the manner of the answer: changing them asks for the same thing otherwise. */
const MANNER_WORDS: ReadonlySet<string> = new Set(
  `short shorter brief briefly concise long longer detailed simple simpler simply formal informal polite friendly better correct
  clear clearly easy easier different differently much bit little full complete exactly good best
  kurz kurze kürzer lang länger einfach genau formell freundlich ausführlich besser
  court courte simple formel détaillé mieux corto corta breve sencillo formal detallado mejor curto curta simples melhor`.split(
    /\s+/,
  ),
);
const CONTINUATION =
  /^[\s"]*(?:continue|go on|more|next|keep going|yes|no|ok(?:ay)?|sure|thanks?(?: you| again)?|weiter|mehr|ja|nein|danke|continue[rz]?|encore|oui|non|merci|sigue|más|s[ií]|gracias|sim|mais|obrigad[oa])[\s"!.…]*$/iu;

export const SESSION_REPEAT_PATTERNS: readonly PromptPattern[] = inContext([
  presence(
    'retry',
    'nearly repeats one of the three turns before it',
    (text, context) => repetitionOf(text, context) === 'retry',
  ),
  presence(
    'rephrasing',
    'asks for the same as one of the three turns before it, in other words',
    (text, context) => repetitionOf(text, context) === 'rephrasing',
  ),
]);

/**
 * Whether a turn asks again for what one of the last turns asked. A retry is the text up to typing, courtesy, additions
 * and wishes about the manner; a rephrasing says that it is one, or is near in embedding space and shares most of its
 * content words. The same text with another thing in it ("translate *dog*", "translate *cat*") is a task of its own, and
 * neither.
 */
export function repetitionOf(text: string, context: PatternContext): Repetition {
  // Three patterns ask in turn.
  const known = latest.get(context);
  if (known?.text === text) return known.repetition;
  const repetition = foundRepetition(text, context);
  latest.set(context, { text, repetition });
  return repetition;
}

type Repetition = 'retry' | 'rephrasing' | null;
const latest = new WeakMap<PatternContext, { text: string; repetition: Repetition }>();

function foundRepetition(text: string, context: PatternContext): Repetition {
  const turns = context.earlier.slice(-TURNS_BACK);
  if (turns.length === 0 || CONTINUATION.test(text) || corrects(text, context.turn)) return null;
  const asked = described(text);
  const relations = turns.map((turn) => relationOf(asked, described(turn.prompt), likenessOf(turn, context)));
  if (relations.includes('retry')) return 'retry';
  if (ASKS_AGAIN.test(text)) return 'rephrasing';
  return relations.includes('rephrasing') ? 'rephrasing' : null;
}

interface Described {
  readonly text: string;
  readonly shingles: Uint32Array;
  readonly tokens: readonly Token[];
}

function described(prompt: string): Described {
  const text = normalisePrompt(prompt.slice(0, COMPARED_CHARACTERS));
  return { text, shingles: shingleHashes(text), tokens: tokensOf(text).filter(({ kind }) => kind !== 'sign') };
}

/** 0 for prompts as unlike as strangers' are, 1 for equal ones; null without vectors. */
function likenessOf({ vector: before }: SessionTurn, { vector, usualCosine }: PatternContext): number | null {
  return vector === null || before === null ? null : (dot(vector, before) - usualCosine) / (1 - usualCosine);
}

function relationOf(asked: Described, before: Described, likeness: number | null): Repetition {
  if (asked.text === before.text) return 'retry';
  const common = commonOf(asked.shingles, before.shingles);
  const changes = changesBetween(
    before.tokens.map((token) => token.text),
    asked.tokens.map((token) => token.text),
    MAX_EDITS,
  );
  const isParallel = changes !== null && isOtherThing(before.tokens, asked.tokens, changes);
  if (!isParallel && isNearly(asked, before, common, changes)) return 'retry';
  if (isParallel || GOES_ON.test(asked.text) || ASKS_FOR_OTHER.test(asked.text)) return null;
  // All of it and as much again: the same question about a narrower thing.
  if (changes !== null && keptOf(before.tokens, changes) >= KEPT_BY_RETRY) return null;
  if (wantedBy(asked.text) !== wantedBy(before.text)) return null;
  if ((asked.text.match(CODE_SIGN)?.length ?? 0) > MOST_CODE_SIGNS) return null;
  if (likeness !== null && likeness < REPHRASING_LIKENESS) return null;
  return shareContent(asked.tokens, before.tokens) ? 'rephrasing' : null;
}

function wantedBy(text: string): string {
  return WANTED.find(([, asks]) => asks.test(text))?.[0] ?? 'anything';
}

/** Alike as texts, or one is the other with something added. */
function isNearly(asked: Described, before: Described, common: number, changes: readonly Change[] | null): boolean {
  if (jaccard(asked.shingles.length, before.shingles.length, common) >= RETRY_LIKENESS) return true;
  if (changes === null || before.tokens.length < 4) return false;
  return (
    keptOf(before.tokens, changes) >= KEPT_BY_RETRY && before.tokens.length >= LEAST_OF_RETRY * asked.tokens.length
  );
}

/** Share of the tokens that no change touches. */
function keptOf(before: readonly Token[], changes: readonly Change[]): number {
  return 1 - changes.reduce((sum, { fromA, toA }) => sum + toA - fromA, 0) / before.length;
}

/** The frame stays and a word that matters, a number or a name stands where another one stood. */
function isOtherThing(before: readonly Token[], asked: readonly Token[], changes: readonly Change[]): boolean {
  const kept = before.length * keptOf(before, changes);
  if (kept < 2 || kept < 0.4 * Math.max(before.length, asked.length)) return false;
  return changes.some(({ fromA, toA, fromB, toB }) => {
    // What only moved is still there.
    const old = before.slice(fromA, toA).filter((token) => matters(token) && !holds(asked, token));
    const now = asked.slice(fromB, toB).filter((token) => matters(token) && !holds(before, token));
    if (old.length === 0 || now.length === 0) return false;
    return !old.some((word) => now.some((other) => isSameWord(word.text, other.text)));
  });
}

function holds(tokens: readonly Token[], { text }: Token): boolean {
  return tokens.some((token) => token.text === text);
}

function matters({ text, kind }: Token): boolean {
  return kind === 'slot' || kind === 'character' || !(FUNCTION_WORDS.has(text) || MANNER_WORDS.has(text));
}

function shareContent(asked: readonly Token[], before: readonly Token[]): boolean {
  const [left, right] = [contentOf(asked), contentOf(before)];
  const [shorter, longer] = left.length <= right.length ? [left, right] : [right, left];
  if (shorter.length < FEWEST_CONTENT_WORDS) return false;
  const shared = shorter.filter((word) => longer.some((other) => isSameWord(word, other))).length;
  return shared >= FEWEST_CONTENT_WORDS && shared >= SHARED_WORDS * shorter.length;
}

function contentOf(tokens: readonly Token[]): string[] {
  return [...new Set(tokens.filter(matters).map(({ text }) => text))];
}

/** Equal, one word in two forms, or a typing error apart. */
function isSameWord(a: string, b: string): boolean {
  if (a === b) return true;
  const shorter = Math.min(a.length, b.length);
  if (shorter >= 3 && Math.abs(a.length - b.length) <= 2 && a.slice(0, shorter) === b.slice(0, shorter)) return true;
  if (shorter < STEM_LETTERS - 1) return false;
  if (a.slice(0, STEM_LETTERS) === b.slice(0, STEM_LETTERS)) return true;
  return (changesBetween(Array.from(a), Array.from(b), 2)?.length ?? 0) > 0;
}
