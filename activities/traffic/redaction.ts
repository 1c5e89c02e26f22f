import { safeText } from './log-fields.js';
import { SECRET_KINDS, type SecretKind } from './secret-kinds.js';
import type { TrafficRecord } from './traffic-record.js';

const KEY_BLOCK = /-----BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----/g;
/** A key's lines and its end. Neither goes beyond the begin of another block, so that all of them together are linear. */
const KEY_TO_END = /(?:[^-]|-(?!----(?:BEGIN|END) )){0,20000}-----END [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----/y;
/** Of a key without an end: everything that could still be key. */
const KEY_LINES = /[A-Za-z0-9+/=\s\\]{0,20000}/y;

/** Names one value of one kind; the same value gets the same name. */
type Namer = (kind: string, value: string) => string;

/**
 * Replaces personal data and secrets by typed placeholders. One value has one placeholder in all texts of a record, so
 * that a conversation stays readable; numbers start anew in every record, so that records cannot be linked.
 * Time is linear in the length of the texts.
 * @throws whatever goes wrong inside; a record that cannot be redacted must not be kept
 */
export function redactRecord(record: TrafficRecord): TrafficRecord {
  const name = createNamer();
  const redact = (text: string) => redactText(text, name);
  return {
    ...record,
    prompt: redact(record.prompt),
    response: record.response === null ? null : redact(record.response),
    systemPrompt: record.systemPrompt === null ? null : redact(record.systemPrompt),
    earlierTurns: record.earlierTurns.map(({ role, content }) => ({ role, content: redact(content) })),
  };
}

/** A text with its own numbering of placeholders, see {@link redactRecord}. */
export function redactText(text: string, name: Namer = createNamer()): string {
  return SECRET_KINDS.reduce(
    (current, kind) => replaceSecrets(current, kind, name),
    hideKeyBlocks(safeText(text), name),
  );
}

function createNamer(): Namer {
  const placeholders = new Map<string, string>();
  const counts = new Map<string, number>();
  return (kind, value) => {
    const known = placeholders.get(`${kind} ${value}`);
    if (known !== undefined) return known;
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    placeholders.set(`${kind} ${value}`, `[${kind}_${count}]`);
    return `[${kind}_${count}]`;
  };
}

function replaceSecrets(text: string, kind: SecretKind, name: Namer): string {
  const { pattern, hints, secretIn, form } = kind;
  if (hints !== undefined && !hints.some((hint) => text.includes(hint))) return text;
  let redacted = '';
  let end = 0;
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const start = match.index + (match[1] ?? '').length;
    const found = text.slice(start, pattern.lastIndex);
    const secret = secretIn === undefined ? found : secretIn(found);
    if (secret === null) {
      // A real one may begin inside what was none.
      pattern.lastIndex = match.index + 1;
      continue;
    }
    redacted += text.slice(end, start) + name(kind.name, form === undefined ? secret : form(secret));
    end = start + secret.length;
    pattern.lastIndex = end;
  }
  return end === 0 ? text : redacted + text.slice(end);
}

/** Private keys, from their first line to their last, whatever lies between. */
function hideKeyBlocks(text: string, name: Namer): string {
  if (!text.includes('PRIVATE KEY')) return text;
  let hidden = '';
  let end = 0;
  KEY_BLOCK.lastIndex = 0;
  for (let begin = KEY_BLOCK.exec(text); begin !== null; begin = KEY_BLOCK.exec(text)) {
    const last = endOfKey(text, KEY_BLOCK.lastIndex);
    hidden += text.slice(end, begin.index) + name('PRIVATE_KEY', text.slice(begin.index, last));
    end = last;
    KEY_BLOCK.lastIndex = end;
  }
  return hidden + text.slice(end);
}

function endOfKey(text: string, bodyStart: number): number {
  for (const body of [KEY_TO_END, KEY_LINES]) {
    body.lastIndex = bodyStart;
    if (body.test(text)) return body.lastIndex;
  }
  return bodyStart;
}
