import { ownWords } from './own-words.js';
import { anyPhrase } from './phrases.js';
import { type PromptPattern, presence } from './prompt-pattern.js';

/** Words that people put in capitals for weight; acronyms, constants and placeholders are in capitals anyway. */
const EMPHATIC_WORD =
  /(?<![\p{L}\p{N}_[<{-]|\p{Lu}\p{Lu} |(?:el|del|un|mi|su) (?=NIE))(?:NOT|NEVER|ALWAYS|MUST|ONLY|DO|DON['’]T|IMPORTANT|EXACTLY|EVERY|ALL|PLEASE|STOP|WHY|NO|VERY|REALLY|EVERYTHING|NOTHING|ENTIRE|BEFORE|WITHOUT|ANY|BOTH|NICHT|NIE|NIEMALS|IMMER|NUR|MUSS|WICHTIG|GENAU|KEINE?N?|ALLE|BITTE|SOFORT|WIRKLICH|PAS|JAMAIS|TOUJOURS|SEULEMENT|UNIQUEMENT|TOUT|TOUS|RIEN|NUNCA|SIEMPRE|S[OÓ]LO|SOLAMENTE|IMPORTANTE|MUY|TODOS?|N[AÃ]O|SEMPRE|APENAS|SOMENTE|MUITO)(?![\p{L}\p{N}_\]>}=(-]|\.\p{L}| \p{Lu}{2}|:\s*$)/mu;
/** Frequent words that no acronym spells: two of them in one run of capitals mean somebody shouts. */
const SHOUTED_WORD =
  /^(?:THE|THIS|THAT|IS|ARE|MY|YOU|YOUR|WE|AND|OR|OF|TO|FOR|WITH|WHY|HOW|WHAT|NOT|DO|DON['’]T|PLEASE|ME|READ|HELP|STILL|IN|A|I|DER|DIE|DAS|IST|UND|NICHT|MIR|WARUM|WIE|BITTE|EIN|EINE|ICH|MEIN|MEINE|LE|LA|LES|EST|ET|POUR|PAS|POURQUOI|MON|JE|NE|VOUS|EL|LOS|QUE|ES|NO|UN|UNA|MI|POR|QUÉ|FAVOR|O|OS|NÃO|UM|UMA|MEU|ISSO|COM|E)$/u;
const CAPITAL_RUN =
  /(?<![\p{L}\p{N}_])\p{Lu}[\p{Lu}'’]*(?:[ ,;:!?.\t\n]{1,3}\p{Lu}[\p{Lu}'’]*(?![\p{Ll}\p{N}_])){2,}/gu;
const STATEMENT =
  /(?<![\p{L}\p{N}_])(?:SELECT|INSERT INTO|UPDATE|DELETE FROM|CREATE TABLE|ALTER TABLE|GROUP BY|ORDER BY)(?![\p{L}\p{N}_])/u;

/** A mark that ends a sentence: none in code (`!=`, `!x`), a factorial (5!, n!) or an image (`![…]`). */
const EXCLAMATION =
  /(?:(?<![\p{L}\p{N}_'’-])(?:\p{L}[\p{L}'’\p{M}-]{1,60}|\p{N}{1,20}[\p{L}%€$]{1,20})|[\p{Emoji_Presentation})"”»*_?])\s?!+(?=[\s'"”»)*_!?1]|$)|！|¡\p{L}/u;

const URGENT = anyPhrase(
  '(?<!(?<!\\p{L})(?:does|what is|is|say|says|word|called|abbreviation|acronym|meaning of|mean by) )asap(?! (?:rocky|ferg|mob|stand|mean))',
  "(?:i|we|you|he|she|boss|client|it|this|that|very|really|extremely|kind of|super|is|are|so|pretty)(?:'s|'m)? (?:urgently|urgent)",
  'urgent(?=\\s?[!:,.–-]|\\s?$)',
  '(?:need|want|send|answer|reply|respond|help|fix|finish|solve|deliver)(?: \\p{L}{1,15}){0,6} (?:as soon as possible|right now|right away|immediately|quickly|urgently|as fast as you can|as quickly as possible|by (?:tonight|tomorrow|noon|end of day|eod|midnight)|within the hour|in the next (?:\\d{1,3}|few|ten|five) minutes)',
  '(?:quick|quickly|hurry)[!,:](?! (?:start|guide))',
  '(?:hurry up|time is running out|running out of time|no time to lose|time-sensitive|in a (?:big |real |terrible )?(?:hurry|rush)|due (?:in (?:an|one|two|\\d{1,2}) (?:hour|hours|minutes)|tonight|today|tomorrow|in \\d{1,3} minutes)|deadline is (?:today|tonight|tomorrow|in|at)|(?:exam|meeting|presentation|demo|interview|call) (?:is |starts )?in (?:\\d{1,3}|an|one|ten|five|thirty|half an) (?:minutes|hour|min))',
  '(?:production|prod|site|server) is down',
  // German
  '(?:dringend|eilig|eilt|schnellstmöglich|schnellstens|baldmöglichst|umgehend)(?! (?:erforderliche|empfohlen|verdächtig|benötigte))',
  '(?:so schnell wie möglich|so bald wie möglich|brauche(?: \\p{L}{1,15}){0,5} sofort|bis (?:heute abend|heute nachmittag|morgen früh)|unter zeitdruck|keine zeit mehr|in (?:\\d{1,3}|zehn|fünf|einer|zwei) (?:minuten|stunde|stunden) (?:muss|abgabe|fällig)|abgabe ist (?:heute|morgen|in))',
  // French
  "(?:au plus vite|dès que possible|le plus vite possible|le plus rapidement possible|tout de suite|c'est (?:très |vraiment )?urgent|urgent(?=\\s?[!:,.])|d'urgence|en urgence|je suis pressée?|vite[,!]|pour (?:ce soir|demain matin)|il me (?:le|la|les) faut (?:maintenant|aujourd'hui|ce soir))",
  // Spanish and Portuguese
  '(?:urgente(?=\\s?[!:,.;]|\\s?$)|es (?:muy )?urgente|urgentemente|con urgencia|cuanto antes|lo antes posible|lo más rápido posible|ahora mismo|tengo prisa|para (?:esta noche|mañana temprano|hoy mismo)|se me acaba el tiempo)',
  '(?:é (?:muito )?urgente|com urgência|o mais rápido possível|o quanto antes|agora mesmo|estou com pressa|para (?:hoje à noite|amanhã cedo|ontem)|imediatamente preciso|preciso(?: \\p{L}{1,15}){0,5} (?:imediatamente|agora))',
  // Chinese and Japanese
  '(?:尽快|紧急(?!联系|出口|情况下|疏散)|急需|很急|加急|赶时间|马上就要|越快越好|急！|在线等)',
  '(?:至急|急いで|できるだけ早く|なるべく早く|今すぐ(?!に?始)|急ぎ(?!足)|緊急(?!連絡|事態|地震|車両|避難))',
);

/** Weight by capitals: a word that is no acronym, or a run of words that somebody shouts. */
function isEmphatic(text: string): boolean {
  const words = ownWords(text);
  if (STATEMENT.test(words)) return false;
  if (EMPHATIC_WORD.test(words)) return true;
  for (const [run] of words.matchAll(CAPITAL_RUN)) {
    const shouted = run.split(/[^\p{L}'’]+/u).filter((word) => SHOUTED_WORD.test(word));
    if (shouted.length >= 2) return true;
  }
  return false;
}

export const EMPHASIS_PATTERNS: readonly PromptPattern[] = [
  presence('emphasis_capitals', 'words in capitals for emphasis', isEmphatic),
  presence('exclamation', 'ends a sentence with an exclamation mark', (text) => EXCLAMATION.test(ownWords(text))),
  presence('urgency', 'presses for a fast answer', (text) => URGENT.test(ownWords(text))),
];
