import { asksForData } from './data-format.js';
import { ownWords } from './own-words.js';
import { anyPhrase } from './phrases.js';
import { type PromptPattern, presence } from './prompt-pattern.js';

/** A command or wish to which a form belongs; "how are dates stored in JSON" has none. */
const WISH_EN =
  '(?:respond|answer|reply|output|return|give|provide|present|format|write|list|show|put|summari[sz]e|compare|display|organi[sz]e|explain|describe|render|deliver|generate|create|structure|arrange|export|send|want|need|like|use|convert|turn|name|extract|suggest|it|them|result|results)';
const WORDS = "(?: [\\p{L}\\p{N}\\p{M}\\uFFFC'’,-]{1,25}){0,9}?";
const END = '(?=\\s*(?:[.,;:!)。]|\\n|$))';

const LIST_EN =
  '(?:short |concise |numbered |ordered |unordered |bulleted |bullet-?point |bullet |clear |simple |plain |quick |complete |full |nested |brief ){0,3}(?:bullets|bullet[- ]points?|bullet[- ]lists?|lists?)(?!-| (?:comprehensions?|view|items?|component|price|in (?:python|java|c#|javascript|haskell)|(?:node|class|object|interface|method)s?))';
const BULLETS = anyPhrase(
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
const TABLE = anyPhrase(
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
  '(?:表格形式|表形式で|表にして|表にまとめ|表で(?:比較|まとめ|示し|出力|整理)|テーブル形式)',
);

const MARKDOWN = anyPhrase(
  `(?:${WISH_EN}${WORDS} (?:in|as|with|using)|formatted (?:in|as)|use|using|as|into|apply|include|add) (?:proper |clean |valid |github |github-flavou?red |raw ){0,2}markdown(?!-| (?:files?|parsers?|editors?|librar(?:y|ies)|renderer|support|to|cells?|syntax error|links? in my))`,
  '(?:in|as) markdown(?: format)?(?=\\s*(?:[.,!]|please|\\n|$))(?<!(?:links|footnotes|written|comments|images|tables) in markdown)',
  'markdown (?:format|formatting|please|output)(?! (?:is|breaks|error))',
  `(?:use|using|with|add|include|insert) (?:clear |bold |short |markdown |h2 |h3 |descriptive |level-two )*(?:headings|headers|subheadings|section headings|section titles)(?! (?:in my|of the|cors|for cors|to (?:the|my|a|every) (?:http|request|response|api|file)))(?<!(?:http|request|cors) headers)`,
  `(?:(?:put|make|set|highlight|mark|write)${WORDS} (?:in )?(?:bold|italics)(?! (?:move|choice|claim|statement|step|type)))`,
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
const NO_MARKDOWN =
  /(?:(?:no|not|without|avoid|don['’]t use|do not use|never use|ohne|kein|sans|pas de|sin|sem|não use|no uses)\s(?:any\s|use\s)?|不要用|不用)(?:markdown|headings|überschriften|titres)/iu;

export const FORMAT_PATTERNS: readonly PromptPattern[] = [
  presence('bullet_list_directive', 'asks for the answer as a list', (text) => BULLETS.test(ownWords(text))),
  presence('table_directive', 'asks for the answer as a table', (text) => TABLE.test(ownWords(text))),
  presence('data_format_directive', 'asks for the answer as JSON, YAML, CSV or XML', asksForData),
  presence('markdown_directive', 'asks for Markdown, headings, bold or a code block', asksForMarkdown),
];

function asksForMarkdown(text: string): boolean {
  const words = ownWords(text);
  return MARKDOWN.test(words) && !NO_MARKDOWN.test(words);
}
