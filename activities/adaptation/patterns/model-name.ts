import { cleaned } from './own-words.js';
import { prefiltered } from './prefilter.js';
import { type PromptPattern, presence } from './prompt-pattern.js';

/** Names that mean nothing else. */
const OWN_NAME = prefiltered(
  /(?<![\p{Script=Latin}\p{N}_/])(?:chat\s?-?gpt|gpt[\s-]?(?:\d(?:\.\d)?o?|oss|neo)|gpt-?\d[\w.-]*|gpts?(?! (?:partition|disk|scheme|table|fdisk|and mbr|or mbr))|openai(?!['’]s (?:\p{L}+ )?(?:valuation|board|ceo|shares?|stock|ipo|revenue|lawsuit|investors|headquarters|employees))|anthropic|claude[\s-](?:\d|(?:opus|sonnet|haiku|code|instant|ai|fable|desktop|pro|max)(?![a-z]))[\w.-]*|claude\.ai|gemini[\s-](?:\d|(?:pro|ultra|flash|nano|advanced|ai)(?![a-z]))[\w.-]*|google bard|llama[\s-]?\d[\w.-]*|code\s?llama|llamacpp|mistral[\s-](?:\d|7b|large|small|medium|ai|nemo)[\w.-]*|mixtral[\w.-]*|deepseek[\w.-]*|deep seek|qwen[\w.-]*|grok[\s-](?:\d|ai)[\w.]*|github copilot|copilot chat|microsoft copilot|perplexity(?:\.ai| ai| pro)|meta ai|mistral le chat|le chat (?:de )?mistral|character\.ai|notebooklm|google assistant|google assistent|cortana|bixby|replika|starcoder|codex cli|openai codex|claude-\w[\w.-]*|gemini-\w[\w.-]*|grok-\w[\w.-]*|(?:sonnet|opus|haiku) [345](?:\.\d)?|falcon[- ]\d+b|vicuna|codestral|devstral|ministral|pixtral|yi-\d+b|dolly 2|windsurf editor|amazon q|小爱同学|天猫精灵|讯飞星火|智谱清言|chatglm|腾讯元宝|盘古大模型|混元|phi-[234][\w.-]*|gemma[\s-]?\d[\w.-]*|palm[\s-]2|command[\s-]r\+?|o[134]-(?:mini|preview|pro)(?:-\w+)?|text-davinci-\d+|davinci-00\d|文心一言|通义千问|豆包|kimi|ernie bot|stable diffusion|midjourney|dall[·\s-]?e|whisper api)(?![\p{Script=Latin}\p{N}])/iu,
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
/** With a capital letter within a sentence: no verb, no pilot, no bafflement. */
const PRODUCT_WITHIN = prefiltered(
  /(?<=[\p{L}\p{N},:;('’-]\s)(?:Grok|Copilot|Perplexity|Siri|LLaMA)(?![\p{Script=Latin}\p{N}])|(?<=[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}、，。])(?:Grok|Copilot|Perplexity|Siri|Claude|Gemini|Llama|Mistral|Alexa)(?![\p{Script=Latin}])|(?<![\p{Script=Latin}])(?:Grok|Copilot|Perplexity|Siri|Claude|Gemini|Llama|Mistral)(?=[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}])/u,
);
/** What only a program of that name does, or is done with it. */
const USED = prefiltered(
  /(?<![\p{L}\p{N}_])(?:(?:ask|asking|asked|prompt|prompting|prompted|use|uses|using|used|try|tried|trying|switch(?:ed|ing)? (?:from|to)|subscribe[ds]? to|pay(?:ing)? for|cancel(?:led)?|uninstall|install|integrate|swear(?:s|ing)? by|prefer(?:s|red)?|prefers|call(?:s|ing)?|run(?:ning)?|via|through|mit|per|nutze[nt]?|verwende[nt]?|benutze[nt]?|frage|fragte|avec|utilise[rz]?|demandé à|usar|usando|uso|utilizo|con|pregunté a|pregunta(?:r)? a|com|o|ao|pelo|no|do|usei|perguntei ao?) (?:the |o |el |le )?(?:claude|gemini|grok|copilot|mistral|llama|perplexity|siri|alexa|bard)(?= (?:for|to (?:write|code|summarise|summarize|generate|translate|help|draft|do|check|fix|make|answer|explain)|on my|in (?:vs ?code|my editor|the browser|excel|word|outlook|teams|chrome)|para|pour|für|um|zum|and (?:got|it)|but it)(?!\p{L})|['’]s (?:api|answers?|output|response|pricing|context|app)(?!\p{L}))|(?:claude|gemini|grok|copilot|siri|alexa|mistral|llama|perplexity)(?:['’]s)? (?:new |latest |own |free |paid |image |video |voice |web |long |system ){0,3}(?:features?|api|prompts?|release|update|outputs?|pricing|voice mode|image generation|context window|benchmarks?|limits?|plans?|suggestions?|models?|settings|skill|routines?|subscription|apps?|device|speaker)|(?:claude|gemini|copilot|grok|siri|alexa) (?:in|for|on|dans|en|em|für) (?:teams|outlook|excel|word|powerpoint|office|windows|vs ?code|visual studio|gmail|google docs|workspace|chrome|slack|xcode|my (?:phone|iphone|laptop|mac|kitchen))|(?:siri|alexa) (?:keeps|turns?|plays?|doesn.t|does not|won.t|can.t|stopped|always|never|understands?|mishears?|responds?|answers?|reads?|sets?|spielt|versteht|antwortet|schaltet|comprend|no me|joue|não)|(?:hey|ok|tell|ask|make|get) (?:siri|alexa)|(?:claude|gemini|grok|copilot|perplexity|siri|alexa|mistral|bard)(?: (?:always|often|sometimes|keeps?|just|never|can|could|can't|cannot|will|won't|doesn't|didn't))?(?:['’]s)? (?:generat\p{L}+|hallucinat\p{L}+|invents?|invented|makes? (?:stuff |things )?up|made up|autocomplet\p{L}+|suggestions?|answers?|prompts?|context window|summar\p{L}+|translated|erfindet|halluziniert|antwortet|inventa|inventó|alucina|responde|respondió|respondeu|invente|hallucine|répond|subscription|license|pro|plugin|extension|integration|desktop))(?![\p{L}\p{N}_])|(?:用|问|让|跟|比|和|与)\s?(?:claude|gemini|grok|copilot|llama|mistral|siri)|クロード(?:に|で|と)|ジェミニ(?:に|で|と)|コパイロット|チャットgpt/iu,
);
const DISK = prefiltered(
  /(?<!\p{L})(?:mbr|uefi|bios|fdisk|partition\p{L}*|drives?|disks?|festplatte|disque|disco|ssd|hdd)(?!\p{L})/iu,
);
const AMBIGUOUS_GPT = /(?<![\p{L}\p{N}_-])gpts?(?![\p{L}\p{N}-]| ?\d)/giu;
const NOT_A_MODEL =
  /(?<![\p{L}])(?:claude (?:monet|debussy|shannon|van damme|lorrain|juncker|levi-strauss|lévi-strauss|rains|makelele)|jean-claude|gemini (?:zodiac|horoscope|season|constellation|program|spacecraft|man|twins|missions?)|(?:zodiac|horoscope|sternzeichen|constellation|signe|signo|astrology|sun sign|ascendant)|llama (?:farm|wool|fleece)|alpacas?|mistral wind|airplane|aircraft|cockpit|pilots?|captain|landed|flight|rising|ascendant|moon|shakespeare|beethoven|composers?|heinlein|cello|piano|avon|wind|géminis? (?:soy|y)|soy géminis|uncle|oncle|onkel|tío|tio|voisin|neighbou?r|nachbar|vecino|zodiac|cat|dog|grandfather|dad|brother|astrolog\p{L}*|cars?|spits?|wool|ferry)(?!\p{L})/iu;
/** Questions for the model's own name and version. */
const WHO_ARE_YOU = prefiltered(
  /(?<!\p{L})(?:(?:which|what) (?:ai |language |version of (?:the )?)?(?:model|llm|version|gpt) (?:are you|is this(?! \p{L})|am i (?:talking|speaking|chatting)|do you (?:run|use))|are you (?:an? )?(?:ai language model|large language model|llm)|your (?:model (?:name|version)|training cutoff|knowledge cutoff)|(?:welches|was für ein) (?:sprach)?modell bist du|quel modèle es-tu|qué modelo eres|que modelo (?:você é|eres)|qual modelo você é|(?:which|what) (?:company|lab|firm) (?:made|built|trained|developed|created|is behind) you|who (?:made|trained|developed|built|created|programmed) you(?=\s?[?.!,]|\s?$| (?:and|by))|which of (?:the|openai's|anthropic's) (?:models|llms) (?:are you|is this)|(?:what|which) (?:gpt|claude|gemini|llm|model)(?: \p{L}{1,12}){0,3} (?:talking to|speaking (?:to|with)|chatting with|using|running|answering|responding|powering|based on|built on)|(?:what|which) (?:are you|is this (?:chat|bot|assistant)) (?:based|running|built|trained) on|what(?:'s| is) (?:your|the) (?:underlying |base |exact )?(?:model name|llm|knowledge cutoff|training cutoff|model version)|(?:which|what) (?:ai|llm|chatbot|language model|ai model|ai assistant)(?: \p{L}{1,12})? (?:are you|is this|is behind|am i|powers|runs|do you)|(?:which|what) version (?:of yourself|of you|are you|am i)|what are you running on|(?:which|what) (?:model|llm|ai)(?: \p{L}{1,12}){0,2} (?:powers|runs|drives|is behind|answers)|welche[srnm]? (?:ki|sprachmodell|llm|ki-modell|modell|version|gpt)(?: \p{L}{1,15}){0,4}? (?:du|dir|dich|dahinter|antwortet|beantwortet|steckt|läuft|arbeitet hier|rede ich|spreche ich|chatte ich|schreibe ich|sie (?:sind|nutzen|verwenden))|quel(?:le)? (?:modèle|version|ia|llm|intelligence)(?: [\p{L}'’]{1,15}){0,4}?[ -]{0,2}(?:tu|vous|toi|répond|répondez|me répond|derrière|est-ce que j'utilise|je parle|parle-je|fait tourner)|(?:tu|vous) (?:es|êtes) (?:quel|quelle) (?:modèle|version|ia)|qué (?:modelo(?! de (?!ia|lenguaje|inteligencia))|ia|versión|llm|inteligencia)(?: \p{L}{1,15}){0,4}? (?:eres|usas|usás|es usted|responde|contesta|sos|estoy (?:hablando|usando)|hay detrás|está detrás|funcionas)|(?:que|qual)(?: é)?(?: o)? (?:modelo|ia|versão|llm)(?: \p{L}{1,15}){0,4}? (?:você|vc|é você|tu|és|responde|está por trás|estou (?:falando|usando|a usar|a falar)|usas)|(?:falar|falando|conversando|a conversar) com (?:que|qual) (?:modelo|ia|versão|llm)|(?:hablando|hablo|chateando) con (?:qué|cuál) (?:modelo|ia|versión)|(?:nome|versão) do (?:teu |seu )?modelo(?! de)|nombre (?:exacto )?(?:del|de tu) modelo(?= (?:eres|que usas)|\s?[?.])|nom (?:exact )?du modèle (?:que|qui)|(?:mit|von) (?:welchem|welcher) (?:ki|sprachmodell|modell|version)(?: \p{L}{1,12}){0,3} (?:ich|hier)|(?:wer|welche firma) hat dich (?:entwickelt|trainiert|gebaut|programmiert|gemacht)|qui t.a (?:créé|conçu|entraîné|développé)|quién te (?:creó|entrenó|hizo|desarrolló)|quem te (?:criou|treinou|fez|desenvolveu)|chi ti ha (?:creato|addestrato)|wie heeft je (?:gemaakt|getraind)|(?:bist du|es-tu|eres|és|você é|sei|ben jij|are you) (?:ein |une? |um |uma |un[ao]? |een )?(?:sprachmodell|llm|modell von|modèle de langage|modelo de (?:lenguaje|linguagem)) (?:von|de|da|van)|che (?:modello|ia|versione)(?: \p{L}{1,12}){0,3}? sei|(?:welk|welke) (?:taalmodel|model|ai|versie)(?: \p{L}{1,12}){0,3}? (?:jij|je|u))(?!\p{L})|你是(?:什么|哪个|哪家|哪一个|哪种|哪款)[^，。？！\n]{0,8}(?:模型|版本|AI)|你(?:用|使用)的是(?:什么|哪个)[^，。？！\n]{0,6}模型|(?:どの|何の|なんの|どんな)(?:AI|言語|生成AI)?(?:の)?モデル(?:です|を使|が(?:答え|回答|動)|で(?:動|すか)|なの)|(?:どの|どこの|何の)(?:AI|LLM)(?:です|なの|が(?:答え|回答)|を使|と話)|(?:あなた|君|きみ)(?:は|の)(?:[^。？\n]{0,6})(?:バージョン|モデル名|モデル(?:は|です)|どこの会社|誰が作)|你(?:背后|底层|现在|基于|用|使用|是)[^，。？！\n]{0,8}(?:什么|哪个|哪家|哪一个|哪款|哪种)[^，。？！\n]{0,8}(?:模型|大模型|版本|AI|公司)|(?:什么|哪个|哪家|哪款)(?:AI|大模型|模型|语言模型)(?:在)?(?:回答|跟我|和我|给我)|谁(?:开发|训练|创造|研发)(?:了|的)?你|你(?:是|由)(?:谁|哪家公司|哪个公司)[^，。？\n]{0,4}(?:开发|训练|研发|做)/iu,
);

const SHARED = prefiltered(
  /claude|gemini|bard|llama|mistral|grok|copilot|perplexity|sonnet|opus|haiku|cursor|phi|bing|falcon|o1|o3|alexa|siri|gpt|クロード|ジェミニ|コパイロット/u,
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
  if ([TALKED_OF, TWO_NAMES, USED, PRODUCT_WITHIN].some((search) => search.test(text))) return true;
  return (NAME_IN_TRADE.test(text) || TRADE_PAIR.test(text)) && TRADE.test(text);
}
