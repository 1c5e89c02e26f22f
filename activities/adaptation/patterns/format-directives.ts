import { asksForData } from './data-format.js';
import { asksForList } from './list-form.js';
import { asksForMarkdown } from './markdown-form.js';
import { CUT, ownWords } from './own-words.js';
import { anyPhrase } from './phrases.js';
import { prefiltered } from './prefilter.js';
import { type PromptPattern, presence } from './prompt-pattern.js';
import { ASKED, NOT_TOLD_OF, WORDS } from './request-cues.js';

const END = '(?=\\s*(?:[.,;:!)。]|\\n|$))';

const TABLE_END =
  '(?! (?:named|called|users?|has|had|schema|tennis|spoon|lamp|salt|leg|top|cloth|joins?|in (?:sql|postgres|mysql|the kitchen|my|our|the database|excel)|at (?:the|a)|for (?:two|four|six|\\d)|row|rows|column|scan))';
const TABLE_EN = `(?:markdown |comparison |comparative |simple |two-column |three-column |html |small |clear |summary |short |neat ){0,3}table${TABLE_END}`;
const OTHER_TABLE =
  '(?! (?:de (?:bord|chasse|monet|surf|madera|planchar|quesos|usuarios|usuários|clientes)|excel|llamada|chamada|blanc|noir|périodique|periódica|periodica|namens|users|(?:[\\p{L}]{1,15} ){0,6}?(?:en|em|in) (?:sql|mysql|postgres\\p{L}*)))';
const TABLE = anyPhrase(
  `${NOT_TOLD_OF}(?:respond|answer|reply|output|return|give|provide|present|format|write|list|show|put|summari[sz]e|compare|display|organi[sz]e|explain|render|arrange|turn|convert|lay|structure|sort|break|collect|transform|rewrite|reformat)(?! (?:me )?how)${WORDS} (?:as|in|into|using) (?:an? )(?:(?!(?:wooden|round|pool|dining|database|sql|new|temp|temporary|lookup|hash|pivot|kitchen|picnic)(?!\\p{L}))[\\p{L}\\p{N}-]{1,15} ){0,3}?${TABLE_EN}`,
  `${NOT_TOLD_OF}(?:convert|turn|transform|change|reformat|export)${WORDS} (?:to|into) (?:an? )?(?:[\\p{L}-]{1,15} ){0,2}?${TABLE_EN}`,
  `(?:results?|answer|output|everything|that|it|this) (?:as|in) (?:an? )?table (?:please|pls|plz)`,
  `${ASKED}(?:eine?r?|'?ne|une?|una|uma|een|en|em|dans un|in|als|numa) (?:[\\p{L}-]{1,20} ){0,2}?(?:tabelle|vergleichstabelle|übersichtstabelle|tableau|tabla|tabela|tabella|tabel)${OTHER_TABLE}`,
  `(?:as|into) (?:a |an |the )?${TABLE_EN}(?! (?:reservation|legs?|for dinner))`,
  `(?:respond|answer|reply|output|return|give|provide|present|format|write|list|show|put|summari[sz]e|compare|display|organi[sz]e|explain|render|arrange)${WORDS} (?:in|with|using) (?:a |an |the )?${TABLE_EN}`,
  `in (?:a |the )?${TABLE_EN}(?=(?: (?:with|format|form|please|comparing|showing)|${END}))(?<!(?:stored|is|are|sits|row|rows|column|columns|value|values|record|records|data|duplicates|index|field|missing|appears?|found|lost) in (?:a|the) table)`,
  `(?:make|create|draw|build|generate|give me|produce|prepare|include|add|return|output|show|display|i want|i need|i'd like)(?: me| us)? (?:a |an )?${TABLE_EN}(?=(?: (?:of|with (?!(?:a )?(?:primary|foreign|id|four|wooden|legs))|comparing|that|showing|for the|summari[sz]ing|listing)|${END}))`,
  'in (?:a )?(?:tabular form(?:at)?|table form(?:at)?)',
  '(?:table format|tabulate (?:the|these|your|all))',
  `(?:als|in|mit|im format) (?:einer |eine |form einer |markdown-|übersichtlichen |kleinen |kurzen ){0,2}(?:markdown-)?tabelle(?! (?:mit dem namen|steht|stehen|fehlt|ist|der bundesliga|gespeichert))`,
  '(?:erstelle?|mach|mache|gib|zeichne)(?: mir| uns)? (?:bitte )?eine (?:kurze |kleine |übersichtliche )?(?:vergleichs)?tabelle(?! in (?:sql|postgres|mysql))',
  '(?:tabellarisch|in tabellenform)(?!e[rn]? lebenslauf)',
  '(?:sous (?:la )?forme (?:de |d.un )|dans un |en |avec un |fais(?:-moi)? un |crée un |dresse un |faites un |présente un )(?:petit |grand )?tableau(?! (?:de (?:van|monet|maître|bord)|blanc|noir|est|du musée|peint))',
  '(?:en|como|con|en forma de|usando|haz|hazme|crea|dame|prepara) (?:una )?tabla(?! (?:de surf|de madera|de planchar|periódica|de quesos|de la base|llamada|de usuarios))',
  '(?:em|como|com|em forma de|numa|faça|crie|monte|me dê) (?:uma )?tabela(?! (?:de usuários|chamada|do brasileirão|periódica))',
  '(?:用|以|做成|列成|整理成|生成|制作)\\p{Script=Han}{0,5}表格(?!里|中的)',
  '(?:表を(?:作|書|出)|表格形式|表形式で|表にして|表にまとめ|表で(?:比較|まとめ|示し|出力|整理)|テーブル形式)',
);

/** A form that the answer must not have: "no bullet points or lists", "keine Tabelle". */
const NEGATED = prefiltered(
  /(?<!\p{L})(?:no|not|don['’]?t|do not|never|without|avoid|instead of|rather than|keine?n?|nicht|ohne|pas de|sans|no uses|sin|sem|não use|niente|geen)(?: [\p{L}-]{1,15}){0,2}? (?:bullet(?:s| points?| lists?)|lists?|tables?|aufzählung(?:en)?|listen?|stichpunkte|tabellen?|listes?|puces|tableaux?|listas?|viñetas|tablas?|tabelas?)(?:,? (?:or|and|nor|oder|ou|ni|o|et|y|e) (?:[\p{L}-]{1,15} ){0,2}?(?:bullets?(?: points?)?|lists?|tables?|listen?|tabellen?))?/giu,
);

const NEGATION =
  /[Nn]o|[Nn]e|[Ww]ithout|[Aa]void|instead|rather|[Kk]ein|[Nn]i|[Oo]hne|[Pp]as |[Ss]ans|[Ss]in |[Ss]em|[Gg]een|n['’]?t /u;

function wantedForm(text: string): string {
  const words = ownWords(text);
  return NEGATION.test(words) ? NEGATED.replacedIn(words, CUT) : words;
}

export const FORMAT_PATTERNS: readonly PromptPattern[] = [
  presence('bullet_list_directive', 'asks for the answer as a list', asksForList),
  presence('table_directive', 'asks for the answer as a table', (text) => TABLE.test(wantedForm(text))),
  presence('data_format_directive', 'asks for the answer as JSON, YAML, CSV or XML', asksForData),
  presence('markdown_directive', 'asks for Markdown, headings, bold or a code block', asksForMarkdown),
];
