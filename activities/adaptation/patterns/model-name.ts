import { cleaned } from './own-words.js';
import { prefiltered } from './prefilter.js';
import { type PromptPattern, presence } from './prompt-pattern.js';

/** Names that mean nothing else. */
const OWN_NAME = prefiltered(
  /(?<![\p{Script=Latin}\p{N}_/])(?:chat\s?-?gpt|gpt[\s-]?(?:\d(?:\.\d)?o?|oss|neo)|gpt-?\d[\w.-]*|gpts?(?! (?:partition|disk|scheme|table|fdisk|and mbr|or mbr))|openai|anthropic|claude[\s-](?:\d|opus|sonnet|haiku|code|instant|ai|fable|desktop|pro)[\w.-]*|claude\.ai|gemini[\s-](?:\d|pro|ultra|flash|nano|advanced|ai)[\w.-]*|google bard|llama[\s-]?\d[\w.-]*|code\s?llama|llamacpp|mistral[\s-](?:\d|7b|large|small|medium|ai|nemo)[\w.-]*|mixtral[\w.-]*|deepseek[\w.-]*|deep seek|qwen[\w.-]*|grok[\s-](?:\d|ai)[\w.]*|github copilot|copilot chat|microsoft copilot|perplexity ai|phi-[234][\w.-]*|gemma[\s-]?\d[\w.-]*|palm[\s-]2|command[\s-]r\+?|o[134]-(?:mini|preview|pro)|text-davinci-\d+|davinci-00\d|文心一言|通义千问|豆包|kimi|ernie bot|stable diffusion|midjourney|dall[·\s-]?e|whisper api)(?![\p{Script=Latin}\p{N}])/iu,
);
/** Names that people, animals and winds bear as well count beside a word of the trade. */
const SHARED_NAME =
  '(?:claude|gemini|bard|llama|mistral|grok|copilot|perplexity|sonnet|opus|haiku|cursor|phi|bing|falcon|o1|o3|alexa|siri)';
/** Ambiguous on their own, and the model's name all the same where somebody talks to it. */
const SPOKEN_TO = prefiltered(
  /(?:^|[.!?\n]\s{0,2})(?:(?:hi|hello|hey|hallo|bonjour|salut|hola|olá|oi|thanks|ok|okay|dear|你好|您好)[\s,，]{1,2})(?:claude|gemini|bard|llama|mistral|grok|copilot|gpt|siri|alexa)(?=\s?[,.!?:，。！]|\s(?:can|could|please|what|how|i|kannst|peux|puedes|write|explain)|$)|^(?:claude|gemini|grok|copilot|bard)(?=,\s(?!my|our|the|an?|who|which|mon|mein))/iu,
);
const TALKED_OF = prefiltered(
  new RegExp(
    `(?<![\\p{L}\\p{N}_])(?:(?:are you|you are|you're|i am|prefer|swears? by|switch to|switched to|i'm (?:using|talking to|on)|i (?:use|asked|tried|used|switched to|pay for)|asked|asking|tried|as|like|called|named|ask|unlike|from|than|using|with|by|vs\\.?|versus|and|or|to|bist du|du bist|es-tu|tu es|eres|você é|你是|habe|frage|nutze|utilise|uso|usé|usei) ${SHARED_NAME}(?= (?:said|says|told|answered|wrote|gave|suggested|model|ai|assistant|bot|llm|api|app|chatbot|free|plus|does|did|would|refused|hallucinated|hat (?:gesagt|geantwortet|geschrieben)|a dit|m'a dit|dijo|me dijo|disse|me disse)(?!\\p{L})| ?[,?.!;)]| (?:or|and|vs|oder|et|y|ou|o|e) (?:claude|gemini|chatgpt|gpt|llama|mistral|grok|copilot|bard))|(?:claude|gemini|copilot|grok) (?:is|was|seems|keeps|ist|est|es|é) (?:too|so|very|much|more|less|better|worse|wordy|slow|slower|faster|down|free|wrong|giving|giv|refusing|zu|besser|trop|plus|mejor|melhor|(?:muy|muito) )|(?:gemini|copilot|claude|grok) m'a (?:répondu|dit|donné|proposé|suggéré)|is ${SHARED_NAME} (?:better|worse|smarter|able|free|safe|cheaper|good|faster|an)|${SHARED_NAME} (?:said|says|told|answered|wrote|gave me|suggested|refused|hallucinated|ai|model|llm|api|assistant|chatbot|hat (?:mir )?(?:gesagt|geantwortet|geschrieben)|a dit|m'a dit|(?:me )?dijo|(?:me )?disse))(?![\\p{L}\\p{N}_])`,
    'iu',
  ),
);
/** Such a name, and a word of the trade anywhere: the names that programs and poems bear need more. */
const NAME_IN_TRADE = prefiltered(
  /(?<![\p{Script=Latin}\p{N}_-])(?:claude|gemini|llama|mistral|grok|copilot|perplexity|siri|alexa)(?![\p{Script=Latin}\p{N}_])/iu,
);
const TRADE = prefiltered(
  /(?<![\p{L}\p{N}_])(?:prompts?|tokens?|chat ?bots?|ai|ki|ia|llms?|api|licen[cs]es?|subscription|abo|assistants?|assistent\p{L}*|assistente|asistente|context window|hallucinat\p{L}*|language models?|sprachmodell\p{L}*|taalmodel\p{L}*|models?|modell\p{L}*|modelos?|modèles?|generated?|pasted|code|código|codice|plugin|sdk|agents?|mcp|fine-?tun\p{L}*|system prompt|than you|are you (?:based|built|running|better|smarter|worse|faster|cheaper)|eres (?:mejor|peor|más)|bist du (?:besser|klüger|schlauer)|es-tu (?:meilleur|plus)|você é (?:melhor|mais)|als du|que toi|que tú|que você|que vous|di te|dan jij|demandé à|pregunté a|perguntei (?:ao|à|pro|para o)|habe \p{L}{1,12} gefragt|fragte|ho chiesto a|wrong assistant|different (?:answer|result)s?|other answer|rispost[ae]|answers?|respuestas?|réponses?|antwort\p{L}*|respostas?)(?![\p{L}\p{N}_])|模型|提示词|回答|助手|プロンプト|モデル|回答/iu,
);
const TRADE_PAIR = prefiltered(
  /(?<![\p{L}\p{N}_])(?:sonnet|opus|haiku|claude|gemini|grok|copilot|llama|mistral|cursor)(?: \d(?:\.\d)?)?(?:,| and| or| vs\.?| versus| und| oder| et| y| ou| o| e|和|と)\s?(?:sonnet|opus|haiku|claude|gemini|grok|copilot|llama|mistral|chatgpt|cursor)(?![\p{L}])/iu,
);
/** Two of these together are models: one may be a friend or a star sign. */
const TWO_NAMES = prefiltered(
  /(?<![\p{Script=Latin}\p{N}_-])(?:claude|gemini|grok|copilot|mistral|llama)(?:,| and| or| vs\.?| versus| und| oder| et| y| ou| o| e|和|与|跟|と|や|、)\s?(?:claude|gemini|grok|copilot|mistral|llama|perplexity|deepseek)(?![\p{Script=Latin}])/iu,
);
const THANKED = prefiltered(
  /(?:^|[.!?\n,]\s{0,2})(?:thx|thanks|thank you|ty|cheers|danke|merci|gracias|obrigad[oa]|grazie|bye|good (?:job|morning|bot)|nice(?: one)?|sorry|well done|great job|please|bitte)[, ]{1,2}(?:claude|gemini|grok|copilot|siri|alexa|bard)\s{0,2}[.!?]*(?:$|\n)/iu,
);
const DISK = prefiltered(
  /(?<!\p{L})(?:mbr|uefi|bios|fdisk|partition\p{L}*|drives?|disks?|festplatte|disque|disco|ssd|hdd)(?!\p{L})/iu,
);
const AMBIGUOUS_GPT = /(?<![\p{L}\p{N}_-])gpts?(?![\p{L}\p{N}-]| ?\d)/giu;
const NOT_A_MODEL =
  /(?<![\p{L}])(?:claude (?:monet|debussy|shannon|van damme|lorrain|juncker|levi-strauss|lévi-strauss|rains|makelele)|jean-claude|gemini (?:zodiac|horoscope|season|constellation|program|spacecraft|man|twins|missions?)|(?:zodiac|horoscope|sternzeichen|constellation|signe|signo|astrology|sun sign|ascendant)|llama (?:farm|wool|fleece)|alpacas?|mistral wind|airplane|aircraft|cockpit|pilots?|captain|landed|flight|rising|ascendant|moon|shakespeare|beethoven|composers?|heinlein|cello|piano|avon|wind|géminis? (?:soy|y)|soy géminis|uncle|oncle|onkel|tío|tio|voisin|neighbou?r|nachbar|vecino|zodiac|cat|dog|grandfather|dad|brother|astrolog\p{L}*|cars?|spits?|wool|ferry)(?!\p{L})/iu;
/** Questions for the model's own name and version. */
const WHO_ARE_YOU = prefiltered(
  /(?<!\p{L})(?:(?:which|what) (?:ai |language |version of (?:the )?)?(?:model|llm|version|gpt) (?:are you|is this|am i (?:talking|speaking|chatting)|do you (?:run|use))|are you (?:an? )?(?:ai language model|large language model|llm)|your (?:model (?:name|version)|training cutoff|knowledge cutoff)|(?:welches|was für ein) (?:sprach)?modell bist du|quel modèle es-tu|qué modelo eres|que modelo (?:você é|eres)|qual modelo você é|(?:which|what) (?:ai|llm|chatbot|language model|ai model|ai assistant)(?: \p{L}{1,12})? (?:are you|is this|is behind|am i|powers|runs|do you)|(?:which|what) version (?:of yourself|of you|are you|am i)|what are you running on|(?:which|what) (?:model|llm|ai)(?: \p{L}{1,12}){0,2} (?:powers|runs|drives|is behind|answers)|welche[srn]? (?:ki|sprachmodell|llm|ki-modell|modell|version|gpt)(?: \p{L}{1,15}){0,4}? (?:du|dir|dich|dahinter)|quel(?:le)? (?:modèle|version|ia|llm|intelligence)(?: \p{L}{1,15}){0,4}? ?-?(?:tu|vous|toi)|(?:tu|vous) (?:es|êtes) (?:quel|quelle) (?:modèle|version|ia)|qué (?:modelo|ia|versión|llm|inteligencia)(?: \p{L}{1,15}){0,4}? (?:eres|usas|usás|es usted)|(?:que|qual) (?:modelo|ia|versão|llm)(?: \p{L}{1,15}){0,4}? (?:você|é você|tu)|che (?:modello|ia|versione)(?: \p{L}{1,12}){0,3}? sei|(?:welk|welke) (?:taalmodel|model|ai|versie)(?: \p{L}{1,12}){0,3}? (?:jij|je|u))(?!\p{L})|你是(?:什么|哪个|哪一个|哪种|哪款)[^，。？！\n]{0,8}(?:模型|版本|AI)|你(?:用|使用)的是(?:什么|哪个)[^，。？！\n]{0,6}模型|どの(?:AI)?モデル(?:です|を使)/iu,
);

const SHARED = prefiltered(
  /claude|gemini|bard|llama|mistral|grok|copilot|perplexity|sonnet|opus|haiku|cursor|phi|bing|falcon|o1|o3|alexa|siri|gpt/u,
);

export const MODEL_NAME_PATTERNS: readonly PromptPattern[] = [
  presence('model_name', 'names an AI model or assistant, or asks which one answers', (text) => {
    const whole = cleaned(text);
    // A table of partitions has the same name.
    const plain = DISK.test(whole) ? whole.replace(AMBIGUOUS_GPT, ' ') : whole;
    if (OWN_NAME.test(plain) || WHO_ARE_YOU.test(plain)) return true;
    if (!SHARED.test(plain.toLowerCase())) return false;
    if (SPOKEN_TO.test(plain) || THANKED.test(plain)) return true;
    return namedInTrade(plain) && !NOT_A_MODEL.test(plain);
  }),
];

function namedInTrade(text: string): boolean {
  if (TALKED_OF.test(text) || TWO_NAMES.test(text)) return true;
  return (NAME_IN_TRADE.test(text) || TRADE_PAIR.test(text)) && TRADE.test(text);
}
