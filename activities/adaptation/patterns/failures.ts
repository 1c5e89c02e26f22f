import { cleaned } from './own-words.js';
import { prefiltered } from './prefilter.js';
import { type PromptPattern, presence } from './prompt-pattern.js';

const STACK_FRAME = prefiltered(
  /^[ \t]*(?:at\s+[\w.$<>/ [\]]{1,160}\s?\([^()\s]{1,200}:\d+(?::\d+)?\)|at\s+[\w.$<>]{1,120}\((?:Native Method|Unknown Source)\)|at\s+\S{1,200}:\d+:\d+|File ".{1,200}", line \d+|#\d+\s+0x[0-9a-f]+|#\d+\s\S{1,200}\(\d+\)|goroutine \d+ \[|from .{1,120}:\d+:in |thread '.{1,40}' panicked)/mu,
);
/** A name of an error and what it says, wherever the line begins. */
const NAMED_ERROR = prefiltered(
  /(?<![\w.`])(?:[A-Za-z]\w{0,40}\.){0,8}(?:[A-Z]\w{1,60}(?:Error|Exception|Warning|Fault|Violation|Failure|Timeout|NotFound|Denied|Interrupt|Aborted)|Error|Exception|KeyError|Uncaught)(?:\s?\[\w+\]|\s?\(\w+\)|\s\w{1,20}Error)?\)?:\s+(?=\S)(?!(?:what|how|why|it|when|you|that|please|can|is there)\s)/u,
);
const ERROR_LINE = prefiltered(
  /^[ \t]*(?:(?:\S{1,80}:\d+(?::\d+)?: )?(?:fatal )?error(?:\[\w+\]| \w{1,6}\d{2,6})?: (?=\S+ \S+)|panic: |fatal: |ERROR:? \S+ \S+|FATAL:? \S+ \S+|Caused by: |make: \*\*\*|ld: |E{1,3}[A-Z]{4,12}: |E: (?=[A-Z])|[A-Z]{1,3}\d{4}: \S+ \S|[^\n]{1,60}[:：] (?:fatal|panic): \S|E {3,}\S|FAILED \S+|\d{1,5}:\d{1,4} {1,4}(?:error|warning) +\S|[^\n]{1,60}[:：] ?[45]\d\d (?:Internal Server Error|Not Found|Forbidden|Bad Gateway|Unauthorized|Bad Request|Service Unavailable|Gateway Timeout|Too Many Requests)|[45]\d\d (?:Internal Server Error|Not Found|Forbidden|Bad Gateway|Unauthorized|Bad Request|Service Unavailable))/mu,
);
const ERROR_TEXT = prefiltered(
  /(?<![\p{L}\p{N}])(?:Traceback \(most recent call last\)|[Ff]atal error: |(?:says?|gets?|got|see|following|with|throws) (?:an? )?error: \S+ \S+|[Ss]egmentation fault(?: \(core dumped\)|$)|npm (?:ERR!|error )|undefined reference to [`'‘]|(?:bash|sh|zsh): .{1,60}: (?:command not|No such|not found|Permission|Is a)|exit(?:ed)? (?:with )?(?:code|status) [1-9]|ORA-\d{4,5}|SQLSTATE\[|HTTP (?:Error )?[45]\d\d|ERR_[A-Z_]{4,40}|[45]\d\d (?:Internal Server Error|Bad Gateway|Service Unavailable|Gateway Time-?out)|Fehlercode:? [A-Z]{0,3}\d{1,6}|CrashLoopBackOff|ImagePullBackOff|OOMKilled|[Ee]rror code:? [A-Z]{0,3}[-_ ]?\d{1,6}\b|(?:Error|Fehler|Erreur|Errore|Erro) \d{2,6}: \S|0x8[0-9A-Fa-f]{7})/mu,
);
/** What machines say when they fail. */
const FAILS =
  '(?:permission denied|access (?:is )?denied|command not found|not found|no such file|(?:could not|cannot|can.t|unable to|failed to|couldn.t) (?:be )?(?:resolve|connect|locate|find|open|access|read|write|fetch|push|load|loaded|start|compile|parse|import|install|allocate|bind|create|save|execute|establish|verify)|connection (?:timed out|refused|reset|closed)|timed out|violates|already (?:in use|exists)|not recognized|undefined (?:symbol|reference|variable|method)|syntax error|parse error|is not (?:a valid|assignable|defined|recognized)|exit (?:code|status) [1-9]|returned 1|(?:un)?expected [\'"`;]|unexpected (?:token|end|character|indent)|no module named|out of memory|no space left|does not exist|invalid (?:argument|option|token|credentials|syntax|request)|unknown (?:option|command|host|column)|bad gateway|identificador|nicht gefunden|konnte nicht|kann nicht|verweigert|introuvable|impossible de|no se (?:pudo|puede|encontró|encuentra)|não foi possível|permissão negada|impossibile|non trovato|找不到|无法|失败|拒绝|できません|見つかりません|失敗しました)';
/** After the name of a program, the word for "error" or an error's number. */
const PROGRAM_ERROR = prefiltered(
  new RegExp(
    `(?<![\\p{L}\\p{N}_])(?:(?:curl|ssh|scp|git|docker|npm|npx|yarn|pip3?|make|ld|gcc|g\\+\\+|clang|psql|kubectl|apt|apt-get|cargo|rustc|tar|cp|mv|rm|ls|cd|cat|wget|rsync|sudo|su|mount|java|javac|node|python3?|go|zsh|bash|sh|fish|collect2|helm|terraform|mysql|nginx|tsc|ruby|php|hint|remote)\\S{0,20}: [^\\n]{0,80}?(?:${FAILS}|error|denied|fatal)|(?:error|warning|fatal error|fehler|erreur|errore|erro|fout|fejl|错误|エラー)[ ]?(?:[a-z]{1,5}-?\\d{2,6}|\\d{2,6}|\\[\\w+\\])?\\s?[:：] ?[^\\n]{0,80}?${FAILS}|error [a-z]{1,5}\\d{2,6}\\b|(?:php )?(?:parse|fatal|compile) error: |ld returned \\d|unhandled (?:rejection|exception))`,
    'mu',
  ),
);
/** "The screen says: …" with words of a failure in quotation marks. */
const REPORTED_ERROR = prefiltered(
  new RegExp(
    `(?:says?|saying|said|display(?:s|ing)|shows?|showing|gets?|getting|got|message|error|reports?|throws?|prints?|warns?|reads|meldet|meldung|kommt|steht|sagt|zeigt|affiche|indique|obtiens|dit|sale|dice|muestra|aparece|diz|mostra|compare|提示|显示|报|表示)[^"“«„\`'\\n]{0,40}["“«„\`'](?!i |we |you |he |she )[^"”»“\`\\n]{0,60}?${FAILS}`,
    'u',
  ),
);
const QUOTED_ERROR = prefiltered(
  /["“'`«„](?:[^"”'`»“\n]{0,40}(?:command not found|permission denied|no such file or directory|cannot read propert|is not defined|is not a function|undefined reference|access denied|connection refused|out of memory|syntax error|unexpected token|module not found|segmentation fault|index out of range|has no attribute|object is not)[^"”'`»\n]{0,120})["”'`»“]/iu,
);
const BARE_ERROR = prefiltered(
  /(?:^|[\n:])[ \t]{0,20}(?:[^\n]{0,80}(?:: command not found|: Permission denied|: No such file or directory|Cannot read propert(?:y|ies) of (?:undefined|null)|\w+ is not a function|\w+ is not defined$|Connection refused|ECONNREFUSED|ENOENT|Module not found|Cannot find module|has no attribute '|object is not (?:callable|subscriptable|iterable)|list index out of range|NullPointerException|Unexpected token|unexpected EOF|Out of memory))/mu,
);

const TIMESTAMP =
  '(?:\\d{4}[-/]\\d\\d[-/]\\d\\d[T ]\\d\\d:\\d\\d(?::\\d\\d)?(?:[.,]\\d{1,9})?(?:Z|[+-]\\d\\d:?\\d\\d)?|\\d{1,2}/\\p{L}{3}/\\d{4}:\\d\\d:\\d\\d:\\d\\d(?: [+-]\\d{4})?|\\p{Lu}\\p{Ll}{2}\\s{1,2}\\d{1,2} \\d\\d:\\d\\d:\\d\\d|\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d{1,6})?|\\d{2}[./]\\d{2}[./]\\d{4} \\d\\d:\\d\\d:\\d\\d)';
/** A time that no diary has: with seconds and a date, or with fractions of a second. */
const EXACT_TIMESTAMP =
  '(?:\\d{4}[-/]\\d\\d[-/]\\d\\d[T ]\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d{1,9})?(?:Z| ?[+-]\\d\\d:?\\d\\d)?|[JFMASONDjfmasonde]\\p{Ll}{2,4}\\.?\\s{1,2}\\d{1,2} \\d\\d:\\d\\d:\\d\\d|\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3}|\\d{2}[./]\\d{2}[./]\\d{4} \\d\\d:\\d\\d:\\d\\d)';
const LEVEL =
  '(?:TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERROR|ERR|FATAL|CRITICAL|SEVERE|trace|debug|info|warn(?:ing)?|error|fatal|critical)';
const LOG_LINE = prefiltered(
  new RegExp(
    `^[ \\t]*(?:[\\w.-]{1,40}\\s{0,4}\\|\\s|<\\d{1,3}>|\\(\\w{1,20}\\)\\s)?(?:\\[?${TIMESTAMP}\\]?(?:[^\\n]{0,60}\\b${LEVEL}\\b|.{1,10}\\[)|\\[?${EXACT_TIMESTAMP}\\]?[ \\t]+(?!(?:is|was|are|in)(?!\\p{L}))\\S{1,60}(?:\\[\\d{1,7}\\])?:?[ \\t]|\\[${LEVEL}\\]:?\\s{1,4}(?!(?:is|are|was|were|should|does|lines?|messages?|level|logs?|entries|in|and|or)(?!\\p{L}))\\S+ \\S|${LEVEL}:[\\w.]{1,60}:\\S|[^\\n]{1,80}?[:：] ?\\[?${EXACT_TIMESTAMP}\\]?\\s{1,3}\\[?${LEVEL}\\b|\\[?${LEVEL}\\]?[:\\s]{1,3}\\[?(?:${TIMESTAMP}|[\\w./-]{2,60}[\\]:] )|\\S{3,45} \\S{1,20} \\S{1,20} \\[${TIMESTAMP}\\] "|\\{"(?:ts|time|timestamp|level|@timestamp)":|[IWEF]\\d{4} \\d\\d:\\d\\d:\\d\\d|\\[\\s{0,4}\\d{1,7}\\.\\d{6}\\] |(?:level|ts|time)=\\S+ (?:level|ts|msg|time)=)`,
    'mu',
  ),
);
const SEVERE = /\b(?:ERROR|FATAL|CRITICAL|SEVERE|Exception|error|fatal|panic)\b/u;
/** A line of a conversation or a diary has a time as well, and speaks in sentences to nobody's process. */
const CHAT_LINE = /^\s*\[?\d{1,2}:\d\d(?::\d\d)?\]?\s+\p{Lu}\p{Ll}+:\s/u;
const LONGEST_LINE = 2_000;

export const FAILURE_PATTERNS: readonly PromptPattern[] = [
  presence('pasted_error', 'holds an error message, a stack trace or a logged error', holdsError),
  presence('pasted_log', 'holds a line of a log: a time or a level, and what a program says', (text) =>
    logLinesOf(cleaned(text)).some(() => true),
  ),
];

function holdsError(text: string): boolean {
  const plain = linesOf(cleaned(text)).join('\n');
  if (STACK_FRAME.test(plain) || NAMED_ERROR.test(plain)) return true;
  if (ERROR_LINE.test(plain) || ERROR_TEXT.test(plain)) return true;
  // Small letters on both sides: a search that ignores case takes several times as long.
  const lowered = plain.toLowerCase();
  if (PROGRAM_ERROR.test(lowered) || REPORTED_ERROR.test(lowered)) return true;
  if (QUOTED_ERROR.test(plain) || BARE_ERROR.test(plain)) return true;
  return logLinesOf(plain).some((line) => SEVERE.test(line));
}

function logLinesOf(text: string): string[] {
  return !LOG_LINE.mayMatch(text) ? [] : linesOf(text).filter((line) => LOG_LINE.test(line) && !CHAT_LINE.test(line));
}

function linesOf(text: string): string[] {
  return text.split(/\r?\n/u).map((line) => line.slice(0, LONGEST_LINE));
}
