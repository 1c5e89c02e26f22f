import type { Neighbour, Release } from '../../workflows/messages.js';
import { lastBefore } from '../../workflows/split-windows.js';
import { DAY_MS, startMsOf, type Window, windowBetween } from '../../workflows/window.js';
import type { FollowedRelease, FrozenWindows } from './release-records.js';

/** What a rollback takes back, and the state it goes back to. */
export interface RolledBack extends Neighbour {
  /** The windows before the release that is rolled back. */
  readonly windows: FrozenWindows;
  /** From that release, as far as the rollback's baseline reaches, until the rollback: what is taken back. */
  readonly releasedWindow: Window;
}

/**
 * The release that a rollback takes back: the latest earlier one that brought the model, or the prompt version, that
 * the rollback comes `from`; the latest earlier one where the rollback does not say.
 * @param followed releases with their records
 * @param neighbours releases that the monitor knows; some may have no record yet
 * @param rollback.baselineWindow of the rollback's own tracker
 * @param baselineDays for a release whose record tells no windows
 * @returns null when no earlier release is known, or none brought what the rollback comes from
 */
export function rolledBackRelease(
  rollback: { readonly release: Release; readonly baselineWindow: Window },
  followed: readonly FollowedRelease[],
  neighbours: readonly Neighbour[],
  baselineDays: number,
): RolledBack | null {
  const { release, baselineWindow } = rollback;
  const from = release.modelFrom;
  const known = followed.filter((each) => each.release.releaseId !== release.releaseId);
  const brought = known.filter((each) => each.release.modelTo === from || each.release.promptVersion === from);
  const candidates =
    from === null ? [...known.map((each) => each.release), ...neighbours] : brought.map((each) => each.release);
  const found = lastBefore(candidates, Date.parse(release.deployedAt));
  if (found === undefined) return null;
  const { releaseId, deployedAt } = found;
  const deployedMs = Date.parse(deployedAt);
  const record = known.find((each) => each.release.releaseId === releaseId);
  const days = windowBetween(deployedMs - baselineDays * DAY_MS, deployedMs);
  return {
    releaseId,
    deployedAt,
    windows: record?.windows ?? { historyWindow: days, baselineWindow: days },
    releasedWindow: windowBetween(Math.max(startMsOf(baselineWindow), deployedMs), Date.parse(release.deployedAt)),
  };
}
