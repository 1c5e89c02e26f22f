import { type PromptPattern, presence } from './prompt-pattern.js';

const FENCE = /^[ \t]{0,3}(?:```|~~~)/mu;
/** Lines that end or begin as statements do, in most languages. */
const CODE_LINE =
  /^\s*(?:(?:const|let|var|def|class|import|from|return|public|private|function|func|fn|package|#include|using|for|while|if|elif|else|try|SELECT|INSERT|UPDATE)\b.*[;:{(=)]|[\w.[\]]+\s*(?:=|\+=)\s*\S.*;|.*[{};]\s*$|<\/?[a-z]+[^>\n]{0,80}>\s*$)/u;

const STACK_FRAME =
  /^\s*(?:at\s+\S{1,120}\s?\(?\S{0,200}:\d+|File ".{1,200}", line \d+|#\d+\s+0x[0-9a-f]+|goroutine \d+)/mu;
const ERROR_LINE =
  /^(?:.{0,80}\s)?(?:[A-Z]\w{1,60}(?:Error|Exception)(?:\s\[\w+\])?:\s|Traceback \(most recent call last\)|panic: |fatal(?: error)?: |error(?:\[\w+\])?: |Segmentation fault|npm ERR!|E\s{3})/mu;
const LOG_LINE = /^\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[^\n]{0,40}\b(?:ERROR|WARN(?:ING)?|INFO|DEBUG|FATAL)\b/mu;

/** A path, or a name with an ending that files have; a version, an amount and a web address are none. */
const FILE_NAME =
  /(?<![\p{L}\p{N}@/])(?:(?:~|\.{1,2})?\/)?(?:[\w.-]{1,80}\/){0,12}[\w-]{1,80}\.(?:ts|tsx|js|jsx|mjs|py|ipynb|java|kt|go|rs|rb|php|cs|cpp|cc|c|h|hpp|swift|sql|sh|md|txt|csv|tsv|json|jsonl|ya?ml|toml|xml|html?|css|scss|docx?|xlsx?|pptx?|pdf|png|jpe?g|svg|log|ini|cfg|conf|env|lock|parquet)(?![\p{L}\p{N}/(]|\.[\p{L}\p{N}])/iu;
const MENTION = /(?:^|\s)@(?:[\w.-]{1,80}\/)+[\w.-]{1,80}/u;

const LINK = /\bhttps?:\/\/[^\s<>"')\]]{4,}/iu;

export const MATERIAL_PATTERNS: readonly PromptPattern[] = [
  presence('code_block', 'holds code: a fence, or three lines of it', (text) => FENCE.test(text) || hasCode(text)),
  presence('pasted_error', 'holds an error message, a stack trace or a log', (text) => holdsFailure(text)),
  presence('file_reference', 'names a file or a path', (text) => FILE_NAME.test(text) || MENTION.test(text)),
  presence('link', 'holds a web address', (text) => LINK.test(text)),
];

function hasCode(text: string): boolean {
  let lines = 0;
  for (const line of text.split('\n')) {
    if (line.length <= 400 && CODE_LINE.test(line)) lines += 1;
    if (lines === 3) return true;
  }
  return false;
}

function holdsFailure(text: string): boolean {
  return STACK_FRAME.test(text) || ERROR_LINE.test(text) || LOG_LINE.test(text);
}
