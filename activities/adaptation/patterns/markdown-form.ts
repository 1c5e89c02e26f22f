import { cleaned, excerptOf, ownWords } from './own-words.js';
import { anyPhrase, openingPhrase, type Phrases } from './phrases.js';
import { prefiltered } from './prefilter.js';
import { ASKED, NOT_TOLD_OF } from './request-cues.js';
import { requestsWith, sentencesOf } from './requests.js';

/** A command or wish to which a form belongs; "how are dates stored in JSON" has none. */
const WISH_EN =
  '(?:respond|answer|reply|output|return|give|provide|present|format|write|list|show|put|summari[sz]e|compare|display|organi[sz]e|explain|describe|render|deliver|generate|create|structure|arrange|export|send|want|need|like|use|convert|turn|name|extract|suggest|it|them|result|results)';
const WORD = "(?: [\\p{L}\\p{N}\\p{M}\\uFFFC'’,-]{1,25})";
const WORDS = `${WORD}{0,9}?`;
const SOME_WORDS = `${WORD}{1,9}?`;

/** A verb or a preposition with Markdown or an element of it, wherever it stands. */
const MARKDOWN = anyPhrase(
  `${NOT_TOLD_OF}(?:output|format|return|write|give|answer|reply|respond|send|deliver|render|export|convert)${WORDS} (?:as|in|to|into|using) (?:md|markdown|gfm)(?! (?:files?|parsers?|editors?))`,
  '(?:valid|clean|proper|raw|pure|simple|only|just|output|return|respond in) (?:md|markdown)(?= (?:only|please|pls)|\\s?(?:[.,;:!)]|\\n|$))',
  '(?:^|[,;(\\n] ?)(?:in |as |use )?markdown(?=\\s?(?:[,;.)]|\\n|$))',
  `${NOT_TOLD_OF}(?:wrap|put|return|give|show|place|enclose|output|write|paste|send|format|surround|keep)${WORDS} (?:in|inside|into|within|as|with) (?:an? |the |fenced |single |separate |markdown |one |proper ){0,3}code ?(?:blocks?|fences?)`,
  `${NOT_TOLD_OF}(?:highlight|put|make|mark|set|write|print|show|render|emphasi[sz]e)${SOME_WORDS} (?:in )?(?<!an? )(?:bold|italics?)(?! (?!(?:and|so|or|text|type|letters?|please|pls|plz|for|to|with|but|at|as|the|then|followed|on|in|if|when|where|while|because|only|here|inside|plus|that|which|thanks|thx|like|using|you|i|it)(?!\\p{L}))\\p{L})(?! in (?:css|html|latex|word|excel))`,
  `${NOT_TOLD_OF}(?:italici[sz]e|underline) (?:the|all|every|each|key)`,
  `${NOT_TOLD_OF}(?:start|begin|open|separate|structure|organi[sz]e|split|divide|break|group|give|turn|format)${WORDS} (?:with|by|under|into|using) (?:an? )?(?:[\\p{L}\\p{N}-]{1,15} ){0,2}?(?:headers?|headings?|subheadings?|section titles)(?! (?:in my|of my|file))`,
  `${NOT_TOLD_OF}(?:make|write|create|generate|produce|prepare|build|give|return|export|turn|draft|put|send|need|want|compile|output)(?: (?!(?:to|that|for|which|from|with|of|reads?|about|how|script|function|parser|class)(?!\\p{L}))[\\p{L}\\p{N}'’-]{1,20}){0,7}? (?:an?|one|as|into|single) (?:[\\p{L}-]{3,12} ){0,2}?markdown (?:file|document|doc|page|version|table|list|notes?|summary|task ?list|checklist|snippet|template|outline|report|cheat ?sheet|text|code|format)(?! (?:parser|editor|viewer|that (?:i|we) (?:have|wrote)|(?:i|we) (?:have|wrote)))`,
  '(?:each|every) (?:section|part|chapter|step|topic|clause|day|point|question|item|answer|endpoint|entry)(?: (?:should|must|needs to|has to))? (?:have|has|needs|need|gets|get|starts? with|under|begins? with) (?:an?|its own|their own) (?:\\p{L}{3,12} )?(?:heading|header|subheading|title)',
  '(?:ajoute|mets|insère|utilise|añade|agrega|usa|adicione|inclua|use|usa|gebruik|met|con|com|avec|mit|füge) (?:des |de |los |os |klaren )?(?:intertitres|sous-titres|encabezados|subtítulos|cabeçalhos|kopjes|tussenkopjes|titoletti|sottotitoli)',
  'heb(?:e|en sie)?(?: [\\p{L}]{1,20}){1,6}? fett hervor',
  `(?:${WISH_EN}${WORDS} (?:in|as|with|using)|formatted (?:in|as)|use|using|as|into|apply|include|add) (?:proper |clean |valid |github |github-flavou?red |raw ){0,2}markdown(?!-| (?:files?|parsers?|editors?|librar(?:y|ies)|renderer|support|to|cells?|syntax error|links? in my))`,
  'markdown (?:format|formatting|please|output)(?! (?:is|breaks|error))',
  'bold (?:the|all|every|each|key|important) \\p{L}{1,40}',
  '(?:in|inside|as) (?:a )?(?:fenced )?(?:markdown )?code (?:block|fence)(?=\\s*(?:[.,!]|only|please|\\n|$))',
  '(?:als|mit|nutze|verwende|benutze|(?:antworte|schreib|schreibe|formatiere|gib|ausgabe|antwort)[^.\\n]{0,60} in) (?:sauberem |gültiges |reines )?markdown(?!-(?:datei|editor|parser))(?! (?:datei|geschrieben|funktionieren))(?!\\s*\\?)',
  '(?:mit|verwende|nutze|füge) (?:klaren |kurzen |fetten |aussagekräftigen )?(?:zwischenüberschriften|überschriften)',
  '(?:fett (?:markieren|hervorheben|gedruckt)|markiere?(?: [\\p{L}]{1,20}){1,5} fett)',
  '(?:en|au format|utilise (?:le |du )?|utilisez (?:le |du )?|avec du) ?markdown(?! (?:est|sont))(?!\\s*\\?)',
  '(?:avec des (?:titres|sous-titres|intertitres)|mets?(?: [\\p{L}-]{1,20}){1,5} en gras|en gras les)',
  '(?:en|usa|utiliza|con|em|use|formato|usando) (?:o )?(?:formato )?markdown(?! (?:es|son|é))(?!\\s*\\?)',
  '(?:con (?:títulos|encabezados|subtítulos)|com (?:títulos|cabeçalhos|subtítulos)|(?:pon|pón|coloque|ponha|destaca|destaque)(?: [\\p{L}]{1,20}){1,5} (?:en negrita|em negrito))',
);
/** The same behind what opens a request in other languages. */
const MARKDOWN_OTHER = anyPhrase(
  `${ASKED}(?:in|als|im|au format|en|em|formato|no formato|met|como|con|com|avec du) (?:[\\p{L}]{1,12} ){0,2}?markdown(?!-(?:editor|parser))`,
  `${ASKED}(?:markdown|fett)(?=\\s?(?:[.,;:!)]|\\n|$)| (?:und|met|con|com|avec|et|y|e|en|hervor|dar)(?!\\p{L}))`,
  `${ASKED}(?:in einen?|als|in|dans un|en un|num|em um|dentro de un) (?:eigenen? )?(?:code-?blo(?:ck|k)|bloc de code|bloque de código|bloco de código|blocco di codice)`,
);
/** What the answer shall be without. */
const NO_MARKDOWN = prefiltered(
  /(?:(?:no|not|without|avoid|stop using|quit using|skip the|drop the|instead of|rather than|geen|niente|pas en|sans aucun|statt|arrête d'utiliser|deja de usar|pare de usar|don['’]t use|do not use|never use|ohne|keine?|keinerlei|nicht|sans|pas de|ni|sin|sem|não use|no uses|nichts|niets)\s(?:(?:any|use|using|in|als|en|em|de|le|the)\s){0,2}|(?:不要用|不用|别用|不要使用|请勿使用|勿用|不使用|不需要|无需|避免|不要有?|别加|不加|不要加|去掉|删除|删掉|去除|移除)(?:所有|全部|这些)?的?\s{0,2})(?:markdown|headings|headers|bold|fett|überschriften|titres|títulos|negrita|gras|加粗|粗体|标题|小标题|代码块)|(?:can['’]?t|cannot|doesn['’]?t|does not|won['’]?t|don['’]?t|unable to)\s(?:\p{L}+\s){0,2}(?:show|render|support|display|handle|read|process)\s(?:\p{L}+\s)?(?:markdown|bold|headings)|(?:markdown|マークダウン|太字|見出し)(?:記法|形式)?(?:は|を|も)?(?:なし|無し|不要|使わ(?:ない|ず)|禁止|(?:では|じゃ)なく(?!.{0,6}(?:markdown|マークダウン)))/iu,
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
  "(?:make|put|set|mark|write|have|keep|highlight|with|render|print|in|the|all|every|each|key|important|names?|words|terms|titles?|numbers|dates|them|it)(?: [\\p{L}\\p{N}'’-]{1,20}){0,7}? (?:(?:in|as) )?(?:bold(?:ed)?|italics?|boldface)(?: text| type| letters| font| please| pls)?(?=\\s?(?:[.,;:!?)]|\\n|$)| (?:and|so|but|or|with|for|at|,))(?<!(?:is|was|are|were|be|write|create|draft|compose|design|some|too|very|feel|look|looks|been|so|an?|more|that|his|her|your|our|with|or) (?:bold|italics?))",
  '(?:and|n|with|w/|use|add|in) (?:bold|bolded|italic|italici[sz]ed) (?:names?|terms?|words?|key ?words?|titles?|numbers?|dates?|labels?|key \\p{L}{3,15}|headings?|headers?|first \\p{L}{3,12}|highlights|main \\p{L}{3,12})',
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
const ELEMENT_NAME =
  '(?:markdown|bold|italics?|headings?|headers?|subheadings?|code ?blocks?|backticks?|block ?quotes?|inline code|fett|kursiv|überschrift(?:en)?|code-?bl(?:ö|o)cke?|titres?|gras|bloc de code|títulos?|encabezados?|negrita|negrito|bloques? de código|cabeçalhos?|blocos? de código)';
const SAME_CLAUSE = '[^.,;:!?\\n]{0,70}?';
const TAKEN_OUT =
  '(?:remove|strip|delete|drop|get rid of|take out|lose|undo|entferne?|lösch\\p{L}{0,2}|enlève|retire|supprime|quita|elimina|remova|tira) (?:(?:all|the|any|every|my|of|out|these|alle|die|den|das|tous|toutes|les|le|todas|todos|las|los|os|as|o|a|\\p{L}{3,10}) ){0,3}?(?:bold|markdown|headings|headers|italics|asterisks|back-?ticks|überschriften|fett\\p{L}{0,10}|titres|gras|encabezados|negritas?|negrito|títulos)';
const OTHER_PLACE =
  'in (?:(?:this|my|the|an?|our) )?(?:css|latex|html|word|excel|google docs|powerpoint|photoshop|figma|outlook|whatsapp|wordpress|libreoffice|canva|matplotlib|slides?|blog|app|stylesheet|website)';
const ASKS_WHETHER =
  '(?:^|[.!?;\\n] ?)(?:(?:can|may|should|do|did) (?:i|we|they|people|you (?:render|support|know|like|understand))|does [\\p{L}]{1,15}|kann (?:man|ich)|puis-je|peut-on|se puede|puedo|posso|dá para|si può) [^.!?\\n]{0,80}';
/** Questions about an element, and elements of something else than the answer. */
const ABOUT_ELEMENT = anyPhrase(
  `(?:difference|differ|unterschied|différence|diferencia|diferença|bugs?|fix|missing|how (?:do|can|to|does|did|are|is|should)|why|what (?:is|are|does|do|a|an)|whats|what's|when (?:do|should)|wie (?:mache|schreibe|kann|setze|erstelle|stelle|füge|bekomme)|warum|was (?:ist|sind|bedeutet)|comment|pourquoi|cómo|por qué|qué (?:es|son)|como (?:faço|colocar|eu|coloco|posso|deixo|se)|por que|o que (?:é|são))(?!\\p{L})${SAME_CLAUSE} ${ELEMENT_NAME}`,
  `(?:^|[.!?;] )(?:is|are|does|do|did|which|who|where|can i|should i|may i|kann (?:man|ich)|est-ce|peut-on|se puede|puedo|posso|dá para) [^.,;:!?\\n]{0,70}${ELEMENT_NAME}`,
  `${ELEMENT_NAME}${SAME_CLAUSE} (?:bugs?|parsers?|plugins?|editors?|renderers?|preview|is missing|are missing|disappears?|won.t|doesn.t|isn.t|aren.t|don.t|broke|fails?)`,
  '(?:parser|plugin|editor|renderer|from markdown)',
  // Code that has to do with it.
  '(?:functions?|scripts?|programs?|class|method|regex|command|tool|component|tests?|extension|app) (?:that|which|to|for|in \\p{L}{1,12} (?:that|to)) [^.,;:!?\\n]{0,50}(?:markdown|headings|bold|code blocks)',
  OTHER_PLACE,
  ASKS_WHETHER,
  TAKEN_OUT,
  // A heading as the work, not as its form.
  '(?:choose|suggest|pick|find|think of|come up with|need|want|brainstorm|propose|recommend|draft|invent|write|give me|improve|check|rewrite|translate)(?: (?:me|us))? (?:an? |some |the |my |\\p{N} |two |three |five )?(?:\\p{L}{3,12} )?(?:headings?|headers?|titles?|subheadings?) (?:for|to|of|in) (?:my|our|an?|the|this|chapter)(?! (?:title|each|every))',
  '(?:http|https|cors|curl|axios)',
  'headers? (?:to|for|in|of|on) (?:the|my|every|each|all|our|an?) (?:\\p{L}{2,12} )?(?:requests?|responses?|api|fetch|calls?|emails?|csv|table|spreadsheet|websites?|page of my)',
  '(?:rest api|api|request|response|smtp|email|cache|security|auth\\p{L}{0,12}|caching|csv|column|tcp) (?:header|headers|heading)',
  '(?:netflix|film|movie|série|serie|película|filme|video|vídeo|youtube) [^.!?\\n]{0,60}?(?:subtítulos|sous-titres|sottotitoli|ondertitels|legendas)',
  '(?:subtítulos|sous-titres|sottotitoli|subtitles)[^.!?\\n]{0,60}? (?:netflix|film|movie|série|serie|película|filme|video|vídeo|youtube)',
);
/** Commands beside other words of the sentence, and fragments that stand for one: "Headings for each item". */
const OWN_ELEMENT = '(?:[\\p{L}\\p{N}-]{1,15} ){0,3}?';
const DIRECTIVE = anyPhrase(
  `${NOT_TOLD_OF}(?:use|using|add|include|insert|apply|employ|utili[sz]e|wrap(?:ped)?|put|format(?:ted)?|mark(?:ed)?|set|render|display|show|enclose[ds]?|surround|structure[d]?|organi[sz]ed?|split|divide|separate|style|highlight)(?: [\\p{L}\\p{N}'’,-]{1,20}){0,8}? (?:in|with|as|by|using|inside|into|under|within) ${OWN_ELEMENT}(?:${CODE_BLOCK_EN}|${HEADING_EN}|bold(?:face)?|italics?|block ?quotes?)(?! (?:moves?|choices?|claims?|statements?|colou?rs?|steps?|plans?|patterns?|prints?|row|rows|shades?|fonts?|files?|line|image|section in my|to (?:the|my|every) (?:request|response)))`,
  `${NOT_TOLD_OF}(?:use|add|include|insert|apply|employ|have|give (?:it|each|every|me)(?: \\p{L}{3,15})?|with) (?:an? |some |its own |the |only |one |just |mark(?:down|up) |github |clear |short |proper |numbered |descriptive |nested |level \\p{N} ){0,3}(?:${CODE_BLOCK_EN}|h[1-4]s?|(?:sub-?)?headings|sub-?headers|block ?quotes?|bold (?:text |type |font )?for|italics? for|horizontal rules?|strikethrough|check-?boxes|task ?lists?)(?! (?:in|of) (?:my|the|our))(?! (?:widget|plugin|component|element|validation))`,
  `(?:headings?|headers|sub-?headings?|sub-?headers|titles?|sections?(?: titles?| names?)?|terms?|words|names?|numbers?|dates?|key \\p{L}{3,15}|commands?|code|output|quotes?|definitions?|snippets?|queries|examples?|warnings?|deadlines?|amounts?|prices|everything|it|that|this|them|answers?) (?:as|in|into|inside|within|goes? in(?:to)?|go in(?:to)?|with|between|get|gets|should be|must be|to be|are to be|need to be|has to be|have to be)(?: (?:an?|the|their own|its own|own|in|as|put))* (?:${CODE_BLOCK_EN}|h[1-4]s?|bold(?:ed|face)?|italic(?:s|i[sz]ed)?|(?:level[- ](?:\\p{N}|two|three|one) |markdown |top-level |second-level )?(?:headings?|headers?|sub-?headings?))(?=\\s?(?:[.,;:!)]|\\n|$)| (?:and|please|pls|plz|so|only|with|but|for|thanks|thx|too|as well|at|format))(?<!(?:is|was|are|were|reads?|looks?) .{0,30})`,
);
/** Rules about the parts of the answer: "les noms doivent être en gras". */
const RULE = anyPhrase(
  "(?:could|can|may|must|(?<=\\p{L} )should|shall|have to|has to|need to|needs to)(?: [\\p{L}'’-]{2,15}){0,5}? (?:be|appear|stand|come|go) (?:\\p{L}{3,12} )?(?:in|as|inside|into) (?:an? |the )?(?:bold(?:face)?|italics?|back-?ticks|(?:fenced )?code ?blocks?|inline code|markdown)(?! (?:in|on|or|and not))",
  '(?:doivent|doit|devront|devra|devraient|devrait) (?:\\p{L}{3,12} )?(?:être|apparaître|figurer|rester) (?:\\p{L}{3,12} )?en (?:gras|italique)',
  '(?:deben?|deberían?|tienen? que|devem|deve|têm que|tem que|precisam|precisa|quiero que|quero que) (?:[\\p{L}]{2,15} ){0,4}?(?:ir|vayan|estar|estén|estejam|aparecer|aparezcan|apareçam|ser|ficar|fiquem|vir|venham|salir|salgan) (?:\\p{L}{3,12} )?(?:en|em|a) (?:negrita|negrito|cursiva|itálico)',
  '(?:sollen?|sollten?|müssen|muss) (?:[\\p{L}]{2,20} ){0,5}?(?:fett|kursiv)(?:gedruckt|geschrieben)?(?=\\s?[.,;!]|\\s?$| (?:sein|stehen|gesetzt|gedruckt|markiert|hervorgehoben|geschrieben|dargestellt|und))',
  '(?:jede[rsnm]?|pro|für jede[nsr]?|chaque|cada|ogni|elke?) [\\p{L}]{3,20} (?:(?:soll|muss|sollte|bekommt|kriegt|hat|mit|doit avoir|aura|avec|debe (?:tener|llevar)|tenga|lleve|con|deve ter|tenha|com|deve avere|met|krijgt) )?(?:eine?n? |un |um |una |uma |its )?(?:eigenen? |propre |propio |próprio )?(?:(?:zwischen)?überschrift|sous-titre|titre (?:de niveau|en gras)|intertitre|título|subtítulo|encabezado|cabeçalho|titolo|kopje)(?![\\p{L}])(?!.{0,80}\\?)',
);
const FRAGMENT = openingPhrase(
  `(?!(?:i|we|it|he|she|they|you|there|what|which|why|how|who|is|are|does|do)(?!\\p{L}))(?:[\\p{L}\\p{N}'’-]{1,15} ){1,4}(?:as|in|under|inside|with) (?:an? |their own |its own |the )?(?:(?:level[- ]?(?:\\p{N}|one|two|three) |markdown |top-level |second-level |separate |own )?(?:headings|sub-?headings|sub-?headers)|h[1-4]s?|bold(?:face)?|italics|code ?blocks?|back-?ticks|inline code)(?=\\s?(?:[.,;!)]|\\n|$)| (?:and|please|pls|plz|with|wherever|whenever|when|every|throughout|each|for|so|then|but|plus|only|always|below|above|at|on)(?!\\p{L}))(?<!(?:is|was|are|were|looks?|be) .{0,40})(?![^.!\\n]{0,120}\\?)`,
  `(?:with |use )?(?:clear |short |bold |nice |proper |descriptive |markdown |separate |section |big |own ){0,3}${HEADING_EN}(?: (?:for|per|above|on|over|before|between|as|in|like|at|where|with|should|must|and (?:bold|bullets|short|sub\\p{L}{3,12}|a|code)|please|pls|plz|only)(?!\\p{L})|(?<!headers?|heading) ?[:=&+]|(?<!header|heading),)(?!(?: [\\p{L}'’]{1,15}){0,6} (?:is|are|was|were|look|looks|don't|doesn't|do|have|has|gets?|fails?|broke)(?!\\p{L}))(?![^.!\\n]{0,120}\\?)`,
  '(?:all |everything |each )?(?:bolded|italici[sz]ed|in bold|in italics|in back-?ticks|in (?:an? )?code ?blocks?)(?=(?: please| pls| plz)?(?:\\s?[.,;!)]|\\s?\\n|\\s?$))(?![^.!\\n]{0,120}\\?)',
  '(?:bold(?:face)?|italics?|back-?ticks?|inline code|monospace) (?:for|on|around|only|the|every|each|all)(?! (?:move|choice|claim))(?!(?: [\\p{L}]{1,15}){0,5} (?:is|are|was|were)(?!\\p{L}))(?![^.!\\n]{0,120}\\?)',
  `(?:(?:and|in|as|just|only|simply|one|single|a|the|all|please|inside|fenced|bash|sql|python|everything|answer|commands?|code|script|query|nothing but) ){0,6}(?:fenced )?code ?(?:blocks?|fences?)(?=\\s?(?:[.,;!)]|\\n|$)| (?:please|pls|plz|only|nothing|no|with|for|thanks|thx|ty|would|so|is fine|if))(?! (?:with|for) (?:my|the|our) \\p{L}{2,15} (?:is|are|doesn't|won't))(?![^.!\\n]{0,120}\\?)`,
  '(?<!\\.)(?:markdown|md)(?: (?:format|formatting|output|table|file|doc|document))?(?: (?:please|pls|plz|only|preferred|would be|if possible|is fine|works|thanks|thx|ty|with (?:headings|headers|bold|h2|code)|so i)| ?[:,;.!]|$)(?<!markdown (?:table|file|doc|document) ?[:,;.!])(?![^.!\\n]{0,120}\\?)',
);
/** Marks named as such, which own words may have lost: "## per phase", "in ``` fences", "with - [ ]". */
const MARKS = prefiltered(
  /(?<![\p{L}\p{N}])(?:(?:use|using|with|inside|between|in|by|as|put|like|mit|avec|con|com|用|使用)\s(?:(?:an?|the|double|triple)\s)?["'(]?(?:#{1,4}(?=[\s"'),.;]|$)|\*{2}(?=[\s"'),.;]|$)|```(?:[a-z]{0,10})?(?=\s?(?:fence|block|code|tag|mark)|["'),.;]|\s?$)|-\s\[\s?\])|用\s?#{1,4})/iu,
);
const MARKS_WITHIN = prefiltered(
  /(?<=[^\s#]\s)(?:#{1,4}|h[1-4]|\*\*)\s(?:for|per|before|above|headings?|headers?|titles?|sections?|für|pour|para|por|überschriften|titres|títulos)(?!\p{L})/iu,
);
/** Emphasis and headings that the prompt itself has. */
const OWN_MARKS = /[*#]+|(?<![\p{L}\p{N}])_+|_+(?![\p{L}\p{N}])/gu;
const FILE_ENDING = /(?<=\s)\.md(?![\p{L}\p{N}])/giu;
const ELEMENT_HAN = anyPhrase(
  '(?<!(?:怎么|如何|怎样|不要|不用|别|为什么|是否|能否支持).{0,20})(?:加粗|粗体|标粗|黑体|斜体|代码块|代码框|代码格式|行内代码|反引号|二级标题|一级标题|三级标题|小标题|各级标题|分级标题|多级标题)(?!了|是什么|怎么|的意思|吗|？|显示不|无法|失效|の(?:違い|使い|書き|意味|出し)|とは|は(?:何|どう|なぜ)|って)(?!.{0,12}(?:ですか|违|区别))',
  '(?:markdown|md|ＭＤ|马克当)\\s?(?:格式|语法|形式|文档|代码|文件|排版|写|输出|返回|来写|表格|列表)(?!\\s?(?:怎么|是什么|吗|的优|有|打不|转|无法))(?<!(?:怎么|如何|怎样|什么是|为什么|这个|我的|把)\\s?.{0,10}(?:格式|语法|形式|文档|代码|文件|排版|写|输出|返回|来写|表格|列表))',
  '(?:用|以|按|成|为|使用|采用|输出|返回)\\s?(?:标准|规范)?的?\\s?(?:markdown|md)(?!\\s?(?:编辑器|文件的|写的|解析))',
  '(?:标题|章节).{0,6}(?:用|加|使用)(?:上)?\\s?(?:#|井号|二级|加粗|h\\d)|(?:用|加上?|带上?|使用|配上?)(?:\\p{Script=Han}{0,4})(?:小标题|标题)(?!党|栏|的)',
  '(?:markdown|マークダウン|md)(?:\\s?(?:形式|記法|フォーマット|ファイル|文書|表記|の表|の見出し|の箇条書き))?(?:で|に|として|を使っ|を用い)(?!は|つい|関|ある|なっ|す(?:か|が)|きない|書かれ|書いた|エラー)(?=.{0,25}(?:くださ|して|お願い|書い|返|出力|まとめ|答え|ほしい|欲しい|作|整形|変換|回答|。|$))(?<!(?:ではなく|なし).{0,4})',
  '(?:太字|ボールド|強調表示|斜体|コードブロック|インラインコード|バッククォート|大見出し|小見出し|見出し|h2)(?:に|で|を(?:付|つ|使|入|設|立)|と|として|や|、|付き|ごと).{0,20}(?:して(?!いる|も)|くださ|お願い|書い|囲|入れ|ほしい|まとめ|付け|つけ|示し|表示|強調|整理|構成|返)(?!.{0,6}(?:方法|には|られ|なく))',
);

const ABOUT_FORM = prefiltered(
  /(?<!\p{L})(?:difference|differ|versus|vs|unterschied|différence|diferencia|diferença|bug|fix|plugin|parser|editor|renderer|train|from markdown|history|indent\p{L}*|how to|(?:about|on|of|learn|learning|teach|explain|understand|love|hate|than|between|supports?|renders?|rendered|rendering|written in|wrote in|from|this|my|our|strips?|stripping|removes?) markdown|markdown (?:course|tutorial|cheat ?sheet|guide|book|lessons?|alternatives?|linter|converter|app|tool|extension|blog|engine|basics)|in (?:my|our|the) (?:slides?|slide deck|word|deck))(?!\p{L})/u,
);
const MARKDOWN_FORM = prefiltered(
  /(?<!\p{L})(?:(?:a|one|single) markdown (?:file|document)(?= (?:i|that|with|for|called|named|to)(?!\p{L})|[.,]|$)|markdown(?! of (?:\d|the))(?!-?(?:editor|parser|datei)|\s(?:files?|parsers?|editors?|plugins?|librar|render|support|preview|cells?|to\s|on\s))|(?:own|separate|single|one|an?|fenced|in|into|inside) code ?(?:blocks?|fences?))(?!\p{L})/u,
);

const NAMED_MARK: Phrases = { test: (text) => MARKS.test(text) || MARKS_WITHIN.test(text) };
const ABOUT_PLACE = anyPhrase(OTHER_PLACE, ASKS_WHETHER, TAKEN_OUT);
const QUESTION_MARK = /\?[\s)"”’]*$/u;
const ASKED_OF_YOU = anyPhrase(
  '(?:can|could|would|will|may|might) (?:you|u|ya|i have|i get|we have)|(?:could|can|may) (?:the|all|each|every|any|my|important|key) [^?]{2,50} be',
);
/** A question that asks for nothing to be done. */
const QUESTION: Phrases = { test: (sentence) => QUESTION_MARK.test(sentence) && !ASKED_OF_YOU.test(sentence) };

/** Whether a sentence holds what is looked for and nothing of what excludes it, with a command or without. */
function directs(words: string, form: Phrases, ...excluded: readonly Phrases[]): boolean {
  if (!form.test(words)) return false;
  return sentencesOf(words).some((sentence) => form.test(sentence) && !excluded.some((other) => other.test(sentence)));
}

const ABOUT_EITHER: Phrases = { test: (words: string) => ABOUT_FORM.test(words) || ABOUT_ELEMENT.test(words) };

/** Whether a prompt asks for Markdown, or for headings, bold or a code block in the answer. */
export function asksForMarkdown(text: string): boolean {
  const own = ownWords(text);
  if (NO_MARKDOWN.test(own)) return false;
  const words = own
    .replace(OWN_MARKS, ' ')
    .replace(FILE_ENDING, 'markdown')
    .replace(/[ \t]{2,}/gu, ' ');
  return (
    directs(words, MARKDOWN, ABOUT_PLACE) ||
    MARKDOWN_OTHER.test(words) ||
    ELEMENT_HAN.test(words) ||
    RULE.test(words) ||
    FRAGMENT.test(words) ||
    directs(words, DIRECTIVE, ABOUT_ELEMENT, QUESTION) ||
    directs(cleaned(excerptOf(text)), NAMED_MARK, ABOUT_ELEMENT, QUESTION) ||
    requestsWith(words, ELEMENT, ABOUT_ELEMENT) ||
    requestsWith(words, MARKDOWN_FORM, ABOUT_EITHER)
  );
}
