import type { ActivityDependencies } from '../dependencies.js';
import { createDrawActivities } from './draw-activities.js';
import { createListingActivities } from './listing-activities.js';
import { createRedactor } from './redaction.js';
import { openWindow, type RedactWith, type TrafficWindow } from './sampled-window.js';
import { createShardActivities } from './shard-activities.js';

const PIECE_MS = 20_000;

interface TrafficOptions {
  readonly redactWith?: RedactWith;
  /** After this long a shard leaves what it has, so that a retry goes on from there. @default 20 s */
  readonly pieceMs?: number;
}

/** What did users send? As activities, in the order in which they run. */
export function createTrafficActivities(
  deps: ActivityDependencies,
  { redactWith = ({ redact }) => createRedactor(redact), pieceMs = PIECE_MS }: TrafficOptions = {},
) {
  const open = async (window: TrafficWindow) => await openWindow(deps, redactWith, window);
  return {
    ...createListingActivities(open),
    ...createShardActivities(deps, open, pieceMs),
    ...createDrawActivities(open),
  };
}
