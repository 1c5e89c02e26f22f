/** A half-open UTC interval `[start, end)`; both ends ISO-8601 with milliseconds and `Z`. */
export interface Window {
  readonly start: string;
  readonly end: string;
}

/** An ISO-8601 week such as `2026-W40`: Monday 00:00 UTC to the next Monday. */
export type IsoWeek = string;

export const DAY_MS = 86_400_000;
export const WEEK_MS = 7 * DAY_MS;

const ISO_WEEK = /^(\d{4})-W(\d{2})$/;

/** The ISO week that holds an instant (ISO 8601: week 1 is the week with the year's first Thursday). */
export function isoWeekOf(timeMs: number): IsoWeek {
  const thursdayMs = mondayOf(timeMs) + 3 * DAY_MS;
  const year = new Date(thursdayMs).getUTCFullYear();
  const week = 1 + Math.floor((thursdayMs - Date.UTC(year, 0, 1)) / WEEK_MS);
  return `${year}-W${String(week).padStart(2, '0')}`;
}

/**
 * The seven days of an ISO week.
 * @throws {RangeError} when the text is no ISO week, or the year has no such week.
 */
export function windowOfWeek(week: IsoWeek): Window {
  const match = ISO_WEEK.exec(week);
  if (match !== null) {
    const firstThursdayMs = mondayOf(Date.UTC(Number(match[1]), 0, 4)) + 3 * DAY_MS;
    const startMs = firstThursdayMs - 3 * DAY_MS + (Number(match[2]) - 1) * WEEK_MS;
    if (isoWeekOf(startMs) === week) return windowBetween(startMs, startMs + WEEK_MS);
  }
  throw new RangeError(`"${week}" is not an ISO week; write it like 2026-W40`);
}

/** The last full week before an instant: what a run scheduled for that instant evaluates. */
export function weekBefore(timeMs: number): IsoWeek {
  return isoWeekOf(mondayOf(timeMs) - WEEK_MS);
}

export function windowBetween(startMs: number, endMs: number): Window {
  if (!(startMs < endMs)) throw new RangeError(`a window must end after it starts: [${startMs}, ${endMs})`);
  return { start: new Date(startMs).toISOString(), end: new Date(endMs).toISOString() };
}

export function startMsOf(window: Window): number {
  return Date.parse(window.start);
}

export function endMsOf(window: Window): number {
  return Date.parse(window.end);
}

export function isInside(window: Window, timeMs: number): boolean {
  return timeMs >= startMsOf(window) && timeMs < endMsOf(window);
}

/** A window as one path segment: `20260928T000000Z-20261005T000000Z`. */
export function windowKey(window: Window): string {
  const compact = (iso: string) => iso.replace(/\.\d+Z$/, 'Z').replace(/[-:]/g, '');
  return `${compact(window.start)}-${compact(window.end)}`;
}

function mondayOf(timeMs: number): number {
  const dayMs = Math.floor(timeMs / DAY_MS) * DAY_MS;
  return dayMs - ((new Date(dayMs).getUTCDay() + 6) % 7) * DAY_MS;
}

/** The calendar month of an instant in UTC, as `2026-11`. */
export function monthOf(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 7);
}
