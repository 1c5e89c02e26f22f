import { cleaned } from './own-words.js';
import { prefiltered } from './prefilter.js';
import { type PromptPattern, presence } from './prompt-pattern.js';

/** A fence that names a language or holds something else than plain sentences. */
const FENCED = prefiltered(/(?:```|~~~)[ \t]*([\w+#.-]{0,20})[^\n`~]{0,40}\n([\s\S]*?)(?:```|~~~|$)/gu);
const PROSE_FENCE = /^(?:text|txt|plain|plaintext|email|markdown|md|log|logs|console|output|quote)$/iu;

const LONGEST_LINE = 400;
/** Lines that end or begin as statements do, in most languages. */
const CODE_LINE: readonly RegExp[] = [
  /^\s*(?:const|let|var|final|static|public|private|protected|export|async|override|readonly|val|mut)\s+[\w<>[\],.*&{ ]{1,80}(?:[=;:({]|$)/u,
  /^\s*(?:def|class|func|fn|fun|function|struct|enum|interface|impl|module|namespace|trait)\s+[\w.<>]{1,60}\s?[({:<]/u,
  /^\s*(?:(?:from\s+[\w.]+\s+)?import\s+[\w.*{},\s'"@/-]+|from\s+['"\w.]+\s+import\s.+|#include\s*[<"].+|using\s+[\w.]+;|package\s+[\w.]+;?|require\(.+|use\s+[\w:]+::.+;)\s*;?$/u,
  /^\s*(?:if|else if|elif|for|while|switch|catch|except|with|foreach|unless)\b.*(?:[{:]\s*$|\)\s*$|\bdo$|\bthen$)/u,
  /^\s*(?:else|try|finally|do|begin|end|return|break|continue|pass)\s*(?:[:{;]|\s[\w.("'[{-].{0,100}[;)\w"'\]}])?\s*$/u,
  /^\s*(?:SELECT\s.+|FROM\s+[\w."]+.*|INSERT\s+INTO\s.+|UPDATE\s+\w+\s+SET\s.+|DELETE\s+FROM\s.+|CREATE\s+(?:TABLE|INDEX|VIEW|FUNCTION)\s.+|(?:LEFT |INNER |RIGHT )?JOIN\s.+\sON\s.+|WHERE\s.+[=<>].+|GROUP\s+BY\s.+|ORDER\s+BY\s.+|ALTER\s+TABLE\s.+)$/u,
  /^\s*[\w.[\]'"$@*&]{1,60}(?:\s*:\s*[\w<>[\]|]+)?\s*(?:=|\+=|-=|:=|<-|\|=)\s*(?!=)\S.{0,200}$/u,
  /^\s*[\w.$]{1,60}(?:::[\w]+)?\([^\n]{0,200}\)\s*[;{]?(?:\s*\/\/.*|\s*#.*)?$/u,
  /^.{0,300}(?:[{}]|[=()[\].>"']\S{0,60};|^\s*(?:int|char|float|double|bool|string|auto|long)\s\w+;)\s*(?:\/\/.*)?$/u,
  /^\s*<\/?[a-zA-Z][\w.-]*(?:\s[^<>\n]{0,200})?\/?>(?:.{0,200}<\/[a-zA-Z][\w.-]*>)?\s*$/u,
  /^\s*[\])}]+[;,)]*\s*$/u,
  /^\s*(?:\$|PS>|>>>|\.\.\.)\s+\w.*$/u,
  /^\s*(?:git|npm|npx|pip|docker|kubectl|curl|wget|sudo|apt|cd|ls|grep|yarn|cargo|make|chmod|mkdir|gcc|g\+\+|rm|cp|mv|tar)\s+[\w./-].{0,200}$/u,
  /^\s*(?:\/\/|\/\*|\*\/|#!|--\s|@[A-Z]\w+(?:\(.*\))?$)/u,
  /^\s*["']?(?!\d+\s*:)[\w-]{1,40}["']?\s*:\s*(?:["'[{]|true|false|null|-?\d).{0,150},?\s*$/u,
  /^\s*\.[\w-]+(?:\(.{0,200}\)?;?|\s*\{)\s*$/u,
];
/** Lines of code that one alone settles. */
const CERTAIN_LINE =
  /^\s*(?:(?:public|private|protected)\s+(?:static\s+)?(?:class|void|int|String|final)\s.+|def\s+\w+\(.*\).*:\s*|function\s+\w*\(.*\)\s*\{.*|(?:const|let|var)\s+[\w{},\s[\]]+\s=\s.+|#include\s*<.+>|import\s+\{.+\}\s+from\s+.+|from\s+[\w.]+\s+import\s+\w.*|SELECT\s+.+\s+FROM\s+\w+.*|(?:INSERT\s+INTO|CREATE\s+TABLE)\s+\w+\s?\(.+|fn\s+\w+\(.*\).*\{.*|func\s+(?:\(.+\)\s)?\w+\(.*\).*\{.*|for\s?\(.*;.*;.*\)\s*\{?.*|for\s+\w+(?:,\s?\w+)?\s+in\s+[\w.]+(?:\(.*\))?:\s*.*|(?:System\.out\.print|console\.log|printf|std::cout).{0,200};?|while\s?\(.+\)\s*\{.*|(?:export\s+)?type\s\w+(?:<.+>)?\s=\s.+;?|(?:\$\s)?(?:git|npm|npx|pip3?|docker|kubectl|curl|wget|sudo|rm|cp|mv|cat|echo|export|mkdir|chmod|find|grep|tar|ssh|cd|ls|make|python3?|node|cargo|gcc|go)\s\S.*\s(?:&&|\|{1,2}|>{1,2})\s\S.*|lambda\s\w+:.+|<\?php.*|#!\/.+|[\w.]+\s=\s\[.+\sfor\s.+\sin\s.+\].*|(?:if|elif)\s.+[=<>!]=?.+:\s*)$/u;
/** A statement inside a sentence: "what does x = [i for i in y] do". */
const INLINE = prefiltered(
  /`[^`\n]*(?:[({][^`\n]*[)}]|=>|[=!]=|\s=\s|;|\s&&\s|\s\|\s)[^`\n]*`|\b(?:SELECT\s+[\w*.,()\s]{1,80}\sFROM\s+\w+\s*(?:WHERE|JOIN|GROUP|ORDER|LIMIT|;))|\[\w+(?:\([^)\n]{0,20}\))?[^\]\n]{0,40}\sfor\s\w+\sin\s[^\]\n]{1,40}\]|\b(?:console\.log|System\.out\.println|printf|print)\((?:["'f][^\n)]{0,80}|[\w.,\s[\]+*/-]{1,60})\)|\b(?:const|let|var)\s\w{1,40}\s?=\s?\S|\blambda\s\w+:\s|\bdef\s\w+\([\w,\s=]*\):|\([\w,\s]*\)\s?=>\s?[\w{(]|\w\(\s?\w{1,30}\s?=>\s?[\w{([]|\b(?:if|while|for|switch)\s?\([^()\n]{1,80}\)\s?\{|\b(?:awk|sed|perl|jq|xargs)\s(?:-{1,2}\w{1,20}\s){0,4}'[^'\n]{2,200}'|\b(?:UPDATE\s\w{1,40}\sSET\s\w{1,40}\s?=|INSERT\sINTO\s\w{1,40}[\s(]|DELETE\sFROM\s\w{1,40}|(?:ALTER|CREATE|DROP)\sTABLE\s\w)|\b\w{1,30}\.\w{1,30}\((?:["'[{][^)\n]{0,80}|\w{1,30}(?:,\s?\w{1,30}){0,4})\)(?:\.\w{1,30}\(|;)/u,
);

export const CODE_PATTERNS: readonly PromptPattern[] = [
  presence('code_block', 'holds code: a fence with code, lines of it, or a statement in a sentence', hasCode),
];

/** Two lines that look like code, one that can be nothing else, or a statement in a line of prose. */
export function hasCode(text: string): boolean {
  const plain = cleaned(text);
  for (const [, language, body] of FENCED.matchesIn(plain)) {
    if (PROSE_FENCE.test(language ?? '')) continue;
    if ((language ?? '') !== '' || countCodeLines(body ?? '', 1) >= 1) return true;
  }
  const unfenced = plain.replace(/```[\s\S]*?(?:```|$)/gu, '\n');
  return countCodeLines(unfenced, 2) >= 2 || INLINE.test(unfenced.slice(0, 20_000));
}

function countCodeLines(text: string, enough: number): number {
  let lines = 0;
  for (const line of text.split('\n')) {
    if (line.length > LONGEST_LINE || line.trim() === '' || isStackFrame(line)) continue;
    if (CERTAIN_LINE.test(line)) return enough;
    if (looksLikeProse(line)) continue;
    if (CODE_LINE.some((shape) => shape.test(line))) lines += 1;
    if (lines >= enough) return lines;
  }
  return lines;
}

function isStackFrame(line: string): boolean {
  return /^\s*(?:at\s\S+|File ".+", line \d+|\[?\d{4}-\d\d-\d\d|[A-Z]\w+(?:Error|Exception)\b|Traceback|\w+: error)/u.test(
    line,
  );
}

/** A list of wishes may end its items with semicolons; words in a row with few signs are no code. */
function looksLikeProse(line: string): boolean {
  const words = line.match(/(?<![\w.$])[\p{L}’']{2,}(?=[\s,;.!?]|$)/gu)?.length ?? 0;
  const signs = line.match(/[{}()[\]=<>$_"`|&]/gu)?.length ?? 0;
  return words >= 4 && signs <= 1;
}
