import { cleaned, ownWords, withoutCode } from './own-words.js';
import { anyPhrase } from './phrases.js';
import { prefiltered } from './prefilter.js';
import { type PromptPattern, presence } from './prompt-pattern.js';
import { NOT_TOLD_OF } from './request-cues.js';

const FILE_ENDING =
  'ts|tsx|js|jsx|mjs|cjs|py|ipynb|java|kt|go|rs|rb|php|cs|cpp|cc|c|h|hpp|swift|scala|sql|sh|bash|ps1|bat|md|rst|tex|txt|csv|tsv|json|jsonl|ya?ml|toml|xml|html?|css|scss|vue|docx?|xlsx?|xlsm|pptx?|odt|ods|pdf|epub|png|jpe?g|gif|webp|svg|mp3|mp4|wav|mov|zip|tar|gz|rar|7z|log|ini|cfg|conf|env|lock|parquet|db|sqlite|bak|exe|dll|apk';
/** An ending that files have; a version, an amount and a web address have none. */
const ENDING = prefiltered(new RegExp(`(?<=[\\p{L}\\p{N}_)-])\\.(?:${FILE_ENDING})(?![\\w/(]|\\.\\w)`, 'giu'));
/** What may stand before the ending: a name with a letter in it. */
const NAME_BEFORE_ENDING =
  /(?<![@\w.])(?:[\p{L}\p{N}_./\\~-]{0,60}[/\\])?[\p{L}\p{N}_.()-]{0,60}[\p{L}_][\p{N}_.()-]{0,60}$/u;
const LONGEST_NAME = 80;
/** Names of technology that end as files do. */
const PRODUCT_NAME = prefiltered(
  /(?<![\p{L}\p{N}./\\_-])(?:node|next|vue|nuxt|react|express|three|d3|chart|angular|ember|backbone|discord|alpine|moment|p5|brain|tensorflow|socket|nest|solid|require|ecma|asp|vb|ado|paint|bio|booking|amazon|dr|mr|ms|st)\.(?:js|ts|io|net|py|c|h|md)(?![\p{L}\p{N}/])/giu,
);
const PATH = prefiltered(
  /(?<![\p{L}\p{N}@:/.])(?:(?:~|\.{1,2})\/[\w.-]{1,80}(?:\/[\w.-]{1,80})*|\/(?:usr|etc|var|home|opt|tmp|bin|src|mnt|dev|root|users|srv|lib|app)\/[\w./-]{1,200}|[A-Za-z]:\\[\w\\ .-]{1,200}|(?:src|lib|test|tests|app|packages|scripts|components|node_modules|\.github)\/[\w.-]{1,80}(?:\/[\w.-]{1,80})*|(?:config|docs|public|utils|server|client|internal|cmd|pkg)\/(?:[\w.-]{1,80}\/[\w.-]{1,80}|[\w-]{0,60}\.\w)(?:[\w./-]{0,160}))/iu,
);
const DOT_FILE = prefiltered(
  /(?<![\p{L}\p{N}./])(?:Dockerfile|Makefile|Jenkinsfile|Gemfile|Procfile|\.gitignore|\.env(?:\.\w+)?|\.bashrc|\.zshrc|\.npmrc|\.eslintrc|\.dockerignore|\.editorconfig)(?![\p{L}\p{N}])/u,
);
const MENTION = prefiltered(/(?:^|\s)[@#](?:[\w.-]{1,80}\/)+[\w.-]{1,80}|(?:^|\s)#file:\S/u);

const LINK = prefiltered(
  /(?:https?|ftp):\/\/[^\s<>"')\]/.][^\s<>"')\]]{2,}|(?<![\p{L}\p{N}@./-])www\.[\w-]{1,63}\.[a-z]{2,}|(?<![\p{L}\p{N}@./_-])(?:[a-z0-9-]{1,63}\.){1,4}(?:com|org|net|io|dev|de|fr|es|co|uk|ai|gov|edu|br|jp|cn|eu|app)\/[\w%?=&#.~-]{2,}/iu,
);
/** Calls and fields of code that end as files do. */
const MEMBER = prefiltered(
  /(?<![\p{L}\p{N}/\\])(?:console|math|logger|log|process|np|tf|torch|import\.meta|this|self|window|document|req|res|request|response|app|ctx|context|obj|std|e|i)\.(?:log|env|db|h|c|md|conf|lock|sh|go|bat|sql|py)(?![\p{L}\p{N}/])/giu,
);
/** Addresses that are shown as a form and lead nowhere. */
const LINK_FORM = prefiltered(/(?:https?:\/\/)(?:localhost|127\.0\.0\.1|\.{2,}|…|<)/giu);

const TOOL_NOUN_EN =
  '(?:tools?|tool calls?|interpreter|sandbox|plugins?|browser|calculator|terminal|shell|repl|console|command line|mcp(?: server)?|search engine|web search|google search|image search|internet search|extension|connector|integration|retriever|vector store|vector search|knowledge base|code execution|code runner|python environment|notebook|canvas|file search|(?:image|picture|chart|diagram|video) generator|image generation|scraper|web fetch|fetcher|linter|debugger|subagents?|function calling|(?:weather|maps?|calendar|search|currency|stock|finance|translation|email|jira|slack|github|notion|zapier|wolfram) (?:api|tool|plugin|app|function|connector|integration|server)|wolfram ?alpha|dall-?e|google maps)';
const ONLINE_EN =
  '(?:on|in|from|over|across|through) (?:the )?(?:web|internet|net|google|bing|duckduckgo|wikipedia|pubmed|arxiv)|online';
/** The names of functions: in code (which was cut out), or words joined by underscores. */
const FUNCTION_NAME = '(?:\\uFFFC|[a-z]+(?:[._][a-z\\d]+){0,4}_[a-z\\d]+(?:\\(\\))?)';
/** Programs that are run from a shell. */
const COMMAND =
  '(?:grep|ripgrep|curl|wget|git (?:log|diff|blame|bisect|status|grep)|npm (?:test|run|install|audit)|npx|pnpm|yarn (?:test|build)|pytest|cargo (?:test|build|check)|go test|make test|docker (?:ps|logs|compose)|kubectl|eslint|mypy|tsc|psql|ffmpeg|the (?:test suite|unit tests|tests|linter|type ?checker|build))';
/** Before a word that may be a noun as well: "the search history in my browser". */
const NOT_A_NOUN = '(?<!(?<!\\p{L})(?:the|my|our|an?|your|this|web|google|browser) )';
const OTHER_SUBJECT =
  '(?<!(?<!\\p{L})(?:ich|er|sie|wir|man|wer|je|il|elle|on|ils|qui|yo|él|ella|que|eu|ele|ela|quem|io|lui|lei|che|ik|hij|como|cómo|how|people|they|we|to|i|you|users|comment|wie|womit) )';
const CALL_OTHER =
  '(?:rufe?|rufen sie|nutze?|nutzen sie|verwende?|verwenden sie|benutze?|starte?|nimm|öffne|führe?|frage?|befrage?|greife?|utilise[rz]?|utilisez|appelle[rz]?|appelez|lance[rz]?|emploie|exécute[rz]?|sers-toi|servez-vous|interroge[rz]?|consulte[rz]?|ouvre[rz]?|passe[rz]? par|usa|usá|utiliza|llama|ejecuta|lanza|abre|invoca|invoque|recurre|use|utilice|utilize|chama|chame|executa|execute|aciona|acione|roda|rode|abra|consulta|recorre|utilizza|chiama|esegui|apri|gebruik|roep|voer|open)';
const TOOL_OTHER =
  "(?:websuche|internetsuche|google-suche|suchwerkzeug|suchfunktion|suchmaschine|taschenrechner|rechner|rechner-tool|browser|code-?interpreter|python-?interpreter|interpreter|terminal|konsole|shell|werkzeuge?|\\p{L}*-?tools?|plugin|plug-in|bildgenerator|wissensdatenbank|mcp-?server|kalender-?api|wetter-?api|\\p{L}{2,12}-api|recherche web|recherche internet|recherche en ligne|moteur de recherche|outils?|calculatrice|calculette|navigateur|interpréteur|interprète de code|base de connaissances?|générateur d'images?|extension|connecteur|serveur mcp|api (?:météo|de|da|do)|búsqueda (?:web|en internet|en línea)|busca (?:na |da )?(?:web|internet)|pesquisa (?:na )?(?:web|internet)|herramientas?|ferramentas?|calculadora|navegador|intérprete|interpretador|consola|buscador|base de (?:conocimientos?|conhecimento|datos vectorial)|generador de im[aá]genes|gerador de imagens|complemento|servidor mcp|conector|strumento|strumenti|calcolatrice|interprete|ricerca (?:web|online)|motore di ricerca|generatore di immagini|zoektool|rekenmachine|zoekfunctie|zoekmachine|afbeeldingsgenerator)(?! (?:de jardín|de carpintería|elétricas?|eléctricas?|de jardin|der marke|aus holz|de jardinage))";
/** Where something is run, in other languages: "dans le terminal", "no Python". */
const RUN_PLACE =
  "(?:in|im|mit|per|auf|dans|en|avec|sur|con|desde|em|no|na|num|numa|com|pelo|nel|met) (?:(?:der|dem|einer|einem|deiner|deinem|le|la|un|une|ton|ta|el|una|tu|o|a|um|uma|seu|sua|il|de|het|een) )?(?:l'|d'|un')?(?:[\\p{L}-]{1,15} )?(?:python(?:-\\p{L}{1,15})?|sandbox|terminal|konsole|console|consola|shell|jupyter|notebook|bash|wolfram|environnement|entorno|intérprete|interpréteur|code-?interpreter|datenbank|base de (?:données|datos|dados)|banco de dados)";
const RUN_OTHER =
  '(?:lass|lassen sie|führe?|führen sie|starte?|rechne|berechne|prüfe?|überprüfe?|löse?|teste|exécute[rz]?|lance[rz]?|calcule[rz]?|vérifie[rz]?|fais tourner|teste[rz]?|résous|ejecuta|ejecute|ejecútalo|corre|corra|calcula|cálculalo|comprueba|verifica|resuelve|executa|execute|roda|rode|verifique|resolve|resolva|testa|esegui|lancia|verifica|draai|bereken|voer)';
const SITES =
  '(?:wikipedia|wikipédia|google|bing|duckduckgo|youtube|internet|der (?:wikipedia|website|webseite|homepage)|la (?:wikipedia|web oficial)|le site|el sitio|o site)';
const COMPUTE =
  '(?:work(?:ing)? out|comput(?:e|ing)|calculat(?:e|ing)|check(?:ing)?|verify(?:ing)?|find(?:ing)?|plot(?:ting)?|count(?:ing)?|get|sum(?:ming)?|solv(?:e|ing)|evaluat(?:e|ing)|simulat(?:e|ing)|confirm|determine|figure|double-check|estimate|crunch|list|inspect|do|tell|give|show|the (?:calculation|math|maths|numbers|arithmetic|computation)|this|it|all)';
const TOOL_REFERENCE = anyPhrase(
  // Programs that calculate: "use Python to work out", "run a quick Python snippet", "calculator please"
  `(?<!(?:to|i|we|they|people|can|could|how|who|that|not) )(?:use|run|try|call|take) (?:(?:a|the|some|quick|little|short|real|actual|your|bit|of) ){0,3}(?:python|javascript|node|bash|wolfram(?: alpha)?|numpy|sympy|pandas|matlab|sql)(?: (?:code|snippet|script|session|shell|sandbox|repl|tool|environment|interpreter))? (?:to|for|and) ${COMPUTE}`,
  '(?:run|execute) (?:a|some|the) (?:[\\p{L}-]{1,12} ){0,2}?(?:python|javascript|node|bash|sql|shell) (?:code|snippet|script|session|command|query|one-liner)s?(?= (?:to|for|and|that|which|over|on|against)|[.,:!]|$)',
  "(?:verify|check|double-check|compute|calculate|evaluate|work (?:it|this|that|them) out)(?: [\\p{L}\\p{N}'’-]{1,15}){0,5}? (?:with|using|in|via) (?:python|wolfram|numpy|sympy)",
  "(?:calculator|web ?search|code interpreter|browser|search tool|image generator|python|terminal|wolfram|dall-?e)(?: tool)? (?:please|pls|plz|bitte|s'il te plaît|stp|por favor)",
  // "Execute the query against the warehouse"
  `(?<!(?:to|i|we|they|people|can|must|should|will|may|not|does|do|doesn.t|don.t) )(?:execute|run|re-?run|launch)(?: [\\p{L}\\p{N}\\uFFFC'’-]{1,15}){0,6}? (?:against|on|in|inside) (?:(?:the|our|my|your|a) )?(?:[\\p{L}-]{1,15} )?(?:database|db|warehouse|cluster|sandbox|container|shell|terminal|replica|notebook|staging)`,
  // Sources that are asked: "check the weather API", "search our knowledge base", "search Wikipedia"
  `${NOT_A_NOUN}${NOT_TOLD_OF}(?:check|query|search|consult|hit|ping|poll|ask)(?: (?:with|in|through))? (?:the|our|your|my) (?:[\\p{L}-]{1,15} ){0,3}?(?:api|endpoint|knowledge base|vector (?:store|db|database)|database|crm|data warehouse|index|help cent(?:er|re)|intranet)(?! (?:docs?|documentation|response|keys?|design|schema|errors?|migration|is|was|returns?|fund))`,
  `${NOT_A_NOUN}${NOT_TOLD_OF}(?:search|check|query|consult|browse|try|use|scan) (?:on )?(?:google(?: (?:scholar|maps|images))?|bing|duckduckgo|wikipedia|pubmed|arxiv)(?= (?:for|to|and|if|whether|before|when|first|on|about|what|who|how)|[.,:!?]|$)`,
  // What the model is given: "you have two tools, lookup_order and refund_order"
  `(?<!(?:do|if|did|would) )you(?:'ve| have| can use| may use| are given| get| have got| also have| will have)(?: got)?(?: access to| at your disposal)?(?: (?:the|an?|one|two|three|four|five|six|several|some|these|following|this|\\d|just|only|exactly)){0,4}(?: [\\p{L}-]{1,15}){0,2}? (?:tools?|functions? (?:called |named )?${FUNCTION_NAME}|mcp servers?)(?! (?:box|shed|belt|at home|in your|from your))`,
  `[a-z]+(?:_[a-z\\d]+){1,5}(?:\\([^()\\n]{0,60}\\))?[^\\n]{0,60}[.,;:!] ?(?:please |then |always |only |and )?(?:call|use|invoke) (?:it|them|both|one) (?:for|with|to|when|if|before|only|first|whenever|once|twice|on)`,
  // Looking up, without a word on where: "don't answer from memory, look it up"
  `${NOT_TOLD_OF}look (?:it|this|that|them|these) up(?=[.,!?]|$| (?:first|please|pls|before|for me|instead|and|if|whether))`,
  `${NOT_TOLD_OF}(?:check|look at|inspect) (?:the )?(?:output of )?git (?:log|diff|blame|status|history)`,
  `${NOT_TOLD_OF}(?:browse|navigate|surf) to|${NOT_TOLD_OF}(?:go to|visit|open|check|read|load) (?:the |this |their |our |its |his |her |that )?(?:[\\p{L}.'’-]{1,20} ){0,4}?(?:page|site|website|url|homepage|link)(?= (?:and|to see|to find|for)|, (?:and|then|tell|summari))|(?:fetch|browse|crawl|scrape) (?:the page |the site |this |from )?\\uFFFC`,
  `(?:with|via|through|using|from|by) (?:the |your )?${FUNCTION_NAME} (?:function|tool|endpoint|api|call)`,
  '(?:tools?|functions?|plugins?) (?:that )?(?:you have|at your disposal|available to you|you can (?:use|call)|you.ve got)',
  `${NOT_TOLD_OF}go online(?:,| and| to)|${NOT_TOLD_OF}search for (?:[\\p{L}-]{1,15} ){0,3}?(?:latest|newest|current|recent|news|reviews|up-to-date|today.s)`,
  `${TOOL_NOUN_EN}(?: [\\p{L}\\p{N}'’-]{1,15}){0,6}?[,;:.–-] ?(?:please |so |and |then |always )?(?:use|call|query|run) (?:it|that|them)(?= (?:for|to|when|if|before|whenever|first|instead|and|on|here)|[.!]|$)`,
  'you (?:may|can|must|should|could) (?:only |also )?(?:call|use|invoke) [a-z][\\w.]{1,40}\\([^()\\n]{0,40}\\)|no (?:web |internet |online )?(?:browsing|googling|web search|tool use|tool calls)(?=[,.!]| please| pls| this time|$)',
  '(?:delegate|hand|dispatch|assign|pass)(?: [\\p{L}-]{1,15}){0,5}? to (?:an?|the|your|two|three|several) (?:[\\p{L}-]{1,15} )?(?:sub-?agents?)|(?:spawn|launch|start|use|spin up|run) (?:[\\p{L}\\d-]{1,12} ){0,3}?sub-?agents?',
  // The same in other languages
  `(?<!(?<!\\p{L})(?:se|ich|er|sie|wir|man|je|il|elle|on|ils|qui|que|yo|eu|ele|ela|io) )${RUN_OTHER}(?: [\\p{L}\\p{N}\\uFFFC'’.,*/+-]{1,25}){0,8}? ${RUN_PLACE}`,
  `${OTHER_SUBJECT}(?:nutze?|verwende|nimm|benutze|utilise[rz]?|sers-toi de|usa|use|utiliza|utilize|usá|usa il|gebruik) (?:(?:bitte|dazu|dafür|hier|o|el|le|mal) ){0,2}(?:python|wolfram|pandas|numpy|sympy)(?:,)? (?:um|zum|für die|pour|para|per|om) (?:[\\p{L}'’]{1,20} ){0,8}?(?:\\p{L}{0,8}rechn\\p{L}*|calcul\\p{L}*|bestimm\\p{L}*|prüf\\p{L}*|vérifi\\p{L}*|verific\\p{L}*|comprob\\p{L}*|resolv\\p{L}*|résoudre|obten\\p{L}*|trouver|hallar|simul\\p{L}*|berekenen)`,
  `${OTHER_SUBJECT}(?:schaue?|sieh|guck|suche?|such|prüfe?|recherchiere?|lies|cherche[rz]?|regarde[rz]?|va|allez|vérifie[rz]?|consulte[rz]?|busca|búscalo|mira|consulta|entra|vai|vá|ve|acede|accede|procura|procure|pesquisa|pesquise|veja|vê|confere|cerca|guarda|zoek|kijk)(?: [\\p{L}\\p{N}\\uFFFC'’-]{1,25}){0,7}? (?:auf|bei|in|sur|en|à|a|al|ao|na|no|em|su|op) (?:la |a |o )?${SITES}`,
  // Chinese and Japanese
  '(?<!怎么|如何|怎样)(?:用|使用|拿|通过|在)\\s?(?:python|wolfram|matlab|sql|bash|shell|终端|沙盒|沙箱|命令行|代码)(?:里|中|来|帮我|给我|去|解释器|代码|环境){0,2}\\s?(?:跑|运行|执行|算|计算|验算|验证|核对|统计)',
  '(?:请|帮我|先|再|然后|直接|^)(?:运行|执行|跑)(?:一下|一遍)?(?:这段|这个|以下|下面的|下面这)?(?:代码|脚本|命令|测试|sql|查询|单元测试)(?!时|后|报|出|的)|(?:运行|执行|跑)(?:一下|一遍)(?:这段|这个|以下|下面的)?(?:代码|脚本|命令|测试|sql|查询)',
  '(?:去|上|到|在)(?:维基百科|百度|谷歌|必应|官网|网上|网络上|互联网上)(?:上)?(?:查|搜|找|看看|核实)|(?:调用|请求|查询)\\p{Script=Han}{0,6}(?:接口|数据库|知识库)(?!的(?:方法|原理))|(?:打开|访问)(?:这个|下面的|一下)?(?:网页|网站|官网|浏览器|终端)',
  '(?:python|bash|sql|wolfram|ターミナル|シェル|サンドボックス|コード|コマンド|スクリプト|テスト|クエリ)(?:コード|スクリプト|環境)?\\s?(?:を|で)(?:実行し|計算し|検算し|走らせ|動かし|起動し|叩い|回し)(?:て(?:ください|から|、|。|結果|教え|くれ|ほしい|確認|$)|、)',
  '(?:ブラウザ|公式サイト|ウェブサイト|ホームページ|wikipedia|ウィキペディア|グーグル|ネット)(?:で|を)[^。？\\n]{0,15}(?:開い|検索し|調べ|確認し|見)て(?:ください|くれ|から|教え|、|ほしい)',
  // "Run npm test", "use grep"
  `(?<!(?:to|i|we|they|he|she|you|can|could|do|people|users|who|that|not) )(?:run|re-?run|execute|use|try|call|invoke) ${COMMAND}(?! (?:is|was|on friday))`,
  `(?<!(?:to|i|we|they|he|she|you|do|people|users|how|who) )(?:open|start|launch|fire up|spin up|pull up|use|enable|turn on|fetch) (?:up )?(?:an?|the|your) (?:[\\p{L}-]{1,15} ){0,2}?(?:terminal|shell|console|headless browser|browser|sandbox|notebook|repl|python interpreter|interpreter|subagent|web search|image generator|calculator|code interpreter)(?! (?:history|cache|window|tab|settings|extension|app))`,
  // "make a logo with the image generator": any command
  `${NOT_A_NOUN}${NOT_TOLD_OF}(?:make|create|draw|generate|paint|design|show|give|tell|get|find|run|plot|execute|calculate|compute|convert|check|verify|confirm|test|fetch|open|do|solve|search|look|use|try|evaluate|render|load|read|scrape|ask|query|pull|answer|book|send|add|schedule|translate|analy[sz]e|validate|list|count|sum|work)(?: [\\p{L}\\p{N}\\uFFFC'’,.*/+-]{1,25}){0,9}? (?:with|via|through|using|in|inside|from|by using|by calling|by means of) (?:your|the|a|an|this|our|my)? ?(?:[\\p{L}\\p{N}-]{1,20} ){0,2}?${TOOL_NOUN_EN}(?! (?:history|cache|window|tab|box|belt|app|an?|i|we|people|that (?:i|we))(?!\\p{L}))`,
  `(?<!(?<!\\p{L})(?:to|i|we|they|people|he|she|who|how|do|does|not) )(?:use|call|invoke|query|run|ask|consult|try|hit|ping|trigger) (?:(?:the|your|my|our|a|an|this|that|available|only|built-in|following|provided) ){0,2}(?:[\\p{L}\\p{N}_-]{1,20} ){0,2}?(?:${FUNCTION_NAME} )?(?:search tool|${TOOL_NOUN_EN}|[\\p{L}_]{2,20} tool)(?= (?:to|for|and|with|if|when|on|before|instead|first|only|you|not|or|every|again|here|whenever|as|once|after|rather|then|that|please|in|from|at)(?!\\p{L})|\\s?[,.;:!?)–-]|\\s?$|\\n)`,
  // "call get_weather", "rufe get_weather auf"
  `(?<!(?<!\\p{L})(?:to|i|we|they|he|she|who|how|that|does) )(?:call|invoke|trigger|fire|hit) (?:the |your )?(?:function |tool |method |endpoint )?${FUNCTION_NAME}(?! (?:twice|in my|in our|from (?:c|python|java)))`,
  `(?:you (?:can|may|must|should|could|have to|will)|always|never|only|first|then|please|and|don.t|do not) (?:first |only |also |always )?(?:call|use|invoke|run|trigger) (?:the )?(?:function |tool )?[a-z]+(?:_[a-z\\d]+){1,6}`,
  `${OTHER_SUBJECT}${CALL_OTHER}(?! (?:ich|man|wir|er|sie|je|j'|eu))(?: (?:die|das|den|der|dein|deine|deinen|einen|eine|mal|bitte|jetzt|dazu|dafür|zuerst|erst|la|le|les|une?|l'|ton|ta|votre|vos|el|los|las|una|tu|o|a|as|os|um|uma|sua|seu|de|do|da|del|lo|il|het|een|[\\p{L}\\p{N}-]{1,20})){0,6}? (?:l'|d'|un')?(?:${TOOL_OTHER}|(?:funktion|tool|fonction|función|função|funzione|functie|outil|herramienta|ferramenta|methode) ${FUNCTION_NAME})`,
  `${OTHER_SUBJECT}(?:rufe?|rufen sie|nutze?|verwende?|benutze?|appelle[rz]?|utilise[rz]?|llama a|llama|usa|ejecuta|invoca|chama|chame|execute|chiama|roep)(?: (?:bitte|zuerst|erst|immer|d'abord|primero|primeiro|dann|die|das|la|a|el)){0,2} (?:[a-z]+(?:_[a-z\\d]+){1,6}|\\uFFFC(?= (?:auf|zum|um|für|mit|wenn|pour|para|con|com|avant|antes)(?!\\p{L})))`,
  `${OTHER_SUBJECT}(?:rechne|berechne|prüfe?|überprüfe?|erstelle|mach|zeichne|suche?|finde|lös|löse|calcule|calcula|vérifie|crée|trace|résous|comprueba|verifica|crea|genera|haz|busca|faz|faça|gera|gere|cria|crie|resolve|calcola|controlla|bereken|zoek|maak)(?: [\\p{L}\\p{N}\\uFFFC'’,.*/+-]{1,25}){0,8}? (?:mit|per|mithilfe|über|avec|via|à l'aide|au moyen|con|usando|mediante|a través|através|com|met|tramite)(?: (?:der|dem|des|einem|einer|deinem|la|le|les|une?|ton|ta|l'|d'une?|del?|el|una|tu|o|a|um|uma|sua|seu|il|lo|de|het|een|[\\p{L}-]{1,15})){0,2}? (?:l'|d'|un')?${TOOL_OTHER}`,
  `(?:^|[.!?,;:\\n] ?|please |pls |plz |just |and |then |now |can you |could you |go |u )(?:google|web ?search) (?!(?:hat|hatte|ist|war|a|ha|est|es|maps?|docs?|sheets?|drive|fired|says?|said|is|was|has|translate|chrome|ads|earth|fonts|calendar|mail|pay)(?!\\p{L}))[\\p{L}\\p{N}\\uFFFC]{1,30}`,
  `${NOT_A_NOUN}${NOT_TOLD_OF}(?:look|search|browse|surf|check|find|research|get|see|read)(?: (?!how|why|that)[\\p{L}\\p{N}\\uFFFC'’-]{1,25}){0,8}? (?:${ONLINE_EN})(?! (?:shop|store|banking|course|game|interface))`,
  'with (?:your|the) (?:[\\p{L}-]{1,20} ){1,2}?tool|(?:may|can|must|should) (?:only |also )?(?:call|use|invoke) (?:the )?[a-z]+_[a-z_]+|no (?:web|internet|online) (?:search|searches|tools?|browsing|access)',
  `${NOT_TOLD_OF}(?:search|browse|surf) (?:the )?(?:web|internet|net)`,
  `${NOT_TOLD_OF}(?:browse|visit|crawl|scrape|go to|navigate to|fetch|check|open) (?:the |this |their |its )?(?:[\\p{L}\\d.-]{1,15} ){0,3}?(?:web ?sites?|sites?|web ?pages?|home ?page)(?: (?:of|for|and|to)|,)(?! (?:build|speed|errors|typos|loading))`,
  `${NOT_TOLD_OF}(?:connect|log in|hook up|go|query|search|look|check|pull)(?: [\\p{L}\\p{N}\\uFFFC'’-]{1,25}){0,5}? (?:through|via|to|over|with|in|using|on) (?:the |our |my |your )?(?:[\\p{L}\\d-]{1,20} )?mcp(?: server)?(?! (?:docs|spec|protocol))`,
  `${NOT_TOLD_OF}(?:execute|run|evaluate|compute|calculate|try|check|verify|test|plot)(?: (?:this|it|that|the (?:code|snippet|script|numbers?|calculation|sum)|these|them|everything))?(?: [\\p{L}]{1,12}){0,3}? (?:in|with|using|through) (?:python|a (?:python|node|js|bash) (?:shell|repl|session|sandbox)|node|r|bash|sql|wolfram|matlab|jupyter)(?= (?:and|to|first|so|please|then|before)|\\s?[,.:;!]|\\s?$|\\n)`,
  '(?:^|[.!?,;:\\n] ?|please |just |and |then )(?:ripgrep|grep|curl) (?:through|for|the|over|across|in|all|every|this|our|my|src)(?!\\p{L})',
  `(?:lass|lassen sie|jag|führe?|schick)(?: [\\p{L}-]{1,20}){0,5}? (?:durch|mit|über|in|im) (?:den|die|das|dem|der|einen?) ${TOOL_OTHER}`,
  `(?:can|could|would|will) (?:you|u) (?:please )?(?:search|browse|surf|look|google|check)(?: [\\p{L}\\p{N}\\uFFFC'’-]{1,25}){0,6}? (?:the )?(?:web|internet|net|online)`,
  `${OTHER_SUBJECT}(?:suche?|schaue?|schau|recherchiere?|such|guck|sieh|finde?|google)(?! (?:ich|er|wir|man)(?!\\p{L}))(?: [\\p{L}\\p{N}\\uFFFC]{1,25}){0,6}? (?:(?:im|ins) (?:internet|netz|web)|bei google|auf google|online)(?! (?:shop|kurs))|google? (?:das|es|mal|bitte|nach)|(?:mach|mache|führe?)(?: [\\p{L}]{1,12}){0,3}? (?:websuche|internetsuche|internetrecherche|online-?recherche|google-suche)`,
  "(?<!(?:je|il|elle|on|ils) )(?:cherche[rz]?|recherche[rz]?|regarde[rz]?|trouve[rz]?|vérifie[rz]?|consulte[rz]?|va|fais une recherche|faites une recherche)(?: [\\p{L}\\p{N}\\uFFFC'’]{1,25}){0,6}? (?:sur (?:internet|le web|le net|google)|en ligne)",
  '(?<!(?:yo|él|ella|que|eu|ele|ela|quem) )(?:busca(?:me)?|búsca(?:lo|la|me)|haz una búsqueda|faz uma (?:busca|pesquisa)|faça uma (?:busca|pesquisa)|mira|consulta|investiga|encuentra|procura|pesquisa|procure|pesquise|busque|veja|confira|googlea|verifica|comprueba)(?: [\\p{L}\\p{N}\\uFFFC]{1,25}){0,6}? (?:(?:en|por) (?:internet|la web|la red|la net|google|línea)|(?:na|pela) (?:internet|web|rede|net)|no google|no site (?:oficial )?d|on-?line)',
  '(?:cerca|cercalo|trova|controlla|guarda)(?: [\\p{L}\\p{N}]{1,25}){0,6}? (?:su (?:internet|google)|sul web|in rete|online)|zoek(?: [\\p{L}\\p{N}]{1,25}){0,6}? (?:op (?:internet|het web|google)|online)|(?:usa|utilizza) (?:lo strumento|la calcolatrice|il browser)|gebruik (?:de )?(?:zoektool|rekenmachine|tool|zoekfunctie)',
  '(?:検索|ウェブ検索|web検索|ネット検索|ブラウザ|電卓|計算機|ターミナル|コードインタープリター?|インタプリタ|画像生成|プラグイン|api|関数)(?:ツール|機能|サーバー)?(?:を(?:使って(?!い)|使い|用いて|利用して|呼び出して|呼んで|実行して|起動して|開いて|経由して|叩いて)|で(?:計算|検索|調べ|確認|実行|取得|作|描|生成|検算|開)|して(?:ください|から))|(?:検索|計算|翻訳|予約|天気|データベース|\\p{Script=Han}{1,4}|[ァ-ヶー]{2,12})(?:検索|取得|作成)?(?:ツール|プラグイン|サーバー)(?:を(?:使っ|用い|利用し|呼び出し)て?|で[、]?(?!きる|す|は))|(?:[a-z]+_[a-z_]+|\\uFFFC)\\s?(?:関数|ツール)?\\s?を(?:使|用い|呼|実行|叩)|(?:ネット|ウェブ|web|インターネット|オンライン|google|グーグル)(?:上)?で(?:検索|調べ|探|確認|最新|見)|(?:ググって|検索して(?:から|ください|教え|確認|答え|くれ|ほしい|$)|(?:ターミナル|端末|ブラウザ)を(?:開い|起動))',
  '[\\p{L}]{0,8}ツールで[\\p{L}]{0,14}(?:て|ください)|(?:電卓|ブラウザ|関数\\s?\\uFFFC)(?:を使(?!って(?:い|も)|う|え|いた|いや)|で(?:計算|検索|調べ|確認|実行|取得))',
  '(?<![常有实费作应适引信专食家公日没])(?:用(?!的|过|户|于|途)|使用(?!的|过|者)|调用|通过|借助|启用|打开|运行|启动)\\p{Script=Han}{0,6}\\s?(?:python|mcp|api|wolfram|google|谷歌|百度|必应|bing|[a-z]+_[a-z_]+|\\uFFFC)?\\s?\\p{Script=Han}{0,4}(?:搜索工具|计算器|浏览器|解释器|搜索引擎|知识库|终端|图像生成|绘图工具|画图工具|生图工具|插件|服务器|接口|函数|工具(?!书|箱|的))|(?:调用|请调用|先调用)\\s?(?:[a-z]+_[a-z_]+|\\uFFFC)|(?:用|在|去)(?:谷歌|百度|必应|google|bing)(?:上)?\\s?(?:搜|查|找)|(?:联网|上网|在线|网上)(?:帮我|给我|去)?\\s?(?:搜|查|找|检索|核实|确认)|(?:搜|查)(?:索|询)?(?:一下|一查)?(?:网上|网络|互联网|最新(?:的)?(?:消息|新闻|数据|资料))|百度一下|谷歌一下',
  '(?:查一下网上|搜索一下|网上(?:搜|查|找)|(?<![常有实费作应适引信专食家公日没])(?:用(?!的|过|户|于|途)|使用(?!的|过|者)|调用)\\p{Script=Han}{0,8}(?:工具|插件|接口|函数)(?!书|箱|的(?:人|方法)))',
  `(?<!(?:to|i|we|they|people|you|users|can|could|how|which|that) )(?:use|call|invoke|try|run|consult|using|query|open)(?: (?:the|your|my|a|this|that|available|only|our|built-in|following|\\uFFFC|[\\w-]{2,30}){1,3}){0,2}? (?:search tool|web search|search function|browser tool|browsing|calculator|code interpreter|python tool|terminal tool|shell tool|bash tool|file search|image generator|mcp(?: server)?|vector store|retriever|edit tool|read tool|memory tool|plugin|knowledge base|tools? (?:to|for|you have|before|available|first|if|when|and|only)|\\uFFFC (?:tool|function)|tool(?=[.,!]|$)|tools(?=[.,!]|$))`,
  `(?:search|browse|look(?: \\p{L}+){0,3}? up on|look(?: \\p{L}+){0,3}? on|check|scan) (?:the )?(?:web|internet)(?! (?:sites?|pages?|connection|browser|cable|speed|provider))(?<!(?:to|i|we|they|people) (?:search|browse|check) (?:the )?(?:web|internet))`,
  '(?:google|look up|search) (?:it |this |that )?online',
  '(?:do|run|make|perform|start|conduct|try|with|via|using|use|enable|disable|without|by) (?:(?:a|an|another|one|the|your) )?(?:[\\p{L}-]{1,12} ){0,2}?(?:web|internet|google|bing|online|live|real-?time) ?(?:search|searches|look-?up|research|browsing)(?! (?:engine|history|bar|results page|ads))',
  '(?:call|invoke|use|trigger|with|via|using) (?:the |your )?(?:function|tool|\\p{L}+ (?:tool|function)) (?:call |named |called )?(?:\\uFFFC|[a-z]+_[a-z_]+)',
  `(?:call|use|invoke|run) (?:the |your )?${FUNCTION_NAME}(?:\\(\\))? (?:tool|function|with|to|for|when|and|first|before)`,
  '(?:use|call|invoke|trigger) (?:the |your )?[\\p{L}-]{2,20} (?:function|tool|api)s?,? (?:not|instead of|rather than|don.t|never|no) (?:your |the |from |own |a )?(?:memory|guess\\p{L}*|head|knowledge|training|browser|web|search)',
  '(?:use|using|make|makes|with|via|no|without|emit|return|limit|batch|parallel|your|each|every|per|before|after|one|any|\\d) (?:[\\p{L}]{1,12} ){0,2}?(?:tool|function) (?:calls?|calling|use|invocation|schema)(?! (?:in|is|stack|operator|overhead))',
  '(?:do not|don.t|dont|never|only|always) (?:call|use|invoke|run|trigger)(?: [\\p{L}]{1,12}){0,3}? (?:tools?|functions?|plugins?|apis?|browser|web search)(?! (?:box|declarations?|components?|expressions?|names?|pointers?))',
  '(?:you have (?:access to|the following) (?:the |a |these |following |several )*(?:\\p{L}+ )?(?:tools?|functions?|apis?)|(?:available|allowed) (?:tools|functions)|the tools (?:available|you have))',
  '(?:your|with your) (?:tools|plugins|functions|search tool|browser|calculator)',
  '(?<![常有实费作应适引信专食家公日没])(?:用(?!的|过|户|于|途)|使用(?!的|过|者)|调用|通过|借助|启用)\\p{L}{0,8}(?:搜索工具|工具(?!书|箱)|计算器|浏览器|代码解释器|搜索功能|插件|搜索引擎|知识库|函数\\s?(?:\\uFFFC|[a-z_]+))',
  '(?:検索ツール|ツール|電卓|ブラウザ|プラグイン|コードインタープリター|ウェブ検索|web検索|関数\\s?\\uFFFC)を(?:使っ|用い|呼び出し|利用し|実行し)て(?!い)',
  '(?:ネットで(?:検索|調べ)|ウェブで(?:検索|調べ)|インターネットで(?:検索|調べ)|webで(?:検索|調べ))',
);
/** What somebody asks how to do, what others do, and what a program shall do that is to be written. */
const TOLD_OF = prefiltered(
  /(?<!\p{L})(?:how (?:do|can|could|should|would|does|did|to)|comment|wie (?:kann|mache?|man|ich|rufe|nutzt|benutzt)|cómo|como (?:faço|posso|se|eu)|come (?:si|posso|faccio)|hoe (?:kan|moet|gebruik))(?!\p{L})[^.?!;:,\n]{0,160}|(?<!\p{L})(?:i|we|she|he|they|people|users|everyone|someone|\p{L}{2,20}s) (?:can|could|would|will|might|should|may|must|wanted to|tried to|had to|used to|have to|need to) \p{L}{2,15}|(?<!\p{L})(?:function|script|program(?:me)?|class|component|app|bot|endpoint|hook|handler|page|skript|funktion|programm|fonction|función|programa|função|funzione),? (?:that|which|qui|que|der|die|das|che) [^.,;:!?\n]{1,120}|(?:怎么|如何|怎样)[^，。？！\n]{0,30}|写(?:一)?(?:个|段|份)[^，。？！\n]{0,25}的?(?:函数|脚本|程序|代码|类)|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}][^。、？\n]{0,60}(?:方法|やり方|使い方|仕方)(?=を|は|が)/gu,
);
const TOOL_MENTION = prefiltered(
  /(?:^|\s)@(?:web|search|browser|terminal|workspace|codebase|docs|tools?)(?![\p{L}\p{N}])|<tool(?:s|_use|_call)?>|"function_call"|(?:^|\n)(?:tools?|functions?):\s/iu,
);

export const REFERENCE_PATTERNS: readonly PromptPattern[] = [
  presence('file_reference', 'names a file or a path', namesFile),
  presence('link', 'holds a web address', (text) => LINK.test(LINK_FORM.replacedIn(cleaned(text), ' '))),
  presence('tool_reference', 'tells the model of a tool or a function to call', (text) => {
    const words = TOLD_OF.replacedIn(ownWords(text).toLowerCase(), ' \uFFFC ');
    return TOOL_REFERENCE.test(words) || TOOL_MENTION.test(words);
  }),
];

function namesFile(text: string): boolean {
  if (!/[./\\]|file/u.test(text)) return false;
  // What stands in inline code is often the name of a file; a web address is none.
  const plain = MEMBER.replacedIn(PRODUCT_NAME.replacedIn(withoutCode(cleaned(text).replaceAll('`', ' ')), ' '), ' ');
  return namesEnding(plain) || PATH.test(plain) || DOT_FILE.test(plain) || MENTION.test(plain);
}

function namesEnding(text: string): boolean {
  for (const { index } of ENDING.matchesIn(text)) {
    if (NAME_BEFORE_ENDING.test(text.slice(Math.max(0, index - LONGEST_NAME), index))) return true;
  }
  return false;
}
