const INSTANT =
  /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(Z|([+-])(\d{2}):?(\d{2})?)?$/i;
const MINUTE_MS = 60_000;
const PLAIN_INSTANT = '0000-00-00T00:00:00.000Z';
/** Where that form has no digit. */
const PLAIN_SIGNS = [4, 7, 10, 13, 16, 19, 23];
const ZERO = 0x30;
const NINE = 0x39;
/** Low enough to make every number negative that it is a digit of. */
const NO_DIGIT = -10_000;

/**
 * An ISO-8601 instant in milliseconds since 1970, floored; without a zone it is UTC. Null for anything else, days that
 * no calendar has (`2026-02-30`) included: `Date.parse` would move those into the next month.
 */
export function instantOf(value: unknown): number | null {
  if (typeof value !== 'string') return null;
  const plainMs = plainInstantOf(value);
  if (plainMs !== null) return plainMs;
  const match = INSTANT.exec(value.trim());
  if (match === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  const midnightMs = midnightOf(year, month, day);
  // A leap second counts as the first second of the next minute.
  if (midnightMs === null || hour > 23 || minute > 59 || second > 60) return null;
  const fractionMs = Number((match[7] ?? '').padEnd(3, '0').slice(0, 3));
  const [zoneHours, zoneMinutes] = [Number(match[10] ?? 0), Number(match[11] ?? 0)];
  if (zoneHours > 23 || zoneMinutes > 59) return null;
  const offsetMs = (match[9] === '-' ? -1 : 1) * (60 * zoneHours + zoneMinutes) * MINUTE_MS;
  return midnightMs + (60 * hour + minute) * MINUTE_MS + 1000 * second + fractionMs - offsetMs;
}

function plainInstantOf(text: string): number | null {
  if (text.length !== PLAIN_INSTANT.length) return null;
  for (let at = 0; at < PLAIN_INSTANT.length; at += 1) characters[at] = text.charCodeAt(at);
  return plainInstantIn(characters, 0, PLAIN_INSTANT.length);
}

const characters = new Uint16Array(PLAIN_INSTANT.length);

/**
 * `2026-10-05T10:00:00.123Z`, the form that nearly all logs use: each character is read once, several times as fast as a
 * pattern. Null for any other form.
 */
export function plainInstantIn(text: Uint8Array | Uint16Array, start: number, end: number): number | null {
  if (end - start !== PLAIN_INSTANT.length) return null;
  for (const at of PLAIN_SIGNS) if (text[start + at] !== PLAIN_INSTANT.charCodeAt(at)) return null;
  const year = 100 * pairIn(text, start) + pairIn(text, start + 2);
  const midnightMs = midnightOf(year, pairIn(text, start + 5), pairIn(text, start + 8));
  const hour = pairIn(text, start + 11);
  const minute = pairIn(text, start + 14);
  const second = pairIn(text, start + 17);
  const ms = 10 * pairIn(text, start + 20) + digitIn(text, start + 22);
  if (Math.min(year, hour, minute, second, ms) < 0 || hour > 23 || minute > 59 || second > 59) return null;
  return midnightMs === null ? null : midnightMs + (60 * hour + minute) * MINUTE_MS + 1000 * second + ms;
}

/** Two digits as a number; negative when one is none. */
function pairIn(text: Uint8Array | Uint16Array, at: number): number {
  return 10 * digitIn(text, at) + digitIn(text, at + 1);
}

function digitIn(text: Uint8Array | Uint16Array, at: number): number {
  const code = text[at] ?? 0;
  return code >= ZERO && code <= NINE ? code - ZERO : NO_DIGIT;
}

/** Null for a day that no calendar has. */
function midnightOf(year: number, month: number, day: number): number | null {
  const midnightMs = Date.UTC(year, month - 1, day);
  const isDay = day > 0 && (day <= 28 || new Date(midnightMs).getUTCMonth() === month - 1);
  return isDay && month > 0 && month <= 12 ? midnightMs : null;
}

/**
 * Text that every reader of the tables takes: lone surrogates have no UTF-8 form, and a NUL ends a text in C programs;
 * both become U+FFFD.
 */
export function safeText(text: string): string {
  return (text.includes('\0') ? text.replaceAll('\0', '\uFFFD') : text).toWellFormed();
}

/** The text of a field; null when it is absent, empty or no text. */
export function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? safeText(value) : null;
}

/** An id as text; a number too large to be read exactly is no id, because it would merge several. */
export function idOf(value: unknown): string | null {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : null;
  return textOf(value);
}
