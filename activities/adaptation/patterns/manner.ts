import { anyPhrase, openingPhrase } from './phrases.js';
import { type PromptPattern, presence } from './prompt-pattern.js';

/** A question mark that ends a sentence: none in an address (`?id=3`), a pattern (`a?b`) or code (`x ? y`, `a?.b`). */
const QUESTION_MARK = /[\p{L}\p{N}"'”»)\]`]\s?\?(?=[\s"'”»)\]!?]|$)(?!\s*[^\s:]{1,40}\s*:\s)|？/u;
const QUESTION_WORD = openingPhrase(
  "(?:what|why|how|when|where|who|which)(?:'s| is| are| do| does| did| can| should| would| will| was| were| much| many)",
  '(?:can|could|would|will|do|does|did|is|are|should) (?:you|i|we|it|this|that|there|the)',
  '(?:was|warum|wie|wann|wo|wer|welche[rsn]?) (?:ist|sind|kann|können|soll|sollte|macht|muss|heißt|viel|viele)',
  '(?:kannst|könntest|würdest) du',
  '(?:qu.est-ce que|est-ce que|pourquoi|comment|quand|combien|peux-tu|pouvez-vous)',
  '¿',
  '(?:qué|cómo|cuándo|cuánto|dónde|quién|por qué)',
  '(?:o que é|como (?:posso|faço|é)|por que|quando|onde|quem|quanto)',
);

const IMPERATIVE = openingPhrase(
  // English; a verb that is as often a noun counts with an object only.
  '(?:write|explain|summari[sz]e|translate|rewrite|describe|generate|create|compare|convert|fix|find|give|show|tell|make|add|remove|implement|refactor|analy[sz]e|classify|extract|suggest|provide|improve|correct|calculate|compute|debug|format|identify|propose|recommend|help|let|keep|answer|act|think|turn|proofread|shorten|simplify|outline|brainstorm|evaluate|optimi[sz]e|update|delete|rename|use|run|solve|draft|return)(?=[\\s:])',
  '(?:list|review|check|plan|design|name|sort|test|report|rank|order|rate|sketch) (?:all|the|these|this|those|every|each|me|my|our|it|any|some|a|an|\\d+)',
  // German: du and Sie.
  '(?:schreib|erklär|erläuter|übersetz|fass|erstell|nenn|zeig|gib|mach|vergleich|find|prüf|verbesser|korrigier|analysier|beschreib|formulier|berechn|hilf|antwort|list|lass|sag|verwend|nutz)(?:e|ere)?(?: mir| uns| bitte| das| die| den| dem| der| ein| eine| einen| alle| mal| diesen| diese| dieses| auf|:)',
  '(?:schreiben|erklären|übersetzen|erstellen|nennen|zeigen|geben|machen|vergleichen|prüfen|korrigieren|analysieren|beschreiben|formulieren|fassen|antworten|verwenden) sie',
  // French: tu and vous.
  '(?:écri(?:s|vez)|explique[rz]?|résume[rz]?|tradui(?:s|sez)|donne[rz]?|montre[rz]?|fai(?:s|tes)|crée[rz]?|compare[rz]?|corrige[rz]?|liste[rz]?|propose[rz]?|aide[rz]?|analyse[rz]?|rédige[rz]?|génère|générez|calcule[rz]?|décri(?:s|vez)|réponde?[sz]|utilise[rz]?)(?:-moi|-nous)?(?= )',
  // Spanish and Portuguese.
  '(?:escrib[ea]|explic[ae]|resum[ea]|traduc[ea]|traduzca|dame|deme|muestra|muéstrame|haz|hazme|crea|compara|corrige|enumera|analiza|genera|calcula|describe|redacta|responde|usa|utiliza)(?:me)?(?= )',
  '(?:escreva|explique|resuma|traduza|dê|me dê|mostre|faça|crie|compare|corrija|liste|analise|gere|calcule|descreva|responda|use)(?:-me)?(?= )',
);

const POLITE = anyPhrase(
  'please',
  'pls',
  'plz',
  'kindly',
  '(?:thanks|thank you|thx)',
  '(?:could|would) you(?! (?:not )?(?:believe|say that|know))',
  'would you mind',
  'bitte',
  'danke(?: dir| ihnen| schön)?',
  'vielen dank',
  's.il (?:te|vous) pla[iî]t',
  'svp',
  'merci',
  'por favor',
  'gracias',
  'obrigad[oa]',
);

const GREETING =
  /^[\s¡"]*(?:hi|hello|hey|hallo|guten (?:tag|morgen|abend)|moin|bonjour|bonsoir|salut|hola|buen[oa]s|olá|oi|bom dia|boa tarde)(?![\p{L}\p{N}_-])/iu;

/** Words that people put in capitals for weight; acronyms, constants and placeholders are in capitals anyway. */
const EMPHATIC_WORD =
  /(?<![\p{L}\p{N}_[<{-])(?:NOT|NEVER|ALWAYS|MUST|ONLY|DO|DON['’]T|IMPORTANT|EXACTLY|EVERY|ALL|PLEASE|STOP|WHY|NO|VERY|REALLY|NICHT|NIE|NIEMALS|IMMER|NUR|MUSS|WICHTIG|GENAU|KEINE?|PAS|JAMAIS|TOUJOURS|SEULEMENT|UNIQUEMENT|NUNCA|SIEMPRE|S[OÓ]LO|IMPORTANTE|NÃO|SEMPRE|APENAS)(?![\p{L}\p{N}_\]>}.:=(-])/u;
const SHOUTED_RUN = /(?:(?<![\p{L}\p{N}_])\p{Lu}{2,}[,!]?\s+){4}\p{Lu}{2,}/u;

export const MANNER_PATTERNS: readonly PromptPattern[] = [
  presence('question', 'asks a question', (text) => QUESTION_MARK.test(text) || QUESTION_WORD.test(text)),
  presence('imperative', 'a clause opens with a command', (text) => IMPERATIVE.test(text)),
  presence('politeness', 'please, thanks or a courteous "could you"', (text) => POLITE.test(text)),
  presence('greeting', 'opens with a greeting', (text) => GREETING.test(text)),
  presence('emphasis_capitals', 'words in capitals for emphasis', (text) => isEmphatic(text)),
];

function isEmphatic(text: string): boolean {
  // SQL and code are written in capitals as well; what stands between fences or backticks is not emphasis.
  const prose = text.replace(/```[\s\S]*?(?:```|$)|`[^`\n]*`/g, ' ');
  if (!/\p{Ll}/u.test(prose)) return /\p{Lu}{2,}.*\p{Lu}{2,}.*\p{Lu}{2,}.*!/u.test(prose);
  if (/(?<!\p{L})(?:SELECT|INSERT|UPDATE|CREATE TABLE|WHERE)(?!\p{L})/u.test(prose)) return false;
  return EMPHATIC_WORD.test(prose) || SHOUTED_RUN.test(prose);
}
