import { cleaned } from './own-words.js';
import { prefiltered } from './prefilter.js';
import { type PromptPattern, presence } from './prompt-pattern.js';

const VERSION = '[\\s-]?\\d[\\w.-]{0,20}';
/** Names that mean nothing else, by vendor. */
const OWN_NAMES: readonly string[] = [
  // OpenAI
  `chat\\s?-?gpt[\\w.-]{0,12}|gpt[\\s-]?(?:\\d(?:\\.\\d)?o?|oss|neo|j|image)|gpt-?\\d[\\w.-]*|gpts?(?! (?:partition|disk|scheme|table|fdisk|and mbr|or mbr))|o[134]-(?:mini|preview|pro|high)(?:-\\w+)?|text-davinci-\\d+|davinci-00\\d|dall[·\\s-]?e|openai (?:codex|sora|whisper|o\\d)|codex cli|sora 2|whisper (?:api|large|medium|turbo|v\\d)|chat-?jpt|chatgtp|chat gtp|chatgbt`,
  "openai(?!(?:['’]s)? (?:\\p{L}+ )?(?:valuation|board|ceo|shares?|stock|ipo|revenue|lawsuit|investors|headquarters|employees|offices?))|anthropic",
  // Anthropic
  'claude[\\s-](?:\\d|(?:opus|sonnet|haiku|code|instant|ai|fable|desktop|pro|max|cowork|skills)(?![a-z]))[\\w.-]*|claude\\.(?:ai|md)|claude-\\w[\\w.-]*|(?:sonnet|opus|haiku) [345](?:\\.\\d)?',
  // Google
  `gemini[\\s-](?:\\d(?!\\d?\\w* (?:missions?|capsules?|crew|flights?|astronauts?|spacecraft|launch))|(?:pro|ultra|flash|nano|advanced|ai|live|cli|code assist)(?![a-z]))[\\w.-]*|gemini-\\w[\\w.-]*|google (?:bard|assistant|assistent|gemini)|asistente de google|assistente (?:do|de|di) google|assistant google|notebook ?lm|nano banana|lamda|palm[\\s-]2|imagen[\\s-][34]|veo[\\s-]?[23](?:\\.\\d)?|gemma${VERSION}|alpha(?:go|fold|zero|star)|duet ai`,
  // Meta, Mistral, xAI
  `llama${VERSION}|code\\s?llama|llamacpp|llama\\.cpp|tiny\\s?llama|meta ai|mistral[\\s-](?:\\d|7b|8x|large|small|medium|ai|nemo)[\\w.-]*|mi[xs]tral ai|mixtral[\\w.-]*|codestral|devstral|ministral|pixtral|voxtral|magistral[\\s-](?:small|medium|\\d)|le chat (?:de )?mistral|mistral le chat|grok[\\s-](?:\\d|ai|code|heavy)[\\w.]*|grok-\\w[\\w.-]*`,
  // Microsoft, Amazon, Apple, Samsung, IBM
  `(?:github|microsoft|ms|m365|office|windows|excel|bing|security) copilot|microsoft 365 copilot|copilot (?:chat|studio|pro|workspace|agents?|x)|bing (?:chat|ai)|phi-[234][\\w.-]*|amazon q|codewhisperer|amazon nova|apple intelligence|bixby|watsonx?(?: assistant)?(?= (?:ai|assistant|granite))|watsonx|granite[\\s-][34][\\w.-]*`,
  // Chinese and Korean makers
  `deepseek[\\w.-]*|deep seek|qwen[\\w.-]*|qwq[\\w.-]*|kimi|minimax[\\s-](?:m\\d|ai|text)[\\w.-]*|ernie (?:bot|\\d)[\\w.]*|hunyuan|doubao|chatglm[\\w.-]*|glm-\\d[\\w.-]*|internlm[\\w.-]*|baichuan[\\w.-]*|yi-\\d+b|manus ai|小爱同学|小爱音箱|小度|天猫精灵|讯飞星火|星火大模型|智谱清言|智谱|chatglm|腾讯元宝|(?:用|问|让)元宝|盘古大模型|混元|文心一言|文心大模型|文小言|通义千问|通义(?=[^千]|$)|千问|豆包|百川大模型|可灵|即梦|海螺AI|秘塔|月之暗面|深度求索`,
  // Others, open weights and generators of pictures, sound and code
  `perplexity(?:\\.ai| ai| pro|['’]s (?:answer|search|api))|character\\.ai|replika|jasper ai|inflection pi|pi\\.ai|poe\\.com|phind|tabnine|codeium|windsurf editor|cursor (?:ai|agent|composer)|devin ai|replit (?:agent|ai)|roo code|junie|command[\\s-]r\\+?|cohere command|jurassic-2|jamba|dbrx|nemotron[\\w.-]*|starcoder[\\w.-]*|vicuna[\\w.-]*|falcon[- ]\\d+b|dolly 2|alpaca-\\d+b|wizardlm|openhermes|zephyr-7b|gpt4all|olmo[\\s-]?\\d[\\w.-]*|smollm[\\w.-]*|bloomz?-\\d+b|mpt-\\d+b|pythia-\\d[\\w.]*b|(?:distil|ro|al|de|camem|tiny|mo|fin|bio|sci|code)?bert[a]?-(?:base|large|small)[\\w-]*|roberta-\\w+|distilbert|deberta|camembert model|flan-?t5|stable diffusion|sdxl|midjourney|flux\\.1|suno (?:ai|v\\d)|elevenlabs|adobe firefly|leonardo\\.ai|runway gen-?\\d|ideogram ai|heygen|[a-z][\\w.]{1,20}-\\d{1,3}(?:\\.\\d)?b-(?:instruct|chat|it|base)[\\w.-]{0,20}`,
  // Written in other scripts
  'チャット ?gpt|チャットジーピーティー|ジェミニ(?:に|で|と|の|は|が|を|、)|コパイロット|クロード(?:に|で|と|が|は|の(?:回答|出力|api|モデル))(?!・)|アレクサ|グロック|ディープシーク|ミッドジャーニー',
];
const OWN_NAME = prefiltered(
  new RegExp(`(?<![\\p{Script=Latin}\\p{N}_/])(?:${OWN_NAMES.join('|')})(?![\\p{Script=Latin}\\p{N}])`, 'iu'),
);
/** Written like this they are models; in small letters they are men, songs and years. */
const CAPITALS = prefiltered(
  /(?<![\p{L}\p{N}_-])(?:BERT|RoBERTa|DistilBERT|ALBERT|DeBERTa|CamemBERT|BLOOM|LaMDA|PaLM|LLaMA|ELIZA)(?![\p{L}\p{N}])/u,
);

/** Names that people, animals, stars and winds bear as well. */
const MOSTLY_MODEL = '(?:claude|gemini|llama|mistral|grok|copilot|perplexity|siri|alexa|cortana)';
const AND =
  '(?:,| and| or| vs\\.?| versus| than| und| oder| als| gegen| et| ou| que| contre| y| o| e| ed| en|/|和|与|跟|还是|比|と|や|か|、)';

/** Ambiguous on their own, and the model's name all the same where somebody talks to it. */
const SPOKEN_TO = prefiltered(
  /(?:^|[.!?\n]\s{0,2})(?:(?:hi|hello|hey|hallo|bonjour|salut|hola|olá|oi|thanks|ok|okay|dear|你好|您好)[\s,，]{1,2})(?:claude|gemini|bard|llama|mistral|grok|copilot|gpt|siri|alexa)(?=\s?[,.!?:，。！]|\s(?:can|could|please|what|how|i|kannst|peux|puedes|write|explain)|$)|^(?:claude|gemini|grok|copilot|bard)(?=,\s(?!my|our|the|an?|who|which|mon|mein))/iu,
);
const THANKED = prefiltered(
  /(?:^|[.!?\n,]\s{0,2})(?:thx|thanks|thank you|ty|cheers|danke|merci|gracias|obrigad[oa]|grazie|bye|good (?:job|morning|bot)|nice(?: one)?|sorry|well done|great job|please|bitte)[, ]{1,2}(?:claude|gemini|grok|copilot|siri|alexa|bard)\s{0,2}[.!?]*(?:$|\n)/iu,
);
/** Two of these together are models: one may be a friend or a star sign. */
const TWO_NAMES = prefiltered(
  new RegExp(
    `(?<![\\p{Script=Latin}\\p{N}_-])${MOSTLY_MODEL}(?: \\d(?:\\.\\d)?)?${AND}\\s?(?:the |de |le |el |o )?(?:${MOSTLY_MODEL}|deepseek|sonnet|jasper|cursor|codex|o[134])(?![\\p{Script=Latin}])|(?<![\\p{Script=Latin}\\p{N}_-])(?:sonnet|opus|haiku|jasper|cursor|codex|o[134])(?: \\d(?:\\.\\d)?)?${AND}\\s?${MOSTLY_MODEL}(?![\\p{Script=Latin}])|(?<![\\p{L}-])(?:opus${AND}\\s?sonnet|sonnet${AND}\\s?opus)(?!\\p{L})|(?<![\\p{Script=Latin}\\p{N}_-])o[134]${AND}\\s?(?:o[134]|gpt|sonnet|opus)`,
    'iu',
  ),
);

/** What is done with a program of that name, before the name. */
const DONE_WITH = {
  en: "(?:ask|asks|asking|asked|prompt(?:s|ed|ing)?|use|uses|using|used|try|tried|trying|tested|testing|compar(?:e|ed|ing)|evaluat(?:e|ed|ing)|like|unlike|prefers?|preferred|swears? by|switch(?:ed|ing)? (?:from|to)|mov(?:e|ed|ing) (?:from|to)|migrat(?:e|ed|ing) (?:from|to)|subscri(?:be|bed|bing|ption) to|pay(?:s|ing)? for|paid for|cancel(?:led|ed|ling)?|uninstall|install|enable|disable|block(?:s|ed)?|ban(?:s|ned)?|allow(?:s|ed)?|integrat(?:e|ed|ing)|fine[- ]?tun(?:e|ed|ing)|deploy(?:ed|ing)?|host(?:ed|ing)?|run(?:s|ning)?|access to|chat(?:ted|ting)? with|(?:written|wrote|write|made|generated|created|drafted|coded|translated|summari[sz]ed|done|built|checked|corrected|produced|suggested|answered|rewritten|edited|cod(?:e|ing)) (?:[\\p{L}'’]{1,12} ){0,4}?(?:with|by|using|in|via)|(?:output|answers?|responses?|reply|replies|draft|text|code|version|summary|suggestions?|results?|what i got|help) (?:from|of|by)|(?:paste|feed|fed|put|give|show|say|send|pasted|plug|plugged|got|get|upload|uploaded|drop|ran|run|copied|copy|enter) (?:[\\p{L}'’]{1,12} ){0,4}?(?:into|in|to|from|through|with|via)|tell|told|via|through|are you|you are|you['’]re|is this|(?:better|worse|faster|smarter|cheaper|other|rather|different) (?:than|from|to)|i['’]m (?:using|talking to|on)) (?:the |my |our |up |both |either )?",
  de: '(?:ich habe|ich hab|habe?|hat|frage?|fragte|gefragt|nutzen?|nutzt|verwenden?|verwendet|benutzen?|benutzt|probiere?|teste?|getestet|kündige?|bist du|du bist|wechsel\\p{L}* (?:von|zu)|umstieg von|antwort(?:en)? von|als|wie) (?:mal |schon |auch )?',
  fr: "(?:utilis\\p{L}{1,4}|demand\\p{L}{1,4} (?:\\p{L}{1,12} ){0,2}?à|posé la question à|contrairement à|(?:écrite?|rédigée?|générée?|fait|faite|traduite?|corrigée?) (?:par|avec)|es-tu|tu es|abonnement à|réponses? de|j['’]utilise|testé) ",
  es: '(?:pregunt\\p{L}{1,4} (?:\\p{L}{1,12} ){0,2}?a|ped[ií]\\p{L}{0,3} a|us[aoéó]\\p{L}{0,3}|utiliz\\p{L}{1,4}|probé|(?:escrit|generad|hech|traducid|corregid)[oa] (?:por|con)|igual que|eres|respuestas? de|me (?:dio|dijo)) ',
  pt: '(?:pergunt\\p{L}{1,4} (?:\\p{L}{1,12} ){0,2}?(?:a|ao|pro|à)|us[aoe]\\p{L}{0,3}(?: o| a)?|utiliz\\p{L}{1,4}(?: o| a)?|ped[ií]\\p{L}{0,2} (?:a|ao|pro|à)|testei(?: o)?|és o|você é o|(?:escrit|gerad|feit|traduzid|corrigid)[oa] (?:por|pelo|pela|com|com o)|respostas? d[oa]) ',
  others: '(?:ho chiesto a|uso|usare|scritto (?:da|con)|generato (?:da|con)|vraag|gebruik|geschreven door) ',
};
const USED = prefiltered(
  new RegExp(
    `(?<![\\p{L}\\p{N}_])(?:${Object.values(DONE_WITH).join('|')})(?:${MOSTLY_MODEL}|bard|o[134])(?=[\\s,.?!;:)'’/-]|$)(?! (?:to (?:dinner|lunch|the (?:party|wedding))|a gift|about (?:the|my|our) (?:party|wedding)))|(?<![\\p{L}\\p{N}_])(?:let|made?|had|have|made|get|got) ${MOSTLY_MODEL} (?:to )?(?:write|do|generate|make|explain|fix|review|summari[sz]e|translate|draft|code|check|build|create|help)(?!\\p{L})`,
    'iu',
  ),
);
/** Poems, works, pointers and books go by these names: only beside a word of the trade. */
const USED_WITHOUT_ARTICLE = prefiltered(
  /(?<![\p{L}\p{N}_])(?:use|uses|using|used|with|asked|tried|in|to|from|via|than|on|mit|nutze|avec|con|com|uso) (?:sonnet|opus|haiku|cursor|codex|whisper|sora|jasper|devin|bing|windsurf)(?! (?:no|for loops|position|numbers?|dei))(?=[\s,.?!;:)'’/-]|$)/iu,
);
/** "Mit Claude geschrieben", "hecho con Gemini" and the other way round. */
const MADE_WITH = prefiltered(
  new RegExp(
    `(?<!\\p{L})(?:mit|von|per|durch|in) ${MOSTLY_MODEL} (?:[\\p{L}]{1,15} ){0,4}?(?:ge|er|ver|über|um|zusammen|be)?(?:schrieb|stell|mach|fass|setz|gener|formul|korrig|programm|arbeit|nutz|frag|sproch|test|prüf|schreib|lassen)\\p{L}*|(?<!\\p{L})(?:escri\\p{L}+|hice|hecho|hecha|generé|redact\\p{L}+|traduj\\p{L}+|fiz|feit[oa]|gerei|rédig\\p{L}+|écri\\p{L}+|généré\\p{L}*|fait|traduit|rédigé\\p{L}*|corrigé\\p{L}*|scritto|fatto|generato) (?:[\\p{L}'’]{1,15} ){0,5}?(?:con|com|com o|avec|par|por|pelo|da|grâce à|no|en|sur) ${MOSTLY_MODEL}(?!\\p{L})(?! (?:et moi|y yo|e eu))`,
    'iu',
  ),
);

/** What only a program has. */
const PARTS =
  'features?|api|prompts?|release|updates?|outputs?|pricing|voice mode|image generation|context window|context length|benchmarks?|(?:rate )?limits?|plans?|suggestions?|models?|settings|skills?|routines?|subscription|apps?|devices?|speakers?|licen[cs]es?|seats?|plugins?|extensions?|integration|desktop|hallucinations?|completions?|conversations?|chats?|threads?|artifacts?|projects?|responses?|answers?|reply|versions?|weights|checkpoint|tokens?|ai|llm|assistant|chatbot|bot|agents?';
const PLACES =
  '(?:in|on|dans|en|em|im|auf|no|na|sur) (?:my |meinem |mi |mon |meu )?(?:teams|outlook|excel|word|powerpoint|office|windows|vs ?code|visual studio|gmail|google docs|workspace|chrome|slack|xcode|phone|iphone|laptop|mac|macbook|kitchen|android|browser|terminal|ide|handy|intellij|jetbrains|bedrock|azure)';
const PURPOSES =
  '(?:for|für|pour|para|zum|to|um) (?:work|school|coding|code|homework|research|business|students|writing|write|teams|teachers|developers|summari[sz]e|translate|draft|generate|programmieren|coder|estudiar|programar|my (?:work|thesis|homework))';
/** What only a program does, and what it says as people do. */
const MACHINE_VERBS =
  'generat\\p{L}+|generi\\p{L}+|hallucinat\\p{L}+|invent\\p{L}*|makes? (?:stuff |things )?up|made up|autocomplet\\p{L}+|summar\\p{L}+|translat\\p{L}+|refus(?:es|ing|ed)|suggest\\p{L}*|respond\\p{L}*|answers?|support|understands?|mishears?|ignor(?:es|ing) my|connects?|supports?|outputs?|erfindet|halluziniert|antwortet|versteht|reagiert|schlägt|liefert|répond\\p{L}*|invente|hallucine|comprend|inventa|inventó|alucina|respond\\p{L}+|contesta|entiende|entende|sugiere|sugere|risponde';
const PEOPLES_VERBS =
  'forgets?|forgot|forgetting|repl(?:y|ies|ied)|answered|sa(?:ys|id)|t(?:ells|old)|wrote|writes?|gave|gives?|keeps|stopped|stops|reads?|rewr\\p{L}+|fixed|broke|deleted|changed|corrected|produced|recommend\\p{L}*|thinks|claims|cites?|costs?|runs?|knows?|misses|misunderst\\p{L}+|messed|geantwortet|gesagt|geschrieben|vorgeschlagen|schreibt|gegeben|vergisst|ignoriert|sagt|meint|behauptet|übersetzt|écrit|dit|donn\\p{L}{1,2}|propos\\p{L}{1,2}|suggér\\p{L}{1,2}|corrig\\p{L}{1,2}|oublie|refuse|traduit|contest\\p{L}+|dijo|dice|dio|escribió|escribe|sugirió|olvida|traduce|tradujo|disse|diz|deu|escreveu|escreve|sugeriu|esquece|traduziu|errou|recusa|inventou|sbaglia';
const BETWEEN =
  "(?: (?:always|often|sometimes|just|never|can|could|can['’]?t|cannot|will|won['’]?t|doesn['’]?t|didn['’]?t|does not|did not|has|already|also|now|still|actually|constantly|would|hat|mir|das|es|den|a|ne|no|me|não|m['’]a|nous a|l['’]a|immer|ständig|oft|manchmal|nicht|dauernd|wieder|siempre|ya|sempre|toujours|lo|o|le)){0,3}";
const STATES =
  "(?:is|isn['’]t|was|seems|feels|gets|ist|war|est|es|é)(?: (?:getting|being|now|always|just|way|really|so|too|very|much|zu|so|viel|trop|muy|muito|mais|más|plus|wieder|gerade|still|not)){0,3} (?:better|worse|wordy|slower|faster|down|giving|refusing|smarter|cheaper|verbose|overloaded|unavailable|useless|good (?:at|for|enough)|gdpr|besser|schlechter|kostenlos|schneller|mieux|payant|gratuit|mejor|peor|gratis|melhor|pior|grátis|worth)";
const DOES = prefiltered(
  new RegExp(
    `(?<![\\p{L}\\p{N}_-])${MOSTLY_MODEL}(?:['’]s)? (?:new |latest |own |free |paid |image |video |voice |web |long |system |max |pro ){0,3}(?:${PARTS}|${PLACES}|${PURPOSES})(?![\\p{L}\\p{N}])|(?<![\\p{L}\\p{N}_-])${MOSTLY_MODEL}${BETWEEN} (?:${MACHINE_VERBS})(?![\\p{L}\\p{N}])|(?<!\\p{L})(?:is|ist|est|es|é) (?:claude|gemini|grok|copilot|perplexity|siri|mistral|bard|cortana) (?:really |actually |any |even |still )?(?:better|worse|smarter|able|free|safe|cheaper|good|faster|an|at|down|available|worth|besser|schlauer|kostenlos|meilleur|gratuit|mejor|gratis|melhor|capable|open|legit|accurate|reliable|a thing)(?!\\p{L})(?! (?:cook|friend|man|person|father))|(?<!\\p{L})(?:can|could|does|did|will|would|kann|würde|peut|puede|pode|why (?:is|does)) (?:claude|grok|copilot|perplexity|siri|bard) (?!(?:come|have|like|want|join|eat|drive|travel|go|really|still|live|need|be|paint))\\p{L}{2,15}|(?<![\\p{L}\\p{N}_-])(?:claude|gemini|mistral|grok|copilot|perplexity|bard|siri)(?:${BETWEEN} (?:${PEOPLES_VERBS})| ${STATES})(?![\\p{L}\\p{N}])(?! (?:he|she|his|her|er|sie|il|elle|él|ella|ele|ela)(?!\\p{L}))`,
    'iu',
  ),
);
/** In scripts without spaces a Latin name is a product's. */
const BETWEEN_HAN = prefiltered(
  /(?<=[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}、，。“「])(?:grok|copilot|perplexity|siri|claude|gemini|llama|mistral|alexa|codex|cursor|bard)(?![\p{Script=Latin}])|(?<![\p{Script=Latin}])(?:grok|copilot|perplexity|siri|claude|gemini|llama|mistral|alexa|codex|bard)(?=\s?[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}])/iu,
);
const NAME_IN_TRADE = prefiltered(
  new RegExp(`(?<![\\p{Script=Latin}\\p{N}_-])(?:${MOSTLY_MODEL}|bard|o[134])(?![\\p{Script=Latin}\\p{N}_])`, 'iu'),
);
/** Words of the trade; with one of them anywhere, a name such as Claude is a model's. */
const TRADE = prefiltered(
  /(?<![\p{L}\p{N}_])(?:prompts?|prompted|tokens?|chat ?bots?|ai|ki|ia|llms?|api|licen[cs]es?|subscription|abo|assistants?|assistent\p{L}*|assistente|asistente|context window|hallucinat\p{L}*|language models?|sprachmodell\p{L}*|taalmodel\p{L}*|models?|modell\p{L}*|modelos?|modèles?|modelli|benchmarks?|generated?|pasted|code|coding|código|codice|plugin|sdk|agents?|mcp|rag|embeddings?|gpus?|vram|inference|quanti[sz]\p{L}+|gguf|ollama|hugging ?face|lm studio|open[- ]source|open[- ]weights?|locally|lokal|en local|localmente|fine[- ]?tun\p{L}*|lora|datasets?|transformers?|parameters?|paramètres|parámetros|parâmetros|jailbreak\p{L}*|system prompt|than you|are you (?:based|built|running|better|smarter|worse|faster|cheaper)|eres (?:mejor|peor|más)|bist du (?:besser|klüger|schlauer)|es-tu (?:meilleur|plus)|você é (?:melhor|mais)|als du|que toi|que tú|que você|que vous|di te|dan jij|wrong assistant|different (?:answer|result)s?|other answer|rispost[ae]|answers?|respuestas?|réponses?|antwort\p{L}*|respostas?)(?![\p{L}\p{N}_])|模型|提示词|回答|助手|人工智能|プロンプト|モデル|回答|生成AI/iu,
);
/** Names that stand for the product unless the text is of flying, of stars or of persons. */
const PRODUCT_NAME = prefiltered(
  /(?<![\p{L}\p{N}_@#/-])(?:Grok|Copilot|Perplexity|Siri|Cortana)(?![\p{Script=Latin}\p{N}])|(?<![\p{L}\p{N}_@#/-])(?<!(?<!\p{L})(?:the|an?|my|your|our|his|her|their|being|als|as|mein|dein|le|un|mon|el|mi|o|um|meu) (?:\p{L}{1,12} )?)(?:copilot|siri|cortana)(?! (?:seat|during))(?![\p{Script=Latin}\p{N}])/u,
);
/** A star sign goes by the same name, a person by another. */
const GEMINI = prefiltered(
  /(?<![\p{L}\p{N}_@#/-])(?<!(?<!\p{L})(?:an?|typical|true|classic|fellow|born|bin|soy|sou|suis|ein|une?|uma?|são|are|for|zodiac|every|being|most|male|female) )gemini(?! (?:and i|here|son|daughter|baby|cricket|bonds?))(?![\p{L}\p{N}])/iu,
);
const ALEXA = prefiltered(/(?<![\p{L}\p{N}_@#-])alexa(?![\p{L}\p{N}])/iu);
/** What stands in a room and listens. */
const SMART_HOME = prefiltered(
  /(?<!\p{L})(?:wi-?fi|wlan|router|echo|dot|amazon|speakers?|lautsprecher|enceinte|altavoz|skills?|routines?|smart|lights?|lamps?|lichter?|licht|lampen?|lumières?|luz|luces|luzes|timers?|wecker|alarms?|alarma|alarme|music|musik|musique|música|spotify|volume|voice|stimme|wake ?word|devices?|gerät|bluetooth|thermostat|plugs?|steckdose|kitchen|reminders?|shopping list|intercom|announce\p{L}*|listening|privacy|recordings?|records?|hört|écoute|escucha|weather|play|lullab\p{L}+|commands?|befehl\p{L}*|google home|homekit|data|daten|données|datos|dados|voz|voix|turn (?:on|off)|enc(?:ie|e)nd\p{L}+|allum\p{L}+|einschalt\p{L}*|kindersicherung|bestell\p{L}*|orders?|ordering|siri|cortana)(?!\p{L})/iu,
);

const DISK = prefiltered(
  /(?<!\p{L})(?:mbr|uefi|bios|fdisk|partition\p{L}*|drives?|disks?|festplatte|disque|disco|ssd|hdd)(?!\p{L})/iu,
);
const AMBIGUOUS_GPT = /(?<![\p{L}\p{N}_-])gpts?(?![\p{L}\p{N}-]| ?\d)/giu;
/** Persons, animals, stars, winds, aircraft and measures of these names. */
const RELATIVE =
  'uncle|aunt|sister|brother|friend|cousin|daughter|son|mum|mom|dad|grandm\\p{L}+|grandf\\p{L}+|grandpa|wife|husband|girlfriend|boyfriend|boss|colleague|coworker|neighbou?r|teacher|niece|nephew|baby|oncle|tante|sœur|soeur|frère|ami|amie|cousine?|collègue|voisine?|mari|père|grand-père|papi|onkel|schwester|bruder|freund|freundin|kollegen?|kollegin|nachbar|nachbarin|opa|oma|vater|chef|tío|tía|hermana|hermano|amig[oa]|primo|prima|vecin[oa]|abuelo|tio|tia|irmã|irmão|colega|vizinh[oa]|avô|monsieur|madame|mr\\.?|mrs\\.?|ms\\.?|herr|frau|st\\.?|saint';
const PERSON = prefiltered(
  new RegExp(
    `(?<!\\p{L})(?:${RELATIVE})(?:,| named| called| is)? (?:claude|alexa|siri|devin|jasper)(?!\\p{L})|(?<!\\p{L})(?:claude|alexa|siri)(?:,)? (?:my|our|meine?|mon|ma|mi|meu|minha|the|from) (?:\\p{L}{1,12} )?(?:${RELATIVE}|accounting|marketing|sales|hr|finance|logistics|team)(?!\\p{L})|claude (?:monet|debussy|shannon|van damme|lorrain|juncker|levi-strauss|lévi-strauss|rains|makelele|chabrol|lelouch|gueux|bernard|nougaro|françois|lanzmann|simon|mckay|giroux|puel|speed)|jean-claude|marie-claude|siri hustvedt|alexa (?:chung|bliss|davies|demie|ray|vega|penavega)`,
    'iu',
  ),
);
const NOT_A_MODEL =
  /(?<![\p{L}])(?:gemini (?:zodiac|horoscope|season|constellation|program(?:me)?|spacecraft|man|woman|guys?|girls?|twins|missions?|capsules?|north|south|observatory|telescope|exchange|rising|moon|sun|traits?|[ivx]+(?!\p{L}))|zodiac|horoscop\p{L}*|horóscopo|sternzeichen|constellations?|konstellation|signe|signo|sun sign|star signs?|ascendan\p{L}+|ascendente|(?:aries|taurus|leo|virgo|libra|scorpio|sagittarius|capricorn|aquarius|pisces|widder|stier|waage|skorpion|schütze|steinbock|wassermann|tauro|virgem|escorpião|sagitário|leone)(?!\p{L})|castor|pollux|compatib\p{L}+|personality|born|birthdays?|relationships?|dating|love|mission|launch(?:ed)?|nasa|astronauts?|crewed|dates?|(?:birth|gem)?stones?|cancer|signs?|sword|halo|llama (?:farm|wool|fleece|trek\p{L}*)|alpacas?|wolle|mistral wind|airplanes?|aeroplanes?|jets?|crew|movie|film|aircraft|airlines?|aviation|cockpit|pilots?|piloten?|captain|landed|landing|take-?off|flights?|flying|helicopter|cessna|airbus|boeing|a3[0-9]0|rally|rallye|co-?driver|avion|avión|avião|flug\p{L}*|vuelo|voo|rising|ascendant|moon|shakespeare|avon|beethoven|composers?|heinlein|stranger in a strange land|grok (?:patterns?|filters?|parser|exporter|plugin)|logstash|cello|piano|wind|vent|viento|vento|winds?|windig|weht|souffle|sopla|sopra|blow(?:s|ing)?|provence|marseille|avignon|géminis? (?:soy|y)|soy géminis|cats?|dogs?|horses?|sheep|astrolog\p{L}*|spits?|wool|ferry|andes|cusco|zoo|pasture|perplexity (?:as a|metric|score|value|measure|of (?:a|the)|on the)|lower perplexity|(?:calculate|compute|average|validation|test|low|high) perplexity|cross-entropy|n-gram|(?:(?:don.t|can.t|fully|really|finally|i|we|didn.t|(?:hard|easy|easier|harder|difficult|trying|try|want|need|able|time|hours|days|years|struggl\p{L}+) to) grok))(?!\p{L})|(?<!\p{L})(?:se|me|te|le|que|lo|quién|cómo|como|función|método) llama(?!\p{L})|(?<!\p{L})llama (?:al?|la|el|los|las|un|una|de|del|esta|este|mi|tu|su|mucho|azul|para)(?!\p{L})/iu;
/** Questions for the model's own name and version. */
const WHO_ARE_YOU = prefiltered(
  /(?<!\p{L})(?:(?:which|what) (?:ai |language |version of (?:the )?)?(?:model|llm|version|gpt) (?:are you(?! (?:on,|looking|referring|talking|thinking|interested))|is this(?! (?!(?:and|exactly|actually|running)(?!\p{L}))\p{L})|am i (?:talking|speaking|chatting)|do you (?:run|use))|are you (?:an? )?(?:ai language model|large language model|llm)|(?:which|what) (?:[\p{L}'’]{1,12} ){0,4}?(?:model|ai|llm|chat ?bot|assistant|bot|gpt|version)(?: of (?:(?:the|this|a|an|some) (?:\p{L}{1,12} )?(?:model|llm|ai|assistant|bot|chatbot)|yourself|you|chatgpt|gpt|claude|gemini|llama|copilot))? (?:you are(?! (?:looking|interested|trying))|you(?:'re|’re)(?= ?[.,?!]|$)|you(?: are|'re|’re)? (?:run|running|based|built|powered)|(?:i am|i'm|i’m|im|am i) (?:dealing|talking|speaking|chatting|interacting|texting|writing|connected)|we are (?:talking|speaking|chatting)|are you(?= ?[.,?!)]|$| (?:and|or|exactly|actually|really|running|based|built|by|today|now|using))|(?:is )?(?:under the hood|behind (?:this|you|the)|on the other (?:end|side)|generates? (?:this|these|your)|wrote this)|(?:is|are|am) (?:(?:currently|actually|really|now) )?(?:answering|responding|replying|talking to me|speaking|powering|used here|in use here|running here|generating|serving|behind (?:this|you|the)))|(?:model|llm|gpt) are you on(?!\p{L})|(?:did|have) (?:they|openai|anthropic|google) (?:\p{L}{1,12} )?(?:update|swap|switch|change|replace|upgrade|downgrade)d? you|(?:you|you['’]re|you were) (?:switched|swapped|moved) to (?:a|another) (?:\p{L}{1,12} )?model|t['’]es (?:quel|quelle) (?:modèle|version|ia)|what (?:exactly )?are you(?:,)? (?:exactly |some |a |an |gpt|llm|ai|version|kind|model){1,4}|are you (?:really |actually |still |just |some |using |running (?:on )?|based on |powered by |built on |a |an |the |new |old ){0,4}(?:gpt|openai|anthropic|google['’]s|meta['’]s|claude|gemini|llama|mistral|grok|qwen|deepseek|chatgpt|copilot|llm|ai model|(?:large )?language model)|are you (?:the|an?) (?:(?:same|new|newest|latest|old|older|full|mini|free|paid|smaller|bigger|different|other|\p{L}{2,12}) ){1,3}(?:model|version|ai|llm|chatbot)(?! (?:airplane|train|student|citizen|railway))|who(?: (?:actually|exactly|originally))? (?:are your (?:creators|makers|developers)|is your (?:creator|maker|developer|provider))|(?:what|which)(?: is|['’]s) your (?:model(?! of)|version(?! of)|knowledge cut-?off|training cut-?off|cut-?off)|have an? (?:model name|version number|model number)|your (?:\p{L}{1,12} )?(?:model (?:id|name|version|number|family)|version number|knowledge cut-?off|training cut-?off|underlying (?:model|llm|ai))|name (?:and version )?of the (?:language |ai )?model(?: that)? (?:you|answer|writ|i)|(?:welches|was für ein) (?:sprach)?modell bist du|quel modèle es-tu|qué modelo eres|que modelo (?:você é|eres)|qual modelo você é|(?:which|what) (?:company|lab|firm) (?:made|built|trained|developed|created|is behind) you|who (?:made|trained|developed|built|created|programmed) you(?=\s?[?.!,]|\s?$| (?:and|by))|which of (?:the|openai's|anthropic's) (?:models|llms) (?:are you|is this)|(?:what|which) (?:gpt|claude|gemini|llm|model)(?: \p{L}{1,12}){0,3} (?:talking to|speaking (?:to|with)|chatting with|using|running|answering|responding|powering|based on|built on)|(?:what|which) (?:are you|is this (?:chat|bot|assistant)) (?:based|running|built|trained) on|what(?:'s| is) (?:your|the) (?:underlying |base |exact )?(?:model name|llm|knowledge cutoff|training cutoff|model version)|(?:which|what) (?:ai|llm|chatbot|language model|ai model|ai assistant)(?: \p{L}{1,12})? (?:are you|is this|is behind|am i|powers|runs|do you(?! (?:recommend|suggest|prefer|like|think|know)))|(?:which|what) version (?:of yourself|of you|are you(?! (?:on|looking|referring|talking about|using))|am i (?:talking|speaking|chatting))|what are you running on|(?:which|what) (?:model|llm|ai)(?: \p{L}{1,12}){0,2} (?:powers|runs|drives|is behind|answers)|welche[srnm]? (?:ki|ai|sprachmodell|llm|ki-modell|modell|version|gpt)(?: \p{L}{1,15}){0,4}? (?:(?:bist|nutzt|verwendest|benutzt|basierst|steckst|läufst|arbeitest|hast|von|hinter|in|mit) (?:du|dir|dich)|du (?:bist|nutzt|verwendest|benutzt|basierst|läufst|hast)|dahinter|antwortet|beantwortet|steckt|läuft|arbeitet hier|rede ich|spreche ich|chatte ich|schreibe ich|sie (?:sind|nutzen|verwenden))|quel(?:le)? (?:modèle|version|ia|llm|intelligence)(?![^.?!]{0,40}(?:conseil|recommand|suggér|préf|propos|achet|choisi))(?: [\p{L}'’]{1,15}){0,4}?[ -]{0,2}(?:tu|vous|toi|répond|répondez|me répond|derrière|est-ce que j'utilise|je parle|parle-je|fait tourner)|(?:tu|vous) (?:es|êtes) (?:quel|quelle) (?:modèle|version|ia)|qué (?:modelo(?! de (?!ia|lenguaje|inteligencia))|ia|versión|llm|inteligencia)(?: \p{L}{1,15}){0,4}? (?:eres|usas|usás|es usted|responde|contesta|sos|estoy (?:hablando|usando)|hay detrás|está detrás|funcionas)|(?:que|qual)(?: é)?(?: o)? (?:modelo|ia|versão|llm)(?![^.?!]{0,50}(?:recomend|aconselh|sugere|indica|prefere|compr|escolh))(?: \p{L}{1,15}){0,4}? (?:você|vc|é você|tu|és|responde|está por trás|estou (?:falando|usando|a usar|a falar)|usas)|(?:falar|falando|conversando|a conversar) com (?:que|qual) (?:modelo|ia|versão|llm)|(?:hablando|hablo|chateando) con (?:qué|cuál) (?:modelo|ia|versión)|(?:nome|versão) do (?:teu |seu )?modelo(?! de)|nombre (?:exacto )?(?:del|de tu) modelo(?= (?:eres|que usas)|\s?[?.])|nom (?:exact )?du modèle (?:que|qui)|(?:mit|von) (?:welchem|welcher|was für einer|was für einem) (?:ki|ai|llm|chatbot|sprachmodell|ki-modell|modell|version|assistent\p{L}*)(?: \p{L}{1,12}){0,3} (?:ich|hier)|(?:wer|welche firma) hat dich (?:entwickelt|trainiert|gebaut|programmiert|gemacht)|qui t.a (?:créé|conçu|programmé|fabriqué|entraîné|développé)|quién te (?:creó|entrenó|programó|diseñó|construyó|hizo|desarrolló)|quem te (?:criou|treinou|programou|construiu|inventou|fez|desenvolveu)|chi ti ha (?:creato|addestrato)|wie heeft je (?:gemaakt|getraind)|(?:bist du|es-tu|eres|és|você é|sei|ben jij|are you) (?:ein |une? |um |uma |un[ao]? |een )?(?:sprachmodell|llm|modell von|modèle de langage|modelo de (?:lenguaje|linguagem)) (?:von|de|da|van)|(?:bist du|es-tu|tu es|eres|és|você é|sei) (?:vraiment |eigentlich |wirklich |realmente |mesmo |un |uma? |ein |eine |o |el |le |das )?(?:chat ?gpt|gpt|claude|gemini|llama|grok|ki von|ia d[eao]|ia von)|auf welche[mr] (?:\p{L}{1,12} ){0,2}(?:modell|ki|llm|version) (?:basierst|läufst|beruhst)|sur quel(?:le)? (?:modèle|version|ia|llm)|(?:en|sobre) qué (?:modelo|versión) (?:est[aá]s|corres|te bas|funcionas)|em que modelo|que versão (?:és|é você|estás|você)|qué versión (?:eres|sos|de)|quelle version (?:es|êtes)|(?:qual|cuál|quel(?:le)?|was|welches|what) (?:é|es|est|ist|is) (?:o teu|o seu|a tua|a sua|tu|su|ton|ta|votre|dein|deine|ihr) (?:modelo|modèle|sprachmodell|modell|versão|versión|version|ia|nombre de modelo)(?! (?:d|von|preferid|favorit|ideal))|che (?:modello|ia|versione)(?: \p{L}{1,12}){0,3}? sei|(?:welk|welke) (?:taalmodel|model|ai|versie)(?: \p{L}{1,12}){0,3}? (?:jij|je|u))(?!\p{L})|你是(?:什么|哪个|哪家|哪一个|哪种|哪款)[^，。？！\n]{0,8}(?:模型|版本|AI)|你(?:用|使用)的是(?:什么|哪个)[^，。？！\n]{0,6}模型|(?:どの|何の|なんの|どんな)(?:AI|言語|生成AI)?(?:の)?モデル(?:です|を使|が(?:答え|回答|動)|で(?:動|すか)|なの)|(?:どの|どこの|何の)(?:AI|LLM)(?:です|なの|が(?:答え|回答)|を使|と話)|(?:あなた|君|きみ)(?:は|の)(?:[^。？\n]{0,6})(?:バージョン|モデル名|モデル(?:は|です)|どこの会社|誰が作)|你(?:背后|底层|现在|基于|用|使用|是)[^，。？！\n]{0,8}(?:什么|哪个|哪家|哪一个|哪款|哪种)[^，。？！\n]{0,8}(?:模型|大模型|版本|AI|公司)|(?:什么|哪个|哪家|哪款)(?:AI|大模型|模型|语言模型)(?:在)?(?:回答|跟我|和我|给我)|你(?:到底)?是(?:不是)?(?:ChatGPT|GPT|Claude|文心|通义)|(?:跟|和|与)我(?:聊天|对话|说话|交流)的(?:是|AI)|你(?:的)?(?:模型)?版本(?:号)?(?:是|多少)|(?:あなた|君|きみ|きさま|お前)(?:は|って)[^。?？\n]{0,8}(?:GPT|ChatGPT|AI|モデル|LLM|バージョン)|(?:誰|どの会社|どこの会社)(?:が|に)(?:あなた|開発|作)|(?:使われ|使用し|使っ)て(?:い)?る(?:AI|モデル|言語モデル)(?:は|の)|谁(?:开发|训练|创造|研发)(?:了|的)?你|你(?:是|由)(?:谁|哪家公司|哪个公司)[^，。？\n]{0,4}(?:开发|训练|研发|做)/iu,
);

const SHARED = prefiltered(
  /claude|gemini|bard|llama|mistral|grok|copilot|perplexity|sonnet|opus|haiku|cursor|phi|bing|falcon|o1|o3|o4|alexa|siri|codex|whisper|sora|jasper|devin|windsurf|cortana/u,
);

export const MODEL_NAME_PATTERNS: readonly PromptPattern[] = [
  presence('model_name', 'names an AI model or assistant, or asks which one answers', (text) => {
    const whole = cleaned(text);
    // A table of partitions has the same name.
    const plain = DISK.test(whole) ? whole.replace(AMBIGUOUS_GPT, ' ') : whole;
    if (OWN_NAME.test(plain) || CAPITALS.test(plain) || WHO_ARE_YOU.test(plain)) return true;
    if (!SHARED.test(plain.toLowerCase())) return false;
    if (SPOKEN_TO.test(plain) || THANKED.test(plain)) return true;
    return namedInTrade(plain) && !NOT_A_MODEL.test(plain) && !PERSON.test(plain);
  }),
];

function namedInTrade(text: string): boolean {
  if ([TWO_NAMES, USED, MADE_WITH, DOES, BETWEEN_HAN, PRODUCT_NAME, GEMINI].some((search) => search.test(text)))
    return true;
  if (TRADE.test(text) && (NAME_IN_TRADE.test(text) || USED_WITHOUT_ARTICLE.test(text))) return true;
  return ALEXA.test(text) && SMART_HOME.test(text);
}
