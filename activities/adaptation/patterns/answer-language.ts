import { anyPhrase, openingPhrase } from './phrases.js';
import { ASKED, GAP, GIVE_EN, NOT_TOLD_OF } from './request-cues.js';
import { requestsWith } from './requests.js';

const VARIETY_EN =
  '(?:(?:british|american|us|uk|simple|formal|informal|proper|good|correct|brazilian|european|swiss|austrian|latin american|simplified|traditional|mexican|castilian|modern|standard|canadian|egyptian|fluent|natural|perfect|casual|polite) )?';
const NAMES_EN =
  '(?:english|german|french|spanish|portuguese|italian|dutch|flemish|afrikaans|icelandic|slovak|slovenian|slovene|croatian|serbian|bosnian|albanian|macedonian|bulgarian|persian|farsi|urdu|punjabi|gujarati|marathi|telugu|bengali|tamil|swahili|zulu|yoruba|amharic|somali|malay|tagalog|filipino|basque|galician|welsh|irish|estonian|latvian|lithuanian|chinese|mandarin|cantonese|japanese|korean|russian|ukrainian|polish|turkish|arabic|hebrew|hindi|swedish|danish|norwegian|finnish|czech|greek|vietnamese|thai|indonesian|romanian|hungarian|latin|catalan|esperanto|yiddish|georgian|armenian|mongolian|nepali)';
/** What a people or a country has, and no language. */
const NO_LANGUAGE_EN =
  "(?! (?:food|cuisine|restaurants?|wine|tapas|companies|company|schools?|class(?:es)?|lessons?|courses?|markets?|law|laws|courts?|newspapers?|literature|cinema|cities|films?|movies|history|teachers?|grammar|exams?|verbs?|politics|culture|society|mythology|architecture|art|football|universit\\p{L}{1,4}|speaking|speakers?|revolution|style|format|formats|notation|standards?|america|republic|case law|households?|dubs?)(?!\\p{L})|-|'s)";
const LANGUAGE_EN = `${VARIETY_EN}${NAMES_EN}${NO_LANGUAGE_EN}`;
const LANGUAGE_DE =
  '(?:deutsch|englisch|französisch|spanisch|italienisch|portugiesisch|chinesisch|japanisch|russisch|polnisch|türkisch|niederländisch|holländisch|arabisch|ukrainisch|schwedisch|dänisch|norwegisch|finnisch|tschechisch|slowakisch|ungarisch|griechisch|rumänisch|bulgarisch|kroatisch|serbisch|koreanisch|vietnamesisch|thailändisch|persisch|hebräisch|latein|lateinisch|katalanisch|hindi|farsi)e?n?(?!\\p{L})';
const LANGUAGE_FR =
  '(?:français|anglais|allemand|espagnol|italien|portugais|chinois|mandarin|japonais|russe|polonais|turc|néerlandais|arabe|coréen|ukrainien|suédois|danois|norvégien|finnois|tchèque|hongrois|grec|roumain|bulgare|croate|vietnamien|thaï|hébreu|hindi|latin|catalan|breton|occitan)';
const LANGUAGE_ES =
  '(?:español|castellano|inglés|alemán|francés|italiano|portugués|chino|mandarín|japonés|ruso|polaco|catalán|gallego|euskera|árabe|coreano|turco|holandés|neerlandés|ucraniano|sueco|danés|noruego|finés|checo|húngaro|griego|rumano|búlgaro|vietnamita|tailandés|hebreo|hindi|latín|quechua)';
const LANGUAGE_PT =
  '(?:português|inglês|alemão|francês|italiano|espanhol|chinês|mandarim|japonês|russo|polonês|polaco|árabe|coreano|turco|holandês|ucraniano|sueco|dinamarquês|norueguês|finlandês|tcheco|húngaro|grego|romeno|vietnamita|hebraico|hindi|latim|catalão)(?: (?:do brasil|brasileiro|europeu|de portugal))?';
const LANGUAGE_IT =
  '(?:inglese|tedesco|francese|spagnolo|portoghese|italiano|olandese|cinese|giapponese|russo|arabo|polacco|turco|greco|svedese|rumeno|coreano)';
const LANGUAGE_NL =
  '(?:engels|duits|frans|spaans|italiaans|portugees|nederlands|chinees|japans|russisch|pools|turks|arabisch|zweeds|deens)';
const LANGUAGE_ZH =
  '(?:中文|英文|英语|英語|汉语|国语|普通话|粤语|日语|日文|法语|法文|德语|德文|西班牙语|西班牙文|西语|韩语|韩文|俄语|俄文|葡萄牙语|葡语|简体中文|繁体中文|简体|繁体|意大利语|阿拉伯语|泰语|越南语|荷兰语|波兰语|土耳其语|瑞典语|希腊语|拉丁语|印地语)';
const LANGUAGE_JA =
  '(?:日本語|英語|中国語|韓国語|フランス語|ドイツ語|スペイン語|ポルトガル語|イタリア語|ロシア語|アラビア語|タイ語|ベトナム語|インドネシア語|オランダ語|スウェーデン語|ポーランド語|トルコ語|ヒンディー語|ラテン語|台湾華語|繁体字)';

// English
const TRANSLATE_EN = '(?:translat(?:e|ion)?|transalte|tranlsate|traslate|trasnlate|tranlate|transl8|locali[sz]e)';
/** Something that is in a language already, or is learnt. */
const IN_USE_EN =
  '(?<!(?:books?|novels?|films?|movies?|songs?|podcasts?|series|written|lessons?|words?|nouns?|verbs?|tenses?|sounds?|accents?|pronouns|adjectives|said|course|courses|difference|classes|speak|speaks|speaking|fluent|exam|degree|level|contract is|is|are|was|were|comes?|came|available|(?:available|released|published) only|interested|interest|proficient|beginner|major|tutor|grade|documentation) (?:in|into|to) (?:both |only )?(?:\\p{L}{2,12} )?\\p{L}{4,12})';
const WISH_LANGUAGE_EN: readonly string[] = [
  `(?:answer|reply|respond|write|rewrite|explain|summari[sz]e|speak|talk|output|describe|(?<!(?:easy|easier|hard|able|learn) to )say|tell|give|continue|draft|compose|list|generate|create|provide|produce|${TRANSLATE_EN}|put|render|prepare|convert|turn|transcribe|send|make|proofread|switch|change|(?<!(?:bot|app|he|she|it|model|page|site|agent|which|that|who|assistant) )answers|results?|responses?|comments?)(?: (?!that|who|which|how|why|where)[\\p{L}\\p{N}\\uFFFC'’,-]{1,25}){0,12}? (?:in|into|to) (?:both )?${LANGUAGE_EN}${IN_USE_EN}`,
  `${TRANSLATE_EN}[^.!?\\n]{1,200} (?:in|into|to) (?:both )?${LANGUAGE_EN}`,
  `(?:answers?|replies|reply|responses?|output|result|text|message|mail|email|e-mail|letter|everything|it|this|they|comments|version|summary|post|report|document) (?:(?:must|should|shall|has to|have to|needs to|need to|ought to)(?: all| always| only| also)?(?: be| stay| remain)?|(?:must|should) come)(?: (?:written|given|answered|phrased|formulated|kept|delivered|back|out|entirely|completely|only|fully)){0,2} (?:in )?${LANGUAGE_EN}`,
  `(?:needs?|wants?|would like|'d like|prefers?|would prefer)(?: (?!to(?!\\p{L}))[\\p{L}'’]{1,15}){1,5}? in ${LANGUAGE_EN}${IN_USE_EN}`,
  `(?:in|into) ${LANGUAGE_EN},? (?:please|pls|plz|only|thanks|thx)`,
  `(?:^|[.!?\\n,;:(–—-] ?)(?:and |but |all |only |now )?(?:in|into|to) ${LANGUAGE_EN}(?=\\s?[.!)]|\\s?$|\\n)(?<!(?:is|are|was|were|exam|course|written) in \\p{L}{4,12})`,
  `use (?:only |proper |good )?${LANGUAGE_EN}(?= (?:only|for|spelling|in your|throughout|instead|when|as|and)|\\s?[.!]|\\s?$)`,
  `${LANGUAGE_EN} (?:only|please|pls|plz|output)(?=\\s?[.!,]|\\s?$)`,
  `(?:output|answer|response|reply|target|language|in)(?: language)? ?[:=] ?${LANGUAGE_EN}`,
  `(?:can|could|would|will) (?:you|u)(?: [\\p{L}\\p{N}\\uFFFC'’-]{1,25}){0,12}? (?:in|into|to) ${LANGUAGE_EN}${IN_USE_EN}`,
  `(?:speak|talk|write)(?: to me| with me| only)? ${LANGUAGE_EN}(?=,? (?:with|to|from now|only|please|pls))(?<!(?:i|we|they|you|people|who|to) (?:speak|talk|write) \\p{L}{4,12})`,
  `(?:give|make|write|create|need|want|like|get|have|provide|prepare|add|include|produce|send|show|do|draft|generate)(?: me| us| you)? (?:an?|the|another) (?:[\\p{L}-]{1,15} ){0,2}?${LANGUAGE_EN} (?:version|translation|copy|variant|draft|text|summary|reply|answer|transcript|subtitles?|caption|e-?mail|letter|message|post|sentences?)(?<!(?:i|they|he|she) (?:have|got) .{1,40})`,
  `${NOT_TOLD_OF}${GIVE_EN} (?:an?|the) ${LANGUAGE_EN} (?:version|translation)(?=\\s?(?:[.,;:!?)]|$)| (?:of|too|as|for))`,
  `(?:^|\\s)(?:->|=>|→) ?(?:in |to )?${LANGUAGE_EN}(?=\\s?(?:[.,;:!?)]|\\n|$))`,
  `(?:translat\\p{L}{1,4}|from|^) ?(?:from )?${LANGUAGE_EN} ?(?:to|into|->|→|-) ?${LANGUAGE_EN}(?<!(?:fly|flight|trip|move|switch|train)[^.!?\\n]{0,30})`,
  `(?:what(?:'s|s| is| are| would)|how would|how do (?:i|you|u|we)|how (?:you|u|i)|how to|how can i|how u) (?:this|that|it|say|write|spell|put|call|the (?:word|words|phrase|sentence|term|title|name|expression)|\\uFFFC)(?: [\\p{L}\\uFFFC'’,-]{1,20}){0,10}? in ${LANGUAGE_EN}`,
  `(?:what|how)(?:'s|s| is| are)? (?:[\\p{L}\\uFFFC'’]{1,15} ){1,6}?(?:called|said|mean) in ${LANGUAGE_EN}(?=\\s?[?.!]|\\s?$)`,
  `(?:translate|übersetz[\\p{L}]{0,4}|traduis|traduisez|traduce|traduza)[^\\n]{1,120}\\((?:auf |in |into |en |em )?(?:${LANGUAGE_EN}|${LANGUAGE_DE}|${LANGUAGE_FR}|${LANGUAGE_ES}|${LANGUAGE_PT})\\)`,
];
const SAME_LANGUAGE: readonly string[] = [
  "(?:same language (?:as|the|in which|i |that|they|he|she)|language of (?:the|my|this|each|their) (?:customer|user|client|question|reader|sender|message|input|query|guest|person|visitor)|(?:whatever|whichever) language (?:the|i|they|he|she|it|that)|(?:in|use) the language (?:the|i|they|he|she|that|in which|of)|in (?:their|the (?:user|customer|client|guest|sender)'s) (?:own |native )?language)",
  'in (?:der (?:gleichen|selben)|derselben) sprache|in der sprache d|sprache des (?:kunden|nutzers|benutzers|absenders)',
  'dans la (?:même langue|langue d)|(?:en el|no) mesmo idioma|en el mismo idioma|na mesma língua|na língua d|en el idioma d|no idioma d|nella stessa lingua|in dezelfde taal',
  '(?:用|以)(?:用户|客户|对方|提问|同样|相同|原文|原来)\\p{Script=Han}{0,6}(?:语言|语种)|(?:同じ|ユーザーの|質問と同じ)言語で',
];
const IN_LANGUAGE_EN = anyPhrase(`(?:in|into) ${LANGUAGE_EN}${IN_USE_EN}`);
/** A language as the subject of a request. */
const ABOUT_LANGUAGE_EN = anyPhrase(
  '(?:difference|grammar|pronounc\\p{L}{1,6}|conjugat\\p{L}{1,4}|exam|learn\\p{L}{0,3}|study\\p{L}{0,3}|teach\\p{L}{0,3}|course|lesson|recommend|rule|rules|fluent|vocabulary|mean|means|is in|are in|was in|were in|which (?:is|are|was)|find (?:me )?(?:a|some|any))',
);

// German, French, Spanish and Portuguese
/** Languages as the other languages call them, after the word for "in" or "into". */
const INTO_LANGUAGE = `(?:(?:auf|ins|in|von|in das|aus dem \\p{L}{4,14} ins) ${LANGUAGE_DE}|(?:en|vers l'|vers le|vers l) ?${LANGUAGE_FR}|(?:en|al|a) ${LANGUAGE_ES}|(?:em|para o|para|pro|ao) ${LANGUAGE_PT}|(?:in|al) ${LANGUAGE_IT}|(?:naar het|in het|naar|in) ${LANGUAGE_NL})`;
/** At the end of a clause and of a request, or by itself. */
const CLOSED =
  "(?=,? (?:bitte|antworten|s'il|svp|stp|merci|uniquement|por favor|porfa|pf|solamente|apenas|alsjeblieft|per favore|danke|gracias|obrigad)|\\s?[.!)]|\\s?$)";
const WISH_LANGUAGE_OTHER: readonly string[] = [
  `${ASKED}${INTO_LANGUAGE}`,
  `(?:auf|ins) ${LANGUAGE_DE} (?:zu )?(?:\\p{L}{0,3}antwort|\\p{L}{0,3}schreib|formulier|erklär|übersetz|zusammen|ausgeb|verfass|wiedergeb|halten|bleib|sein|sag|vorles)\\p{L}{0,6}`,
  `(?:auf|ins) ${LANGUAGE_DE}${CLOSED}(?<!(?:buch|film|brief|artikel|text|filme|bücher|heißt|nur|mir|es|er|sie|ist|song|serie|roman|podcast) (?:auf|ins) \\p{L}{4,16})`,
  `(?:übersetz|überträg|übertrag)\\p{L}{0,6}[^.!?\\n]{1,160} (?:auf|in|ins|von|in das|zu) ${LANGUAGE_DE}`,
  `(?:${LANGUAGE_DE}|${LANGUAGE_FR}|${LANGUAGE_ES}|${LANGUAGE_PT}),? (?:bitte|svp|stp|s'il te plaît|s'il vous plaît|por favor)(?<!(?:ich|mein|el|la|le|un|o|um) \\p{L}{3,15},? [^.]{3,18})`,
  `(?:antwortsprache|ausgabesprache|sprache|langue|idioma|lingua|taal|língua) ?: ?(?:${LANGUAGE_DE}|${LANGUAGE_FR}|${LANGUAGE_ES}|${LANGUAGE_PT}|${LANGUAGE_IT}|${LANGUAGE_NL}|${LANGUAGE_EN})`,
  `(?:eine|die|ne) (?:${LANGUAGE_DE.replace('e?n?', 'e')}) (?:version|übersetzung|fassung|variante)(?<!(?:ist|war|gibt es|suche) .{3,40})`,
  `(?:une|la) (?:version|traduction) (?:en ${LANGUAGE_FR}|${LANGUAGE_FR}e?)|(?:una|la|uma|a) (?:versión|traducción|versão|tradução) (?:al |en |em |para o |para )?(?:${LANGUAGE_ES}|${LANGUAGE_PT})`,
  `(?:tradui[st]|traduct|rédig|répon|écri|expliqu)\\p{L}{0,6}[^.!?\\n]{1,160} (?:en|vers l'|vers le) ?${LANGUAGE_FR}(?<!(?:livres?|films?|article|cours|textes?|dit|mot|examen|est|suis) en \\p{L}{4,14})`,
  `en ${LANGUAGE_FR}${CLOSED}(?<!(?:livres?|films?|article|cours|textes?|dit|mot|chanson|série|est|sont|suis|niveau|examen|bac|master|licence|bon|nul) en \\p{L}{4,14})`,
  `(?:tradu[czj]|respond|respónd|contést|contest|redact|escrib|escríb|explíc|hábla)\\p{L}{0,8}[^.!?\\n]{1,160} (?:en|al) ${LANGUAGE_ES}(?<!(?:libros?|películas?|artículo|cursos?|dice|palabra|clases|está|es|examen) (?:en|al) \\p{L}{4,14})`,
  `(?:respond|respónd|contést|contest|tradúc|escríb|explíc|hábla)\\p{L}{1,8} (?:en|al) ${LANGUAGE_ES}`,
  `(?:en|al) ${LANGUAGE_ES}${CLOSED}(?<!(?:libros?|películas?|artículo|cursos?|dice|palabra|clases|está|están|es|son|serie|canción|examen|nivel|solo) (?:en|al) \\p{L}{4,14})`,
  `(?:tradu[zç]|respond|escrev|redij|expliqu)\\p{L}{0,6}[^.!?\\n]{1,160} (?:em|para o|para|pro|ao) ${LANGUAGE_PT}(?<!(?:livros?|filmes?|artigo|cursos?|diz|palavra|aulas?|está|é|prova) (?:em|para o|para) \\p{L}{4,14})`,
  `(?:em|para o|pro) ${LANGUAGE_PT}${CLOSED}(?<!(?:livros?|filmes?|artigo|cursos?|diz|palavra|aulas?|está|estão|é|são|série|música|prova|nível|só) (?:em|para o|pro) \\p{L}{4,14})`,
  `(?:cómo se (?:dice|escribe)|cómo (?:digo|dirías|puedo decir)|como se (?:diz|fala|escreve)|como (?:digo|eu digo|falo|é que se diz)|comment (?:dit|écrit)-on|comment (?:on dit|dire|tu dis)|wie (?:sagt|schreibt) man|wie (?:sage|sag) ich|wie heißt|wie würde man|was heißt|come si dice|hoe zeg je|qué significa|o que significa|que veut dire)${GAP} ${INTO_LANGUAGE}`,
];

// Chinese and Japanese
const LANGUAGES_CHINESE: readonly string[] = [
  `(?<!(?:(?<![帮给替请])我|他|她|们|会|能|都|还|在|要求)\\s?)(?:用|以|使用|拿)\\s?(?:地道的?|简单的?|流利的?|正式的?|标准的?)?\\s?${LANGUAGE_ZH}(?:和${LANGUAGE_ZH})?(?!\\s?(?:考|上课|交流|讲课|授课|的人|的国家|写的|说的|写成的))`,
  `(?:译|翻|转换?|改|写|变|弄)(?:成|为|到|做)\\s?(?:地道的?|正式的?)?${LANGUAGE_ZH}`,
  `(?:翻译|译)(?:一下)?[^。！？\\n]{0,20}(?:成|为|到)\\s?${LANGUAGE_ZH}`,
  `${LANGUAGE_ZH}(?:来)?(?:回答|回复|输出|作答|解释)(?!得|是|的)`,
  `(?:给|要|写|来|做|出|提供|附上|加上)\\p{Script=Han}{0,6}${LANGUAGE_ZH}(?:版|版本|翻译|译文|对照)`,
  `${LANGUAGE_ZH}(?:怎么说|咋说|怎么讲|怎么写|如何表达|怎么表达|该怎么说)`,
  `(?:中译英|英译中|汉译英|英译汉|日译中|中译日|译成中英)|(?:说|讲)${LANGUAGE_ZH}(?=吧|[。，！,.!]|$)(?<!(?:我|他|她|会|能|不)(?:说|讲).{0,6})`,
];
const LANGUAGES_JAPANESE: readonly string[] = [
  `${LANGUAGE_JA}(?:と${LANGUAGE_JA})?(?:のみ|だけ|に)?で(?:の)?[^。！？\\n、がは]{0,14}(?:答え|回答|書い|書き|作成|作っ|説明|お願い|返|要約|教え|出力|まとめ|訳|話し|コメント|記述|表現して|レビュー|言い換え|くださ|対応)(?!た(?:い人|本|とき)|ている|ていた)`,
  `${LANGUAGE_JA}に(?:[^。！？\\n]{0,6})(?:翻訳|訳し|訳す|直し|して|変換|置き換え)(?!いる|いた|み)`,
  `${LANGUAGE_JA}(?:訳|版)(?:を|に|も|で)[^。！？\\n]{0,10}(?:して|作|くだ|お願い|教え|出し|付け|つけ)|(?:英訳|和訳|仏訳|独訳|中国語訳)(?:して|を(?:お願い|くだ|作)|お願い)`,
  `${LANGUAGE_JA}で(?:何|なん|どう|どのよう)(?:て|と|に)?(?:言|いう|いい|表現|書)`,
];

const WANTED = anyPhrase(
  ...WISH_LANGUAGE_EN,
  ...SAME_LANGUAGE,
  ...WISH_LANGUAGE_OTHER,
  ...LANGUAGES_CHINESE,
  ...LANGUAGES_JAPANESE,
);
const WANTED_AT_OPENING = openingPhrase(`${LANGUAGE_EN}(?: (?:translation|version) (?:of|for)(?!\\p{L})|,? please)`);

/** Whether a prompt says in which language the answer should be. Expects the user's own words. */
export function asksForLanguage(words: string): boolean {
  return WANTED.test(words) || WANTED_AT_OPENING.test(words) || requestsWith(words, IN_LANGUAGE_EN, ABOUT_LANGUAGE_EN);
}
