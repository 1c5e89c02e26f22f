import { ownWords } from './own-words.js';
import { anyPhrase, firstPhrase } from './phrases.js';
import { praises } from './praise.js';
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

export const COURTESY_PATTERNS: readonly PromptPattern[] = [
  presence('politeness', 'please, thanks or a courteous "could you"', (text) => POLITE.test(ownWords(text))),
  presence('greeting', 'opens with a greeting', (text) => GREETING.test(ownWords(text))),
  presence('feedback', 'opens with thanks or praise for the answer before', praises),
];
