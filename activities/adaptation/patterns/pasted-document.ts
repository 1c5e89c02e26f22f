import { hasCode } from './code.js';
import { cleaned, materialOf } from './own-words.js';
import { prefiltered } from './prefilter.js';
import { type PromptPattern, presence } from './prompt-pattern.js';

/** A passage is a document from here on; scripts without spaces are counted in characters. */
const PASSAGE_WORDS = 30;
const PASSAGE_CHARACTERS = 70;
/** A prompt this long holds more than anybody types. */
const TYPED_WORDS = 1_500;

/** A paragraph that may hold the task and nothing else. */
const SHORT_CHARACTERS = 160;
/** Words of one who wants something, which a text about something else seldom has. */
const REQUEST = prefiltered(
  /(?<!\p{L})(?:i want|i need|i['’]d like|i would like|we want|we need|we['’]d like|please|can you|could you|help me|make sure|(?<=^|[.!?\n]\s{0,2})(?:add|write|use|keep|make|give|do not|don['’]t|do|start|end|mention|it should|include)|ich möchte|ich will|ich brauche|bitte|soll(?:te)?|kannst|wir brauchen|schreib|je veux|je voudrais|j['’]aimerais|j['’]ai besoin|doit|peux-tu|quiero|necesito|quisiera|debe|puedes|quero|preciso|gostaria|deve|vorrei|voglio|deve essere|ik wil|graag|moet)(?!\p{L})|[?？]|请|帮我|我想|ください|したい|ほしい/iu,
);
const FIRST_PERSON =
  /(?<!\p{L})(?:i|i['’](?:m|ve|d|ll)|ich|mir|mich|je|j['’](?:ai|étais)|tengo|estoy|mi|mis|tenho|estou|meu|minha|ik|mijn)(?!\p{L})|我|私/giu;

const WORD = /[\p{L}\p{N}]+/gu;
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu;
const FENCE = prefiltered(/```[ \t]*(?:text|txt|email|markdown|md|article)?[ \t]*\n([\s\S]*?)(?:```|$)/giu);
const QUOTATION = prefiltered(
  /"""([\s\S]*?)(?:"""|$)|'''([\s\S]*?)(?:'''|$)|"([^"]{150,20000})"|“([^“”]{150,20000})”|„([^„“”]{150,20000})[“”]|«([^«»]{150,20000})»|「([^「」]{60,20000})」|“([^“”]{60,20000})”/gu,
);
const TAG = prefiltered(/<([\p{L}][\p{L}_-]{2,30})>/giu);
const INSTRUCTION_TAG = /^(?:instructions?|task|rules|role|system|prompt|format|output|thinking|constraints?)$/iu;
const BLOCK_QUOTATION = prefiltered(/(?:^[ \t]{0,3}>[^\n]*(?:\n|$))+/gmu);
const RULED = prefiltered(/^[ \t]*(?:-{3,}|={3,}|\*{3,}|#{3,}|_{3,})[ \t]*$/mu);
const MAIL_HEAD = prefiltered(
  /^(?:(?:from|to|subject|date|sent|von|an|betreff|datum|de|para|à|objet|asunto|assunto)\s?: [^\n]{2,120}\n){2}/imu,
);
const SALUTATION = prefiltered(
  /^(?:dear|hi|hello|sehr geehrte[rs]?|liebe[rs]?|hallo|guten tag|madame|monsieur|bonjour|cher|chère|estimad[oa]s?|querid[oa]s?|hola|prezad[oa]s?|car[oa]|尊敬的|亲爱的)\s?[^\n]{0,50}[,，:：!]\s*\n/imu,
);
/** A line that says what comes next, and ends with a colon or stands alone before an empty line. */
const ANNOUNCED = prefiltered(
  /(?:^|\n)[^\n]{0,300}?(?:here(?:'s| is| are)|below|following|attached|pasted|hier (?:ist|sind|kommt)|anbei|voici|ci-dessous|suivante?|aquí (?:está|tienes|va)|siguiente|a continuación|aqui está|segue|abaixo|以下|下面|如下|次の|以下の|下記)[^\n]{0,120}[:：.。]?[ \t]*\n/giu,
);
const TASK_LINE = prefiltered(
  /^[^\n]{0,200}(?:summari[sz]e|translate|proofread|rewrite|analy[sz]e|correct|explain|tl;?dr|what does|key points|main points|paraphrase|rephrase|reword|shorten|(?:make|turn|polish|improve|edit|check|grade|review|critique|simplify|condense|respond to|reply to|answer|fix|read|is) (?:this|that|it|the|my)(?! (?:code|function|script|plan|page|app|site|test))|what (?:tone|genre|language) (?:does|is)|write (?:a|an|me a) (?:\p{L}{2,15} )?(?:reply|response|answer|summary)|zusammen|übersetze?|korrigiere?|kürze?r?|umschreib\p{L}*|umformulier\p{L}*|verbessere?|antwort\p{L}* (?:ich|auf|darauf)|résume|traduis|traduire|corrige[rz]?|réécris|reformule[rz]?|raccourcis|améliore|réponds à|réponse à|resume|resúmeme|resuma|traduce|traduza|reescribe|reescreva|mejora|melhore|acorta|encurte|responde a|riassumi|traduci|correggi|riscrivi|migliora|rispondo a|vat|vertaal|verbeter|herschrijf|总结|翻译|润色|改写|缩短|概括|修改|回复|要約|翻訳|校正|添削|書き直|返信|まとめて)[^\n]{0,200}[:：.?？。!！]?[ \t]*\n\s*\n?/iu,
);
/** A letter to somebody else, without a line break after its salutation. */
const LETTER =
  /^(?:dear|sehr geehrte[rs]?|liebe[rs]?|madame|monsieur|chers?|chères?|estimad[oa]s?|querid[oa]s?|prezad[oa]s?|gentil[ei]|egregi[oa]|geachte|beste|尊敬的|亲爱的)\s?[^\n,，:：]{1,50}[,，:：]\s*\S/iu;
/** "Passage: …", "Text B:" and what stands behind. */
const LABELLED = prefiltered(
  /^[ \t>*#]{0,4}(?:(?:source|original|sample|input|my|full) )?(?:text|passage|article|e-?mail|letter|document|excerpt|source|paragraph|draft|original|review|transcript|message|story|abstract|artikel|brief|absatz|entwurf|nachricht|texte|lettre|courriel|extrait|brouillon|texto|artículo|carta|correo|borrador|artigo|rascunho|testo|articolo|lettera|tekst|文章|原文|正文|文本|本文|記事)(?: [A-Z\d]{1,2})?(?:\*\*)? ?[:：][ \t]*\n?/gimu,
);

export const DOCUMENT_PATTERNS: readonly PromptPattern[] = [
  {
    ...presence('pasted_document', 'holds a pasted passage of prose: 30 words or more that are set off', holdsDocument),
    readsAll: true,
  },
];

/** Set off by quotation marks, tags, rules or a mail's head, or after a line that announces or names the task. */
function holdsDocument(text: string): boolean {
  const plain = cleaned(text);
  return passagesOf(plain).some(isDocument) || (plain.match(WORD)?.length ?? 0) >= TYPED_WORDS;
}

function passagesOf(text: string): string[] {
  const passages = [
    ...FENCE.matchesIn(text).map(([, body]) => body ?? ''),
    ...QUOTATION.matchesIn(text).map((match) => match.slice(1).find((body) => body !== undefined) ?? ''),
    ...taggedPassages(text),
    ...BLOCK_QUOTATION.matchesIn(text).map(([body]) => body),
    ...materialOf(text).map(({ start, end }) => text.slice(start, end)),
    ...ANNOUNCED.matchesIn(text).map((match) => text.slice(match.index + match[0].length)),
  ];
  for (const match of LABELLED.matchesIn(text)) {
    const start = match.index + match[0].length;
    const end = text.indexOf('\n\n', start);
    passages.push(text.slice(start, end < 0 ? undefined : end));
  }
  for (const opening of [RULED, MAIL_HEAD, SALUTATION]) {
    const match = opening.exec(text);
    if (match !== null) passages.push(text.slice(match.index + match[0].length));
  }
  const task = TASK_LINE.exec(text);
  if (task !== null) passages.push(text.slice(task[0].length));
  // A task after the passage: the last paragraph is short, the first is long.
  const paragraphs = text.split(/\n\s*\n/u);
  const last = paragraphs.at(-1) ?? '';
  if (paragraphs.length >= 2) passages.push(...paragraphs.filter((paragraph) => LETTER.test(paragraph)));
  passages.push(...foreignParagraphs(text, paragraphs));
  if (paragraphs.length >= 2 && TASK_LINE.test(`${last}\n`)) passages.push(paragraphs.slice(0, -1).join('\n\n'));
  return passages;
}

/** Paragraphs beside a short one, or below a line that ends with a colon or asks, in which nobody asks for anything. */
function foreignParagraphs(text: string, paragraphs: readonly string[]): string[] {
  const headed = /^[^\n]{3,200}[:：?？][ \t]*\n(?!\s*\n)([\s\S]+)/u.exec(text)?.[1];
  const beside = paragraphs.some((paragraph) => paragraph.length <= SHORT_CHARACTERS) ? paragraphs : [];
  return [...(headed === undefined ? [] : [headed]), ...beside].filter(
    (paragraph) =>
      !REQUEST.test(paragraph) && (paragraph.match(FIRST_PERSON)?.length ?? 0) < 2 && isSentences(paragraph),
  );
}

/** Two sentences at least, each on a line with others. */
function isSentences(paragraph: string): boolean {
  const ends = paragraph.match(/\p{L}[.!…]["”»]?(?=\s|$)|[。！]/gu)?.length ?? 0;
  return ends >= 2 && paragraph.split('\n').length <= ends;
}

/** What stands between tags of one name; tags inside a passage belong to it. */
function taggedPassages(text: string): string[] {
  const passages: string[] = [];
  const unclosed = new Set<string>();
  let from = 0;
  for (const match of TAG.matchesIn(text)) {
    const [opening, name = ''] = match;
    if (match.index < from || unclosed.has(name)) continue;
    const end = text.indexOf(`</${name}>`, match.index);
    if (end < 0) {
      unclosed.add(name);
      continue;
    }
    if (!INSTRUCTION_TAG.test(name)) passages.push(text.slice(match.index + opening.length, end));
    from = end;
  }
  return passages;
}

/** Long enough, and sentences: no code, no table, no list of wishes. */
function isDocument(passage: string): boolean {
  const lines = passage.split('\n').filter((line) => line.trim() !== '');
  const items = lines.filter((line) => /^\s*(?:[-*•]|\d{1,2}[.)])\s/u.test(line)).length;
  if (lines.length >= 2 && items > lines.length / 2) return false;
  return isLong(passage) && !hasCode(passage) && !isMachineText(lines);
}

function isLong(passage: string): boolean {
  const unspaced = passage.match(UNSPACED)?.length ?? 0;
  return unspaced >= PASSAGE_CHARACTERS || (passage.match(WORD)?.length ?? 0) >= PASSAGE_WORDS;
}

/** Logs, traces and tables of figures: most lines hold more signs and digits than letters, or begin like a log's. */
function isMachineText(lines: readonly string[]): boolean {
  const machine = lines.filter((line) => {
    const letters = line.match(/\p{L}/gu)?.length ?? 0;
    const others = line.match(/[^\p{L}\s]/gu)?.length ?? 0;
    return others > letters || /^\s*(?:at\s\S|File "|\[?\d{4}-\d\d-\d\d[T ]|\||[\w.]+(?:Error|Exception):)/u.test(line);
  }).length;
  return machine > lines.length / 2;
}
