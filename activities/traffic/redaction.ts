import { type CustomKind, type CustomPattern, customKind } from './custom-patterns.js';
import { safeText } from './log-fields.js';
import type { SecretKind } from './secret-kind.js';
import { SECRET_KINDS } from './secret-kinds.js';
import { secretTraitsOf } from './secret-traits.js';
import type { TrafficRecord } from './traffic-record.js';

const KEY_BLOCK = /-----BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----/g;
/** A key's lines and its end. Neither goes beyond the begin of another block, so that all of them together are linear. */
const KEY_TO_END = /(?:[^-]|-(?!----(?:BEGIN|END) )){0,20000}-----END [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----/y;
/** Of a key without an end: everything that could still be key. */
const KEY_LINES = /[A-Za-z0-9+/=\s\\]{0,20000}/y;
/** A number of a JSON text that became a placeholder. */
const BARE_PLACEHOLDER = /(?<=[[:,]\s{0,20})\[[A-Z][A-Z0-9_]{0,40}_\d{1,9}\](?=\s{0,20}[,}\]])/g;
/** Shorter values could be words, and so many of one record are looked for again that time stays linear. */
const SHORTEST_REPEATED = 6;
const MOST_REPEATED = 100;

/** The values of one record and their placeholders. */
interface Names {
  /** Names one value of one kind; the same value gets the same name. */
  of(kind: string, value: string): string;
  /** Placeholders of values that are known only by the words before them, by value. */
  readonly repeated: Map<string, string>;
}

/**
 * A redactor that also replaces what a pipeline's own patterns match; those come after the built-in kinds.
 * @throws when a pattern cannot be used, with its name and what to change, see {@link customKind}
 */
export function createRedactor(customPatterns: readonly CustomPattern[]): (record: TrafficRecord) => TrafficRecord {
  const custom = customPatterns.map(customKind);
  return (record) => redactAll(record, custom);
}

/**
 * Replaces personal data and secrets by typed placeholders. One value has one placeholder in all texts of a record, so
 * that a conversation stays readable; numbers start anew in every record, so that records cannot be linked. A password
 * or key found once is replaced wherever else the record repeats it. Time is linear in the length of the texts.
 * @throws whatever goes wrong inside; a record that cannot be redacted must not be kept
 */
export const redactRecord: (record: TrafficRecord) => TrafficRecord = createRedactor([]);

/** A text with its own numbering of placeholders, see {@link redactRecord}. */
export function redactText(text: string): string {
  const names = createNames();
  return hideRepeated(hideSecrets(text, names, []), names);
}

function redactAll(record: TrafficRecord, custom: readonly CustomKind[]): TrafficRecord {
  const names = createNames();
  const inText = (redact: (text: string) => string, inJson: (json: string) => string) => (texts: TrafficRecord) => ({
    ...texts,
    prompt: redact(texts.prompt),
    response: texts.response === null ? null : redact(texts.response),
    systemPrompt: texts.systemPrompt === null ? null : redact(texts.systemPrompt),
    earlierTurns: texts.earlierTurns.map(({ role, content }) => ({ role, content: redact(content) })),
    tools: texts.tools === null ? null : inJson(texts.tools),
  });
  const hide = (text: string) => hideSecrets(text, names, custom);
  const once = inText(hide, (json) => keptJson(json, hide(json)))(record);
  if (names.repeated.size === 0) return once;
  const again = (text: string) => hideRepeated(text, names);
  return inText(again, (json) => keptJson(json, again(json)))(once);
}

function hideSecrets(text: string, names: Names, custom: readonly CustomKind[]): string {
  let hidden = hideKeyBlocks(safeText(text), names);
  // Placeholders bring in nothing that these traits tell of, so that they hold to the end.
  const traits = secretTraitsOf(hidden);
  for (const kind of SECRET_KINDS) {
    if (kind.mayBeIn === undefined || kind.mayBeIn(traits)) hidden = replaceSecrets(hidden, kind, names);
  }
  for (const kind of custom) hidden = replaceCustom(hidden, kind, names);
  return hidden;
}

function createNames(): Names {
  const placeholders = new Map<string, string>();
  const counts = new Map<string, number>();
  return {
    of: (kind, value) => {
      const known = placeholders.get(`${kind} ${value}`);
      if (known !== undefined) return known;
      const count = (counts.get(kind) ?? 0) + 1;
      counts.set(kind, count);
      placeholders.set(`${kind} ${value}`, `[${kind}_${count}]`);
      return `[${kind}_${count}]`;
    },
    repeated: new Map(),
  };
}

function replaceSecrets(text: string, kind: SecretKind, names: Names): string {
  const { pattern, secretIn, form } = kind;
  if (!isHinted(text, kind)) return text;
  let redacted = '';
  let end = 0;
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const lead = match[1] ?? '';
    const start = match.index + lead.length;
    const found = text.slice(start, pattern.lastIndex);
    const secret = secretIn === undefined ? found : secretIn(found, lead);
    if (secret === null) {
      // A real one may begin inside what was none.
      pattern.lastIndex = match.index + 1;
      continue;
    }
    const placeholder = names.of(kind.name, form === undefined ? secret : form(secret));
    if (kind.isKnownByLead === true) rememberRepeated(names, secret, placeholder);
    redacted += text.slice(end, start) + placeholder;
    end = start + secret.length;
    pattern.lastIndex = end;
  }
  return end === 0 ? text : redacted + text.slice(end);
}

function isHinted(text: string, { hints }: SecretKind): boolean {
  if (hints === undefined) return true;
  return hints instanceof RegExp ? hints.test(text) : hints.some((hint) => text.includes(hint));
}

function replaceCustom(text: string, { name, spansIn }: CustomKind, names: Names): string {
  let redacted = '';
  let done = 0;
  for (const { start, end } of spansIn(text)) {
    redacted += text.slice(done, start) + names.of(name, text.slice(start, end));
    done = end;
  }
  return done === 0 ? text : redacted + text.slice(done);
}

/** What could stand inside a placeholder is not looked for again: it would break those that are there. */
function rememberRepeated({ repeated }: Names, secret: string, placeholder: string): void {
  if (secret.length < SHORTEST_REPEATED || repeated.size >= MOST_REPEATED || /^[A-Z_]+\d*$/.test(secret)) return;
  repeated.set(secret, placeholder);
}

function hideRepeated(text: string, { repeated }: Names): string {
  let hidden = text;
  for (const [secret, placeholder] of repeated) {
    if (hidden.includes(secret)) hidden = hidden.replaceAll(secret, () => placeholder);
  }
  return hidden;
}

/**
 * JSON stays JSON, so that it can be sent again: a number's placeholder becomes a text.
 * @throws when that is not enough; JSON cut by a secret must not be taken for what was offered
 */
function keptJson(before: string, after: string): string {
  if (after === before || !isJson(before) || isJson(after)) return after;
  const quoted = after.replace(BARE_PLACEHOLDER, '"$&"');
  if (isJson(quoted)) return quoted;
  throw new Error('The tools of a record are no JSON any more after their redaction.');
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Private keys, from their first line to their last, whatever lies between. */
function hideKeyBlocks(text: string, names: Names): string {
  if (!text.includes('PRIVATE KEY')) return text;
  let hidden = '';
  let end = 0;
  KEY_BLOCK.lastIndex = 0;
  for (let begin = KEY_BLOCK.exec(text); begin !== null; begin = KEY_BLOCK.exec(text)) {
    const last = endOfKey(text, KEY_BLOCK.lastIndex);
    hidden += text.slice(end, begin.index) + names.of('PRIVATE_KEY', text.slice(begin.index, last));
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
