import { cleaned } from './own-words.js';
import { type PromptPattern, presence } from './prompt-pattern.js';

const STACK_FRAME =
  /^[ \t]*(?:at\s+[\w.$<>/ [\]]{1,160}\s?\([^()\s]{1,200}:\d+(?::\d+)?\)|at\s+[\w.$<>]{1,120}\((?:Native Method|Unknown Source)\)|at\s+\S{1,200}:\d+:\d+|File ".{1,200}", line \d+|#\d+\s+0x[0-9a-f]+|#\d+\s\S{1,200}\(\d+\)|goroutine \d+ \[|from .{1,120}:\d+:in |thread '.{1,40}' panicked)/mu;
/** A name of an error and what it says, wherever the line begins. */
const NAMED_ERROR =
  /(?<![\w.`])(?:[a-z]\w*\.)*(?:[A-Z]\w{1,60}(?:Error|Exception|Warning|Fault)|Error|Exception|KeyError|Uncaught)(?:\s?\[\w+\]|\s?\(\w+\)|\s\w{1,20}Error)?:\s+(?=\S)(?!(?:what|how|why|it|when|you|that|please|can|is there)\s)/u;
const ERROR_LINE =
  /^[ \t]*(?:(?:\S{1,80}:\d+(?::\d+)?: )?(?:fatal )?error(?:\[\w+\]| \w{1,6}\d{2,6})?: (?=\S+ \S+)|panic: |fatal: |ERROR:? \S+ \S+|FATAL:? \S+ \S+|Caused by: |make: \*\*\*|ld: |E{1,3}[A-Z]{4,12}: |[45]\d\d (?:Internal Server Error|Not Found|Forbidden|Bad Gateway|Unauthorized|Bad Request|Service Unavailable))/mu;
const ERROR_TEXT =
  /(?<![\p{L}\p{N}])(?:Traceback \(most recent call last\)|[Ff]atal error: |(?:says?|gets?|got|see|following|with|throws) (?:an? )?error: \S+ \S+|[Ss]egmentation fault(?: \(core dumped\)|$)|npm (?:ERR!|error )|undefined reference to [`'‘]|(?:bash|sh|zsh): .{1,60}: (?:command not|No such|not found|Permission|Is a)|exit(?:ed)? (?:with )?(?:code|status) [1-9]|ORA-\d{4,5}|SQLSTATE\[|HTTP (?:Error )?[45]\d\d|ERR_[A-Z_]{4,40}|0x8[0-9A-Fa-f]{7})/mu;
const QUOTED_ERROR =
  /["“'`«„](?:[^"”'`»“\n]{0,40}(?:command not found|permission denied|no such file or directory|cannot read propert|is not defined|is not a function|undefined reference|access denied|connection refused|out of memory|syntax error|unexpected token|module not found|segmentation fault|index out of range|has no attribute|object is not)[^"”'`»\n]{0,120})["”'`»“]/iu;
const BARE_ERROR =
  /(?:^|[\n:])[ \t]{0,20}(?:[^\n]{0,80}(?:: command not found|: Permission denied|: No such file or directory|Cannot read propert(?:y|ies) of (?:undefined|null)|\w+ is not a function|\w+ is not defined$|Connection refused|ECONNREFUSED|ENOENT|Module not found|Cannot find module|has no attribute '|object is not (?:callable|subscriptable|iterable)|list index out of range|NullPointerException|Unexpected token|unexpected EOF|Out of memory))/mu;

const TIMESTAMP =
  '(?:\\d{4}[-/]\\d\\d[-/]\\d\\d[T ]\\d\\d:\\d\\d(?::\\d\\d)?(?:[.,]\\d{1,9})?(?:Z|[+-]\\d\\d:?\\d\\d)?|\\d{1,2}/\\p{L}{3}/\\d{4}:\\d\\d:\\d\\d:\\d\\d(?: [+-]\\d{4})?|\\p{Lu}\\p{Ll}{2}\\s{1,2}\\d{1,2} \\d\\d:\\d\\d:\\d\\d|\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d{1,6})?|\\d{2}[./]\\d{2}[./]\\d{4} \\d\\d:\\d\\d:\\d\\d)';
const LEVEL =
  '(?:TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERROR|ERR|FATAL|CRITICAL|SEVERE|trace|debug|info|warn(?:ing)?|error|fatal|critical)';
const LOG_LINE = new RegExp(
  `^[ \\t]*(?:\\[?${TIMESTAMP}\\]?(?:[^\\n]{0,60}\\b${LEVEL}\\b|[ \\t]+\\S{1,60}(?:\\[\\d{1,7}\\])?:? |.{1,10}\\[)|\\[?${LEVEL}\\]?[:\\s]{1,3}\\[?(?:${TIMESTAMP}|[\\w./-]{2,60}[\\]:] )|\\S{3,45} \\S{1,20} \\S{1,20} \\[${TIMESTAMP}\\] "|\\{"(?:ts|time|timestamp|level|@timestamp)":|[IWEF]\\d{4} \\d\\d:\\d\\d:\\d\\d|\\[\\s{0,4}\\d{1,7}\\.\\d{6}\\] |(?:level|ts|time)=\\S+ (?:level|ts|msg|time)=)`,
  'mu',
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
  if (QUOTED_ERROR.test(plain) || BARE_ERROR.test(plain)) return true;
  return logLinesOf(plain).some((line) => SEVERE.test(line));
}

function logLinesOf(text: string): string[] {
  return linesOf(text).filter((line) => LOG_LINE.test(line) && !CHAT_LINE.test(line));
}

function linesOf(text: string): string[] {
  return text.split(/\r?\n/u).map((line) => line.slice(0, LONGEST_LINE));
}
