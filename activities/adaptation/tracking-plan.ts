import { DAY_MS, type Window, windowBetween } from '../../workflows/window.js';

/** A look at the users some days after the release. */
interface Checkpoint {
  /** End of its window, in days after the release. */
  readonly days: number;
  readonly window: Window;
}

/** What a tracker reads, and when. */
export interface TrackingPlan {
  /** The baseline, and before it as much as the placebo dates need. */
  readonly historyWindow: Window;
  readonly baselineWindow: Window;
  /** Earliest first; windows follow each other without gap or overlap. */
  readonly checkpoints: readonly Checkpoint[];
  /** Whether the requests must be embedded: always, as every figure but the patterns lives in embedding space. */
  readonly embedNeeded: boolean;
}

/** The part of a pipeline's `adaptation` settings that fixes the windows. */
export interface TrackingSettings {
  readonly baselineDays: number;
  readonly checkpointsDays: readonly number[];
  readonly placebos: number;
}

/** A pair of windows that is compared: a release's, or a placebo date's. */
export interface ComparedWindows {
  readonly baseline: Window;
  readonly window: Window;
}

/**
 * The windows of a release. Checkpoint i looks at `[deployedAt + days[i-1], deployedAt + days[i])`, so that a user's
 * new habits are dated and no request counts at two checkpoints. Checkpoints may come unsorted and doubled.
 */
export function trackingPlanOf(deployedAt: string, settings: TrackingSettings): TrackingPlan {
  const deployedAtMs = Date.parse(deployedAt);
  const days = [...new Set(settings.checkpointsDays)].sort((a, b) => a - b);
  const lastDays = days.at(-1) ?? 0;
  // A placebo repeats the whole arrangement, its distance from baseline to window included, before the release.
  const placeboDays = settings.placebos === 0 ? 0 : lastDays + settings.placebos - 1;
  return {
    historyWindow: daysAround(deployedAtMs, -settings.baselineDays - placeboDays, 0),
    baselineWindow: daysAround(deployedAtMs, -settings.baselineDays, 0),
    checkpoints: days.map((end, i) => ({ days: end, window: daysAround(deployedAtMs, days[i - 1] ?? 0, end) })),
    embedNeeded: true,
  };
}

/**
 * The same arrangement of windows moved back, a day further for each placebo: the last one's window ends where the
 * release happened, so that no placebo has seen the release. Dates whose baseline begins before the logs do are left
 * out: a shorter baseline would not be the same computation.
 * @param firstRequestMs the earliest request of the history
 */
export function placeboWindows(compared: ComparedWindows, placebos: number, firstRequestMs: number): ComparedWindows[] {
  const releaseMs = Date.parse(compared.baseline.end);
  const windowEndMs = Date.parse(compared.window.end);
  return Array.from({ length: placebos }, (_, step) => {
    const backMs = windowEndMs - releaseMs + step * DAY_MS;
    return { baseline: movedBack(compared.baseline, backMs), window: movedBack(compared.window, backMs) };
  }).filter(({ baseline }) => Date.parse(baseline.start) >= firstRequestMs - DAY_MS);
}

function movedBack({ start, end }: Window, byMs: number): Window {
  return windowBetween(Date.parse(start) - byMs, Date.parse(end) - byMs);
}

function daysAround(instantMs: number, fromDays: number, toDays: number): Window {
  return windowBetween(instantMs + fromDays * DAY_MS, instantMs + toDays * DAY_MS);
}
