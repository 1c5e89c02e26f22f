import { expect, it } from 'vitest';
import { livingSet } from '../../scripts/calibrate/living-set-experiment.js';
import { staleSet } from '../../scripts/calibrate/stale-set-experiment.js';
import { clearlyMissed, firstOutcomes } from './repetitions.js';

// `npm run calibrate -- living-set stale-set` repeats both 200 times; here the first few show that nothing broke.
const RUNS = 30;
const TIMEOUT_MS = 300_000;

it(
  'a living set looks like the traffic for twelve weeks, and its weighted means hold the truth',
  async () => {
    expect(clearlyMissed(livingSet, await firstOutcomes(livingSet, RUNS))).toEqual([]);
  },
  TIMEOUT_MS,
);

it(
  'a set that lacks a tenth of the traffic is flagged, and a fresh sample is not',
  async () => {
    expect(clearlyMissed(staleSet, await firstOutcomes(staleSet, RUNS))).toEqual([]);
  },
  TIMEOUT_MS,
);
