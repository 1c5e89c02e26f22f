import { asksForData } from './data-format.js';
import { ownWords } from './own-words.js';
import { anyPhraseWith } from './phrases.js';
import { prefiltered } from './prefilter.js';
import { type PromptPattern, presence } from './prompt-pattern.js';
import { ASKED, GIVE_EN, NOT_TOLD_OF } from './request-cues.js';
import { requestsWith } from './requests.js';

/** A command or wish to which a form belongs; "how are dates stored in JSON" has none. */
const WISH_EN =
  '(?:respond|answer|reply|output|return|give|provide|present|format|write|list|show|put|summari[sz]e|compare|display|organi[sz]e|explain|describe|render|deliver|generate|create|structure|arrange|export|send|want|need|like|use|convert|turn|name|extract|suggest|it|them|result|results)';
const WORDS = "(?: [\\p{L}\\p{N}\\p{M}\\uFFFC'’,-]{1,25}){0,9}?";
const END = '(?=\\s*(?:[.,;:!)。]|\\n|$))';

const LIST_EN =
  '(?:short |concise |numbered |ordered |unordered |bulleted |bullet-?point |bullet |clear |simple |plain |quick |complete |full |nested |brief ){0,3}(?:bullets|bullet[- ]points?|bullet[- ]lists?|lists?)(?!-| (?:comprehensions?|view|items?|component|price|in (?:python|kotlin|rust|go|swift|ruby|php|scala|java|c#|javascript|haskell)|(?:node|class|object|interface|method)s?))';
/** Lists that are no form of an answer. */
const OTHER_LIST =
  '(?! (?:de (?:espera|correo|invitados|difusión|difusão)|d.attente|d.attesa|di attesa|negra|noire|nera))';
const BULLETS = anyPhraseWith(
  'bullet|list|punkt|stich|aufzähl|puce|tiret|viñeta|puntos|tópico|marcador|elenco|lijst|opsomming|列|条|点|清单|要点|项目|箇条|リスト',
  `${NOT_TOLD_OF}${GIVE_EN} (?:an?|one|another) (?:[\\p{L}\\p{N}-]{1,20} ){0,3}?(?:check)?list(?=\\s?(?:[.,;:!?)]|\\n|$)| (?:of (?!(?:integers|strings|numbers|nodes|objects|users|tuples)(?!\\p{L}))|with|for|that|showing|i |we |to|from|please|pls|and|including|covering|about))`,
  `${NOT_TOLD_OF}(?:write|give|list|make|return|produce)${WORDS} (?:a |an )(?:dash|dot|star|dashed|hyphenated|bullet(?:ed|-point)?|numbered|ordered) list`,
  '(?:then|followed by|plus|with|as|of) (?:a few |some |short |\\d )?(?:bullets|bullet points)(?! (?:are|is|were|in my))',
  '(?:^|[.!?\\n] ?)(?:need|want|looking for) (?:a|some) (?:[\\p{L}-]{1,15} ){0,2}?list of',
  '(?:donne|fais|envoie|dresse|établis)(?:-moi|-nous)? la liste d',
  '列出\\p{Script=Han}{0,8}(?:清单|列表)',
  'one bullet(?:[- ]point)? (?:per|for|each)',
  '(?:^|[.,;:!?\\n(] ?)(?:in |as |use |just |only |short )?(?:bullets|bullet[- ]points?|bullet(?:ed)?[- ]list|numbered list)(?= ?(?:please|pls|plz|only|format|[.,;:!)]|\\n|$))',
  '(?:bullets|bullet[- ]points?|bullet list|list form) (?:please|pls|plz|only)',
  `${ASKED}(?:eine?r?|d'une|une|una|uma|een|un|in|en|em|als|'?ne) (?:[\\p{L}-]{1,20} ){0,2}?(?:[\\p{L}-]{0,20}liste|aufzählung|stichpunkten?|stichpunktliste|lista|listado|elenco|lijst|lijstje|viñetas|tópicos|puces|opsomming|checklist|puntenlijst)${OTHER_LIST}`,
  `(?:as|into|using|with) (?:a |an |the )?${LIST_EN}(?<!(?:as|with|into|using) (?:a |the )?lists?(?= (?:of (?:users|files|strings|integers|items|lists)|that|which|is)))`,
  `(?:give|make|write|create|provide|generate|produce|prepare|compile|draw up|i want|i need|i'd like)(?: me| us)? (?:a |an |the )?${LIST_EN}`,
  `${WISH_EN}${WORDS} (?:in|as) (?:a |the )?${LIST_EN}`,
  `in (?:bullets|bullet[- ]points|(?:a )?(?:bulleted|numbered|bullet) (?:list|form|format))`,
  '(?:bullet[- ]points?|bulleted list|numbered list|bullets)(?: only| please| format|, please)',
  '(?:use|using) (?:bullets|bullet[- ]points|dashes for)',
  '(?:two|three|four|five|six|ten|\\d{1,2}) (?:short |key |concise )?(?:bullets|bullet[- ]points)',
  '(?:als|in|mit) (?:einer |eine |der |kurzen |kurze |nummerierten? |knappen ){0,2}(?:stichpunkten?|stichworten|aufzählung(?:szeichen|spunkten)?|liste|punkteliste|spiegelstrichen)(?! (?:der (?:gäste|kunden)|steht|stehen|fehlt|fehlen))',
  '(?:gib|erstelle?|mach|mache|schreibe?)(?: mir| uns)? (?:bitte )?eine (?:kurze |nummerierte )?(?:liste|aufzählung|stichpunktliste)',
  '(?:stichpunktartig|stichwortartig|stichpunkte bitte)',
  '(?:sous (?:la )?forme de|en|avec des|dans une) (?:une )?(?:liste(?: à puces| numérotée)?|puces|points clés|tirets)(?! (?:de diffusion|d.attente|noire))',
  '(?:donne|fais|dresse|crée|établis|faites|donnez)(?:-moi)? (?:une )?liste',
  'liste à puces',
  '(?:en|como|con|en forma de|usando|em|com|na forma de|em forma de) (?:una |uma )?(?:lista(?: con viñetas| numerada)?|viñetas|puntos clave|tópicos|marcadores|bullets?)(?! (?:de espera|negra|de correo))',
  '(?:dame|haz|hazme|crea|escribe|me dê|dê-me|faça|crie|prepara|elabora|elabore)(?: uma| una) (?:lista|lista numerada)',
  '(?:用|以|列成|分成)\\p{Script=Han}{0,4}(?:列表|要点|项目符号|条目|清单)',
  '(?:列个清单|分点(?:回答|说明|列出)|逐条列出|分条)',
  '(?:箇条書き|リスト形式|リストで(?!は)|リストにして)',
);

const TABLE_END =
  '(?! (?:named|called|users?|has|had|schema|tennis|spoon|lamp|salt|leg|top|cloth|joins?|in (?:sql|postgres|mysql|the kitchen|my|our|the database|excel)|at (?:the|a)|for (?:two|four|six|\\d)|row|rows|column|scan))';
const TABLE_EN = `(?:markdown |comparison |comparative |simple |two-column |three-column |html |small |clear |summary |short |neat ){0,3}table${TABLE_END}`;
const OTHER_TABLE =
  '(?! (?:de (?:bord|chasse|monet|surf|madera|planchar|quesos|usuarios|usuários|clientes)|excel|llamada|chamada|blanc|noir|périodique|periódica|periodica|namens|users|(?:[\\p{L}]{1,15} ){0,6}?(?:en|em|in) (?:sql|mysql|postgres\\p{L}*)))';
const TABLE = anyPhraseWith(
  'tab(?:le|ul|el)|tabla|tabela|表|テーブル',
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

const MARKDOWN = anyPhraseWith(
  'markdown| md(?!\\p{L})|head|bold|italic|code|title|überschrift|fett|titre|titel|titol|títul|gras|negrit|cabeçalho|kopje|加粗|标题|マークダウン|太字|見出し',
  `${NOT_TOLD_OF}(?:output|format|return|write|give|answer|reply|respond|send|deliver|render|export|convert)${WORDS} (?:as|in|to|into|using) (?:md|markdown|gfm)(?! (?:files?|parsers?|editors?))`,
  '(?:valid|clean|proper|raw|pure|simple|only|just) markdown(?= (?:only|please|pls)|\\s?(?:[.,;:!)]|\\n|$))',
  '(?:^|[,;(\\n] ?)(?:in |as |use )?markdown(?=\\s?(?:[,;.)]|\\n|$))',
  `${NOT_TOLD_OF}(?:wrap|put|return|give|show|place|enclose|output|write|paste|send|format|surround|keep)${WORDS} (?:in|inside|into|within|as|with) (?:an? |the |fenced |single |separate |markdown |one |proper ){0,3}code ?(?:blocks?|fences?)`,
  `${NOT_TOLD_OF}(?:highlight|put|make|mark|set|write|print|show|render|emphasi[sz]e)${WORDS} (?:in )?\\*{0,2}(?:bold|italics?)(?! (?:move|choice|claim|statement|step|type|enough|font|in (?:css|html|latex|word|excel)))`,
  `${NOT_TOLD_OF}(?:italici[sz]e|underline) (?:the|all|every|each|key)`,
  `${NOT_TOLD_OF}(?:start|begin|open|separate|structure|organi[sz]e|split|divide|break|group|give|turn|format)${WORDS} (?:with|by|under|into|using) (?:an? )?(?:[\\p{L}\\p{N}-]{1,15} ){0,2}?(?:headers?|headings?|subheadings?|section titles)(?! (?:in my|of my|file))`,
  '(?:a|one) (?:heading|header|subheading) (?:per|for each|for every)',
  '(?:ajoute|mets|insère|utilise|añade|agrega|usa|adicione|inclua|use|usa|gebruik|met|con|com|avec|mit|füge) (?:des |de |los |os |klaren )?(?:intertitres|sous-titres|encabezados|subtítulos|cabeçalhos|kopjes|tussenkopjes|titoletti|sottotitoli)',
  '(?:pon|pón|ponga|coloca|coloque|ponha|põe) (?:en negrita|em negrito)',
  'heb(?:e|en sie)?(?: [\\p{L}]{1,20}){1,6}? fett hervor',
  '(?:見出し|太字)(?:と|や|、)[\\p{L}]{1,8}を(?:使|付|つけ)|(?:見出し|太字)を(?:使|付|つけ)',
  'マークダウン\\s?(?:で(?:出力|書い|回答|答え|まとめ|お願い|返)|形式(?:で|に)|にして)',
  `(?:${WISH_EN}${WORDS} (?:in|as|with|using)|formatted (?:in|as)|use|using|as|into|apply|include|add) (?:proper |clean |valid |github |github-flavou?red |raw ){0,2}markdown(?!-| (?:files?|parsers?|editors?|librar(?:y|ies)|renderer|support|to|cells?|syntax error|links? in my))`,
  '(?:in|as) markdown(?: format)?(?=\\s*(?:[.,!]|please|\\n|$))(?<!(?:links|footnotes|written|comments|images|tables) in markdown)',
  'markdown (?:format|formatting|please|output)(?! (?:is|breaks|error))',
  `(?:use|using|with|add|include|insert) (?:clear |bold |short |markdown |h2 |h3 |descriptive |level-two )*(?:headings|headers|subheadings|section headings|section titles)(?! (?:in my|of the|cors|for cors|to (?:the|my|a|every) (?:http|request|response|api|file)))(?<!(?:http|request|cors) headers)`,
  'bold (?:the|all|every|each|key|important) \\p{L}{1,40}',
  '(?:in|inside|as) (?:a )?(?:fenced )?(?:markdown )?code (?:block|fence)(?=\\s*(?:[.,!]|only|please|\\n|$))',
  '(?:als|mit|nutze|verwende|benutze|(?:antworte|schreib|schreibe|formatiere|gib|ausgabe|antwort)[^.\\n]{0,60} in) (?:sauberem |gültiges |reines )?markdown(?!-(?:datei|editor|parser))(?! (?:datei|geschrieben|funktionieren))(?!\\s*\\?)',
  '(?:mit|verwende|nutze|füge) (?:klaren |kurzen |fetten |aussagekräftigen )?(?:zwischenüberschriften|überschriften)',
  '(?:fett (?:markieren|hervorheben|gedruckt)|markiere?(?: [\\p{L}]{1,20}){1,5} fett)',
  '(?:en|au format|utilise (?:le |du )?|utilisez (?:le |du )?|avec du) ?markdown(?! (?:est|sont))(?!\\s*\\?)',
  '(?:avec des (?:titres|sous-titres|intertitres)|mets?(?: [\\p{L}-]{1,20}){1,5} en gras|en gras les)',
  '(?:en|usa|utiliza|con|em|use|formato|usando) (?:o )?(?:formato )?markdown(?! (?:es|son|é))(?!\\s*\\?)',
  '(?:con (?:títulos|encabezados|subtítulos)|com (?:títulos|cabeçalhos|subtítulos)|(?:pon|pón|coloque|ponha|destaca|destaque)(?: [\\p{L}]{1,20}){1,5} (?:en negrita|em negrito))',
  '(?:用|以|使用)\\s?markdown(?!\\s?(?:编辑器|文件|写的))',
  '(?:加粗|使用标题|用标题分)(?!了|是)',
  'markdown\\s?(?:で(?:出力|書いて|回答|答え|まとめ)|形式で)',
  '(?:太字にして|太字で|見出しを(?:付け|つけ)|見出し付きで)',
);
const MARKDOWN_OTHER = anyPhraseWith(
  'markdown|fett|code-?blo|bloc|bloque|bloco|blocco',
  `${ASKED}(?:in|als|im|au format|en|em|formato|no formato|met|como|con|com|avec du) (?:[\\p{L}]{1,12} ){0,2}?markdown(?!-(?:editor|parser))`,
  `${ASKED}(?:markdown|fett)(?=\\s?(?:[.,;:!)]|\\n|$)| (?:und|met|con|com|avec|et|y|e|en|hervor|dar)(?!\\p{L}))`,
  `${ASKED}(?:in einen?|als|in|dans un|en un|num|em um|dentro de un) (?:eigenen? )?(?:code-?blo(?:ck|k)|bloc de code|bloque de código|bloco de código|blocco di codice)`,
);
const NO_MARKDOWN = prefiltered(
  /(?:(?:no|not|without|avoid|don['’]t use|do not use|never use|ohne|kein|sans|pas de|sin|sem|não use|no uses|nichts|niets)\s(?:any\s|use\s)?|不要用|不用)(?:markdown|headings|headers|bold|fett|überschriften|titres|títulos|negrita|gras)/iu,
);

/** A form that the answer must not have: "no bullet points or lists", "keine Tabelle". */
const NEGATED = prefiltered(
  /(?<!\p{L})(?:no|not|don['’]?t|do not|never|without|avoid|instead of|rather than|keine?n?|nicht|ohne|pas de|sans|no uses|sin|sem|não use|niente|geen)(?: [\p{L}-]{1,15}){0,2}? (?:bullet(?:s| points?| lists?)|lists?|tables?|aufzählung(?:en)?|listen?|stichpunkte|tabellen?|listes?|puces|tableaux?|listas?|viñetas|tablas?|tabelas?)(?:,? (?:or|and|nor|oder|ou|ni|o|et|y|e) (?:[\p{L}-]{1,15} ){0,2}?(?:bullets?(?: points?)?|lists?|tables?|listen?|tabellen?))?/giu,
);

const LIST_FORM = prefiltered(
  /(?<!\p{L}|(?:my|the|our|his|her|these|those|of) )(?:bullets|bullet[- ]points?|bullet(?:ed|-point)?[- ]list|(?:numbered|ordered|unordered|bulleted) lists?|stichpunkte?n?|spiegelstriche?n?|liste (?:numérotée|à puces)|lista (?:numerada|numerata|con viñetas)|viñetas|箇条書き)(?!\p{L})/u,
);
const ABOUT_FORM = prefiltered(
  /(?<!\p{L})(?:difference|differ|versus|vs|unterschied|différence|diferencia|diferença|bug|fix|plugin|parser|editor|renderer|train|from markdown|history|indent\p{L}*|how to|in (?:my|our|the) (?:slides?|slide deck|word|deck))(?!\p{L})/u,
);
const MARKDOWN_FORM = prefiltered(
  /(?<!\p{L})(?:(?:a|one|single) markdown (?:file|document)(?= (?:i|that|with|for|called|named|to)(?!\p{L})|[.,]|$)|markdown(?! of (?:\d|the))(?!-?(?:editor|parser|datei)|\s(?:files?|parsers?|editors?|plugins?|librar|render|support|preview|cells?|to\s|on\s))|(?:own|separate|single|one|an?|fenced|in|into|inside) code ?(?:blocks?|fences?))(?!\p{L})/u,
);

const NEGATION =
  /[Nn]o|[Nn]e|[Ww]ithout|[Aa]void|instead|rather|[Kk]ein|[Nn]i|[Oo]hne|[Pp]as |[Ss]ans|[Ss]in |[Ss]em|[Gg]een|n['’]?t /u;

function wantedForm(text: string): string {
  const words = ownWords(text);
  return NEGATION.test(words) ? NEGATED.replacedIn(words, ' \uFFFC ') : words;
}

export const FORMAT_PATTERNS: readonly PromptPattern[] = [
  presence('bullet_list_directive', 'asks for the answer as a list', asksForList),
  presence('table_directive', 'asks for the answer as a table', (text) => TABLE.test(wantedForm(text))),
  presence('data_format_directive', 'asks for the answer as JSON, YAML, CSV or XML', asksForData),
  presence('markdown_directive', 'asks for Markdown, headings, bold or a code block', asksForMarkdown),
];

function asksForMarkdown(text: string): boolean {
  const words = ownWords(text);
  return (
    (MARKDOWN.test(words) || MARKDOWN_OTHER.test(words) || requestsWith(words, MARKDOWN_FORM, ABOUT_FORM)) &&
    !NO_MARKDOWN.test(words)
  );
}

function asksForList(text: string): boolean {
  const words = wantedForm(text);
  return BULLETS.test(words) || requestsWith(words, LIST_FORM, ABOUT_FORM);
}
