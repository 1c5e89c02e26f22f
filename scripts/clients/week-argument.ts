import { InvalidArgumentError } from 'commander';
import { Refusal } from '../../activities/refusal.js';
import { endMsOf, type IsoWeek, weekBefore, windowOfWeek } from '../../workflows/window.js';

/** @throws {InvalidArgumentError} for commander, when the text is no ISO week */
export function parseWeek(text: string): IsoWeek {
  try {
    windowOfWeek(text);
    return text;
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? `${error.message}.` : String(error));
  }
}

/** A week's figures must not depend on the day on which somebody asked for them. */
export function refuseUnfinishedWeek(week: IsoWeek): void {
  const { end } = windowOfWeek(week);
  if (endMsOf(windowOfWeek(week)) <= Date.now()) return;
  throw new Refusal(
    'BadInput',
    `week ${week} ends on ${end}; name one that is over, such as ${weekBefore(Date.now())}`,
  );
}
