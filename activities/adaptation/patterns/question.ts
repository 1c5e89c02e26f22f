import { ownWords } from './own-words.js';
import { anyPhrase, sentencePhrase } from './phrases.js';
import { type PromptPattern, presence } from './prompt-pattern.js';

/** A question mark that ends a sentence: none in an address (`?id=3`), a pattern (`a?b`) or code (`x ? y : z`, `a?.b`). */
const QUESTION_MARK =
  /(?:[\p{L}\p{N}\p{Emoji_Presentation}'"’”»)\]\uFFFC%€$]\s{0,2}\?(?=[\s'"’”»)\]!?]|$)(?!\s[^\s:]{1,40}\s:\s)|[？؟]|¿)/u;

const AUXILIARY = '(?:is|are|was|were|do|does|did|can|could|should|would|will|has|have|must|shall)';
const QUESTION_OPENING = sentencePhrase(
  `(?:what|why|how|where|who|whom|whose) ${AUXILIARY}(?:n't)?`,
  "(?:what|why|how|where|who)'s",
  `whose \\p{L}{2,20} ${AUXILIARY}`,
  `when ${AUXILIARY} (?!not)`,
  `which(?: \\p{L}{2,20}){1,3} ${AUXILIARY}`,
  `(?:which|what) (?:one|ones|of|kind|type|sort|time|about|if|happens|makes|causes|works|means|else)`,
  `what \\p{L}{3,20}(?: \\p{L}{2,20})? ${AUXILIARY}`,
  'how (?:to|come|much|many|long|often|far|old|about|fast|big|good|likely)',
  'why (?:not|the|my|this|it|bother)',
  'who (?:wrote|made|invented|won|owns|said)',
  '(?:can|could|would|will|does|did|should|may|shall) (?:you|i|we|it|this|that|there|the|a|an|my|someone|anyone|he|she|they)',
  '(?:is|are|was|were) (?:you|it|this|that|there|the|my|these|those|they|he|she|a|any)',
  'do (?:you|i|we|they|people|any)',
  '(?:have|has) (?:you|i|we|anyone|the|it|this|there) ',
  "(?:isn't|aren't|doesn't|don't you|can't (?:i|we|you|it))",
  'any (?:idea|ideas|way|tips|chance|suggestions|thoughts)',
  // German
  '(?:warum|wieso|weshalb|woher|wohin|wozu|womit|wofür|wodurch|worin|woran) (?!auch|nicht nur)\\p{L}{1,40}',
  '(?:was|wie|wann|wo|wer|wem|wen|welche[rsnm]?) (?:ist|sind|war|kann|kannst|können|könnte|soll|sollte|sollen|macht|mache|muss|müssen|darf|viel|viele|lange|oft|groß|hoch|weit|teuer|würde|würdest|wäre|hat|habe|haben|wird|werden|geht|gibt|meinst|hältst)',
  '(?:was|wie|wann|wo|wer) (?!nicht|oft|jetzt|selbst|erst|sonst)\\p{Ll}{2,15}t(?= )',
  '(?:was|wie|wann|wo|wer|wem|wen) \\p{L}{2,14}(?:e|st|t|en) (?:ich|du|man|wir|sie|er|es|ihr)',
  'welche[rsnm]? \\p{L}{2,25} (?:ist|sind|hat|haben|kann|kannst|soll|sollte|passt|braucht|brauche|würdest|empfiehlst|eignet|gibt|muss)',
  '(?:kannst|könntest|würdest|weißt|hast|bist|willst|findest|siehst) du',
  '(?:können|könnten|würden|haben|wissen) sie',
  '(?:ist|sind|gibt|geht|soll|sollte|darf|muss|kann|lohnt|stimmt|hat|braucht) (?:es|das|ich|man|sich|der|die|dieser?|dieses|mein|meine|jemand|wir)',
  // French; "comment" is an English verb as well.
  "(?:qu'est-ce|est-ce qu|est-ce que|pourquoi|combien|à quoi|de quoi|qui est|qui a)(?:'| )?\\p{L}{0,20}",
  'comment (?:puis|peut|peux|faire|ça|se|je|on|fonctionne|est|dois|doit|marche|installer|changer|utiliser|traduire|dit|obtenir|éviter|s.appelle)',
  'quel(?:le)?s? (?:est|sont|était|\\p{L}{2,20} (?:est|sont|dois|puis|faut|choisir|utiliser))',
  'o\\u00f9 (?:est|sont|se|puis|peut|trouver|dois)',
  'quand (?:est|sera|dois|faut|puis|peut)',
  '(?:peux|as|es|vas|pourrais|sais|connais)-tu',
  '(?:pouvez|avez|êtes|pourriez|savez|connaissez)-vous',
  '(?:y a-t-il|faut-il|puis-je|dois-je|peut-on|doit-on|existe-t-il)',
  // Spanish and Portuguese
  '(?:qu\\u00e9|c\\u00f3mo|cu\\u00e1ndo|cu\\u00e1nt[oa]s?|d\\u00f3nde|qui\\u00e9n|cu\\u00e1l(?:es)?|por qu\\u00e9) \\p{L}{1,40}',
  'como (?:puedo|hago|se hace|funciona|puede|posso|faço|eu faço|eu posso|fazer|é que)',
  '(?:que|cual|cuales) (?:es|son|significa)',
  'donde (?:esta|está|puedo|hay)',
  'por que (?:no|se|me|el|la|es|está|o|a|não|meu|minha|isso)',
  '(?:puedes|podrías|puede|podría|sabes|tienes) \\p{L}{1,40}',
  '(?:hay (?:alg\\u00fan|alguna|alguien|una forma|que)|es (?:posible|verdad|mejor|normal))',
  '(?:o que (?:é|são|significa|acontece)|qual (?:é|a|o|seria)|quais (?:são|as|os)|quem (?:é|foi|pode|são)|quantos?|quantas?|onde (?:está|fica|é|posso|encontro)|quando (?:é|será|devo|posso|foi))',
  '(?:você (?:pode|poderia|sabe|consegue)|existe (?:algum|alguma|um|uma)|há (?:algum|alguma)|posso|devo) \\p{L}{1,40}',
  // Chinese and Japanese
  '(?:如何|怎么|怎样|为什么|为何|什么是|哪|谁|是否|能不能|可不可以|有没有|多少|请问)',
  '(?:なぜ|どうして|どうやって|どうすれば|どこ|いつ|誰|どの|どれ|何が|何を|いくら)',
);
const QUESTION_ENDING = anyPhrase(
  '(?:吗|呢|是什么|怎么办|为什么|怎么样|多少|哪里|是谁|什么意思|怎么做)(?=[\\s。！,，]|$)',
  '(?:です|ます|ません|でした|ました|でしょう|だろう|のです|んです|るの|ない|たの)か(?=[\\s。！]|$)',
  '(?:かな|教えてくれますか|とは何|って何)(?=[\\s。！]|$)',
);

/** Asks in form: by a question mark, or by how a sentence opens or ends. "Tell me what …" asks by a command. */
function asksQuestion(text: string): boolean {
  const words = ownWords(text);
  return QUESTION_MARK.test(words) || QUESTION_OPENING.test(words) || QUESTION_ENDING.test(words);
}

export const QUESTION_PATTERNS: readonly PromptPattern[] = [presence('question', 'asks a question', asksQuestion)];
