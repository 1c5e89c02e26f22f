import { namesAudience } from './audience.js';
import { ownWords } from './own-words.js';
import { anyPhraseWith } from './phrases.js';
import { type PromptPattern, presence } from './prompt-pattern.js';
import { ASKED, GAP, GIVE_EN, NOT_TOLD_OF } from './request-cues.js';

const NUMBER =
  '(?:\\d{1,5}(?: ?(?:-|–|to|bis|à|a) ?\\d{1,5})?|a|one|two|three|four|five|six|seven|eight|ten|twenty|fifty|einem?|zwei|drei|vier|fünf|sechs|zehn|une?|deux|trois|quatre|cinq|dix|una|dos|tres|cuatro|cinco|seis|diez|uma?|duas|dois|três|quatro|dez|due|tre|quattro|cinque|dieci|venti|cento|twee|drie|vijf|tien|twintig|hundred|hundert|cent|cien|cem|fifteen|thirty|forty|a couple of|a few|(?:one|two|three|five) hundred)';
const UNIT =
  '(?:words?|sentences?|lines?|characters?|chars|paragraphs?|bullets?|bullet points|tokens|pages?|wörtern?|worte|sätzen?|satz|zeilen?|zeichen|absätzen?|absatz|seiten?|mots?|phrases?|lignes?|caractères|paragraphes?|palabras?|frases?|oraciones|oración|líneas?|caracteres|palavras?|linhas?|parágrafos?|párrafos?|páginas?|parole|frasi|righe|paragrafi|caratteri|pagine|woorden|zinnen|regels|alinea.s|tekens|pagina.s)';
const ADJECTIVE =
  '(?: short| simple| brief| concise| single| full| clear| kurzen| knappen| einzigen| courtes?| seule| cortas?| curtas?| breves?| sola| única| só)?';
const QUANTITY = `${NUMBER}${ADJECTIVE} ${UNIT}`;
const VERB_EN =
  '(?:summari[sz]e|explain|answer|describe|write|reply|respond|limit|keep|define|tell|rewrite|use|compose|draft|give|condense|shorten|cut|trim|reduce|make|sum|expand|extend|lengthen|boil|squeeze|stretch|produce|generate|fit|output|outline|propose|sketch|recap)';

const LENGTH_WISH = anyPhraseWith(
  'word|sentence|line|char|paragraph|bullet|token|page|wört|worte|satz|sätz|zeile|zeichen|absatz|absätz|seite|mots|phrase|ligne|caract|palabra|frase|oraci|línea|palavra|linha|parágraf|párraf|página|parole|righe|pagin|woord|zinnen|regels|alinea|tekens|short|brief|concis|quick|detail|long|succinct|terse|tl;|tldr|nutshell|depth|thorough|length|comprehensive|condense|abridge|compact|kurz|knapp|kürze|wenig|ausführlich|bref|brièv|court|breve|resumid|conciso|corta|kort|字|句|行|段|词|简|详|語|一言|手短|短く|詳しく|簡',
  `(?:at most|no more than|not more than|below|not exceed|max(?:imum)?(?: of)?:?|up to|under|fewer than|less than|within|exactly|no longer than|limit(?:ed)? (?:it |this |yourself |your answer )?to) ${QUANTITY}(?<!(?:has|have|is|was|had|contains?|wrote|spans|be|typed|accepts|supports) (?:at most|no more than|up to|under|less than|fewer than|exactly) ${QUANTITY})`,
  `${VERB_EN}(?: [\\p{L}\\p{N}\\uFFFC'’,-]{1,25}){0,12}? (?:in|to|within|about|around|roughly|of) (?:about |around |roughly |just |only |exactly |max |under )?${QUANTITY}`,
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
  `(?:höchstens|maximal|max\\.?|nicht mehr als|weniger als|unter|genau|in|auf|mit (?:höchstens|maximal)|bis zu|etwa|ca\\.?|rund) (?:höchstens |maximal |nur |etwa |genau |ca\\. |weniger als )?${QUANTITY}(?<!(?:hat|haben|enthält|fehler|steht|errors?|mistakes?|typos?|bugs?|changes) (?:höchstens|maximal|genau|in|auf|etwa|rund|bis zu) ${QUANTITY})`,
  '(?:fasse? (?:dich|es|das) kurz|kurz und knapp|kurz und bündig|in kürze|in wenigen worten|halte? (?:es|dich|die antwort) kurz|antworte?(?: bitte)? (?:kurz|knapp|ausführlich)|(?:erkläre?|beschreibe?|fasse?)(?: [\\p{L}\\p{N}]{1,20}){0,5} (?:kurz|knapp|ausführlich)|(?:kurze|knappe|ausführliche) antwort(?: bitte)?|so kurz wie möglich)',
  // French
  `(?:en|au plus|maximum|au maximum|moins de|pas plus de|max|limite(?:-toi)? à|exactement|environ) (?:moins de |maximum |exactement |environ |seulement )?${QUANTITY}(?<!(?:fait|contient|a|erreurs?) (?:environ|exactement|en|moins de|au plus) ${QUANTITY})`,
  '(?:en bref|brièvement|sois (?:bref|brève|concis|concise)|soyez (?:bref|concis)|en quelques mots|réponse (?:courte|brève)|fais court|de (?:manière|façon) (?:concise|brève|détaillée)|en détail)(?! \\p{L}{1,15}ait)',
  // Spanish and Portuguese
  `(?:en|como máximo|máximo|menos de|no más de|exactamente|hasta|em|no máximo|até|com no máximo|mais de|não mais que|limita(?:te)? a) (?:menos de |máximo |un máximo de |no máximo |exactamente |até |apenas |solo )?${QUANTITY}(?<!(?:tiene|contiene|tem|contém|error|erro) (?:exactamente|en|hasta|em|menos de|no máximo|até|como máximo) ${QUANTITY})`,
  '(?:brevemente|en pocas palabras|em poucas palavras|de forma (?:breve|concisa|resumida|detallada|detalhada)|sé (?:breve|concis[oa])|seja (?:breve|concis[oa])|respuesta (?:corta|breve)|resposta (?:curta|breve)|con (?:mucho )?detalle|em detalhes|resumidamente)',
  // Chinese and Japanese
  '(?:不超过|最多|少于|控制在|限制在|不多于|在|用|约)\\s?[\\d一二两三四五六七八九十百千]{1,5}\\s?(?:个)?(?:字|句话|句|行|段|词|单词|字符)(?!的)',
  '(?:[\\d一二两三四五六七八九十百千]{1,5}\\s?(?:个)?(?:字|词)(?:以内|之内|左右))',
  '[\\d一二两三四五六七八九十]{1,4}\\s?(?:句话|句|段话|段|行)(?:来)?(?:概括|总结|说明|回答|解释|介绍|描述)',
  '(?:简短|简要|简洁|一句话|简单地?|详细地?)(?:地)?(?:回答|说明|总结|概括|解释|介绍|回复|描述)',
  '(?:[\\d一二三四五六七八九十百千]{1,5}\\s?(?:文字|字|文|行|語|段落)(?:以内|以下|程度|で(?:まとめ|要約|説明|答え|書い|お願い)))',
  '(?:[一二三]文で(?:答え|まとめ|説明|書い)|簡潔に|簡単に(?:説明|まとめ|答え|教え)|短く(?:まとめ|答え|書い|説明|して)|手短に|一言で|詳しく(?:説明|教え|書い|述べ))',
);
const LENGTH_OTHER = anyPhraseWith(
  'wört|worte|satz|sätz|zeile|zeichen|absatz|absätz|seite|mots|phrase|ligne|caract|paragraph|palabra|frase|oraci|línea|palavra|linha|parágraf|párraf|página|parole|righe|pagin|woord|zinnen|regels|alinea|tekens',
  `${ASKED}(?:de|von|mit|di|van|d'environ|d'|in|em|en|sur|auf) ?(?:environ |unas |unos |cerca de |circa |etwa |ca\\. |rund |ongeveer |massimo |maximaal |máximo )?${QUANTITY}`,
);

const LANGUAGE_EN =
  '(?:(?:british|american|us|uk|simple|plain|formal|brazilian|swiss|latin american|simplified|traditional|mexican|modern|standard|canadian) )?(?:english|german|french|spanish|portuguese|italian|dutch|flemish|afrikaans|icelandic|slovak|slovenian|croatian|serbian|bulgarian|persian|farsi|urdu|bengali|tamil|swahili|malay|tagalog|basque|galician|welsh|irish|estonian|latvian|lithuanian|chinese|mandarin|cantonese|japanese|korean|russian|ukrainian|polish|turkish|arabic|hebrew|hindi|swedish|danish|norwegian|finnish|czech|greek|vietnamese|thai|indonesian|romanian|hungarian|latin|catalan)(?! (?:food|cuisine|restaurants?|wine|tapas|companies|company|school|class|market|law|newspapers?|literature|cinema|cities|films?|history|teacher|grammar|exam|verbs?|translation of))';
const LANGUAGE_DE =
  '(?:deutsch(?:e)?|englisch(?:e)?|französisch(?:e)?|spanisch(?:e)?|italienisch(?:e)?|portugiesisch(?:e)?|chinesisch(?:e)?|japanisch(?:e)?|russisch(?:e)?|polnisch(?:e)?|türkisch(?:e)?|niederländisch(?:e)?|arabisch(?:e)?)(?!\\p{L})';
const LANGUAGE_FR =
  '(?:français|anglais|allemand|espagnol|italien|portugais|chinois|japonais|russe|polonais|turc|néerlandais|arabe|coréen)';
const LANGUAGE_ES =
  '(?:español|castellano|inglés|alemán|francés|italiano|portugués|chino|japonés|ruso|polaco|catalán|árabe|coreano)';
const LANGUAGE_PT =
  '(?:português|inglês|alemão|francês|italiano|espanhol|chinês|japonês|russo|polonês|árabe|coreano)(?: do brasil)?';
const LANGUAGE_ZH =
  '(?:中文|英文|英语|汉语|日语|日文|法语|德语|西班牙语|韩语|俄语|葡萄牙语|简体中文|繁体中文|意大利语)';
const LANGUAGE_JA = '(?:日本語|英語|中国語|韓国語|フランス語|ドイツ語|スペイン語|ポルトガル語|イタリア語|ロシア語)';

/** Languages as the other languages call them, after the word for "in" or "into". */
const INTO_LANGUAGE = `(?:(?:auf|ins|in|von|aus dem \\p{L}{4,14} ins) ${LANGUAGE_DE}|(?:en|vers l'|vers le|vers l) ?${LANGUAGE_FR}|(?:en|al|a) ${LANGUAGE_ES}|(?:em|para o|para|pro|ao) ${LANGUAGE_PT}|(?:in|al) (?:inglese|tedesco|francese|spagnolo|portoghese|italiano|olandese|cinese|giapponese|russo|arabo)|(?:naar het|in het|naar|in) (?:engels|duits|frans|spaans|italiaans|portugees|nederlands|chinees|japans|russisch))`;
const OUTPUT_LANGUAGE = anyPhraseWith(
  `english|german|french|spanish|portuguese|italian|dutch|flemish|chinese|mandarin|cantonese|japanese|korean|russian|ukrainian|polish|turkish|arabic|hebrew|hindi|swedish|danish|norwegian|finnish|czech|greek|vietnamese|thai|indonesian|romanian|hungarian|latin|catal|same language|language of|afrikaans|icelandic|slov|croatian|serbian|bulgarian|persian|farsi|urdu|bengali|tamil|swahili|malay|tagalog|basque|galician|welsh|irish|estonian|latvian|lithuanian|deutsch|isch|gleichen sprache|français|anglais|allemand|espagnol|italien|portugais|chinois|japonais|russe|polonais|turc|néerlandais|arabe|coréen|même langue|${LANGUAGE_ES}|${LANGUAGE_PT}|mismo idioma|mesmo idioma|mesma língua|ingles|tedesco|francese|spagnol|portoghese|olandese|cinese|giapponese|russo|arabo|engels|duits|frans|spaans|italiaans|portugees|nederlands|chinees|japans|${LANGUAGE_ZH}|${LANGUAGE_JA}`,
  '(?:answer|reply|respond|write|speak|stay|always|use|keep)(?: [\\p{L}]{1,12}){0,4}? (?:the )?(?:same language (?:as|the|in which|i )|language of (?:the|my) (?:customer|user|client|question|reader|sender|message))',
  '(?:in der gleichen sprache wie|dans la même langue que|en el mismo idioma que|no mesmo idioma|na mesma língua)',
  `(?:must|should|shall|has to|have to|needs to|need to)(?: all| always| only| also)? (?:be|stay|remain) (?:(?:written|given|answered|phrased|formulated|kept|delivered) )?(?:entirely |completely |only )?in ${LANGUAGE_EN}`,
  `(?:can|could|would|will) (?:you|u)(?: [\\p{L}\\p{N}\\uFFFC'’-]{1,25}){0,9}? (?:in|into|to) ${LANGUAGE_EN}`,
  `${NOT_TOLD_OF}${GIVE_EN} (?:an?|the) ${LANGUAGE_EN} (?:version|translation)(?=\\s?(?:[.,;:!?)]|$)| (?:of|too|as|for))`,
  `(?:^|\\s)(?:->|=>|→) ?(?:in |to )?${LANGUAGE_EN}(?=\\s?(?:[.,;:!?)]|\\n|$))`,
  `(?:what(?:'s| is| would)|how would) (?:this|that|it|the (?:word|phrase|sentence|term|title|name)|\\uFFFC)(?: [\\p{L}\\uFFFC]{1,15}){0,5}? in ${LANGUAGE_EN}`,
  `(?:translate|übersetz[\\p{L}]{0,4}|traduis|traduisez|traduce|traduza)[^\\n]{1,120}\\((?:auf |in |into |en |em )?(?:${LANGUAGE_EN}|${LANGUAGE_DE}|${LANGUAGE_FR}|${LANGUAGE_ES}|${LANGUAGE_PT})\\)`,
  `(?:cómo se dice|como se diz|como se fala|comment dit-on|comment on dit|wie sagt man|wie heißt|come si dice|hoe zeg je)${GAP} ${INTO_LANGUAGE}`,

  `(?:answer|reply|respond|write|rewrite|explain|summari[sz]e|speak|output|describe|say|tell|give|continue|draft|compose|list|generate|create|provide|produce|translate|put|render|prepare|convert|turn|locali[sz]e|transcribe|send|make|(?<!(?:bot|app|he|she|it|model|page|site|agent|which|that|who|assistant) )answers|results?)(?: (?!that|who|which|how|why|where)[\\p{L}\\p{N}\\uFFFC'’,-]{1,25}){0,9}? (?:in|into|to) (?:both )?${LANGUAGE_EN}(?<!(?:books?|novel|films?|written|lessons|words?|said|course|courses|difference|classes) (?:in|into|to) \\p{L}{4,12})`,
  `(?:in|into) ${LANGUAGE_EN},? (?:please|only)`,
  `(?:^|[.!?\\n] ?)(?:in|into|to) ${LANGUAGE_EN}(?=[.!]|$)`,
  `(?:translate|translation) (?:to|into|in) ${LANGUAGE_EN}`,
  `use (?:only )?${LANGUAGE_EN}(?= (?:only|for|spelling|in your)|[.!]|$)`,
  `${LANGUAGE_EN} (?:only|please|output)(?=[.!,]|$)`,
  `(?:antworte?|antworten sie|schreibe?|erkläre?|übersetze?|übersetzen sie|fasse?|formuliere?|gib|sag|verfasse?|verfassen sie|nenne?|beschreibe?|erstelle?|mach)(?: [\\p{L}\\p{N}\\uFFFC,-]{1,25}){0,9}? (?:auf|in|ins|in das) ${LANGUAGE_DE}`,
  `(?:auf|ins) ${LANGUAGE_DE}(?= bitte|[.!]|$)(?<!(?:buch|film|brief|artikel|text|filme|bücher|heißt) (?:auf|ins) \\p{L}{4,14})`,
  `auf ${LANGUAGE_DE} (?:antworten|schreiben|formulieren|erklären|übersetzen|zusammenfassen|ausgeben|verfassen)`,
  `(?:réponds|répondez|écris|écrivez|rédige[rz]?|explique[rz]?|tradui[st](?:s|sez)?|traduisez|traduire|résume[rz]?|donne[rz]?|dis|reformule[rz]?|fais|décris)(?:-moi)?(?: [\\p{L}\\p{N}\\uFFFC'’,-]{1,25}){0,9}? (?:en|vers l'|vers le) ?${LANGUAGE_FR}`,
  `en ${LANGUAGE_FR}(?=,? (?:s.il|svp|stp|uniquement)|[.!]|$)(?<!(?:livres?|films?|article|cours|textes?|dit|mot) en \\p{L}{4,14})`,
  `(?:responde|responda|contesta|escribe|escriba|explica|explícame|explícalo|traduce|traduzca|tradúcelo|resume|redacta|dime|dame|di|genera|describe|hazlo|escríbelo)(?: [\\p{L}\\p{N}\\uFFFC,-]{1,25}){0,9}? (?:en|al) ${LANGUAGE_ES}`,
  `(?:en|al) ${LANGUAGE_ES}(?=,? (?:por favor|solamente)|[.!]|$)(?<!(?:libros?|películas?|artículo|cursos?|dice|palabra|clases) (?:en|al) \\p{L}{4,14})`,
  `(?:responda|escreva|explique|traduza|resuma|redija|diga|dê|fale|gere|descreva|reescreva|faça)(?:-me)?(?: [\\p{L}\\p{N}\\uFFFC,-]{1,25}){0,9}? (?:em|para o|para) ${LANGUAGE_PT}`,
  `(?:em|para o) ${LANGUAGE_PT}(?=,? (?:por favor|apenas)|[.!]|$)(?<!(?:livros?|filmes?|artigo|cursos?|diz|palavra|aulas?) (?:em|para o) \\p{L}{4,14})`,
  `(?:用|以|使用)\\s?${LANGUAGE_ZH}(?:来)?(?:\\s?(?:回答|回复|写|解释|说明|总结|描述|介绍|输出|告诉|作答|翻译))`,
  `(?:译成|翻译成|翻译为|译为|翻成|翻译到|改成|写成)\\s?${LANGUAGE_ZH}`,
  `${LANGUAGE_ZH}(?:回答|回复|输出)`,
  `${LANGUAGE_JA}(?:で(?:答え|回答|書い|説明|お願い|返|要約|教え|出力|まとめ)|に(?:翻訳|訳し|直し|して))`,
);

const OUTPUT_LANGUAGE_OTHER = anyPhraseWith(
  'isch|deutsch|français|anglais|allemand|espagnol|italien|portug|chinois|japonais|russ|polonais|turc|néerlandais|arab|coréen|español|castellano|inglés|inglês|ingles|alem|franc|ital|chin|japon|polac|polon|catal|corean|tedesc|spagnol|olandes|cines|giappon|engels|duits|frans|spaans|nederl',
  `${ASKED}${INTO_LANGUAGE}`,
);

export const ANSWER_LIMIT_PATTERNS: readonly PromptPattern[] = [
  presence('length_directive', 'says how long the answer may be', (text) => limitsLength(ownWords(text))),
  presence('output_language', 'says in which language the answer should be, translations included', (text) =>
    asksForLanguage(ownWords(text)),
  ),
  presence('audience', 'says for whom the answer is', (text) => namesAudience(ownWords(text))),
];

function asksForLanguage(words: string): boolean {
  return OUTPUT_LANGUAGE.test(words) || OUTPUT_LANGUAGE_OTHER.test(words);
}

function limitsLength(words: string): boolean {
  return LENGTH_WISH.test(words) || LENGTH_OTHER.test(words);
}
