import { prefiltered } from './prefilter.js';

/** Stands where something was cut out; no letter, so that no phrase runs across it. */
export const CUT = ' \uFFFC ';

const [BELL, ESCAPE] = [String.fromCodePoint(0x07), String.fromCodePoint(0x1b)];
/** Colours and titles of a terminal. */
const ESCAPE_SEQUENCE = new RegExp(`${ESCAPE}(?:\\[[0-?]{0,20}[ -/]{0,5}[@-~]|\\][^${BELL}\\n]{0,200}${BELL})`, 'gu');
/** Characters without width that only hide words: byte order mark, zero-width space, soft hyphen, direction marks. */
const INVISIBLE = /[\u00AD\u200B\u200E\u200F\u2060\uFEFF]/gu;
const ENTITY = /&(?:nbsp|#160|#xa0);/giu;

const FENCE = prefiltered(/```[\s\S]*?(?:```|$)|~~~[\s\S]*?(?:~~~|$)/gu);
const INLINE_CODE = prefiltered(/`[^`\n]{1,300}`/gu);
const ADDRESS = prefiltered(
  /(?:https?:\/\/|www\.)[^\s<>"')\]]+|(?<![^\s<(])[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{1,60}/giu,
);
const MARKUP = prefiltered(/<!--|-->|<!doctype[^<>\n]{0,200}>|<\/?[a-z][\w:-]{0,40}(?:\s[^<>\n]{0,300})?\/?>/giu);

const QUOTATION = prefiltered(
  /"""[\s\S]*?(?:"""|$)|"[^"\n]{1,600}"|“[^“”\n]{1,600}[”“]|„[^„“”\n]{1,600}[“”]|«[^«»\n]{1,600}»|「[^「」\n]{1,600}」|『[^『』\n]{1,600}』|‹[^‹›\n]{1,600}›|(?<![\p{L}\p{N}])['‘][^'‘’\n]{3,300}['’](?![\p{L}\p{N}])/gu,
);
const BLOCK_QUOTATION = prefiltered(/^[ \t]{0,3}>[^\n]*$/gmu);
const TAGGED_MATERIAL = prefiltered(
  /<(document|text|article|e?mail|transcript|source|passage|content|quote|letter|texte?o?)>[\s\S]*?(?:<\/\1>|$)/giu,
);

const DETERMINER =
  'this|that|the|these|following|below|my|our|her|his|diesen?|dieser?|dieses|folgenden?|folgender?|folgendes|den|das|die|mein|meine|meinen|ce|cet|cette|ces|le|la|les|mon|ma|suivante?|este|esta|estos|estas|el|los|las|mi|mis|siguiente|esse|essa|o|a|os|as|meu|minha|seguinte';
const MATERIAL =
  'text|article|e-?mail|mail|message|paragraph|passage|sentences?|document|story|essay|letter|transcript|notes|review|reviews|report|abstract|contract|post|draft|conversation|poem|speech|statement|artikel|nachricht|absatz|satz|sätze|dokument|brief|protokoll|notizen|bericht|vertrag|entwurf|rede|geschichte|texte|courriel|paragraphe|phrases?|lettre|rapport|contrat|brouillon|discours|texto|artículo|correo|mensaje|párrafo|frases?|documento|carta|informe|contrato|notas|borrador|discurso|artigo|mensagem|parágrafo|relatório|rascunho';
/** "… this e-mail into German:" and what follows it on the line or below. */
const INTRODUCTION = prefiltered(
  new RegExp(
    `(?<![\\p{L}\\p{N}])(?:${DETERMINER}) (?:(?!${MATERIAL})\\p{L}{1,20} ){0,2}(?:${MATERIAL})(?: (?!should|must|needs?|has|have|with|by|as|soll|muss|doit|debe|deve)[\\p{L}-]{1,20}){0,4} ?[:：](?=\\s)|(?:文章|文本|邮件|段落|文字|句子|句话|段话|报告|合同|内容|メール|記事|テキスト|文|報告書)[^\\n。：:]{0,12}[：:]`,
    'giu',
  ),
);
/** A letter to somebody else, below the task that it is for. */
const LETTER_BELOW = prefiltered(
  /[:：][ \t]*\n\s*(?=(?:dear|hi|hello|sehr geehrte[rs]?|liebe[rs]?|hallo|madame|monsieur|bonjour|cher|chère|estimad[oa]s?|querid[oa]s?|hola|prezad[oa]s?|car[oa]) [^\n,:!]{1,40}[,:!]\s)/iu,
);
/** A last paragraph no longer than this, after pasted ones, is the user speaking again. */
const CLOSING_CHARACTERS = 300;

let latestCleaned = { text: '', whole: '' };

/** Text as it was meant: one Unicode form, no broken halves of characters, escape sequences or invisible characters. */
export function cleaned(text: string): string {
  // Most patterns ask for the same text in turn.
  if (latestCleaned.text !== text) latestCleaned = { text, whole: withoutDress(text) };
  return latestCleaned.whole;
}

function withoutDress(text: string): string {
  const whole = text.toWellFormed().normalize('NFC');
  const plain = whole.includes(ESCAPE) ? whole.replace(ESCAPE_SEQUENCE, '') : whole;
  return plain.replace(INVISIBLE, '').replace(ENTITY, ' ');
}

/** Text without fenced and inline code, and without markup; what stands between tags stays. */
export function withoutCode(text: string): string {
  return ADDRESS.replacedIn(INLINE_CODE.replacedIn(FENCE.replacedIn(cleaned(text), CUT), CUT), CUT);
}

/** How a prompt is written shows where it begins and ends; what lies between is pasted, and may be megabytes. */
const BEGINNING_CHARACTERS = 8_000;
const ENDING_CHARACTERS = 4_000;

/** The text itself, or its beginning and its end. */
export function excerptOf(text: string): string {
  if (text.length <= BEGINNING_CHARACTERS + ENDING_CHARACTERS) return text;
  return `${text.slice(0, BEGINNING_CHARACTERS)}\n\n${text.slice(-ENDING_CHARACTERS)}`;
}

let latest = { text: '', words: '' };

/**
 * What the user says in person: without code, addresses, quotations and pasted material, which may say please, ask or
 * shout on somebody else's behalf. A prompt that is nothing but a quotation counts as said by the user.
 */
export function ownWords(text: string): string {
  // Most patterns ask for the same text in turn.
  if (latest.text !== text) latest = { text, words: stripped(excerptOf(text)) };
  return latest.words;
}

function stripped(text: string): string {
  const plain = withoutCode(text);
  const untagged = MARKUP.replacedIn(TAGGED_MATERIAL.replacedIn(plain, CUT), ' ');
  const unquoted = QUOTATION.replacedIn(BLOCK_QUOTATION.replacedIn(untagged, CUT), CUT);
  const own = withoutMaterial(unquoted);
  return (/[\p{L}\p{N}]/u.test(own) ? own : MARKUP.replacedIn(plain, ' ')).replace(/[ \t\u00A0]{2,}/gu, ' ');
}

/** Cuts what an introduction announces: the rest of its line, or all that follows when the line ends with the colon. */
function withoutMaterial(text: string): string {
  const cuts = materialOf(text);
  let own = '';
  let from = 0;
  for (const { start, end } of cuts) {
    own += `${text.slice(from, start)}${CUT}`;
    from = end;
  }
  return own + text.slice(from);
}

/** Stretches of pasted material that are announced as such. */
export function materialOf(text: string): { start: number; end: number }[] {
  const stretches: { start: number; end: number }[] = [];
  let from = 0;
  for (const match of INTRODUCTION.matchesIn(text)) {
    const start = match.index + match[0].length;
    if (match.index < from) continue;
    const lineEnd = endOfLine(text, start);
    const inline = text.slice(start, lineEnd).trim() !== '';
    const end = inline ? lineEnd : closingStart(text, lineEnd);
    if (end > start) stretches.push({ start, end });
    from = end;
  }
  const letter = LETTER_BELOW.exec(text);
  if (letter !== null && letter.index >= from) {
    const start = letter.index + letter[0].length;
    stretches.push({ start, end: closingStart(text, start) });
  }
  return stretches;
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

function closingStart(text: string, from: number): number {
  const trimmed = text.trimEnd().length;
  const gap = text.lastIndexOf('\n\n', trimmed);
  const isClosing = gap > from && trimmed - gap <= CLOSING_CHARACTERS && text.slice(from, gap).trim() !== '';
  return isClosing ? gap : text.length;
}
