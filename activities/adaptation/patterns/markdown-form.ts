import { ownWords } from './own-words.js';
import { anyPhrase } from './phrases.js';
import { prefiltered } from './prefilter.js';
import { ASKED, NOT_TOLD_OF } from './request-cues.js';
import { requestsWith } from './requests.js';

/** A command or wish to which a form belongs; "how are dates stored in JSON" has none. */
const WISH_EN =
  '(?:respond|answer|reply|output|return|give|provide|present|format|write|list|show|put|summari[sz]e|compare|display|organi[sz]e|explain|describe|render|deliver|generate|create|structure|arrange|export|send|want|need|like|use|convert|turn|name|extract|suggest|it|them|result|results)';
const WORDS = "(?: [\\p{L}\\p{N}\\p{M}\\uFFFC'’,-]{1,25}){0,9}?";

const MARKDOWN = anyPhrase(
  `${NOT_TOLD_OF}(?:output|format|return|write|give|answer|reply|respond|send|deliver|render|export|convert)${WORDS} (?:as|in|to|into|using) (?:md|markdown|gfm)(?! (?:files?|parsers?|editors?))`,
  '(?:valid|clean|proper|raw|pure|simple|only|just) markdown(?= (?:only|please|pls)|\\s?(?:[.,;:!)]|\\n|$))',
  '(?:^|[,;(\\n] ?)(?:in |as |use )?markdown(?=\\s?(?:[,;.)]|\\n|$))',
  `${NOT_TOLD_OF}(?:wrap|put|return|give|show|place|enclose|output|write|paste|send|format|surround|keep)${WORDS} (?:in|inside|into|within|as|with) (?:an? |the |fenced |single |separate |markdown |one |proper ){0,3}code ?(?:blocks?|fences?)`,
  `${NOT_TOLD_OF}(?:highlight|put|make|mark|set|write|print|show|render|emphasi[sz]e)${WORDS} (?:in )?(?<!an? )\\*{0,2}(?:bold|italics?)(?! (?:move|choice|claim|statement|step|type|enough|font|in (?:css|html|latex|word|excel)))`,
  `${NOT_TOLD_OF}(?:italici[sz]e|underline) (?:the|all|every|each|key)`,
  `${NOT_TOLD_OF}(?:start|begin|open|separate|structure|organi[sz]e|split|divide|break|group|give|turn|format)${WORDS} (?:with|by|under|into|using) (?:an? )?(?:[\\p{L}\\p{N}-]{1,15} ){0,2}?(?:headers?|headings?|subheadings?|section titles)(?! (?:in my|of my|file))`,
  `${NOT_TOLD_OF}(?:make|write|create|generate|produce|prepare|build|give me|return|export) (?:an? |me an? )(?:\\p{L}{3,12} )?markdown (?:file|document|doc|page|version|table|list|note|summary|task list|checklist)(?! (?:parser|editor|viewer))`,
  '(?:section|sub|clear|short) ?(?:headings|headers|subheadings) (?:please|pls|plz|only)',
  '(?:each|every) (?:section|part|chapter|step|topic|clause|day|point|question|item|answer|endpoint|entry)(?: (?:should|must|needs to|has to))? (?:have|has|needs|need|gets|get|starts? with|under|begins? with) (?:an?|its own|their own) (?:\\p{L}{3,12} )?(?:heading|header|subheading|title)',
  '(?:a|one) (?:heading|header|subheading) (?:per|for each|for every)',
  '(?:ajoute|mets|insère|utilise|añade|agrega|usa|adicione|inclua|use|usa|gebruik|met|con|com|avec|mit|füge) (?:des |de |los |os |klaren )?(?:intertitres|sous-titres|encabezados|subtítulos|cabeçalhos|kopjes|tussenkopjes|titoletti|sottotitoli)',
  '(?:pon|pón|ponga|coloca|coloque|ponha|põe) (?:en negrita|em negrito)',
  'heb(?:e|en sie)?(?: [\\p{L}]{1,20}){1,6}? fett hervor',
  '(?:見出し|太字)(?:と|や|、)[\\p{L}]{1,8}を(?:使|付|つけ)|(?:見出し|太字)を(?:使|付|つけ)',
  'マークダウン\\s?(?:で(?:出力|書い|回答|答え|まとめ|お願い|返)|形式(?:で|に)|にして)',
  `(?:${WISH_EN}${WORDS} (?:in|as|with|using)|formatted (?:in|as)|use|using|as|into|apply|include|add) (?:proper |clean |valid |github |github-flavou?red |raw ){0,2}markdown(?!-| (?:files?|parsers?|editors?|librar(?:y|ies)|renderer|support|to|cells?|syntax error|links? in my))`,
  '(?:in|as) markdown(?: format)?(?=\\s*(?:[.,!]|please|\\n|$))(?<!(?:missing|supported|work|works|rendered|possible|allowed|links|footnotes|written|comments|images|tables) in markdown)',
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
  'markdown\\s?(?:で(?:出力|書いて|回答|答え|まとめ)|形式で)',
  '(?:太字にして|太字で|見出しを(?:付け|つけ)|見出し付きで)',
);
const MARKDOWN_OTHER = anyPhrase(
  `${ASKED}(?:in|als|im|au format|en|em|formato|no formato|met|como|con|com|avec du) (?:[\\p{L}]{1,12} ){0,2}?markdown(?!-(?:editor|parser))`,
  `${ASKED}(?:markdown|fett)(?=\\s?(?:[.,;:!)]|\\n|$)| (?:und|met|con|com|avec|et|y|e|en|hervor|dar)(?!\\p{L}))`,
  `${ASKED}(?:in einen?|als|in|dans un|en un|num|em um|dentro de un) (?:eigenen? )?(?:code-?blo(?:ck|k)|bloc de code|bloque de código|bloco de código|blocco di codice)`,
);
const NO_MARKDOWN = prefiltered(
  /(?:(?:no|not|without|avoid|stop using|quit using|skip the|drop the|instead of|rather than|geen|niente|pas en|sans aucun|statt|arrête d'utiliser|deja de usar|pare de usar|don['’]t use|do not use|never use|ohne|kein|sans|pas de|sin|sem|não use|no uses|nichts|niets)\s(?:any\s|use\s)?|不要用|不用|别用|不要使用|请勿使用|不需要|避免)(?:markdown|headings|headers|bold|fett|überschriften|titres|títulos|negrita|gras)/iu,
);

const HEADING_EN = '(?:headers?|headings?|sub-?headings?|subheaders?|section titles|h[1-4]s?)';
const CODE_BLOCK_EN =
  '(?:(?:fenced |single |separate |markdown |one |proper |own |triple backtick |copyable |copy-?able |[\\p{L}#+]{1,12} )?(?:code ?(?:blocks?|fences?|boxe?s?|snippet block)|code-(?:blocks?|fences?))|(?:triple |single )?back-?ticks|inline code|code formatting|monospace|fenced (?:[\\p{L}\\d+#]{1,12} )?blocks?)';
/** Elements of Markdown, in a sentence that asks for something. */
const ELEMENT = anyPhrase(
  // English
  `(?:in|inside|into|within|with|as|using|use|add|one|a|an|its own|single|separate|fenced) (?:an? |the )?${CODE_BLOCK_EN}(?! (?:in my|of my|on my|plugin))`,
  `(?:with|add|use|using|insert|include|put|under|by|clear|short|bold|own|level[- ][1-6]|level[- ](?:one|two|three)|h[1-4]|markdown|descriptive|a|give each \\p{L}{3,15}) (?:an? |the |some |its own )?(?:clear |short |bold |level[- ]\\p{N} |markdown |section |bolded |descriptive |own |second-level |top-level )*${HEADING_EN} (?:for|above|per|to|over|on|between|before|of|in front of|so|and|like|such|at|where|then) ?`,
  `(?:an?|own|one|separate) (?:clear |short |bold |section |level-\\d |markdown )*(?:header|heading|sub-?heading|subheader) (?:for|above|per|over|before|to|in front of|on top of) (?:each|every|all|the|any)`,
  `(?:with|use|using|add|include|insert|under) (?:clear |short |bold |section |some |proper |descriptive |meaningful )*(?:headings|headers|sub-?headings|subheaders|section titles)(?=\\s?(?:[.,;:!?)]|\\n|$)| (?:and|so|please|pls|or|to|for|like|where))`,
  "(?:make|put|set|mark|write|have|keep|highlight|with|render|print|in|the|all|every|each|key|important|names?|words|terms|titles?|numbers|dates|them|it)(?: [\\p{L}\\p{N}'’-]{1,20}){0,7}? (?:(?:in|as) )?(?:bold(?:ed)?|italics?|boldface)(?: text| type| letters| font| please| pls)?(?=\\s?(?:[.,;:!?)]|\\n|$)| (?:and|so|but|or|with|for|at|,))(?<!(?:is|was|are|were|be|too|very|feel|look|looks|been|so|an?|more|that|his|her|your|our|with|or) (?:bold|italics?))",
  '(?:bold|bolden|italici[sz]e|boldface|embolden) (?:the|all|every|each|any|key|important|my|your|these|those|only|anything|whatever|them|it)(?! (?:move|claim|font|choice|new))',
  '(?:collapsible|collapsable|foldable|expandable) (?:sections?|blocks?|details?|\\uFFFC|part)|details (?:tag|block|element)|(?:blockquotes?|block quotes?|horizontal (?:rules?|lines?)|task ?lists?|tasklists?|check-?boxes|strikethrough)(?: for| to| between| around| in| with|\\s?(?:[.,;:!)]|\\n|$))(?<!(?:the|my|our|html) .{4,20})',
  'md (?:format|syntax|file|pls|please)|h[1-4](?: headings?)? (?:for|per) (?:each|every)',
  '(?:double |two |single )?asterisks? (?:around|for)|(?:hash|pound) signs? for (?:the )?headings?|wrap(?:ped)? (?:\\p{L}{1,15} ){1,5}?in (?:back-?ticks|asterisks|bold)',
  '(?:in |as |to |into |using |with |use |valid |clean |proper |raw |pure |only |just |output |github |gfm |full )(?:the )?(?:github[- ]flavou?red |github |basic |simple |clean |valid |plain |standard |raw |proper )?(?:markdown|mark down|markdwon|mardown|makrdown|gfm|mdx?|\\.md)(?=\\s?(?:[.,;:!?)]|\\n|$)| (?:with|so|and|please|pls|format|formatting|syntax|table|list|output|only|for|because|that|code|headings?|i))',
  // German
  '(?:code-?bl(?:o|ö)cke?n?|codeblöcken?|inline-?code|backticks|codebox)(?! (?:im|in meinem|in der|auf))',
  '(?:mit|unter|nutze|verwende|füg\\p{L}{0,2}|setz\\p{L}{0,2}|gib|durch|jeweils|eine|einer|eigene[nr]?|klaren?) (?:\\p{L}{3,15}n? ){0,2}?(?:(?:zwischen|abschnitts|unter|kapitel)?überschriften|überschrift (?:für|pro|je|über) (?:jede|je|abschnitt))(?! (?:ist|passt|meines|meiner|für (?:meinen|den|einen) (?:artikel|beitrag)))',
  '(?:fett|fettgedruckt|fettdruck|kursiv|fettschrift)(?: (?:und|geschrieben|gedruckt|gesetzt|hervor|hervorheben|hervorgehoben|markier(?:en|t)|schreiben|setzen|machen|formatieren|darstellen|stehen|sein|bitte|aus|an|drucken)|\\s?(?:[.,;:!?)]|\\n|$))',
  // French
  '(?:bloc(?:s)? de code|balises? de code|bloc code|backticks)|(?:des|un|les|de|avec|chaque|aux?) (?:\\p{L}{3,12} )?(?:inter-?titres?|sous-titres?|titres (?:et|de|pour|clairs|en|markdown|,)|titre (?:pour chaque|par|avant chaque|de niveau|en gras))|en (?:caractères )?(?:gras|italique)(?! (?:est|sont))',
  // Spanish and Portuguese
  '(?:bloques? de código|blocos? de código)|(?:con|com|usa|use|usando|añade|agrega|pon|ponle|coloca|coloque|adicione|inclua|un|um|cada|poner|por|y|e) (?:\\p{L}{3,12} )?(?:subtítulos?|encabezados?|cabeçalhos?|títulos (?:y|e|para|en|em|claros|de|por)|título (?:(?:para|por|en|em) cada|de nivel|de nível))|(?:en|em) (?:letra )?(?:negrita|negrilla|negrito|cursiva|itálico)(?! (?:es|é|del?|do))',
  // Italian, Dutch
  '(?:in grassetto|in corsivo|blocco di codice|sottotitoli|vetgedrukt|dikgedrukt|in het vet|cursief|codeblok|tussenkopjes|kopjes)',
);
const ABOUT_ELEMENT = prefiltered(
  /(?<!\p{L})(?:difference|differ|unterschied|différence|diferencia|diferença|bug|fix|plugin|parser|editor|renderer|from markdown|how (?:do|can|to|does)|why|missing|in (?:css|latex|html|word|excel|google docs|powerpoint|photoshop|figma|outlook|whatsapp|wordpress|my (?:slides?|blog|css|app|html))|http|cors|wie (?:mache|schreibe|kann|setze|erstelle|stelle)|comment (?:mettre|faire|je|ajouter|on)|cómo|como (?:faço|colocar|eu|coloco|posso|deixo)|subtitles? file|netflix|film|movie|série|película|filme)(?!\p{L})/u,
);
const ELEMENT_HAN = anyPhrase(
  '(?<!(?:怎么|如何|怎样|不要|不用|别|为什么|是否|能否支持).{0,20})(?:加粗|粗体|标粗|黑体|斜体|代码块|代码框|代码格式|行内代码|反引号|二级标题|一级标题|三级标题|小标题|各级标题|分级标题|多级标题)(?!了|是什么|怎么|的意思|吗|？|显示不|无法|失效)',
  '(?:markdown|md|ＭＤ|马克当)\\s?(?:格式|语法|形式|文档|代码|文件|排版|写|输出|返回|来写|表格|列表)(?!\\s?(?:怎么|是什么|吗|的优|有|打不|转|无法))(?<!(?:怎么|如何|怎样|什么是|为什么|这个|我的|把)\\s?.{0,10}(?:格式|语法|形式|文档|代码|文件|排版|写|输出|返回|来写|表格|列表))',
  '(?:用|以|按|成|为|使用|采用|输出|返回)\\s?(?:标准|规范)?的?\\s?(?:markdown|md)(?!\\s?(?:编辑器|文件的|写的|解析))',
  '(?:标题|章节).{0,6}(?:用|加|使用)(?:上)?\\s?(?:#|井号|二级|加粗|h\\d)|(?:用|加上?|带上?|使用|配上?)(?:\\p{Script=Han}{0,4})(?:小标题|标题)(?!党|栏|的)',
  '(?:markdown|マークダウン|md)(?:\\s?(?:形式|記法|フォーマット|ファイル|文書|表記|の表|の見出し|の箇条書き))?(?:で|に|として|を使っ|を用い)(?!は|つい|関|ある|なっ|す(?:か|が)|きない|書かれ|書いた|エラー)(?=.{0,25}(?:くださ|して|お願い|書い|返|出力|まとめ|答え|ほしい|欲しい|作|整形|変換|回答|。|$))(?<!(?:ではなく|なし).{0,4})',
  '(?:太字|ボールド|強調表示|斜体|コードブロック|インラインコード|バッククォート|大見出し|小見出し|見出し|h2)(?:に|で|を(?:付|つ|使|入|設|立)|と|として|や|、|付き|ごと).{0,20}(?:して(?!いる|も)|くださ|お願い|書い|囲|入れ|ほしい|まとめ|付け|つけ|示し|表示|強調|整理|構成|返)(?!.{0,6}(?:方法|には|られ|なく))',
);

const ABOUT_FORM = prefiltered(
  /(?<!\p{L})(?:difference|differ|versus|vs|unterschied|différence|diferencia|diferença|bug|fix|plugin|parser|editor|renderer|train|from markdown|history|indent\p{L}*|how to|in (?:my|our|the) (?:slides?|slide deck|word|deck))(?!\p{L})/u,
);
const MARKDOWN_FORM = prefiltered(
  /(?<!\p{L})(?:(?:a|one|single) markdown (?:file|document)(?= (?:i|that|with|for|called|named|to)(?!\p{L})|[.,]|$)|markdown(?! of (?:\d|the))(?!-?(?:editor|parser|datei)|\s(?:files?|parsers?|editors?|plugins?|librar|render|support|preview|cells?|to\s|on\s))|(?:own|separate|single|one|an?|fenced|in|into|inside) code ?(?:blocks?|fences?))(?!\p{L})/u,
);

/** Whether a prompt asks for Markdown, or for headings, bold or a code block in the answer. */
export function asksForMarkdown(text: string): boolean {
  const words = ownWords(text);
  return (
    !NO_MARKDOWN.test(words) &&
    (MARKDOWN.test(words) ||
      MARKDOWN_OTHER.test(words) ||
      ELEMENT_HAN.test(words) ||
      requestsWith(words, ELEMENT, ABOUT_ELEMENT) ||
      requestsWith(words, MARKDOWN_FORM, ABOUT_FORM))
  );
}
