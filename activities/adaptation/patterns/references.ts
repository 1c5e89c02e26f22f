import { cleaned, ownWords, withoutCode } from './own-words.js';
import { anyPhrase } from './phrases.js';
import { type PromptPattern, presence } from './prompt-pattern.js';

const FILE_ENDING =
  'ts|tsx|js|jsx|mjs|cjs|py|ipynb|java|kt|go|rs|rb|php|cs|cpp|cc|c|h|hpp|swift|scala|sql|sh|bash|ps1|bat|md|rst|tex|txt|csv|tsv|json|jsonl|ya?ml|toml|xml|html?|css|scss|vue|docx?|xlsx?|xlsm|pptx?|odt|ods|pdf|epub|png|jpe?g|gif|webp|svg|mp3|mp4|wav|mov|zip|tar|gz|rar|7z|log|ini|cfg|conf|env|lock|parquet|db|sqlite|bak|exe|dll|apk';
/** An ending that files have; a version, an amount and a web address have none. */
const ENDING = new RegExp(`(?<=[\\p{L}\\p{N}_)-])\\.(?:${FILE_ENDING})(?![\\w/(]|\\.\\w)`, 'giu');
/** What may stand before the ending: a name with a letter in it. */
const NAME_BEFORE_ENDING =
  /(?<![@\w.])(?:[\p{L}\p{N}_./\\~-]{0,60}[/\\])?[\p{L}\p{N}_.()-]{0,60}[\p{L}_][\p{N}_.()-]{0,60}$/u;
const LONGEST_NAME = 80;
/** Names of technology that end as files do. */
const PRODUCT_NAME =
  /(?<![\p{L}\p{N}./\\_-])(?:node|next|vue|nuxt|react|express|three|d3|chart|angular|ember|backbone|discord|alpine|moment|p5|brain|tensorflow|socket|nest|solid|require|ecma|asp|vb|ado|paint|bio|booking|amazon|dr|mr|ms|st)\.(?:js|ts|io|net|py|c|h|md)(?![\p{L}\p{N}/])/giu;
const PATH =
  /(?<![\p{L}\p{N}@:/.])(?:(?:~|\.{1,2})\/[\w.-]{1,80}(?:\/[\w.-]{1,80})*|\/(?:usr|etc|var|home|opt|tmp|bin|src|mnt|dev|root|users|srv|lib|app)\/[\w./-]{1,200}|[A-Za-z]:\\[\w\\ .-]{1,200}|(?:src|lib|test|tests|app|packages|scripts|config|docs|public|components|node_modules|\.github|utils|server|client|internal|cmd|pkg)\/[\w.-]{1,80}(?:\/[\w.-]{1,80})*)/iu;
const DOT_FILE =
  /(?<![\p{L}\p{N}./])(?:Dockerfile|Makefile|Jenkinsfile|Gemfile|Procfile|\.gitignore|\.env(?:\.\w+)?|\.bashrc|\.zshrc|\.npmrc|\.eslintrc|\.dockerignore|\.editorconfig)(?![\p{L}\p{N}])/u;
const MENTION = /(?:^|\s)[@#](?:[\w.-]{1,80}\/)+[\w.-]{1,80}|(?:^|\s)#file:\S/u;

const LINK =
  /(?:https?|ftp):\/\/[^\s<>"')\]/.][^\s<>"')\]]{2,}|(?<![\p{L}\p{N}@./-])www\.[\w-]{1,63}\.[a-z]{2,}|(?<![\p{L}\p{N}@./_-])(?:[a-z0-9-]{1,63}\.){1,4}(?:com|org|net|io|dev|de|fr|es|co|uk|ai|gov|edu|br|jp|cn|eu|app)\/[\w%?=&#.~-]{2,}/iu;
/** Addresses that are shown as a form and lead nowhere. */
const LINK_FORM = /(?:https?:\/\/)(?:localhost|127\.0\.0\.1|\.{2,}|…|<)/giu;

const TOOL_REFERENCE = anyPhrase(
  `(?<!(?:to|i|we|they|people|you|users|can|could|how|which|that) )(?:use|call|invoke|try|run|consult|using|query|open)(?: (?:the|your|my|a|this|that|available|only|our|built-in|following|\\uFFFC|[\\w-]{2,30}){1,3}){0,2}? (?:search tool|web search|search function|browser tool|browsing|calculator|code interpreter|python tool|terminal tool|shell tool|bash tool|file search|image generator|mcp(?: server)?|vector store|retriever|edit tool|read tool|memory tool|plugin|knowledge base|tools? (?:to|for|you have|before|available|first|if|when|and|only)|\\uFFFC (?:tool|function)|tool(?=[.,!]|$)|tools(?=[.,!]|$))`,
  `(?:search|browse|look(?: \\p{L}+){0,3}? up on|look(?: \\p{L}+){0,3}? on|check|scan) (?:the )?(?:web|internet)(?! (?:sites?|pages?|connection|browser|cable|speed|provider))(?<!(?:to|i|we|they|people) (?:search|browse|check) (?:the )?(?:web|internet))`,
  '(?:google|look up|search) (?:it |this |that )?online',
  '(?:^|[.!?,;\\n] ?|(?:just|please|and|then) )google (?:it|this|that)',
  '(?:do|run|perform|with|via|using|enable|disable|without) (?:a )?(?:web|internet|google|online) (?:search|browsing)',
  '(?:call|invoke|use|trigger|with|via|using) (?:the |your )?(?:function|tool|\\p{L}+ (?:tool|function)) (?:call |named |called )?(?:\\uFFFC|[a-z]+_[a-z_]+)',
  '(?:call|use|invoke|run) (?:the )?(?:\\uFFFC|[a-z]+_[a-z_]+)(?:\\(\\))? (?:tool|function|with|to|for|when|and|first|before)',
  '(?:tool|function) (?:calls?|calling|use|invocation|schema)(?! (?:in|is|stack|operator|overhead))',
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
const TOOL_MENTION =
  /(?:^|\s)@(?:web|search|browser|terminal|workspace|codebase|docs|tools?)(?![\p{L}\p{N}])|<tool(?:s|_use|_call)?>|"function_call"|(?:^|\n)(?:tools?|functions?):\s/iu;

export const REFERENCE_PATTERNS: readonly PromptPattern[] = [
  presence('file_reference', 'names a file or a path', namesFile),
  presence('link', 'holds a web address', (text) => LINK.test(cleaned(text).replace(LINK_FORM, ' '))),
  presence('tool_reference', 'tells the model of a tool or a function to call', (text) => {
    const words = ownWords(text);
    return TOOL_REFERENCE.test(words) || TOOL_MENTION.test(words);
  }),
];

function namesFile(text: string): boolean {
  // What stands in inline code is often the name of a file; a web address is none.
  const plain = withoutCode(cleaned(text).replaceAll('`', ' ')).replace(PRODUCT_NAME, ' ');
  return namesEnding(plain) || PATH.test(plain) || DOT_FILE.test(plain) || MENTION.test(plain);
}

function namesEnding(text: string): boolean {
  for (const { index } of text.matchAll(ENDING)) {
    if (NAME_BEFORE_ENDING.test(text.slice(Math.max(0, index - LONGEST_NAME), index))) return true;
  }
  return false;
}
