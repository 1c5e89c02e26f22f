import { ownWords } from './own-words.js';
import { anyPhrase } from './phrases.js';
import { type PromptPattern, presence } from './prompt-pattern.js';

const NUMBER =
  '(?:\\d{1,5}(?: ?(?:-|–|to|bis|à|a) ?\\d{1,5})?|a|one|two|three|four|five|six|seven|eight|ten|twenty|fifty|einem?|zwei|drei|vier|fünf|sechs|zehn|une?|deux|trois|quatre|cinq|dix|una|dos|tres|cuatro|cinco|seis|diez|uma?|duas|dois|três|quatro|dez)';
const UNIT =
  '(?:words?|sentences?|lines?|characters?|chars|paragraphs?|bullets?|bullet points|tokens|pages?|wörtern?|worte|sätzen?|satz|zeilen?|zeichen|absätzen?|absatz|seiten?|mots?|phrases?|lignes?|caractères|paragraphes?|palabras?|frases?|oraciones|oración|líneas?|caracteres|palavras?|linhas?|parágrafos?|párrafos?|páginas?)';
const ADJECTIVE =
  '(?: short| simple| brief| concise| single| full| clear| kurzen| knappen| einzigen| courtes?| seule| cortas?| curtas?| breves?| sola| única| só)?';
const QUANTITY = `${NUMBER}${ADJECTIVE} ${UNIT}`;
const VERB_EN =
  '(?:summari[sz]e|explain|answer|describe|write|reply|respond|limit|keep|define|tell|rewrite|use|compose|draft|give|condense|shorten|cut|trim|reduce|make|sum)';

const LENGTH_WISH = anyPhrase(
  `(?:at most|no more than|not more than|max(?:imum)?(?: of)?:?|up to|under|fewer than|less than|within|exactly|no longer than|limit(?:ed)? (?:it |this |yourself |your answer )?to) ${QUANTITY}(?<!(?:has|have|is|was|had|contains?|wrote|spans|be|typed|accepts|supports) (?:at most|no more than|up to|under|less than|fewer than|exactly) ${QUANTITY})`,
  `${VERB_EN}(?: [\\p{L}\\p{N}\\uFFFC'’,-]{1,25}){0,12}? (?:in|to|within|about|around|roughly|of) (?:about |around |roughly |just |only |exactly |max |under )?${QUANTITY}`,
  `in (?:just |only |about |exactly |max |under )?${QUANTITY}(?=\\s*(?:[.,!:]|or less|or fewer|max|please|each|\\n|$))(?<!(?:error|errors|bug|words|typo|typos|mistake|changes|indent) in ${QUANTITY})`,
  `(?:write|give me|i need|i want|produce|draft|compose)(?: me)? (?:a |an )?\\d{2,5}[- ](?:words?|characters?|page|line)`,
  `${QUANTITY} (?:max|maximum|or less|or fewer|at most|tops|máximo|höchstens|maximal|maximum|au plus|como máximo|no máximo)`,
  `(?:^|[.!?\\n] ?)${QUANTITY}(?=,? please|:| only|[.!])`,
  '(?:keep|make|be|write|answer|reply|respond|explain|summari[sz]e|describe)(?: (?:it|this|that|them|the|your|answer|answers|response|reply|very|really|as|reasonably))* (?:short|brief|concise|briefly|concisely|succinct|succinctly|terse)(?! (?:story|film|message|circuit|term|cut|of|sleeved|selling|stories|and long))',
  '(?:short|brief|concise|one-line|one-word|long|detailed|one-sentence|one-paragraph|single-sentence) (?:answer|answers|reply|replies|response|summary|version|explanation)(?:s)?(?=\\s*(?:[.,!]|please|only|\\n|$))(?<!(?:the|got|gave|was) (?:short|brief|long|detailed) \\p{L}{3,12})',
  '(?:be (?:brief|concise|succinct)|tl;?dr|in a nutshell|in a few words|in short,|in brief)(?! means)',
  '(?:in (?:great |more |full )?detail|as detailed as possible|at (?:great )?length)(?=\\s*(?:[.,!]|please|\\n|$))(?<!(?:every|the|devil|interest|attention|explained it|described it) in detail)',
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
  '(?:簡潔に|簡単に(?:説明|まとめ|答え|教え)|短く(?:まとめ|答え|書い|説明|して)|手短に|一言で|詳しく(?:説明|教え|書い|述べ))',
);

const LANGUAGE_EN =
  '(?:(?:british|american|simple|plain|formal|brazilian|swiss|latin american|simplified|traditional|mexican|modern|standard|canadian) )?(?:english|german|french|spanish|portuguese|italian|dutch|chinese|mandarin|cantonese|japanese|korean|russian|ukrainian|polish|turkish|arabic|hebrew|hindi|swedish|danish|norwegian|finnish|czech|greek|vietnamese|thai|indonesian|romanian|hungarian|latin|catalan)(?! (?:food|cuisine|restaurants?|wine|tapas|companies|company|school|class|market|law|newspapers?|literature|cinema|cities|films?|history|teacher|grammar|exam|verbs?|translation of))';
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

const OUTPUT_LANGUAGE = anyPhrase(
  `(?:answer|reply|respond|write|rewrite|explain|summari[sz]e|speak|output|describe|say|tell|give|continue|draft|compose|list|generate|create|provide|produce|translate|put|render|convert|turn|answers|results?)(?: (?!that|who|which|how|why|where)[\\p{L}\\p{N}\\uFFFC'’,-]{1,25}){0,9}? (?:in|into|to) ${LANGUAGE_EN}(?<!(?:books?|novel|films?|written|lessons|words?|said|course|courses|difference|classes) (?:in|into|to) \\p{L}{4,12})`,
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

const READER_EN =
  '(?:beginners?|newbies?|child(?:ren)?|kids?|toddlers?|teenagers?|laypersons?|laymen|layman|novices?|students?|undergraduates?|experts?|managers?|executives?|engineers?|developers?|customers?|investors?|seniors?|grandmother|grandma|grandparents|parents|mother|patients?|readers?|non-technical (?:\\p{L}+)|non-experts?|non-programmers?|general (?:audience|public)|audience|board|ceo|boss|stakeholders|colleagues|high[- ]school(?:ers?| students?)?|\\p{L}+ graders?|five[- ]year[- ]old|six[- ]year[- ]old|ten[- ]year[- ]old|\\d{1,2}[- ]year[- ]olds?|someone (?:who|with|new|without)|people (?:who|with|without|new)|dummies|\\p{L}+ audience)';
const AUDIENCE = anyPhrase(
  `(?:explain|write|describe|summari[sz]e|rewrite|present|teach|adapt|simplify|rephrase|define|tell|make|word|phrase|pitch)(?: (?!how|why|whether|if|that)[\\p{L}\\p{N}\\uFFFC'’,-]{1,25}){0,8}? (?:for|to|as if to|suitable for|aimed at|like (?:to )?) ?(?:an? |my |the |our |complete |total |absolute |busy |new |young |first-year |curious |small |10-year |smart ){0,4}${READER_EN}(?! (?:guide|tax|book|edition|course|table))`,
  "(?:like|as if) (?:i'm|i am|i were|i was|to|we're) (?:five|\\d{1,2}|an? (?:\\p{L}+ )?(?:child|kid|beginner|\\d|five|novice|toddler|student|layman))",
  'eli ?5(?! (?:stand|subreddit|mean))',
  '(?:the |my |our |target |intended )?audience(?: is|: | are|s are)(?! (?:clapping|leaving|bored|growing|loud|small|huge))',
  "(?:i'm|i am) (?:a (?:complete |total |absolute )?(?:beginner|newbie|novice|layman)|new to \\p{L}+|not (?:a )?(?:technical|programmer|developer|expert))",
  "(?:in|using) (?:layman's|lay|simple) terms|for dummies(?! book)",
  '(?:erkläre?|schreibe?|beschreibe?|formuliere?|fasse?|verfasse?|erläutere?|mach)(?: [\\p{L}\\p{N}\\uFFFC,-]{1,25}){0,9}? (?:für|wie|als wäre ich) (?:ein |eine |einen |einem |einer |meine |meinen |die |das |absolute |totale |völlige |kleine |technische ){0,3}(?:anfänger(?:in|innen)?|laien?|kind(?:er|ern)?|experten|einsteiger|schüler(?:in)?|studenten|studierende|oma|geschäftsführung|chef|kunden|kollegen|nichttechniker|grundschüler|fachpublikum|senioren|vorstand|\\p{L}{0,12}jährigen?|\\d{1,2}-jährigen?)',
  '(?:für|als) (?:absolute |totaler? )?(?:anfänger|laien?|einsteiger)(?=[ ]?(?:verständlich|erklärt|bitte|[.!]|$))',
  '(?:zielgruppe(?: ist| sind|:)|laienverständlich|kindgerecht)',
  "(?:explique[rz]?|écri[st](?:vez)?|écris|décri[st]|résume[rz]?|rédige[rz]?|présente[rz]?|adapte[rz]?|simplifie[rz]?|reformule[rz]?)(?:-moi|-le|-la)?(?: [\\p{L}\\p{N}\\uFFFC'’,-]{1,25}){0,9}? (?:à|pour|comme à|aux?) ?(?:un |une |des |mon |ma |mes |les |le |l')?(?:jeune |petit |public de |public )?(?:débutante?s?|enfants?|experts?|novices?|élèves?|étudiante?s?|profanes?|grand-mère|clients?|direction|collègues?|grand public|non-spécialistes?|lycéens?|ado|adolescents?|investisseurs?|patients?)",
  "(?:comme si (?:j'avais|j'étais|je)|public cible|public visé)(?: cinq ans| \\d{1,2} ans| un enfant| débutant| :|:| est)",
  '(?:explic[ao]|explique|explícame|explícalo|escribe|escriba|describe|resume|redacta|adapta|simplifica|explícaselo|presenta|escreva|explique-me|descreva|resuma|adapte|redija|simplifique)(?: [\\p{L}\\p{N}\\uFFFC,-]{1,25}){0,9}? (?:para|a|como a|como para) (?:un |una |mi |mis |los |las |um |uma |meu |minha |o |a |público ){0,2}(?:principiantes?|niñ[oa]s?|expert[oa]s?|iniciantes?|crianças?|especialistas?|estudiantes?|estudantes?|abuela|avó|leigos?|clientes?|público general|público em geral|alumnos?|alunos?|adolescentes?|jefe|chefe|inversores|colegas|novatos?|pacientes?|diretoria|dirección)',
  '(?:como si (?:tuviera|fuera)|como se eu (?:tivesse|fosse)|público objetivo|público-alvo)(?: (?:cinco|cinco años|\\d{1,2}|un niñ|uma criança|una niñ|um inici)\\p{L}*| (?:es|son|é|são)|:)',
  '(?:给|向|面向|针对|为|对)\\p{Script=Han}{0,4}(?:小学生|孩子|儿童|初学者|新手|外行|小朋友|老人|非技术人员|客户|投资者|高中生|大学生|专家|老板|普通人|零基础|五岁)(?:\\p{Script=Han}{0,5})(?:解释|讲|说明|写|介绍|讲解|的读者)?',
  '(?:通俗易懂|读者是|受众是|我是(?:新手|初学者|小白))',
  '(?:小学生|中学生|高校生|子供|子ども|初心者|素人|専門家|学生|お年寄り|5歳児|新入社員|顧客|上司|一般の人)(?:に|にも|向けに|でも)(?:も)?(?:分かる|わかる|理解できる|説明|解説|書い|教え|伝わる)',
  '(?:初心者向けに|子供向けに|専門家向けに|一般向けに|対象読者は)',
);

export const ANSWER_LIMIT_PATTERNS: readonly PromptPattern[] = [
  presence('length_directive', 'says how long the answer may be', (text) => LENGTH_WISH.test(ownWords(text))),
  presence('output_language', 'says in which language the answer should be, translations included', (text) =>
    OUTPUT_LANGUAGE.test(ownWords(text)),
  ),
  presence('audience', 'says for whom the answer is', (text) => AUDIENCE.test(ownWords(text))),
];
