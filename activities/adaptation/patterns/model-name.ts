import { cleaned } from './own-words.js';
import { type PromptPattern, presence } from './prompt-pattern.js';

/** Names that mean nothing else. */
const OWN_NAME =
  /(?<![\p{Script=Latin}\p{N}_/])(?:chat\s?-?gpt|gpt[\s-]?(?:\d(?:\.\d)?o?|oss|neo)|gpt-?\d[\w.-]*|gpts?(?! (?:partition|disk|scheme|table|fdisk))|openai|anthropic|claude[\s-](?:\d|opus|sonnet|haiku|code|instant|ai|fable|desktop|pro)[\w.-]*|claude\.ai|gemini[\s-](?:\d|pro|ultra|flash|nano|advanced|ai)[\w.-]*|google bard|llama[\s-]?\d[\w.-]*|code\s?llama|llamacpp|mistral[\s-](?:\d|7b|large|small|medium|ai|nemo)[\w.-]*|mixtral[\w.-]*|deepseek[\w.-]*|deep seek|qwen[\w.-]*|grok[\s-](?:\d|ai)[\w.]*|github copilot|copilot chat|microsoft copilot|perplexity ai|phi-[234][\w.-]*|gemma[\s-]?\d[\w.-]*|palm[\s-]2|command[\s-]r\+?|o[134]-(?:mini|preview|pro)|text-davinci-\d+|davinci-00\d|文心一言|通义千问|豆包|kimi|ernie bot|stable diffusion|midjourney|dall[·\s-]?e|whisper api)(?![\p{Script=Latin}\p{N}])/iu;
/** Names that people, animals and winds bear as well count beside a word of the trade. */
const SHARED_NAME =
  '(?:claude|gemini|bard|llama|mistral|grok|copilot|perplexity|sonnet|opus|haiku|cursor|phi|bing|falcon|o1|o3|alexa|siri)';
/** Ambiguous on their own, and the model's name all the same where somebody talks to it. */
const SPOKEN_TO =
  /(?:^|[.!?\n]\s{0,2})(?:(?:hi|hello|hey|hallo|bonjour|salut|hola|olá|oi|thanks|ok|okay|dear|你好|您好)[\s,，]{1,2})(?:claude|gemini|bard|llama|mistral|grok|copilot|gpt|siri|alexa)(?=\s?[,.!?:，。！]|\s(?:can|could|please|what|how|i|kannst|peux|puedes|write|explain)|$)|^(?:claude|gemini|grok|copilot|bard)(?=,\s)/iu;
const TALKED_OF = new RegExp(
  `(?<![\\p{L}\\p{N}_])(?:(?:are you|you are|you're|i am|i'm (?:using|talking to|on)|i (?:use|asked|tried|used|switched to|pay for)|asked|asking|tried|as|like|called|named|ask|unlike|from|than|using|with|by|vs\\.?|versus|and|or|to|bist du|du bist|es-tu|tu es|eres|você é|你是|habe|frage|nutze|utilise|uso|usé|usei) ${SHARED_NAME}(?= (?:said|says|told|answered|wrote|gave|suggested|model|ai|assistant|bot|llm|api|app|chatbot|free|plus|does|did|would|refused|hallucinated|hat (?:gesagt|geantwortet|geschrieben)|a dit|m'a dit|dijo|me dijo|disse|me disse)(?!\\p{L})| ?[,?.!;)]| (?:or|and|vs|oder|et|y|ou|o|e) (?:claude|gemini|chatgpt|gpt|llama|mistral|grok|copilot|bard))|is ${SHARED_NAME} (?:better|worse|smarter|able|free|safe|cheaper|good|faster|an)|${SHARED_NAME} (?:said|says|told|answered|wrote|gave me|suggested|refused|hallucinated|ai|model|llm|api|assistant|chatbot|hat (?:mir )?(?:gesagt|geantwortet|geschrieben)|a dit|m'a dit|(?:me )?dijo|(?:me )?disse))(?![\\p{L}\\p{N}_])`,
  'iu',
);
const NOT_A_MODEL =
  /(?<![\p{L}])(?:claude (?:monet|debussy|shannon|van damme|lorrain|juncker|levi-strauss|lévi-strauss|rains|makelele)|jean-claude|gemini (?:zodiac|horoscope|season|constellation|program|spacecraft|man|twins|missions?)|(?:zodiac|horoscope|sternzeichen|constellation|signe|signo|astrology|sun sign|ascendant)|llama (?:farm|wool|fleece)|alpacas?|mistral wind|airplane|aircraft|cockpit|pilots?|shakespeare|beethoven|composers?|heinlein|cello|piano|avon|wind)(?!\p{L})/iu;
/** Questions for the model's own name and version. */
const WHO_ARE_YOU =
  /(?<!\p{L})(?:(?:which|what) (?:ai |language |version of (?:the )?)?(?:model|llm|version|gpt) (?:are you|is this|am i (?:talking|speaking|chatting)|do you (?:run|use))|are you (?:an? )?(?:ai language model|large language model|llm)|your (?:model (?:name|version)|training cutoff|knowledge cutoff)|(?:welches|was für ein) (?:sprach)?modell bist du|quel modèle es-tu|qué modelo eres|que modelo (?:você é|eres)|qual modelo você é)(?!\p{L})|你是(?:什么|哪个|哪一个)模型|どの(?:AI)?モデル(?:です|を使)/iu;

export const MODEL_NAME_PATTERNS: readonly PromptPattern[] = [
  presence('model_name', 'names an AI model or assistant, or asks which one answers', (text) => {
    const plain = cleaned(text);
    if (OWN_NAME.test(plain) || WHO_ARE_YOU.test(plain)) return true;
    return SPOKEN_TO.test(plain) || (TALKED_OF.test(plain) && !NOT_A_MODEL.test(plain));
  }),
];
