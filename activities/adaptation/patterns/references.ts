import { cleaned, ownWords, withoutCode } from './own-words.js';
import { anyPhraseWith } from './phrases.js';
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
  '(?:tools?|interpreter|sandbox|plugins?|browser|calculator|terminal|mcp server|search engine|web search|extension|connector)';
const ONLINE_EN = '(?:on|in|from|over) (?:the )?(?:web|internet|net|google)|online';
const TOOL_REFERENCE = anyPhraseWith(
  '\uFFFC|tool|function|search|web|internet|net|online|google|brows|calculat|interpreter|plugin|mcp|extension|terminal|connector|sandbox|retriever|vector store|knowledge base|image generator|api|_|such|werkzeug|rechner|netz|wissensdaten|outil|recherche|fonction|ligne|calculatrice|navigateur|herramienta|búsqueda|función|línea|calculadora|navegador|buscador|intérprete|base de con|ferramenta|busca|pesquisa|função|rede|gerador|red(?!\\p{L})|工具|搜|查|函数|网|插件|知识|计算器|浏览器|接口|解释器|ツール|検索|電卓|ネット|ブラウザ|プラグイン|コード|関数|calcol|rete|strument|zoek|rekenmachine',
  `(?:^|[.!?,;:\\n] ?|please |pls |plz |just |and |then |now |can you |could you |go |u )(?:google|web ?search) (?!(?:hat|hatte|ist|war|a|ha|est|es|maps?|docs?|sheets?|drive|fired|says?|said|is|was|has|translate|chrome|ads|earth|fonts|calendar|mail|pay)(?!\\p{L}))[\\p{L}\\p{N}\\uFFFC]{1,30}`,
  `${NOT_TOLD_OF}(?:run|plot|execute|calculate|compute|check|verify|fetch|open|do|solve|draw|search|find|look|get|use|try|evaluate|render|load|read|scrape|ask|query|pull|answer|generate)(?: [\\p{L}\\p{N}\\uFFFC'’-]{1,25}){0,6}? (?:with|via|through|using|in|from) (?:your|the|a|an) (?:[\\p{L}-]{1,20} ){0,2}?${TOOL_NOUN_EN}(?! (?:history|cache|window|tab))`,
  `${NOT_TOLD_OF}(?:use|call|invoke|trigger|run|launch|consult) (?:the |your |a |our )(?:[\\p{L}\\p{N}_-]{1,20} ){0,3}?(?:tool|plugin|mcp server|connector|interpreter)(?! (?:box|belt))`,
  `${NOT_TOLD_OF}(?:look|search|browse|surf|check|find|research|get|see|read)(?: (?!how|why|that)[\\p{L}\\p{N}\\uFFFC'’-]{1,25}){0,8}? (?:${ONLINE_EN})(?! (?:shop|store|banking|course|game|interface))`,
  'with (?:your|the) (?:[\\p{L}-]{1,20} ){1,2}?tool|(?:may|can|must|should) (?:only |also )?(?:call|use|invoke) (?:the )?[a-z]+_[a-z_]+|no (?:web|internet|online) (?:search|searches|tools?|browsing|access)|(?:do|run|make) an? (?:online|quick|google|web|internet) search',
  `${NOT_TOLD_OF}(?:search|browse|surf) (?:the )?(?:web|internet|net)`,
  `(?:can|could|would|will) (?:you|u) (?:please )?(?:search|browse|surf|look|google|check)(?: [\\p{L}\\p{N}\\uFFFC'’-]{1,25}){0,6}? (?:the )?(?:web|internet|net|online)`,
  '(?:rufe?|rufen sie|nutze?|verwende?|benutze?)(?: [\\p{L}]{1,15}){0,3}? (?:\\uFFFC|[a-z]+(?:_[a-z]+)+) (?:auf|zum|um|für|mit|wenn)',
  '(?:suche?|schaue?|schau|recherchiere?|such|guck|sieh|finde?|google)(?: [\\p{L}\\p{N}\\uFFFC]{1,25}){0,6}? (?:(?:im|ins) (?:internet|netz|web)|online)(?! (?:shop|kurs))',
  "(?<!(?:je|il|elle|on|ils) )(?:cherche[rz]?|recherche[rz]?|regarde[rz]?|trouve[rz]?|vérifie[rz]?|fais une recherche|faites une recherche)(?: [\\p{L}\\p{N}\\uFFFC'’]{1,25}){0,6}? (?:sur (?:internet|le web|le net|google)|en ligne)",
  '(?<!(?:yo|él|ella|que|eu|ele|ela|quem) )(?:busca|búsca(?:lo|me)|mira|consulta|investiga|encuentra|procura|pesquisa|procure|pesquise|busque|veja|confira|googlea|verifica|comprueba)(?: [\\p{L}\\p{N}\\uFFFC]{1,25}){0,6}? (?:(?:en|por) (?:internet|la web|la red|google|línea)|(?:na|pela) (?:internet|web|rede)|no google|on-?line)',
  '(?:cerca|cercalo|trova|controlla|guarda)(?: [\\p{L}\\p{N}]{1,25}){0,6}? (?:su (?:internet|google)|sul web|in rete|online)|zoek(?: [\\p{L}\\p{N}]{1,25}){0,6}? (?:op (?:internet|het web|google)|online)|(?:usa|utilizza) (?:lo strumento|la calcolatrice|il browser)|gebruik (?:de )?(?:zoektool|rekenmachine|tool|zoekfunctie)',
  '[\\p{L}]{0,8}ツールで[\\p{L}]{0,14}(?:て|ください)|(?:電卓|ブラウザ|関数\\s?\\uFFFC)(?:を使|で(?:計算|検索|調べ|確認|実行|取得))',
  '(?:查一下网上|搜索一下|网上(?:搜|查|找)|(?:用|使用|调用)\\p{Script=Han}{0,8}(?:工具|插件|接口|函数)(?!书|箱|的(?:人|方法)))',
  `(?<!(?:to|i|we|they|people|you|users|can|could|how|which|that) )(?:use|call|invoke|try|run|consult|using|query|open)(?: (?:the|your|my|a|this|that|available|only|our|built-in|following|\\uFFFC|[\\w-]{2,30}){1,3}){0,2}? (?:search tool|web search|search function|browser tool|browsing|calculator|code interpreter|python tool|terminal tool|shell tool|bash tool|file search|image generator|mcp(?: server)?|vector store|retriever|edit tool|read tool|memory tool|plugin|knowledge base|tools? (?:to|for|you have|before|available|first|if|when|and|only)|\\uFFFC (?:tool|function)|tool(?=[.,!]|$)|tools(?=[.,!]|$))`,
  `(?:search|browse|look(?: \\p{L}+){0,3}? up on|look(?: \\p{L}+){0,3}? on|check|scan) (?:the )?(?:web|internet)(?! (?:sites?|pages?|connection|browser|cable|speed|provider))(?<!(?:to|i|we|they|people) (?:search|browse|check) (?:the )?(?:web|internet))`,
  '(?:google|look up|search) (?:it |this |that )?online',
  '(?:^|[.!?,;\\n] ?|(?:just|please|and|then) )google (?:it|this|that)',
  '(?:do|run|perform|with|via|using|enable|disable|without) (?:a )?(?:web|internet|google|online) (?:search|browsing)',
  '(?:call|invoke|use|trigger|with|via|using) (?:the |your )?(?:function|tool|\\p{L}+ (?:tool|function)) (?:call |named |called )?(?:\\uFFFC|[a-z]+_[a-z_]+)',
  '(?:call|use|invoke|run) (?:the )?(?:\\uFFFC|[a-z]+_[a-z_]+)(?:\\(\\))? (?:tool|function|with|to|for|when|and|first|before)',
  '(?:use|using|make|makes|with|via|no|without|emit|return|limit|batch|parallel|your|each|every|per|before|after|one|any|\\d) (?:[\\p{L}]{1,12} ){0,2}?(?:tool|function) (?:calls?|calling|use|invocation|schema)(?! (?:in|is|stack|operator|overhead))',
  '(?:do not|don.t|dont|never|only|always) (?:call|use|invoke|run|trigger)(?: [\\p{L}]{1,12}){0,3}? (?:tools?|functions?|plugins?|apis?|browser|web search)(?! (?:box|declarations?|components?|expressions?|names?|pointers?))',
  '(?:you have (?:access to|the following) (?:the |a |these |following |several )*(?:\\p{L}+ )?(?:tools?|functions?|apis?)|(?:available|allowed) (?:tools|functions)|the tools (?:available|you have))',
  '(?:your|with your) (?:tools|plugins|functions|search tool|browser|calculator)',
  '(?:nutze|benutze|verwende|rufe|starte|nimm)(?: [\\p{L}\\uFFFC_-]{1,25}){0,3}? (?:websuche|internetsuche|suchwerkzeug|suchfunktion|taschenrechner|rechner-tool|browser|code-interpreter|terminal|werkzeuge?|\\p{L}*-?tools?|funktion \\uFFFC|funktion [a-z]+_[a-z_]+|suche|bildgenerator|plugin|wissensdatenbank)(?! (?:der marke|aus holz))',
  '(?:suche?|schau|recherchiere|such)(?: [\\p{L}\\p{N}\\uFFFC]{1,25}){0,6}? (?:im|ins) (?:internet|netz|web)|googl?e das',
  "(?:utilise[rz]?|appelle[rz]?|lance[rz]?|emploie|exécute[rz]?)(?: [\\p{L}\\uFFFC_'’-]{1,25}){0,3}? (?:recherche web|recherche internet|l'outil|outils?|calculatrice|navigateur|fonction \\uFFFC|fonction [a-z]+_[a-z_]+|interpréteur|l'interpréteur de code|terminal|moteur de recherche|base de connaissances|générateur d'images)",
  "(?:cherche[rz]?|recherche[rz]?|va)(?: [\\p{L}\\p{N}\\uFFFC'’]{1,25}){0,6}? (?:sur (?:internet|le web|le net)|en ligne)",
  '(?:usa|utiliza|llama|ejecuta|use|utilice|utilize|chame|execute|acione|invoca)(?: [\\p{L}\\uFFFC_]{1,25}){0,3}? (?:búsqueda web|busca na web|pesquisa na web|herramientas?|ferramentas?|calculadora|navegador|función \\uFFFC|función [a-z]+_[a-z_]+|função \\uFFFC|função [a-z]+_[a-z_]+|intérprete de código|interpretador de código|terminal|buscador|base de conocimiento|gerador de imagens)(?! (?:de jardín|de carpintería|elétricas?|eléctricas?))',
  '(?:busca|investiga|búscalo|pesquise|procure|busque)(?: [\\p{L}\\p{N}\\uFFFC]{1,25}){0,6}? (?:en (?:internet|la web|línea)|na (?:internet|web)|on-?line)',
  '(?:用|使用|调用|通过|借助|启用)\\p{L}{0,8}(?:搜索工具|工具(?!书|箱)|计算器|浏览器|代码解释器|搜索功能|插件|搜索引擎|知识库|函数\\s?(?:\\uFFFC|[a-z_]+))',
  '(?:联网(?:搜索|查|查询|搜)|上网(?:搜|查)|网上(?:搜|查)一下|在网上(?:搜索|查找))',
  '(?:検索ツール|ツール|電卓|ブラウザ|プラグイン|コードインタープリター|ウェブ検索|web検索|関数\\s?\\uFFFC)を(?:使っ|用い|呼び出し|利用し|実行し)て',
  '(?:ネットで(?:検索|調べ)|ウェブで(?:検索|調べ)|インターネットで(?:検索|調べ)|webで(?:検索|調べ))',
);
const TOOL_MENTION = prefiltered(
  /(?:^|\s)@(?:web|search|browser|terminal|workspace|codebase|docs|tools?)(?![\p{L}\p{N}])|<tool(?:s|_use|_call)?>|"function_call"|(?:^|\n)(?:tools?|functions?):\s/iu,
);

export const REFERENCE_PATTERNS: readonly PromptPattern[] = [
  presence('file_reference', 'names a file or a path', namesFile),
  presence('link', 'holds a web address', (text) => LINK.test(LINK_FORM.replacedIn(cleaned(text), ' '))),
  presence('tool_reference', 'tells the model of a tool or a function to call', (text) => {
    const words = ownWords(text);
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
