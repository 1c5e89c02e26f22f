import { isEmphatic } from './capitals.js';
import { ownWords } from './own-words.js';
import { anyPhrase } from './phrases.js';
import { type PromptPattern, presence } from './prompt-pattern.js';

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

export const EMPHASIS_PATTERNS: readonly PromptPattern[] = [
  presence('emphasis_capitals', 'words in capitals for emphasis', isEmphatic),
  presence('exclamation', 'ends a sentence with an exclamation mark', (text) => EXCLAMATION.test(ownWords(text))),
  presence('urgency', 'presses for a fast answer', (text) => URGENT.test(ownWords(text))),
];
