import type { Neighbour } from '../../workflows/messages.js';
import { lastBefore } from '../../workflows/split-windows.js';
import { DAY_MS, type Window, windowBetween } from '../../workflows/window.js';

/** How many days further back placebo dates are looked for where other releases are in their way. */
const MOST_STEPS_AROUND_RELEASES = 60;

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
  /** What a reader must know of the windows. */
  readonly notes: readonly string[];
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
 * new habits are dated and no request counts at two checkpoints. Checkpoints may come unsorted and doubled. The baseline
 * begins at the release before this one when that lies inside it: what came before is another product's traffic.
 * @param neighbours other releases, in any order
 */
export function trackingPlanOf(
  deployedAt: string,
  settings: TrackingSettings,
  neighbours: readonly Neighbour[] = [],
): TrackingPlan {
  const deployedAtMs = Date.parse(deployedAt);
  const days = [...new Set(settings.checkpointsDays)].sort((a, b) => a - b);
  const checkpoints = days.map((end, i) => ({ days: end, window: daysAround(deployedAtMs, days[i - 1] ?? 0, end) }));
  const whole = daysAround(deployedAtMs, -settings.baselineDays, 0);
  const before = lastBefore(neighbours, deployedAtMs);
  const isCut = before !== undefined && before.deployedAt > whole.start;
  const baselineWindow = isCut ? windowBetween(Date.parse(before.deployedAt), deployedAtMs) : whole;
  const releases = releaseTimes(neighbours);
  const earliest = checkpoints.flatMap(({ window }) =>
    placeboWindows({ baseline: baselineWindow, window }, settings.placebos, Number.NEGATIVE_INFINITY, releases),
  );
  const starts = [baselineWindow, ...earliest.map(({ baseline }) => baseline)].map(({ start }) => Date.parse(start));
  return {
    historyWindow: windowBetween(Math.min(...starts), deployedAtMs),
    baselineWindow,
    checkpoints,
    embedNeeded: true,
    notes: isCut
      ? [`release ${before.releaseId} of ${before.deployedAt} came shortly before: the baseline begins with it`]
      : [],
  };
}

/** Instants of releases in ms since 1970. */
export function releaseTimes(neighbours: readonly Neighbour[]): number[] {
  return neighbours.map(({ deployedAt }) => Date.parse(deployedAt));
}

/**
 * The same arrangement of windows moved back, a day further for each placebo: the last one's window ends where the
 * release happened, so that no placebo has seen the release. Dates whose baseline begins before the logs do are left
 * out: a shorter baseline would not be the same computation. So are dates that another release lies inside of: it would
 * not be a placebo.
 * @param firstRequestMs the earliest request of the history
 * @param releases instants of other releases, in ms since 1970
 */
export function placeboWindows(
  compared: ComparedWindows,
  placebos: number,
  firstRequestMs: number,
  releases: readonly number[] = [],
): ComparedWindows[] {
  const releaseMs = Date.parse(compared.baseline.end);
  const windowEndMs = Date.parse(compared.window.end);
  const found: ComparedWindows[] = [];
  for (let step = 0; found.length < placebos && step < placebos + MOST_STEPS_AROUND_RELEASES; step += 1) {
    const backMs = windowEndMs - releaseMs + step * DAY_MS;
    const placebo = { baseline: movedBack(compared.baseline, backMs), window: movedBack(compared.window, backMs) };
    const startMs = Date.parse(placebo.baseline.start);
    if (startMs < firstRequestMs - DAY_MS) break;
    const endMs = Date.parse(placebo.window.end);
    if (releases.every((time) => time <= startMs || time >= endMs)) found.push(placebo);
  }
  return found;
}

function movedBack({ start, end }: Window, byMs: number): Window {
  return windowBetween(Date.parse(start) - byMs, Date.parse(end) - byMs);
}

function daysAround(instantMs: number, fromDays: number, toDays: number): Window {
  return windowBetween(instantMs + fromDays * DAY_MS, instantMs + toDays * DAY_MS);
}
