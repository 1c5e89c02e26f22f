import { ownWords } from './own-words.js';
import { anyPhrase, firstPhrase } from './phrases.js';
import { praises } from './praise.js';
import { type PromptPattern, presence } from './prompt-pattern.js';

/** A question that a courteous form only poses: "what would you do". */
const ASKED = '(?<!(?:who|what|which|how|why|where|when|whom|person|one) )';
/** A word that is spoken of: "a please wait label", "how do I say thank you". */
const MENTIONED =
  '(?<!(?:say|says|said|saying|says a|word|words|write|the|a|an|write a|of|give|gives|gave|with|his|her|their|or|titled|called|labell?ed) )';
const POLITE = anyPhrase(
  `${MENTIONED}(?<!(?<!\\p{L})(?:to|i|we|you|they|will|would|may|not|that|does|did|do|eager to|hard to) )ple+a+s+e+(?! (?:everyone|everybody|please me|my (?:boss|parents|wife|husband|client)|the crowd))`,
  '(?<=would you |could you |can you |will you )please',
  'pl+[sz]+(?!\\d)',
  'kindly (?!(?:at|to|on|upon|but|man|woman|old|face|soul|smile|person|gentleman))\\p{L}{1,40}',
  `${MENTIONED}(?<!please and )(?:thanks|thank you|thankyou|thx|thnx|thanx|tysm|many thanks)(?! (?:to (?!you)|or|note|letter|card|god|e-?mail|speech|page))`,
  'ty(?=\\s?(?:[!.,)]|$))',
  'cheers(?=\\s?[!.,])',
  `${ASKED}(?:could|would|might) (?:you|u)(?! (?:not )?(?:believe|say that|know|call|rather))`,
  '(?:would|could|might) it be (?:possible|ok|okay|alright)',
  "(?:do you mind|if you (?:don't|do not|wouldn't) mind|if (?:it's|it is) (?:not too much|no) trouble|if you (?:would|could|can) be so kind|if you please|if (?:that|it)(?:.s| is) (?:ok|okay|alright|all right)(?: with you)?(?=\\s?[.,!?)]|\\s?$)|if (?:at all )?possible,? please|sorry to (?:bother|trouble|ask)|(?:would|.d) be (?:great|lovely|nice|wonderful|awesome|super|amazing) if you|would you (?:mind|kindly)|i beg (?:you|of you)|with (?:kind|many) thanks|(?:would|will) you be (?:so kind|able|willing)|be so kind)",
  "(?:i|we)(?:'d| would) (?:really |very much |greatly |truly |deeply |be (?:very |so |most |really |extremely |eternally )?)?(?:appreciate|grateful|obliged|thankful|appreciative)",
  '(?:much|greatly|highly|really|very much|is|are|be) appreciated',
  '(?:we|i) (?:really )?appreciate (?:your|the|any|it)',
  '(?:may|might|could) i (?:kindly )?(?:ask|trouble|request|bother)',
  // German
  '(?<!(?:die|eine|meine|deine|ihre|seine|unsere|der|einer|meiner|letzte|große|kleine|say|saying|word|sagen|sagt|wort) )(?:bitte|bidde|bittschön)(?! (?:um|an|der|des|wurde) [^.!?\\n]{0,40}(?:abgelehnt|formulieren))',
  '(?<!(?:sagt|sagte|nein|ohne|sagen|wort|das|ein|heißt) )(?:danke|dankeschön|merci vielmals)(?: dir| ihnen| schön)?(?!s)',
  '(?<!(?:zum|zu) )(?:vielen|besten|herzlichen|lieben|tausend) dank',
  '(?<!(?:wie|was|wer|wo|warum|wann|welche|welchen|welches) )(?:(?:könnten|würden|wären) sie|(?:könntest|würdest|wärst|wärest) du|(?:könntet|würdet|wärt) ihr)',
  '(?:wäre es (?:dir |ihnen )?möglich|sei(?:en sie)? (?:bitte )?so (?:nett|gut|lieb|freundlich)|ich (?:bitte|danke) (?:sie|dich|dir|ihnen|um)|(?:wäre|wären) (?:dir|ihnen|euch|ich|wir)?(?: [\\p{L}]{2,10}){0,2} dankbar|wenn es (?:dir|ihnen) nichts ausmacht|dürfte ich)',
  // French
  '(?:s.il|si) (?:te|vous) pla[iî]t',
  '(?:svp|stp)',
  '(?<!(?:sans|à la|grand|dieu|dire|mot|un|le|de) )merci+(?! (?:à (?!vous|toi|tous)|en [\\p{L}]{3,12}$))',
  '(?<!(?:comment|où|quand|que|qui|pourquoi) )(?:pourriez|pourrais|auriez|aurais|voudriez|voudrais|saurais)-(?:vous|tu)',
  "(?:veuillez|ayez l'amabilité|je (?:te|vous) (?:prie|remercie|saurais gré|serais (?:très )?reconnaissante?)|serait-il possible|si (?:cela|ça) ne (?:te|vous) dérange pas|(?:vous serait|te serait)-il possible|tu pourrais|vous pourriez)",
  // Spanish
  '(?:por ?favor|porfa(?:vor|s)?|porfis|plis)',
  '(?<!(?:dar|dio|las|decir|palabra|de) )(?:muchas |mil )?gracias(?! (?:a (?!ti|usted|vosotros|todos)|en [\\p{L}]{3,12}$))',
  '(?<!(?:cómo|qué|quién|dónde|cuándo|cuál|que|se|no) )(?:podrías|podría usted|podría(?=s| [\\p{L}]{2,14}[aei]r)|podríais|podrían ustedes|pudieras|pudiera)',
  '(?:(?:serías?|sería usted|eres|es|sea|sean|si fueras?) tan (?:amable|gentil)|(?:te|le|os|les|se) (?:lo )?(?:agradecería|agradezco|ruego|agradece)|(?:te|le) importaría|si no (?:te|le) (?:importa|molesta)|(?:haz|hazme|hágame|hacer)(?:me)? el favor de|me harías el favor)',
  // Portuguese
  '(?<!(?:sou|fui|era|é|foi|ser|sido|palavra|dizer|estou|ou|e) )(?:muito )?(?:obrigad[oa]|brigad[oa])(?! (?:a (?!você|todos|vocês)|ou|por lei|em [\\p{L}]{3,12}$))',
  '(?<!(?:como|onde|quem|quando|que|o que|não) )(?:poderia|poderias)(?! (?:ser|ter|haver))',
  '(?:por gentileza|pfv|agradeço|agradeceria|se não for (?:incômodo|pedir muito)|faça o favor de|faz favor|seria possível|podia (?:me|dar|fazer))',
  // Italian and Dutch
  "(?:per (?:favore|piacere|cortesia)|(?<!(?:dire|parola|di) )grazie(?! (?:a(?! te| tutti| voi)|al|alla|ai|alle|all')(?!\\p{L}))|(?<!(?:come|cosa|chi|dove|non) )(?:potresti|potrebbe|potreste)|ti (?:ringrazio|dispiacerebbe)|saresti così gentile)",
  '(?:alsjeblieft|alstublieft|a\\.?u\\.?b|dank ?(?:je|u)(?: ?wel)?|bedankt(?! (?:voor )?[\\p{L}]{3,12}brief)|(?<!(?:hoe|wat|wie|waar|waarom|wanneer|dat|als) )zou(?:den)? (?:je|jij|u|jullie)(?! (?:denken|zeggen))|zou het mogelijk zijn)',
  '(?<!申|邀|聘|敬|宴|恳)请(?!求|假|客|柬|教|愿|示|帖|问一词|字)',
  '(?:谢谢(?!你?(?:用|的|怎么|在))|感谢您|麻烦你|麻烦您|麻烦帮|劳驾|多谢|拜托|烦请|辛苦了|可否|能否)',
  '(?:ください|下さい|お願い(?:します|いたします|致します|できます|申し上げ|でき)|ありがとう(?!の|という|を)|(?:て|で|を|ご[\\p{L}]{1,4})(?:頂|いただ)け(?:ます|ません|ない|れば|る(?:と|でしょう))|もらえ(?:ます|ません|ない)|すみませんが|恐れ入り|助かります)',
);

/** Any stretch of letters in a chat: "heyyy". */
const GREETING_WORD =
  '(?:hi+(?:ya)?|hel+o+|he+y+a?|hullo|howdy|greetings|good (?:morning|afternoon|evening|day)|hallo+|hallöchen|guten (?:tag|morgen|abend)|schönen guten (?:tag|morgen|abend)|moin(?: moin)?|servus|grüezi|grüß (?:gott|dich|euch|sie)|re?bonjour|bonjour|bonsoir|salut|coucou|slt|bjr|hola+|buenos días|buen día|buenas(?: tardes| noches)?|saludos|olá|oi+e?|bom dia|boa (?:tarde|noite)|e aí|buongiorno|buonasera|salve|goede(?:morgen|middag|navond|ndag)|hoi|hej)';
/** Words of other meanings as well: a greeting only before a pause. */
const PAUSED_WORD =
  '(?:(?:a )?(?:very )?(?:good )?(?:morning|evening|afternoon)|yo|sup|ciao|dag|gm|na|tach|mahlzeit|cc|alô|opa|ola|aloha|salam|namaste|top of the morning)';
const ADDRESSEE =
  '(?:there|all|team|everyone|everybody|again|folks|guys|both|you|mate|buddy|man|partner|zusammen|nochmal|du|ihr|an alle|à tous|à toutes|tout le monde|à toi|a todos|a tod[oa]s|pessoal|gente|a tutti|allemaal|dear|friend|my friend|de nuevo|otra vez|de novo)';
const FOLLOW_UP =
  "(?:i|i'm|im|i've|ive|c'est|moi|can|could|u|please|pls|my|we|what|what's|how|is (?:there|it|this|that|my|the|anyone)|are|do|does|why|where|when|would|will|help|need|write|explain|just|so|got|ich|hab|habe|kannst|können|könntest|wie|was|bitte|mein|meine|wir|brauche|je|j'|tu|peux|pouvez|pourriez|comment|j'ai|est-ce|necesito|puedes|podrías|quiero|tengo|me|cómo|eu|você|preciso|gostaria|tenho|quero|pode|mi|ho|puoi|vorrei|ik|kun|heb)";
const PAUSE = '(?=\\s{0,2}(?:[:;]-?[)dp(]|[,.!…:;👋🙂😊~–—-]+(?:\\s|$)|[\\n,!👋🙂😊]|$))';
const GREETING = firstPhrase(
  `¡?${GREETING_WORD}(?: ${ADDRESSEE})?${PAUSE}`,
  `¡?${PAUSED_WORD}(?: ${ADDRESSEE})?(?=\\s?(?:[,!\\n👋🙂😊]|$))`,
  `¡?${GREETING_WORD} ${ADDRESSEE}(?= (?!is|was|are|as|in|und|or)|[,!.\\n])`,
  `¡?${GREETING_WORD} (?!world|kitty|jude|moto)[\\p{L}-]{2,20}(?: \\p{L}{2,20})?(?=\\s{0,1}(?:[,!\\n]| [–—-] ))(?!,? (?:in|is|was|and|or|und|et|y) )`,
  `¡?(?:${GREETING_WORD}|${PAUSED_WORD})(?=,? ${FOLLOW_UP}(?![\\p{L}\\p{N}]))(?!na (?:ja|und)| yo (?:me|quiero|tengo))`,
  'dear (?:\\p{L}{2,20}\\.? (?:(?:or|and|&) )?){0,2}\\p{L}{2,20}(?=\\s?[,!]|\\s?:?\\s?\\n)',
  '(?:sehr geehrte|liebe|lieber|cher|chère|estimad[oa]s?|querid[oa]s?|prezad[oa]s?|car[oa]|beste) (?:\\p{L}{2,20} ){0,4}\\p{L}{2,20}(?=\\s?(?:,|!))',
  '(?:你好|您好|嗨|哈喽|哈啰|大家好|早上好|下午好|晚上好|早安|晚安|在吗)(?!吗|吃|喝|看|世界|的|这个|用|是什么|怎么|英|和|与|》|翻译|一词|几)',
  '(?:こんにちは|おはよう(?:ございます)?|こんばんは|はじめまして|もしもし|お疲れ様です|どうも)(?!は|という|の|を|って|と)',
);

export const COURTESY_PATTERNS: readonly PromptPattern[] = [
  presence('politeness', 'please, thanks or a courteous "could you"', (text) => POLITE.test(ownWords(text))),
  presence('greeting', 'opens with a greeting', (text) => GREETING.test(ownWords(text))),
  presence('feedback', 'opens with thanks or praise for the answer before', praises),
];
