import type { Neighbour } from './messages.js';
import { endMsOf, type Window, windowBetween } from './window.js';

/** The first release deployed after an instant, or undefined; equal dates cannot be told apart and do not count. */
export function firstAfter(neighbours: readonly Neighbour[], instantMs: number): Neighbour | undefined {
  return neighbours
    .filter(({ deployedAt }) => Date.parse(deployedAt) > instantMs)
    .sort((a, b) => Date.parse(a.deployedAt) - Date.parse(b.deployedAt) || (a.releaseId < b.releaseId ? -1 : 1))[0];
}

/** The last release deployed before an instant, or undefined. */
export function lastBefore(neighbours: readonly Neighbour[], instantMs: number): Neighbour | undefined {
  return neighbours
    .filter(({ deployedAt }) => Date.parse(deployedAt) < instantMs)
    .sort((a, b) => Date.parse(b.deployedAt) - Date.parse(a.deployedAt) || (a.releaseId < b.releaseId ? -1 : 1))[0];
}

/** The part of a window before an instant; null when there is none. */
export function windowUntil(window: Window, instantMs: number): Window | null {
  const startMs = Date.parse(window.start);
  if (instantMs <= startMs) return null;
  return instantMs >= endMsOf(window) ? window : windowBetween(startMs, instantMs);
}
