import { ownWords } from './own-words.js';
import { anyPhrase, firstPhrase } from './phrases.js';
import { type PromptPattern, presence } from './prompt-pattern.js';

const POLITE = anyPhrase(
  '(?<!(?<!\\p{L})(?:to|i|we|you|they|will|would|can|could|may|not|that|does|did|do|eager to|hard to|say|word) )please(?! (?:everyone|everybody|my (?:boss|parents|wife|husband|client)|the crowd))',
  '(?<=would you |could you |can you |will you )please',
  'pls',
  'plz',
  'kindly (?!(?:man|woman|old|face|soul|smile|person|gentleman))\\p{L}{1,40}',
  '(?:thanks|thank you|thx)(?! (?:to|note|letter|card|god|e-?mail|speech|page))',
  '(?:could|would) you(?! (?:not )?(?:believe|say that|know|call|rather))',
  'would you mind',
  "i(?:'d| would) (?:appreciate|be grateful)",
  '(?<!(?:die|eine|meine|deine|ihre|seine|unsere|der|einer|meiner|letzte|große|kleine) )bitte',
  '(?<!(?:sagt|sagte|nein|ohne) )danke(?: dir| ihnen| schön)?(?!s)',
  'vielen dank',
  '(?:könnten|würden|wären) sie',
  '(?:könntest|würdest) du',
  's.il (?:te|vous) plaît',
  'svp',
  'stp',
  '(?<!(?:sans|à la|grand|dieu) )merci',
  '(?:pourriez-vous|pourrais-tu|veuillez|auriez-vous|aurais-tu)',
  'por favor',
  'porfa',
  'gracias(?! a )',
  '(?:podrías|podría|sería tan amable)',
  'obrigad[oa]',
  '(?:poderia|você poderia)',
  '(?<!申|邀|聘|敬|宴|恳)请(?!求|假|客|柬|教|愿|示|帖)',
  '(?:谢谢|感谢您|麻烦你|麻烦您|劳驾|多谢)',
  '(?:ください|下さい|お願いします|お願いいたします|ありがとう|頂けますか|いただけますか|すみません)',
);

const GREETING_WORD =
  '(?:hi|hiya|hello|hey|greetings|good (?:morning|afternoon|evening)|hallo|guten (?:tag|morgen|abend)|moin|servus|grüß gott|bonjour|bonsoir|salut|coucou|hola|buenos días|buen día|buenas(?: tardes| noches)?|olá|oi|bom dia|boa (?:tarde|noite))';
const ADDRESSEE =
  '(?:there|all|team|everyone|everybody|again|folks|zusammen|nochmal|à tous|à toi|a todos|pessoal|dear|friend|my friend|de nouveau)';
const FOLLOW_UP =
  "(?:i|i'm|i've|can|could|please|my|we|what|how|is|are|do|does|why|where|when|would|will|help|need|write|explain|ich|kannst|können|wie|was|bitte|mein|meine|wir|je|peux|pouvez|pourriez|comment|j'ai|est-ce|necesito|puedes|podrías|quiero|tengo|me|eu|você|preciso|gostaria|tenho|quero)";
const GREETING = firstPhrase(
  `¡?${GREETING_WORD}(?: ${ADDRESSEE})?(?=\\s{0,2}(?:[,.!…:;👋🙂😊~–-]+(?:\\s|$)|[\\n,!👋🙂😊]|$))`,
  `¡?${GREETING_WORD} ${ADDRESSEE}(?= )`,
  `¡?${GREETING_WORD} (?!world|kitty|jude|moto)\\p{L}{2,15}(?=\\s{0,1}[,!])`,
  `¡?${GREETING_WORD}(?= ${FOLLOW_UP}(?![\\p{L}\\p{N}]))`,
  'dear (?:\\p{L}{2,20}(?: \\p{L}{2,20})?),',
  '(?:你好|您好|嗨|哈喽|大家好|早上好|晚上好)(?!吗|的|这个|用|是什么)',
  '(?:こんにちは|おはよう|こんばんは|はじめまして|もしもし)(?!は|という|の|を|って)',
);

const FEEDBACK = firstPhrase(
  '(?:ok(?:ay)?[,.!]? |yes[,.!]? |ah[,.!]? |oh[,.!]? |wow[,.!]? |hey[,.!]? |cool[,.!]? )?(?:many )?(?:thanks|thank you|thx|ty)(?! (?:to|note|letter|card|god|e-?mail|speech|page|in advance|you (?:note|card|letter)))',
  "(?:ok[,.!]? |yes[,.!]? |wow[,.!]? |that(?:'s| is| was) |this is |it's |looks |very |really |much |absolutely |exactly |so )*(?:great|perfect|excellent|awesome|amazing|wonderful|brilliant|fantastic|nice|good|better|lovely|helpful|impressive|cool|spot on)(?: (?:answer|job|work|one|start|point|explanation|idea|stuff|catch|list|summary|so far|now|thanks|thank you|already|job so far|to know))?(?=\\s?(?:[,.!…;:–]|\\s-|\\n|👍|but|$))",
  "(?:(?:that|this|it) (?:works|worked|helped|helps|did it|did the trick|solved it|fixed it)(?=\\s?[,.!]|\\s?$| (?:a lot|great|well|perfectly|now|thanks|thank|for me|fine))|that's (?:it|right|exactly|what i (?:wanted|needed|meant))|exactly what i (?:wanted|needed)|well done|love it|i (?:love|like) (?:it|this|that|your)|works (?:now|perfectly|great|fine))",
  '(?:ok[,.!]? |super[,.!]? |prima[,.!]? |ja[,.!]? )?(?:vielen |herzlichen |besten )?dank(?:e)?(?! (?:der|des|im voraus|für die einladung))',
  '(?:ok[,.!]? |sehr |das ist |das war |ja[,.!]? |wirklich |schon )*(?:super|prima|perfekt|klasse|toll|gut|genial|spitze|hilfreich|besser|wunderbar|großartig)(?: (?:gemacht|erklärt|so|danke|arbeit|antwort))?(?=\\s?(?:[,.!…;:–]|\\s-|\\n|aber|$))',
  '(?:das hat (?:geholfen|geklappt|funktioniert)|(?:das |jetzt )?(?:funktioniert|klappt)(?: es| jetzt)?(?=[,.!]))',
  '(?:ok[,.!]? |super[,.!]? |oui[,.!]? )?(?:merci|mille mercis)(?! (?:de|d.avance|à l))',
  "(?:ok[,.!]? |c'est |c'était |très |vraiment |oui[,.!]? )*(?:super|parfait|génial|excellent|bien|bravo|impeccable|top|mieux|formidable)(?: (?:joué|travail|merci|réponse|expliqué|fait))?(?=\\s?(?:[,.!…;:–]|\\s-|\\n|mais|$))",
  "(?:ça (?:marche|fonctionne|m'aide|a marché)(?=[,.! ]))",
  '¡?(?:ok[,.!]? |sí[,.!]? )?(?:muchas |mil )?gracias(?! (?:a |de antemano))',
  '¡?(?:ok[,.!]? |está |es |muy |más |sí[,.!]? |qué )*(?:perfecto|excelente|genial|bien|bueno|estupendo|fantástico|mejor|útil|buen trabajo|buena respuesta)(?=\\s?(?:[,.!…;:–]|\\s-|\\n|pero|$))',
  '(?:eso (?:funciona|funcionó|ayuda|es)|me (?:sirvió|encanta|gusta|ayudó))',
  '(?:ok[,.!]? |sim[,.!]? )?(?:muito |muitíssimo )?obrigad[oa](?! (?:a |por me convid))',
  '(?:ok[,.!]? |ficou |está |é |muito |sim[,.!]? )*(?:perfeito|ótimo|excelente|legal|bom|maravilhoso|melhor|boa resposta|bom trabalho)(?=\\s?(?:[,.!…;:–]|\\s-|\\n|mas|$))',
  '(?:funcionou|deu certo|isso (?:ajudou|funcionou)|gostei|adorei)',
  '(?:好的?，?)?(?:谢谢|感谢|多谢)(?!信)',
  '(?:很好|太好了|非常好|完美|不错|太棒了|解决了|真棒)',
  '(?:ありがとう|助かりました|素晴らしい|完璧|いいですね|うまくいきました|すごい)(?!は|という|を)',
);

export const COURTESY_PATTERNS: readonly PromptPattern[] = [
  presence('politeness', 'please, thanks or a courteous "could you"', (text) => POLITE.test(ownWords(text))),
  presence('greeting', 'opens with a greeting', (text) => GREETING.test(ownWords(text))),
  presence('feedback', 'opens with thanks or praise for the answer before', (text) => FEEDBACK.test(ownWords(text))),
];
