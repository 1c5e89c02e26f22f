import { cleaned } from './own-words.js';
import { type PromptPattern, presence } from './prompt-pattern.js';

const INPUT_LABEL =
  'input|q|question|user|eingabe|frage|entrée|question|entrada|pregunta|pergunta|text|review|sentence|email|satz|texte|texto|source|word|prompt|problem|before|输入|问题|问|入力|質問|例文|文|原文';
const OUTPUT_LABEL =
  'output|a|answer|assistant|ausgabe|antwort|sortie|réponse|salida|respuesta|saída|resposta|label|sentiment|category|class|result|target|translation|completion|solution|after|kategorie|ergebnis|étiquette|catégorie|etiqueta|categoría|categoria|sentimiento|rótulo|输出|答案|答|标签|分类|译文|出力|回答|答え|訳文|ラベル|分類';
/** A label at the start of a line, with a number perhaps: "Input 2:". */
const INPUT_LINE = labelled(INPUT_LABEL);
const OUTPUT_LINE = labelled(OUTPUT_LABEL);
const EXAMPLE_LINE = labelled(
  'example|examples|beispiel|exemple|ejemplo|exemplo|示例|例子|例',
  ' ?#?(?:\\d{1,2}|[一二三四])',
);
const ARROW_PAIR = /^[ \t]*(?:[-*•][ \t]+|\d{1,2}[.)][ \t]+)?[^\n]{1,120}?\S\s?(?:->|=>|→|⇒)[ \t]*\S[^\n]{0,160}$/gmu;
const ARROW_CODE =
  /[{};]\s*$|=>.*[)\]],\s*$|^\s*_\s*=>|=>\s*[{(]|\)\s*(?:=>|->)|(?:const|let|fn|def|match|case|type)\s/u;
/** "great → positive, awful → negative" in one line. */
const INLINE_PAIRS =
  /(?:["'“«]?[\p{L}\p{N}][^\n,;>→⇒(){}]{0,40}\s?(?:->|=>|→|⇒)\s?["'“«]?[\p{L}\p{N}][^\n,;>→⇒(){}]{0,40}[,;|]\s?){2}/u;

const SECTION_NAMES =
  'context|task|role|goals?|objective|format|constraints?|input|output|output format|instructions?|background|audience|tone|style|requirements?|examples?|question|data|length|steps|rules|notes|topic|kontext|aufgabe|rolle|ziel|hintergrund|zielgruppe|stil|anforderungen|ausgabe|eingabe|regeln|länge|contexte|tâche|objectif|rôle|consignes?|contraintes|ton|public|contexto|tarea|tarefa|objetivo|papel|rol|formato|restricciones|restrições|instrucciones|instruções|tono|tom|público|背景|任务|角色|目标|要求|格式|输出|输入|语气|受众|約束|役割|目的|文脈|タスク|形式|出力|入力|条件|トーン|対象|制約';
const SECTION = new RegExp(
  `^[ \\t]{0,3}(?:#{1,4}[ \\t]+\\S[^\\n]{0,60}$|\\*\\*[^*\\n]{2,40}\\*\\*:?[ \\t]*$|__[^_\\n]{2,40}__:?[ \\t]*$|(?:[-*][ \\t]+|\\d[.)][ \\t]+)?(?:\\*\\*|\\[|【)?(?:${SECTION_NAMES})(?:\\]|】)?(?:\\*\\*)?[ \\t]?[:：](?:\\*\\*)?|【[^】\\n]{1,20}】|\\[(?:${SECTION_NAMES})\\]|<(?:${SECTION_NAMES.split(
    '|',
  )
    .filter((name) => !name.includes(' '))
    .join('|')})>)`,
  'gimu',
);
const COMMENT_HEADED = /^[ \t]*#[ \t]+\S/u;

const HTML_TAG =
  /^(?:html|head|body|div|span|p|a|b|i|u|em|strong|br|hr|img|ul|ol|li|dl|dt|dd|table|thead|tbody|tfoot|tr|td|th|h[1-6]|script|style|link|meta|title|form|input|button|label|select|option|optgroup|textarea|nav|header|footer|section|article|main|aside|figure|figcaption|video|audio|source|canvas|svg|path|g|rect|circle|line|code|pre|kbd|samp|blockquote|iframe|small|sub|sup|center|font|details|summary|template|slot|picture|time|mark|abbr|cite|q|dialog|object|param|embed|fieldset|legend|noscript)$/iu;
const FENCES = /```[\s\S]*?(?:```|$)/gu;
const TRIPLE_QUOTES = /(?:^|[\s:：])(?:"""|''')\s?\S[\s\S]{0,20000}?(?:"""|''')/u;
const TRIPLE_BACKTICK_TEXT =
  /^[ \t]*```[ \t]*(?:text|txt|email|article|markdown)?[ \t]*\n(?![\s\S]{0,400}[{};=]\s*\n)/mu;
const RULE = /^[ \t]*(?:-{3,}|={3,}|\*{3,}|#{3,}|_{3,}|~{3,}|<{3,}|>{3,}|-{2,}[^\n-]{2,40}-{2,})[ \t]*$/gmu;
const SPECIAL_TOKEN =
  /<\|[a-z_]{2,30}\|>|\[\/?INST\]|<<\/?SYS>>|\[\/?(?:BEGIN|START|END)[ _][\p{Lu} _]{2,30}\]|-{3,}\s?(?:BEGIN|START)\s[^\n]{2,40}/u;
const PLACEHOLDER = /(?<!\$)\{\{\s?[\p{L}_][\p{L}\p{N}_ .]{0,40}\}\}/u;

export const LAYOUT_PATTERNS: readonly PromptPattern[] = [
  presence('few_shot', 'shows two or more examples of input and output', hasExamples),
  presence('sections', 'is laid out in two or more labelled sections', hasSections),
  presence('delimiters', 'sets parts off by tags, triple quotes, rules or template tokens', hasDelimiters),
];

/** Two pairs of labels, two numbered examples, or pairs joined by arrows: three lines or three in a line. */
function hasExamples(text: string): boolean {
  const prose = cleaned(text).replace(FENCES, ' ');
  const [inputs, outputs] = [countOf(prose, INPUT_LINE), countOf(prose, OUTPUT_LINE)];
  if (Math.min(inputs, outputs) >= 2) return true;
  if (inputs + outputs >= 2 && countOf(prose, EXAMPLE_LINE) >= 2) return true;
  if (countOf(prose, EXAMPLE_LINE) >= 2) return true;
  const arrows = [...prose.matchAll(ARROW_PAIR)].filter(([line]) => !ARROW_CODE.test(line)).length;
  return arrows >= 3 || (arrows >= 1 && INLINE_PAIRS.test(prose));
}

function hasSections(text: string): boolean {
  const prose = cleaned(text).replace(FENCES, ' ');
  const headings = [...prose.matchAll(SECTION)].map(([heading]) => heading);
  const comments = headings.filter((heading) => COMMENT_HEADED.test(heading)).length;
  // A lone "#" opens a comment in many languages: headings of code, if lines of code stand between them.
  const isCode =
    comments === headings.length &&
    /^(?:[\w.]+ ?=|import |def |\$ |[\w-]+: \S+$|(?:npm|pip|cd|git|docker|sudo) )/mu.test(prose);
  return headings.length >= 2 && !isCode;
}

function hasDelimiters(text: string): boolean {
  const whole = cleaned(text);
  const prose = whole.replace(FENCES, ' ');
  return (
    hasTags(prose) ||
    TRIPLE_QUOTES.test(prose.replace(/^[ \t]*(?:def|class)\s[^\n]*\n[ \t]*"""[\s\S]{0,2000}?"""/gmu, ' ')) ||
    TRIPLE_BACKTICK_TEXT.test(whole) ||
    hasRules(prose) ||
    SPECIAL_TOKEN.test(prose) ||
    PLACEHOLDER.test(prose)
  );
}

/** A tag that is no HTML, with its end; many different nested ones are pasted XML. */
function hasTags(text: string): boolean {
  if (/<\?xml|<!DOCTYPE/iu.test(text)) return false;
  const ends = new Set([...text.matchAll(/<\/([\p{L}][\p{L}\p{N}_-]{1,40})>/gu)].map(([, name]) => name));
  const opened = [...text.matchAll(/<([\p{L}][\p{L}\p{N}_-]{1,40})>/gu)];
  const pairs = opened.filter(([, name]) => name !== undefined && ends.has(name) && !HTML_TAG.test(name));
  const components = pairs.filter(([, name]) => /^\p{Lu}\p{Ll}/u.test(name ?? ''));
  if (pairs.length === 0 || components.length === pairs.length) return false;
  const nested = [...text.matchAll(/^[ \t]+<[\p{L}][\p{L}\p{N}_-]{1,40}>[^<\n]{0,80}<\//gmu)].length;
  return nested < 2;
}

/** Two rules of one kind around a part, or one between the task and the rest; a table's and a heading's are none. */
function hasRules(text: string): boolean {
  const rules = [...text.matchAll(RULE)].filter((rule) => {
    const before = text.slice(Math.max(0, rule.index - 2), rule.index);
    return before === '' || before.endsWith('\n\n') || !/^[ \t]*={3,}[ \t]*$/u.test(rule[0]) || before.endsWith(':\n');
  });
  return rules.length >= 1;
}

function labelled(names: string, suffix = ' ?(?:#?\\d{1,2})?'): RegExp {
  return new RegExp(`^[ \\t>*#-]{0,6}(?:${names})${suffix}(?:\\*\\*)? ?(?:[:：=]|->|→|$)`, 'gimu');
}

function countOf(text: string, pattern: RegExp): number {
  let count = 0;
  for (const _ of text.matchAll(pattern)) count += 1;
  return count;
}
