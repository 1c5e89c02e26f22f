import { anyPhrase } from './phrases.js';
import { type PromptPattern, presence } from './prompt-pattern.js';

/** "as a …", "in the form of …": what tells a wish for a form from a mere mention of it. */
const AS_EN =
  '(?:as|in|into|using|use|with|give me|return|output|make|create|format(?:ted)? (?:it )?(?:as|in)|respond (?:in|with)|answer (?:in|with|as)|reply (?:in|with))';
const AS_DE = '(?:als|in|mit|im|in form (?:einer|von))';
const AS_FR = '(?:en|sous forme (?:de|d.un|d.une)|avec|dans|au format)';
const AS_ES = '(?:en|como|con|en forma de|en formato|em|com|em forma de|no formato|em formato)';

const BULLETS = anyPhrase(
  `${AS_EN} (?:a |an |the )?(?:short |concise |numbered |ordered |bulleted |bullet-?point |clear |simple ){0,2}(?:bullets?|bullet[- ]points?|bullet[- ]lists?|bulleted lists?|numbered lists?|lists?)(?! of (?:users|files|strings|integers|items in))`,
  '(?:bullet[- ]points|bulleted list|numbered list|bullets) (?:only|please|format)',
  `${AS_DE} (?:einer |eine |kurzen |kurze |nummerierten? )?(?:stichpunkten?|stichworten|aufzählung(?:szeichen)?|liste|punkteliste)`,
  `${AS_FR} (?:une |de )?(?:liste(?: à puces| numérotée)?|puces|points clés)`,
  `${AS_ES} (?:una |uma )?(?:lista|viñetas|puntos|tópicos|marcadores|lista numerada)`,
);

const TABLE = anyPhrase(
  `${AS_EN} (?:a |an |the )?(?:markdown |comparison |simple |two-column |html ){0,2}table(?! (?:named|called|users|has|schema))(?:(?= (?:with|of|format|form|that|comparing|showing|listing|please))|(?=\\s*(?:[.,;:!?\\n]|$)))`,
  'in (?:a )?tabular form(?:at)?',
  `${AS_DE} (?:einer |eine |markdown-)?tabelle`,
  'tabellarisch',
  `${AS_FR} (?:un |de )?tableau`,
  `${AS_ES} (?:una |uma )?tabla`,
  `${AS_ES} (?:uma )?tabela`,
);

const JSON_OUTPUT = anyPhrase(
  `${AS_EN} (?:a |an |the |only |just |valid |strict |pure |raw |well-formed ){0,3}(?:json|yaml|csv|xml)(?! (?:file|parser|library|schema|error|column|field))`,
  '(?:json|yaml|csv|xml) (?:only|output|format|object with|array of|please)',
  `${AS_DE} (?:gültiges |reines |gültigem )?(?:json|yaml|csv|xml)(?:-(?:format|objekt|array))?`,
  `${AS_FR} (?:un |de )?(?:json|yaml|csv|xml)`,
  `${AS_ES} (?:formato |un |um )?(?:json|yaml|csv|xml)`,
);

const NUMBER =
  '(?:\\d{1,4}|one|two|three|four|five|six|ten|zwei|drei|vier|fünf|zehn|deux|trois|quatre|cinq|dix|dos|tres|cuatro|cinco|diez|duas|três|quatro|dez)';
const UNIT =
  '(?:words?|sentences?|lines?|characters?|paragraphs?|bullets?|bullet points|tokens|wörtern?|sätzen?|zeilen?|zeichen|absätzen?|mots?|phrases?|lignes?|caractères|palabras|frases?|oraciones|líneas?|caracteres|palavras|linhas?|parágrafos?|párrafos?)';
const LENGTH_WISH = anyPhrase(
  `(?:in|at most|no more than|max(?:imum)?(?: of)?|up to|under|within|less than|fewer than|exactly|about|around|limit(?:ed)? to|to|höchstens|maximal|in maximal|unter|genau|au plus|maximum|moins de|en|como máximo|máximo|menos de|no máximo|em|até) ${NUMBER}(?: short| simple| kurzen| courtes| cortas)? ${UNIT}`,
  `${NUMBER} ${UNIT} (?:max|maximum|or less|or fewer|at most|máximo|höchstens)`,
  '(?:keep it|be|make it|answer|reply|explain|summari[sz]e)(?: it| this| very)? (?:short|brief|concise|briefly|concisely)',
  '(?:tl;?dr|in a nutshell|fasse dich kurz|kurz und knapp|in kürze|en bref|brièvement|brevemente|em poucas palavras|en pocas palabras)',
);

export const FORMAT_PATTERNS: readonly PromptPattern[] = [
  presence('bullet_list_directive', 'asks for the answer as a list', (text) => BULLETS.test(text)),
  presence('table_directive', 'asks for the answer as a table', (text) => TABLE.test(text)),
  presence('data_format_directive', 'asks for the answer as JSON, YAML, CSV or XML', (text) => JSON_OUTPUT.test(text)),
  presence('length_directive', 'says how long the answer may be', (text) => LENGTH_WISH.test(text)),
];
