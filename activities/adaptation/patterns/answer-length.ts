import { anyPhrase } from './phrases.js';
import { ASKED, GIVE_EN, NOT_TOLD_OF } from './request-cues.js';
import { requestsWith } from './requests.js';

const NUMBER =
  '(?:\\d{1,3}[.,]\\d{3}|\\d{1,5}k?(?: ?(?:-|–|to|or|bis|oder|à|ou|a|o|and|und|et|y|e) ?\\d{1,5})?|a|half a|a single|(?:one|two|three|four|five|zwei|drei|deux|dos|duas|dois) ?(?:-|–|to|or|bis|oder|à|ou|a|o) ?(?:two|three|four|five|six|drei|vier|trois|quatre|tres|três|cuatro|quatro)|ein paar|quelques|unas? pocas|unas cuantas|poucas|algumas|one|two|three|four|five|six|seven|eight|ten|twenty|fifty|einem?|zwei|drei|vier|fünf|sechs|zehn|une?|deux|trois|quatre|cinq|dix|una|dos|tres|cuatro|cinco|seis|diez|uma?|duas|dois|três|quatro|dez|due|tre|quattro|cinque|dieci|venti|cento|twee|drie|vijf|tien|twintig|hundred|hundert|cent|cien|cem|fifteen|thirty|forty|a couple of|couple of|a few|few|(?:one|two|three|five) hundred)';
const UNIT =
  '(?:words?|wrds|sentances?|sentences?|lines?|characters?|chars|paragraphs?|bullets?|bullet points|tokens|pages?|wörtern?|worte|sätzen?|satz|zeilen?|zeichen|absätzen?|absatz|seiten?|mots?|phrases?|lignes?|caractères|paragraphes?|palabras?|frases?|oraciones|oración|líneas?|caracteres|palavras?|linhas?|parágrafos?|párrafos?|páginas?|parole|frasi|righe|paragrafi|caratteri|pagine|woorden|zinnen|regels|alinea.s|tekens|pagina.s)';
const ADJECTIVE =
  '(?: short| simple| brief| concise| single| small| crisp| tight| punchy| full| clear| kurzen| knappen| einzigen| courtes?| seule| cortas?| curtas?| breves?| sola| única| só)?';
/** Where a question asks how something is done, what it limits is no answer. */
const NOT_HOW = '(?<!(?:how (?:do|does|can|to|would|should))(?!\\p{L})[^.!?\\n]{0,60})';
const QUANTITY = `${NUMBER}${ADJECTIVE} ${UNIT}`;
const VERB_EN =
  '(?:summari[sz]e|explain|answer|describe|write|reply|respond|(?<!(?:an?|the|word|character|of) )limit|keep|define|tell|rewrite|use|compose|draft|give|condense|shorten|cut|trim|reduce|make|sum|expand|extend|lengthen|boil|squeeze|stretch|produce|generate|fit|output|outline|propose|sketch|recap)';

// Adjectives and adverbs
const SIZE_EN =
  '(?:short|brief|concise|succinct|terse|compact|condensed|detailed|in-depth|indepth|thorough|lengthy|comprehensive|extensive|long|exhaustive|longer|shorter|briefer|elaborate|one-paragraph|one-page|multi-page|(?:one|two|three|four|five|six|\\d{1,4})-(?:word|sentence|line|page|paragraph|character)s?)';
/** What is short or long by itself, whoever asks for it. */
const OTHER_SIZE_EN =
  '(?! (?:films?|movies?|circuits?|urls?|links?|selling|sale|sleeves?|sleeved|hair|haircut|weekend|position|term|walk|walks|hike|trip|trips|break|run|distance|flight|drive|jump|position|division|story (?:by|from)|stories (?:by|from)|dress|skirt|stay|vacation|holiday|commute)(?!\\p{L}))';
const WRITE_EN =
  '(?:give|write|tell|draft|compose|create|provide|generate|produce|prepare|make|send|show|need|want|like|love|prefer|do|craft|put together|come up with|add|include|deliver|propose|suggest|expect|only|just|with|as|into)';
const SIZES: readonly string[] = [
  `${NOT_TOLD_OF}(?:${WRITE_EN})(?: me| us| it| this| them| him| her| back| with| to| read| see){0,2} (?:an? |the |some |your )?(?:really |very |more |pretty |super |fairly |nice |relatively |reasonably |extremely |fun |funny |friendly |polite |good |simple |clear |formal ){0,3}${SIZE_EN}(?=,? \\p{L})${OTHER_SIZE_EN}(?<!(?:as|with|into|have|the) (?:an? |the )?(?:short|long|longer|shorter|brief))`,
  `${NOT_TOLD_OF}${GIVE_EN} (?:an? |the )?(?:quick|brief|rapid|fast|bite-sized|high-level) (?:explanation|answer|reply|response|summary|overview|description|intro|introduction|rundown|recap|version|note|sketch|definition)`,
  '(?:as|so) (?:concise|brief|short|detailed|succinct|compact|thorough|long|concisely|briefly|succinctly|thoroughly|little|few words)(?: and \\p{L}{3,12})? as (?:possible|you can|u can|necessary|needed)',
  '(?:short|brief|quick|concise|detailed|thorough|one-?word|one-?line|long) (?:answer|answers|reply|response|version|explanation|summary)(?:,? (?:please|pls|plz|only|is fine|is enough|will do|would do|suffices|preferred|ok))',
  "(?:keep|make)(?: [\\p{L}'’]{1,15}){1,5}? (?:very |really |nice and |fairly |as |a bit |a little |much |way |super ){0,2}(?:short|brief|concise|succinct|snappy|compact|to the point|shorter|longer|tight|crisp|terse|lengthy|long|detailed|more detailed|more concise)(?! (?:story|film|term|hair|of|than i|enough for))(?<!(?:how to|can i|do i|to|i) (?:keep|make) .{1,40})",
  "(?:don't|dont|do not|no need to|not)(?: (?:make|write|be|go|let|get|have|it|this|that|need|to|the|answer))* (?:too|overly|super|very|so) (?:long|short|lengthy|detailed|wordy|verbose)(?= |[.,;!)]|$)(?<!(?:is|was|are|were) not .{3,20})",
  "(?:doesn't|does not|needn't|don't|shouldn't|should not|must not|mustn't) (?:have to |need to |be )?(?:be )?(?:too |very |that )?(?:long|lengthy|wordy)",
  '(?:go|going|get|dive|dig) (?:in(?:to)?|deep(?:er)?) (?:in(?:to)? )?(?:as much |more |great |some |the |a lot of |full )?(?:detail|details|depth)',
  '(?:(?:in|with|into|add|give me|provide|include|need|want)(?: (?:as|a lot|lots|plenty))?(?: (?:of|much|more|great|full|some|greater|lots of))?|more) (?:details?|depth)(?= (?:please|pls|as|how|why|what|about|on|for each)|\\s?(?:[.,;!?)]|\\n|$))(?<!(?:the|every|interest\\p{L}*|attention|explained it|described it|devil is|personal|contact|bank) (?:in )?(?:more )?details?)',
  '(?:please |can you |could you |would you |pls |just |very )?(?:briefly|concisely|succinctly|shortly) (?:describe|explain|summari[sz]e|outline|tell|answer|discuss|compare|list|state|introduce|define|write|sketch|go over|walk|describ\\p{L}{1,3})(?<!(?:i|we|he|she|they|who|to have) (?:briefly|concisely|succinctly|shortly) \\p{L}{3,12})',
  "(?:no|don't (?:write|need|want|give me)|dont (?:write|need|want|give me)|not) (?:me )?(?:an? |any )?(?:novels?|essays?|walls? of text|long (?:paragraphs?|texts?|explanations?|answers?|intros?|speech|story|stories)|lectures?|rambling)(?<!(?:not) (?:a|an) \\p{L}{3,15})|(?:just|only) the (?:essentials|gist|basics|key (?:facts|points)|main points|highlights|short version|bare minimum)|keep (?:it|this|that|things) (?:to the (?:essentials|point|basics)|minimal)|the (?:short|long) version",
  '(?:one[- ]liners?|one[- ]pagers?|tl;?dr|in a nutshell|nutshell|bite-sized|elevator pitch|tweet-length|tweet-sized|in (?:one|a single) (?:line|breath|word|tweet)|cliff ?s?notes|word (?:limit|count)(?: is| of| around| about| should be)? ?[:=~]? ?\\d{2,5})(?! (?:on|in my|means))',
  `(?:at least|minimum(?: of)?|min\\.?|more than|between|length ?[:=]|target(?: of)?|aim for|approximately|approx\\.?) (?:\\d{1,5} (?:and|to) )?${QUANTITY}(?<!(?:has|have|is|was|had|contains?|wrote|spans|needs?|typed|accepts|requires?|with|read|reads|lost|used) (?:at least|minimum|more than|between) .{3,40})`,
  `(?:write|draft|compose|produce|generate|create|need|want|give me)(?: me| us)? (?:half an? (?:page|paragraph)|(?:one|two|three|four|five|a couple of|a few) (?:short )?(?:paragraphs|pages|sentences|lines)|(?:an? )?(?:\\p{L}{1,15} ){0,2}?(?:\\d{1,3}[.,])?\\d{1,5}k?(?: ?(?:-|–|to) ?\\d{1,5})?[- ](?:words?|characters?|pages?|lines?|sentences?|paragraphs?|chars?))(?! (?:of code|limit|count|boundary|password|file|block))`,
  '(?:shorten|condense|abridge|lengthen|elongate|expand on|flesh out|trim down|cut down|boil down|tighten)(?: up| down)? (?:it|this|that|the|my|these|our|your)(?! (?:url|link|distance|hem|sleeves|trip))',
  '(?:^|[.!?,;:\\n(–—] ?)(?:but |and |please |pls |make it |a bit |a little |much |way |even |be |keep it |only )*(?:short|shorter|longer|brief|briefer|more concise|more detailed|concise|briefly|succinctly|concisely|in brief|in short|shorter version|longer version)(?: and (?:simple|sweet|clear|to the point|sweet))?(?= please| pls| plz| this time|\\s?(?:[.,;!)]|\\n|$))(?<!(?:^|[.!?\\n]\\s?)in short)',
];
/** In a sentence that asks for something. */
const SIZE_ADVERB = anyPhrase(
  'briefly|concisely|succinctly|tersely|in depth|in-depth|at length|thoroughly|in (?:great |full |more |fine )?detail|in (?:a )?(?:few|couple of?) (?:words|sentences|lines)|a few (?:sentences|words|lines)|short and (?:sweet|simple)|not too long|be (?:brief|concise|quick|thorough|detailed)|to the point',
  '(?:kurz|knapp|ausführlich|detailliert|kompakt|prägnant|bündig|in wenigen worten|in ein paar (?:sätzen|worten)|in aller kürze|im detail|so kurz wie möglich|nicht zu lang|nicht so lang|möglichst kurz|kürzer|länger|stichwortartig kurz)(?! (?:mit ihr|vor|nach|gesprochen|darauf|bevor|nachdem|zuvor|danach))',
  '(?:brièvement|en bref|succinctement|en détail|en quelques (?:mots|phrases|lignes)|de (?:manière|façon) (?:concise|brève|succincte|détaillée|courte)|plus (?:court|longue?|courte|détaillée?|concis)|pas trop longue?|très court|concise?|dans les détails|en peu de mots|faire court|fais court|bref)',
  '(?:brevemente|en (?:breve|pocas palabras|pocas líneas|pocas frases|detalle|unas pocas|resumen)|resumidamente|detalladamente|detalhadamente|de (?:forma|manera|maneira) (?:breve|concisa|resumida|detallada|detalhada|sucinta|corta|curta|extensa)|más (?:cort[oa]|larg[oa]|breve|detallad[oa]|extens[oa])|mais (?:curt[oa]|long[oa]|detalhad[oa]|breve|resumid[oa])|em (?:poucas palavras|poucas linhas|poucas frases|detalhes?|resumo)|con (?:todo |mucho |más )?detalle|com (?:mais |muitos )?detalhes?|que (?:no )?sea (?:muy )?(?:corto|breve|larg[oa]|cort[oa])|(?:bem|muy|muito) (?:curt[oa]|cort[oa]|breve|detalhad[oa]|detallad[oa])|sin enrollarte|sem enrolar|sem enrolação|conciso|concisa|sucint[oa])',
  '(?:brevemente|in breve|in poche parole|in dettaglio|dettagliatamente|sintetic[oa]|kort|beknopt|uitgebreid|bondig|in het kort)',
);
const ABOUT_SIZE = anyPhrase(
  '(?:i|we|he|she|they) (?:spoke|talked|met|worked|lived|explained|discussed|described|mentioned|stopped) \\p{L}{0,15}',
  'kurz(?:e|er|en|es|em)? (?:haare?|hosen?)|zu (?:kurz|lang)|no entiendo|não entend\\p{L}{1,4}|je (?:lis|cherche)|tengo (?:un|una)|tenho (?:um|uma)|i have (?:a|an)|ich habe',
);
const TEXT_DE =
  '[\\p{L}-]{0,18}(?:geschichte|texte?|antwort|erklärung|zusammenfassung|überblick|übersicht|beschreibung|nachricht|mail|brief|gedicht|rede|bericht|aufsatz|essay|beitrag|post|anleitung|vorstellung|einleitung|version|fassung|absatz|profil|kommentar|slogan|analyse|definition|einführung|dankesrede|gruß|spruch|info)';
const TEXT_ROMANCE =
  '(?:resum(?:en|o|é)|résumé|réponse|respuesta|resposta|explicaci[oó]n|explicação|explication|descripci[oó]n|descrição|description|texte?o?|histoire|historia|história|cuento|conto|poem[ae]|poème|lettre|carta|mensaje|mensagem|message|correo|e-?mail|mail|courriel|discours|discurso|article|artículo|artigo|introducci[oó]n|introdução|introduction|présentation|presentaci[oó]n|apresentação|ensayo|redação|redacción|version|versión|versão|biograf[ií]a|biographie|bio|sinopsis|synopsis|sinopse|synthèse|párrafo|parágrafo|paragraphe|frase|phrase|legenda|post|publication|definici[oó]n|definição|définition|análisis|análise|analyse|nota|note|email|comentario|commentaire|informe|relatório|rapport|guía|guia|guide|visión general|plan|riassunto|risposta|spiegazione|testo|racconto|storia)';
const SIZE_ROMANCE =
  '(?:courte?|brève|bref|petite?|longue?|détaillée?|concise?|succincte?|complet et détaillé|corto|corta|breve|breves|larg[oa]|extens[oa]|detallad[oa]|concis[oa]|resumid[oa]|curt[oa]|long[oa]|detalhad[oa]|sucint[oa]|curtinh[oa]|cortit[oa]|rápida?o?|lung[oa]|dettagliat[oa])';
const TEXT_OF_SIZE = anyPhrase(
  `(?:eine?n?|ne|nur|bitte|als|mit|die|per) (?:ganz |sehr |möglichst |recht |\\p{L}{3,15}e?n?,? )?(?:kurz|knapp|ausführlich|detailliert|lang|kompakt|prägnant|kürzer|länger|umfassend)(?:e[nrsm]?)? (?:[\\p{L}]{3,15}e[nrs]? )?${TEXT_DE}`,
  `(?:kurze|knappe|ausführliche|detaillierte) (?:antwort|erklärung|zusammenfassung|version)`,
  `(?:une?|d'une?|una|uma|um|un'|la|sólo|só|solo|seulement) (?:${SIZE_ROMANCE} ${TEXT_ROMANCE}|${TEXT_ROMANCE}(?: (?:muy|très|bien|bem|muito|plus|más|mais|un peu|assez|formal|informal|cordial|amable))? ${SIZE_ROMANCE})`,
  `${TEXT_ROMANCE} (?:courte|brève|corta|curta|breve|rápida|detallada|detalhada|détaillée)`,
  `(?:een|kort|korte) (?:kort|korte|uitgebreide?|beknopte?|lange?) \\p{L}{3,20}`,
);
const SIZES_HAN: readonly string[] = [
  '(?:不超过|最多|少于|控制在|限制在|不多于|不少于|至少|大约|大概|约|差不多|在|用|写|以)\\s?[\\d一二两三四五六七八九十百千几]{1,5}\\s?(?:个)?(?:多)?(?:字|句话|句|行|段话|段|词|单词|字符|页|个字)(?!的|里|中|都|是|代码)',
  '[\\d一二两三四五六七八九十百千万]{1,6}\\s?(?:个)?(?:汉)?(?:字|词|字符|句话?|段|行|页|单词)(?:以内|之内|左右|以上|以下|上下|内|就行|就好|即可)',
  '[\\d一二两三四五六七八九十百千]{2,6}\\s?字的?(?:\\p{Script=Han}{0,4})(?:作文|文章|短文|读后感|文案|总结|报告|小说|故事|简介|论文|摘要|评论|演讲|稿|介绍|说明)(?<!(?:我|他|她)写.{0,16})',
  '[一二两三四五几\\d]{1,3}(?:句话|句|段话|行字|行)(?:来|内|就)?(?:概括|总结|说明|回答|解释|介绍|描述|讲|说清|概述|评价|告诉)',
  '(?:简短|简要|简洁|简明|精简|一句话|简单|详细|详尽|扼要|言简意赅|尽可能详细|尽量简短)(?:地|的|一点|些|点)?(?:地)?(?:回答|回复|说明|总结|概括|解释|介绍|描述|讲|说|写|叙述|分析|列|阐述|概述|告诉|答|回)(?!过|了|得)',
  '(?:请|要|尽量|最好|回答|回复|写得|说得|写|再|越|可以|稍微|改得?|一点|保持|务必)(?:\\p{Script=Han}{0,4}?)(?:简短|简洁|精简|简明|详细|详尽|长一点|短一点|长一些|短一些|长点|短点|缩短|简单点|简练|短越好)(?!的?地址|信息)',
  '(?:写|来|给|做|讲|编)(?:我|个|一|段|篇|份|封|则|条|首|出){1,4}(?:\\p{Script=Han}{0,6}的)?(?:简短|简洁|短小|简要|详细|短|长篇|长)的?(?!期|发|裤|裙|视频|途|城|江|辈)|(?:简述|概述一下|详述|长话短说|短文|缩写成|缩短到|缩减到|扩写|精简到|压缩到)',
  '[\\d一二三四五六七八九十百千数]{1,5}\\s?(?:文字|字|文|行|語|段落|ページ|単語|ワード|センテンス)(?:ほど|くらい|ぐらい|以内|以下|以上|程度|前後|未満|で|に|の(?:文章|作文|要約|感想|紹介|レポート|エッセイ|説明|小論文))(?!入力|制限|ある|なり|表示|は)',
  '(?:簡潔|簡略|端的|手短|コンパクト)(?:に|で|な)|簡単に(?:説明|まとめ|答え|教え|要約|紹介|述べ|解説|書い)|(?:短く|短め|長く|長め|短い文|もっと短|もっと長|できるだけ短)(?:に|で|し|ま|書|説|答|教|お願い|要約|、|章|く)|(?:一言|ひとこと|一文|一行)で|(?:詳しく|詳細に|くわしく|細かく|丁寧に詳しく)(?:説明|教え|書い|述べ|解説|まとめ|分析|お願い|知りたい|して)|短い(?:文章|物語|話|小説|詩|メール|メッセージ|要約|説明|紹介|スピーチ|挨拶|お話|紹介文)を|長い(?:文章|物語|小説)を',
];

const LENGTH_WISH = anyPhrase(
  `(?:at most|no more than|not more than|below|not exceed|max(?:imum)?(?: of)?:?|up to|under|fewer than|less than|within|exactly|no longer than|limit(?:ed)? (?:it |this |yourself |your answer )?to) ${QUANTITY}(?<!(?:has|have|is|was|had|contains?|wrote|spans|be|typed|accepts|supports) (?:at most|no more than|up to|under|less than|fewer than|exactly) ${QUANTITY})`,
  `${NOT_HOW}${VERB_EN}(?: [\\p{L}\\p{N}\\uFFFC'’,-]{1,25}){0,12}? (?:in|to|within|about|around|roughly|of) (?:about |around |roughly |just |only |exactly |max |under )?${QUANTITY}`,
  `in (?:just |only |about |exactly |max |under )?${QUANTITY}(?=\\s*(?:[.,!:]|or less|or fewer|max|please|each|\\n|$))(?<!(?:error|errors|bug|words|typo|typos|mistake|changes|indent) in ${QUANTITY})`,
  `(?:write|give me|i need|i want|produce|draft|compose)(?: me)? (?:a |an )?\\d{2,5}[- ](?:words?|characters?|page|line)`,
  `${QUANTITY} (?:max|maximum|or less|or fewer|at most|tops|máximo|höchstens|maximal|maximum|au plus|como máximo|no máximo)`,
  `(?:^|[.!?\\n] ?)${QUANTITY}(?=,? please|:| only|[.!])`,
  '(?:keep|make|be|write|answer|reply|respond|explain|summari[sz]e|describe)(?: (?:it|this|that|them|the|your|answer|answers|response|reply|very|really|as|reasonably))* (?:short|brief|concise|briefly|concisely|succinct|succinctly|terse)(?! (?:story|film|message|circuit|term|cut|of|sleeved|selling|stories|and long))',
  '(?:short|brief|concise|one-line|one-word|long|detailed|one-sentence|one-paragraph|single-sentence) (?:answer|answers|reply|replies|response|summary|version|explanation)(?:s)?(?=\\s*(?:[.,!]|please|only|\\n|$))(?<!(?:the|got|gave|was) (?:short|brief|long|detailed) \\p{L}{3,12})',
  '(?:short and sweet|(?:in|into) as much detail as|be (?:brief|concise|succinct)|tl;?dr|in a nutshell|in a few words|in short,|in brief)(?! means)',
  '(?:in (?:great |more |full )?detail|as detailed as possible|at (?:great )?length)(?=\\s*(?:[.,!]|please|\\n|$))(?<!(?:every|the|devil|interest|attention|explained it|described it) in detail)',
  `(?:must|has to|have to|should|needs to|may|can|cannot|can't)(?: not)?(?: [\\p{L}]{1,12}){0,3}? (?:below|under|within|exceed|over|at most|up to|between) ${QUANTITY}`,
  `(?:^|[:.?!\\n(–—] ?)(?:(?:about|around|max\\.?|maximum|roughly|only|just|ca\\.?|circa|~|approx\\.?) ?)?${QUANTITY}(?=,? (?:please|pls|max|or so|tops|bitte|stp)|[.,;:!)]|\\n|$)`,
  `(?:^|[,] ?)(?:about |around |max |ca\\. |roughly )?\\d{2,4}(?: ?[-–] ?\\d{2,4})? (?:words|characters|wörter|zeichen|mots|palabras|palavras|parole|woorden)(?=\\s?(?:[.,;:!)]|\\n|$))`,
  '(?:one|two|three|single|\\d)-(?:sentence|line|word|paragraph|page) (?:answer|reply|response|summary|version|explanation|verdict|description|bio|overview|recap)(?<!(?:got|gave|was|wrote) (?:me )?(?:an? )?[\\p{L}\\d-]{3,20} [\\p{L}]{3,12})',
  '(?:short|quick|brief|concise|detailed|in-depth|long) (?:summary|overview|explanation|answer|recap|version|description|intro) (?:pls|plz|please|of (?:the|this|my|what))(?<!(?:gave|got|wrote|read|the|my|his|her) (?:me )?(?:an? )?(?:short|quick|brief|concise|detailed|long) [^.!?\\n]{3,30})',
  `${NOT_TOLD_OF}${GIVE_EN} (?:an? |the )?(?:really |very |more |pretty |super |fairly |good |nice ){0,2}(?:short|brief|concise|quick|detailed|in-depth|thorough|lengthy|comprehensive|long|one-paragraph|two-paragraph|two-sentence|one-page|two-page|longer|shorter) (?:explanation|answer|reply|response|summary|overview|description|bio|intro|introduction|e?-?mail|message|note|paragraph|text|version|review|outline|report|statement|caption|speech|poem|essay|letter|post|guide|comparison|recap|breakdown)`,
  '(?:make|keep|write) (?:it|this|that|them|each one|the \\p{L}{2,15}|ur \\p{L}{2,10}) (?:(?:much|a bit|a little|way|even|slightly|half as) )?(?:shorter|longer|briefer|short|brief|more concise|more detailed|more compact)(?! (?:than i|and long))',
  '(?:shorten|condense|abridge|lengthen) (?:it|this|that|the|my|these)',
  `(?:cut|trim|expand|condense|extend|boil|get|bring|squeeze|fit)(?: [\\p{L}]{1,15}){1,4}? (?:to|into|in|onto) (?:about |around |roughly |at most |just |under )?${QUANTITY}`,
  `(?:massimo|al massimo|in massimo|meno di|non più di|maximaal|hooguit|minder dan|niet meer dan) ${QUANTITY}`,
  '(?:sii (?:breve|conciso)|in breve|breve risposta|risposta breve|kort antwoord|korte samenvatting|houd het kort|hou het kort|wees kort|in het kort|kort en bondig|(?:rispondi|spiega|riassumi) brevemente)',
  // German
  `(?:höchstens|mindestens|wenigstens|maximal|max\\.?|nicht mehr als|weniger als|unter|genau|in|auf|mit (?:höchstens|maximal)|bis zu|etwa|ca\\.?|rund) (?:höchstens |maximal |nur |etwa |genau |ca\\. |weniger als )?${QUANTITY}(?<!(?:hat|haben|enthält|fehler|steht|errors?|mistakes?|typos?|bugs?|changes) (?:höchstens|maximal|genau|in|auf|etwa|rund|bis zu) ${QUANTITY})`,
  '(?:fasse? (?:dich|es|das) kurz|kurz und knapp|kurz und bündig|in kürze|in wenigen worten|halte? (?:es|dich|die antwort) kurz|antworte?(?: bitte)? (?:kurz|knapp|ausführlich)|(?:erkläre?|beschreibe?|fasse?)(?: [\\p{L}\\p{N}]{1,20}){0,5} (?:kurz|knapp|ausführlich)|(?:kurze|knappe|ausführliche) antwort(?: bitte)?|so kurz wie möglich)',
  // French
  `(?:en|au plus|au moins|minimum|entre \\d{1,5} et|maximum|au maximum|moins de|pas plus de|max|limite(?:-toi)? à|exactement|environ) (?:moins de |maximum |exactement |environ |seulement )?${QUANTITY}(?<!(?:fait|contient|a|erreurs?) (?:environ|exactement|en|moins de|au plus) ${QUANTITY})`,
  '(?:en bref|brièvement|sois (?:bref|brève|concis|concise)|soyez (?:bref|concis)|en quelques mots|réponse (?:courte|brève)|fais court|de (?:manière|façon) (?:concise|brève|détaillée)|en détail)(?! \\p{L}{1,15}ait)',
  // Spanish and Portuguese
  `(?:en|como máximo|máximo|menos de|(?:al|por lo) menos|pelo menos|mínimo(?: de)?|no más de|más de|entre \\d{1,5} y|exactamente|hasta|em|no máximo|até|com no máximo|mais de|não mais que|limita(?:te)? a) (?:menos de |máximo |un máximo de |no máximo |exactamente |até |apenas |solo )?${QUANTITY}(?<!(?:tiene|contiene|tem|contém|error|erro) (?:exactamente|en|hasta|em|menos de|no máximo|até|como máximo) ${QUANTITY})`,
  '(?:brevemente|en pocas palabras|em poucas palavras|de forma (?:breve|concisa|resumida|detallada|detalhada)|sé (?:breve|concis[oa])|seja (?:breve|concis[oa])|respuesta (?:corta|breve)|resposta (?:curta|breve)|con (?:mucho )?detalle|em detalhes|resumidamente)',
  ...SIZES,
  ...SIZES_HAN,
);
const LENGTH_OTHER = anyPhrase(
  `${ASKED}(?:de|von|mit|di|van|d'environ|d'|in|em|en|sur|auf) ?(?:environ |unas |unos |cerca de |circa |etwa |ca\\. |rund |ongeveer |massimo |maximaal |máximo )?${QUANTITY}`,
);

/** Whether a prompt says how long the answer may be. Expects the user's own words. */
export function limitsLength(words: string): boolean {
  return (
    LENGTH_WISH.test(words) ||
    LENGTH_OTHER.test(words) ||
    requestsWith(words, SIZE_ADVERB, ABOUT_SIZE) ||
    requestsWith(words, TEXT_OF_SIZE, ABOUT_SIZE)
  );
}
