import { hasCode } from './code.js';
import { cleaned } from './own-words.js';
import { type PrefilteredExpression, prefiltered } from './prefilter.js';
import { type PromptPattern, presence } from './prompt-pattern.js';

const INPUT_LABEL =
  'input|q|question|user|eingabe|frage|entrée|question|entrada|pregunta|pergunta|text|review|sentence|email|satz|texte|texto|source|word|prompt|problem|before|输入|问题|问|入力|質問|例文|文|原文|ticket|message|tweet|comment|utterance|statement|phrase|frase|oración|avis|nachricht|original|bad|wrong|incorrect|commentaire|comentario|comentário|mot|palabra|palavra|wort|句子|评论|商品|レビュー';
const OUTPUT_LABEL =
  'output|a|answer|assistant|ausgabe|antwort|sortie|réponse|salida|respuesta|saída|resposta|label|sentiment|category|class|result|target|translation|completion|solution|after|kategorie|ergebnis|étiquette|catégorie|etiqueta|categoría|categoria|sentimiento|rótulo|输出|答案|答|标签|分类|译文|出力|回答|答え|訳文|ラベル|分類|intent|tense|tag|topic|summary|rewrite|rewritten|correction|corrected|correct|good|better|entity|entities|score|rating|emotion|tone|language|type|avis|sentimento|classe|clase|thème|tema|kategorie|stimmung|thema|intención|intenção|情感|类别|感情';
/** A label at the start of a line, with a number perhaps: "Input 2:". */
const INPUT_LINE = labelled(INPUT_LABEL);
const OUTPUT_LINE = labelled(OUTPUT_LABEL);
const EXAMPLE_LINE = prefiltered(
  /^[ \t>*#-]{0,6}(?:examples?|beispiel|exemple|ejemplo|exemplo|esempio|voorbeeld|sample|示例|例子|例) ?#?(?:\d{1,2}|[一二三四])(?:\*\*)? ?(?:[:：=.)(–—-]|->|→|$)/gimu,
);
const ARROW_PAIR = prefiltered(
  /^[ \t]*(?:[-*•][ \t]+|\d{1,2}[.)][ \t]+)?[^\n]{1,120}?\S\s?(?:->|=>|→|⇒)[ \t]*\S[^\n]{0,160}$/gmu,
);
const ARROW_CODE =
  /[{};]\s*$|=>.*[)\]],\s*$|^\s*_\s*=>|=>\s*[{(]|\)\s*(?:=>|->)|(?:const|let|fn|def|match|case|type)\s/u;
/** A pair or more in prose: '"NYC" becomes "New York City"'. */
const QUOTED_PAIR = prefiltered(
  /["“„«][^"“”„«»\n]{1,80}["”“»]\s?(?:becomes?|turns? into|is rewritten as|maps? to|should be|is|means|=|->|=>|→|:|wird zu|wird|devient|se convierte en|vira|è)\s["“„«][^"“”„«»\n]{1,80}["”“»]/giu,
);
const ARROW = prefiltered(/[^\s>=-]\s?(?:->|=>|→|⇒)(?=\s|$|["“«\p{L}])/gu);
/** The pair that is left to be completed. */
const OPEN_ARROW = /(?:->|=>|→|⇒)\s{0,3}[?？]?\s*$/u;
const ANALOGY = prefiltered(/^[^\n:]{1,60}:[^\n:]{1,60}::[^\n]{1,80}$/gmu);
const EXAMPLE_TAG = prefiltered(/<(?:example|exemple|ejemplo|beispiel|exemplo|sample|shot)[\s>\d_]/giu);
const LABELLED_LINE = prefiltered(
  /^[ \t>*#-]{0,6}(\p{L}[\p{L} ]{0,24}?)(?: ?#?\d{1,2})?(?:\*\*)?[ \t]?[:：][ \t]{0,3}([^\n]*)$/gmu,
);
/** Lines read for alternating labels. */
const MOST_LABELLED = 60;

/** "great → positive, awful → negative" in one line. */
const INLINE_PAIRS = prefiltered(
  /(?:["'“«]?[\p{L}\p{N}][^\n,;>→⇒(){}]{0,40}\s?(?:->|=>|→|⇒)\s?["'“«]?[\p{L}\p{N}][^\n,;>→⇒(){}]{0,40}[,;|]\s?){2}/u,
);

const SECTION_NAMES =
  'context|tasks?|role|goals?|objectives?|format|constraints?|background|problem|problem statement|request|situation|scope|persona|steps to reproduce|expected|expected behaviou?r|expected result|expected output|actual|actual behaviou?r|actual result|actual output|acceptance criteria|tech stack|deliverables?|criteria|output structure|purpose|system|current state|current behaviou?r|desired state|desired behaviou?r|desired outcome|what i tried|product|voice|key points?|text|draft|scenario|characters|setting|limits?|who you are|what i need|what i want|out of scope|in scope|done when|definition of done|notes for you|ask|the ask|mission|input|output|output format|instructions?|background|audience|tone|style|requirements?|examples?|question|data|length|steps|rules|notes|topic|situation|problem|frage|thema|umfang|erwartung|erwartetes verhalten|auftrag|vorgaben|tonfall|ergebnis|kontext|aufgabe|rolle|ziel|hintergrund|zielgruppe|stil|anforderungen|ausgabe|eingabe|regeln|länge|demande|problème|sujet|consigne|longueur|attendu|mission|contexte|tâche|objectif|rôle|consignes?|contraintes|ton|public|problema|situación|tema|pregunta|longitud|requisitos|audiencia|público objetivo|pedido|situação|pergunta|assunto|restrições|público-alvo|contesto|compito|obiettivo|ruolo|istruzioni|vincoli|stile|pubblico|domanda|requisiti|taak|rol|doel|doelgroep|opdracht|achtergrond|toon|stijl|vraag|eisen|contexto|tarea|tarefa|objetivo|papel|rol|formato|restricciones|restrições|instrucciones|instruções|tono|tom|público|背景|问题|受众|示例|风格|长度|限制|依頼|前提|要件|出力形式|対象読者|文体|質問|課題|任务|角色|目标|要求|格式|输出|输入|语气|受众|約束|役割|目的|文脈|タスク|形式|出力|入力|条件|トーン|対象|制約';
const SECTION = prefiltered(
  new RegExp(
    `^[ \\t]{0,3}(?:#{1,4}[ \\t]+\\S[^\\n]{0,60}$|\\*\\*[^*\\n]{2,40}\\*\\*:?[ \\t]*$|__[^_\\n]{2,40}__:?[ \\t]*$|(?:[-*][ \\t]+|[\\dA-H][.)][ \\t]+)?(?:\\*\\*|\\[|【)?(?:${SECTION_NAMES})(?:\\]|】)?(?:\\*\\*)?(?:[ \\t]?[:：]| [–—-] |[ \\t]*$)(?:\\*\\*)?|【[^】\\n]{1,20}】|\\[(?:${SECTION_NAMES})\\]|<(?:${SECTION_NAMES.split(
      '|',
    )
      .filter((name) => !name.includes(' '))
      .join('|')})>)`,
    'gimu',
  ),
);
/** A heading in capitals, or a label that has a line of its own, with something below it. */
const LINE_HEADING = prefiltered(
  /^(?:[ \t]{0,3}\p{Lu}[\p{Lu} /&-]{2,30}[:：]?|\p{Lu}[\p{L}\p{M}\p{N}'’-]{1,20}(?: [\p{L}\p{N}'’-]{1,20}){0,3}:)[ \t]*\n(?=\s*\S)/gmu,
);
const COMMENT_HEADED = /^[ \t]*#[ \t]+\S/u;

const HTML_TAG =
  /^(?:html|head|body|div|span|p|a|b|i|u|em|strong|br|hr|img|ul|ol|li|dl|dt|dd|table|thead|tbody|tfoot|tr|td|th|h[1-6]|script|style|link|meta|title|form|input|button|label|select|option|optgroup|textarea|nav|header|footer|section|article|main|aside|figure|figcaption|video|audio|source|canvas|svg|path|g|rect|circle|line|code|pre|kbd|samp|blockquote|iframe|small|sub|sup|center|font|details|summary|template|slot|picture|time|mark|abbr|cite|q|dialog|object|param|embed|fieldset|legend|noscript)$/iu;
/** Names of HTML elements that people give to parts of a prompt as well. */
const PROSE_TAG = /^(?:source|summary|article|details|header|data|quote|code)$/iu;
const FENCES = prefiltered(/```[\s\S]*?(?:```|$)/gu);
const TRIPLE_QUOTES = prefiltered(/(?:^|[\s:：])(?:"""|''')\s?\S[\s\S]{0,20000}?(?:"""|''')/u);
const FENCED_TEXT = prefiltered(/```[ \t]*([\w+#.-]{0,20})[^\n`]{0,40}\n([\s\S]*?)(?:```|$)/gu);
const TEXT_FENCE = /^(?:text|txt|plain|email|article|markdown|md)?$/iu;
const RULE = prefiltered(
  /^[ \t]*(?:-{3,}|={3,}|\*{3,}|#{3,}|_{3,}|~{3,}|<{3,}|>{3,}|-{2,}[^\n-]{2,40}-{2,}|={2,}[^\n=]{2,40}={2,}|#{3,}[^\n#]{2,40}#{3,}|\*{3,}[^\n*]{2,40}\*{3,})[ \t]*$/gmu,
);
const SPECIAL_TOKEN = prefiltered(
  /<\|[a-z_]{2,30}\|>|\[\/?INST\]|<<\/?SYS>>|\[\/?(?:BEGIN|START|END)[ _][\p{Lu} _]{2,30}\]|-{3,}\s?(?:BEGIN|START)\s[^\n]{2,40}|<{2,3}\/?[\p{Lu}\p{Ll}_][\p{L}_ ]{1,30}>{2,3}|\[\/[\p{L}]{3,20}\]/u,
);
const PLACEHOLDER = prefiltered(/(?<!\$)\{\{\s?[\p{L}_][\p{L}\p{N}_ .]{0,40}\}\}/u);

export const LAYOUT_PATTERNS: readonly PromptPattern[] = [
  presence('few_shot', 'shows two or more examples of input and output', hasExamples),
  presence('sections', 'is laid out in two or more labelled sections', hasSections),
  presence('delimiters', 'sets parts off by tags, triple quotes, rules or template tokens', hasDelimiters),
];

/**
 * Two pairs of labels, two numbered or tagged examples, two pairs in quotation marks, or pairs joined by arrows: three
 * lines, three in a line, or two and one that is left open.
 */
function hasExamples(text: string): boolean {
  const prose = FENCES.replacedIn(cleaned(text), ' ');
  const [inputs, outputs] = [countOf(prose, INPUT_LINE), countOf(prose, OUTPUT_LINE)];
  if (Math.min(inputs, outputs) >= 2) return true;
  if (inputs + outputs >= 2 && countOf(prose, EXAMPLE_LINE) >= 2) return true;
  if (countOf(prose, EXAMPLE_LINE) >= 2) return true;
  const arrows = ARROW_PAIR.matchesIn(prose).filter(([line]) => !ARROW_CODE.test(line)).length;
  if (arrows >= 3 || (arrows >= 1 && INLINE_PAIRS.test(prose))) return true;
  if (OPEN_ARROW.test(prose.slice(-20)) && countOf(prose, ARROW) >= 3) return true;
  return (
    countOf(prose, QUOTED_PAIR) >= 2 ||
    countOf(prose, ANALOGY) >= 2 ||
    countOf(prose, EXAMPLE_TAG) >= 2 ||
    alternatesOpenly(prose)
  );
}

/** Two labels that take turns, with the second one's last text left out: "English: … German: … English: … German:". */
function alternatesOpenly(prose: string): boolean {
  if (!/[:：]\s*$/u.test(prose.slice(-20))) return false;
  const lines = LABELLED_LINE.matchesIn(prose).slice(-MOST_LABELLED);
  const labels = lines.map(([, label]) => label?.toLowerCase().trim() ?? '');
  const [second, first] = [labels.at(-1), labels.at(-2)];
  if (first === undefined || first === second || lines.at(-1)?.[2]?.trim() !== '') return false;
  const turns = labels.filter((label, i) => label === first && labels[i + 1] === second).length;
  return turns >= 3;
}

function hasSections(text: string): boolean {
  const prose = FENCES.replacedIn(cleaned(text), ' ');
  const headings = SECTION.matchesIn(prose).map(([heading]) => heading);
  const comments = headings.filter((heading) => COMMENT_HEADED.test(heading)).length;
  // A lone "#" opens a comment in many languages: headings of code, if lines of code stand between them.
  const isCode =
    comments === headings.length &&
    /^(?:[\w.]+ ?=|import |def |\$ |[\w-]+: \S+$|(?:npm|pip|cd|git|docker|sudo) )/mu.test(prose);
  if (headings.length >= 2 && !isCode) return true;
  return !isCode && headings.length + countOf(prose, LINE_HEADING) >= 2 && distinctHeadings(prose) >= 2;
}

/** A speaker who comes back is no section. */
function distinctHeadings(text: string): number {
  const lines = [...LINE_HEADING.matchesIn(text), ...SECTION.matchesIn(text)].map(([line]) =>
    line.trim().toLowerCase(),
  );
  return new Set(lines).size;
}

function hasDelimiters(text: string): boolean {
  const whole = cleaned(text);
  const prose = FENCES.replacedIn(whole, ' ');
  return (
    hasTags(prose) ||
    TRIPLE_QUOTES.test(prose.replace(/^[ \t]*(?:def|class)\s[^\n]*\n[ \t]*"""[\s\S]{0,2000}?"""/gmu, ' ')) ||
    hasFencedText(whole) ||
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
  const paired = opened.filter(([, name]) => name !== undefined && ends.has(name));
  const isPage = paired.some(([, name]) => HTML_TAG.test(name ?? '') && !PROSE_TAG.test(name ?? ''));
  const pairs = paired.filter(([, name]) => !HTML_TAG.test(name ?? '') || (!isPage && PROSE_TAG.test(name ?? '')));
  const components = pairs.filter(([, name]) => /^\p{Lu}\p{Ll}/u.test(name ?? ''));
  if (pairs.length === 0 || components.length === pairs.length) return false;
  const nested = [...text.matchAll(/^[ \t]+<[\p{L}][\p{L}\p{N}_-]{1,40}>[^<\n]{0,80}<\//gmu)].length;
  return nested < 2;
}

/** A fence around text; around code it only marks the code. */
function hasFencedText(text: string): boolean {
  return FENCED_TEXT.matchesIn(text).some(([fence, language, body]) => {
    if ((body ?? '').trim() === '' || !TEXT_FENCE.test(language ?? '')) return false;
    return !hasCode(fence);
  });
}

/** Two rules of one kind around a part, or one between the task and the rest; a table's and a heading's are none. */
function hasRules(text: string): boolean {
  const rules = RULE.matchesIn(text).filter((rule) => {
    const before = text.slice(Math.max(0, rule.index - 2), rule.index);
    if (isUnderline(text, rule.index, rule[0])) return false;
    return before === '' || before.endsWith('\n\n') || !/^[ \t]*={3,}[ \t]*$/u.test(rule[0]) || before.endsWith(':\n');
  });
  return rules.length >= 1;
}

/** As long as the line above: a heading, underlined. */
function isUnderline(text: string, at: number, rule: string): boolean {
  const above = text.slice(text.lastIndexOf('\n', at - 2) + 1, Math.max(0, at - 1));
  const mark = rule.trim();
  return /^[-=]{4,}$/u.test(mark) && /[\p{L}\p{N}]$/u.test(above) && Math.abs(above.length - mark.length) <= 1;
}

function labelled(names: string): PrefilteredExpression {
  return prefiltered(new RegExp(`^[ \\t>*#-]{0,6}(?:${names}) ?(?:#?\\d{1,2})?(?:\\*\\*)? ?(?:[:：=]|->|→|$)`, 'gimu'));
}

function countOf(text: string, pattern: PrefilteredExpression): number {
  return pattern.matchesIn(text).length;
}
