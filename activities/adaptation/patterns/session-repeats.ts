import { commonOf } from '../../eval-set/minhash.js';
import { type Token, tokensOf } from '../../eval-set/prompt-tokens.js';
import { jaccard, normalisePrompt, shingleHashes } from '../../eval-set/shingles.js';
import { type Change, changesBetween } from '../../eval-set/token-difference.js';
import { dot } from '../../stats/vectors.js';
import { corrects } from './dialogue.js';
import { inContext, type PatternContext, type PromptPattern, presence, type SessionTurn } from './prompt-pattern.js';
import { wantedBy } from './session-questions.js';
import { isFunctionWord } from './session-words.js';

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
const REPHRASING_LIKENESS = 0.12;
/** Share of the content words of the shorter prompt that the other must hold as well. */
const SHARED_WORDS = 0.6;
const FEWEST_CONTENT_WORDS = 2;
/** Share of all content words that makes up for another kind of question. */
const ALL_WORDS = 0.8;
/** Share of the content words of a prompt that must be known for two of them to be enough. */
const LEAST_KNOWN_WORDS = 0.6;
/** Letters that two words must begin with in common: "organise", "organising". */
const STEM_LETTERS = 5;
const SHORT_STEM_LETTERS = 3;
/** Endings of inflection: "eats", "eating"; "coma", "comer". */
const ENDING =
  /^(?:e?s|e?d|ing|[bdglmnprt](?:ed|ing|en|er)|e[rn]?|em|es|et|st|t|te|ten|ly|l?en|a|o|as|os|ar|er|ir|arme|arse|erme|erse|irse|ado|ada|ido|ida|amos|emos|i?ons|ez|é|ée|és|ent|ons|able|ible)?$/u;

/** Endings and particles of Japanese are no content. */
const CONTENT_CHARACTER = /[^\p{Script=Hiragana}]/u;

/** Words by which a prompt says itself that it asks again. */
const ASKS_AGAIN =
  /^[\s"]*(?:(?:ok|sorry|so|well|hm+)[,.\s]+)?(?:in other words|let me (?:rephrase|put it|ask (?:it )?(?:again|differently))|to put it (?:differently|another way|simply)|put differently|(?:what|all) i (?:want to know|wanted to know|am asking|'m asking|mean) is|i(?:'ll| will) (?:rephrase|ask (?:it )?(?:again|differently))|my question (?:is|was)|rephrased|anders (?:gefragt|gesagt|ausgedrückt)|mit anderen worten|nochmal anders|autrement dit|en d(?:'|’)autres (?:mots|termes)|je reformule|en otras palabras|dicho de otra (?:manera|forma)|em outras palavras|por outras palavras|dito de outra forma)/iu;
/** A prompt that goes on from the answer is no repetition, however alike. */
const GOES_ON =
  /^[\s"]*(?:and|also|now|then|next|thanks|thank you|great|nice|perfect|what about|how about|same for|und|auch|jetzt|dann|danke|et|maintenant|puis|merci|y|ahora|luego|gracias|e|agora|depois|obrigad[oa])(?!\p{L})/iu;

/** Who asks again tells the case: "my sink …", "I'm looking for …", "ich bin …". */
const TELLS_THE_CASE =
  /(?:^|[.!?,:;]\s)[\s"]*(?:(?:if|when|wenn|si|se|cuando|quando|quand|and|und|et|y|e)\s)?(?:i|i'm|i've|we|we're|we've|ich|wir|je|j['’]\p{L}+|nous|me|mi|yo|tengo|estoy|eu|tenho|estou|there['’]s|there is)\s|(?<!\p{L})(?:my|our|mein(?:e|em|en|er|es)|unser(?:e|em|en|er|es)?|mon|ma|mes|mi|mis|meu|minha)\s/iu;

/** A prompt that asks for another thing than the one before, and says so. */
const ASKS_FOR_OTHER =
  /(?<!\p{L})(?:instead of|rather than|statt|anstatt|au lieu (?:de|du)|en (?:vez|lugar) de|em vez de)(?!\p{L})/iu;
/** Signs of code: a text with more of them says nothing in words. */
const CODE_SIGN = /[{}()[\];=<>]/g;
const MOST_CODE_SIGNS = 4;
/**
 * Words about asking and about the manner of the answer: who changes them asks for the same thing otherwise. Characters of
 * Chinese and Japanese that stand for function words are here, too.
 */
const ASKING_WORDS: ReadonlySet<string> = new Set(
  `short shorter brief briefly concise long longer detailed simple simpler simply formal informal polite friendly better correct
  clear clearly easy easier different differently much bit little full complete exactly good best way ways method methods help
  advice tip tips idea ideas explain tell show give recommend suggest suggestion suggestions find write make create
  need needs want like know understand mean means possible possibly question wondering wonder looking look try trying let get
  got going go keep keeps able somebody someone somehow thing things steps pls kindly dear hi hello hey thanks
  kurz kurze kürzer lang länger einfach genau formell freundlich ausführlich besser gut beste besten hilfe tipp tipps idee ideen
  erkläre erklär erklären nenne zeig zeige schreib schreibe empfiehl brauche brauch möchte will weiß verstehe frage am liebsten
  könntest könnten würde hilft helfen machen mach mache tun geht gehen muss
  court courte simple formel détaillé mieux meilleur meilleure façon moyen aide conseil conseils explique expliquer donne donner
  besoin veux voudrais sais savoir comprends question faire
  corto corta breve sencillo formal detallado mejor forma manera ayuda consejo consejos explica explicar dame necesito quiero
  quisiera sé saber entiendo pregunta
  curto curta simples melhor jeito maneira ajuda dica dicas explique preciso queria gostaria sei
  的 了 吗 呢 吧 怎 么 什 如 何 请 帮 我 你 您 可 以 用 有 是 在 把 被 给 和 与 这 那 个 些 上 下 要 想 能 会 让 方 法 办 一 不 就 都 也 很 来 去
  教 下 何 方 作 書 考 欲 思`.split(/\s+/),
);
/** "l'année", "faut-il": the word without what is joined to it. */
const JOINED = /^(?:[ldjcnsmt]|qu)['’]|['’]s$|-(?:t-)?(?:il|elle|on|je|tu|vous|nous|moi|ce|me|lo|la|los|se)$/u;
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
    'asks for the same as one of the three turns before it, in other words about the same named things',
    (text, context) => repetitionOf(text, context) === 'rephrasing',
  ),
]);

/**
 * Whether a turn asks again for what one of the last turns asked. A retry is the text up to typing, courtesy, additions
 * and wishes about the manner; a rephrasing says that it is one, or wants the same kind of answer, holds most of the
 * content words and is not far in embedding space. The same text with another thing in it ("translate *dog*", "translate
 * *cat*") is a task of its own, and neither. The same question in wholly other words ("tell my boss I quit", "break it to
 * the manager that I leave") is not seen, nor one in another language: nearness alone does not part it from a follow-up.
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
  const isSameKind = wantedBy(asked.text) === wantedBy(before.text);
  if (!isParallel && isSameKind && isNearly(asked, before, common, changes)) return 'retry';
  if (isParallel || GOES_ON.test(asked.text) || ASKS_FOR_OTHER.test(asked.text)) return null;
  // All of it and as much again: the same question about a narrower thing.
  if (changes !== null && keptOf(before.tokens, changes) >= KEPT_BY_RETRY) return null;
  if ((asked.text.match(CODE_SIGN)?.length ?? 0) > MOST_CODE_SIGNS) return null;
  if (likeness !== null && likeness < (isUnspaced(asked) ? 0 : REPHRASING_LIKENESS)) return null;
  return shareContent(asked, before, isSameKind) ? 'rephrasing' : null;
}

/** A few characters in other places make other n-grams: likeness says less of scripts without spaces. */
function isUnspaced({ tokens }: Described): boolean {
  return 2 * tokens.filter(({ kind }) => kind === 'character').length > tokens.length;
}

/** Alike as texts, or one is the other with something added. */
function isNearly(asked: Described, before: Described, common: number, changes: readonly Change[] | null): boolean {
  if (changes !== null && isMoved(before.tokens, asked.tokens, changes)) return false;
  if (jaccard(asked.shingles.length, before.shingles.length, common) >= RETRY_LIKENESS) return true;
  if (changes === null || before.tokens.length < 4) return false;
  return (
    keptOf(before.tokens, changes) >= KEPT_BY_RETRY && before.tokens.length >= LEAST_OF_RETRY * asked.tokens.length
  );
}

/** A word that matters stands elsewhere now: said in another way. */
function isMoved(before: readonly Token[], asked: readonly Token[], changes: readonly Change[]): boolean {
  return changes.some(({ fromA, toA }) =>
    before.slice(fromA, toA).some((token) => matters(token) && holds(asked, token)),
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
    // "What does a surveyor do", "what does a surveyor charge per hour".
    if (toA > fromA && old.length === 0 && now.length > 1) return true;
    if (old.length === 0 || now.length === 0) return false;
    return !old.some((word) => now.some((other) => isSameWord(word.text, other.text)));
  });
}

function holds(tokens: readonly Token[], { text }: Token): boolean {
  return tokens.some((token) => token.text === text);
}

function matters({ text, kind }: Token): boolean {
  if (kind === 'character' && !CONTENT_CHARACTER.test(text)) return false;
  return (
    kind === 'slot' || !(isFunctionWord(text) || ASKING_WORDS.has(text) || isFunctionWord(text.replace(JOINED, '')))
  );
}

/** Two subject words in common may be a follow-up; a third, or that the writer tells the case anew, makes it the same. */
function shareContent(asked: Described, before: Described, isSameKind: boolean): boolean {
  const [now, old] = [contentOf(asked.tokens), contentOf(before.tokens)];
  const shared = now.filter((word) => old.some((other) => isSameWord(word, other))).length;
  // "Is oat milk healthier", "which milk is healthier": all the words tell more than how the question begins.
  if (!isSameKind && shared < Math.max(FEWEST_CONTENT_WORDS + 1, ALL_WORDS * Math.max(now.length, old.length)))
    return false;
  if (shared < SHARED_WORDS * Math.min(now.length, old.length)) return false;
  const isMarked = TELLS_THE_CASE.test(asked.text) || shared >= LEAST_KNOWN_WORDS * now.length;
  return shared >= FEWEST_CONTENT_WORDS + (isMarked ? 0 : 1);
}

function contentOf(tokens: readonly Token[]): string[] {
  return [...new Set(tokens.filter(matters).map(({ text }) => text.replace(JOINED, '')))];
}

/** Equal, one word with two endings, or a typing error apart. */
function isSameWord(a: string, b: string): boolean {
  if (a === b) return true;
  let same = 0;
  while (same < a.length && a[same] === b[same]) same += 1;
  if (same >= STEM_LETTERS) return true;
  if (same >= SHORT_STEM_LETTERS && ENDING.test(a.slice(same)) && ENDING.test(b.slice(same))) return true;
  if (Math.min(a.length, b.length) < STEM_LETTERS - 1) return false;
  return (changesBetween(Array.from(a), Array.from(b), 2)?.length ?? 0) > 0;
}
