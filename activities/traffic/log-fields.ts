const INSTANT =
  /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(Z|([+-])(\d{2}):?(\d{2})?)?$/i;
const MINUTE_MS = 60_000;
const PLAIN_INSTANT = '0000-00-00T00:00:00.000Z';
/** Where that form has no digit. */
const PLAIN_SIGNS = [4, 7, 10, 13, 16, 19, 23];
const ZERO = 0x30;
const NINE = 0x39;

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

/**
 * `2026-10-05T10:00:00.123Z`, the form that nearly all logs use: each character is read once, several times as fast as a
 * pattern.
 */
function plainInstantOf(text: string): number | null {
  if (text.length !== PLAIN_INSTANT.length) return null;
  for (const at of PLAIN_SIGNS) if (text.charCodeAt(at) !== PLAIN_INSTANT.charCodeAt(at)) return null;
  const year = 100 * pairOf(text, 0) + pairOf(text, 2);
  const midnightMs = midnightOf(year, pairOf(text, 5), pairOf(text, 8));
  const [hour, minute, second] = [pairOf(text, 11), pairOf(text, 14), pairOf(text, 17)];
  const ms = 10 * pairOf(text, 20) + digitOf(text, 22);
  if (midnightMs === null || !(hour <= 23 && minute <= 59 && second <= 59)) return null;
  const instantMs = midnightMs + (60 * hour + minute) * MINUTE_MS + 1000 * second + ms;
  return Number.isNaN(instantMs) ? null : instantMs;
}

/** Two digits as a number; NaN when one is none. */
function pairOf(text: string, at: number): number {
  return 10 * digitOf(text, at) + digitOf(text, at + 1);
}

function digitOf(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code >= ZERO && code <= NINE ? code - ZERO : Number.NaN;
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
