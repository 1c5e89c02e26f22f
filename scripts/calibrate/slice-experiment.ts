import type { Experiment } from './experiment.js';
import { holmOverSlices, simulateSlices, WORLDS_WITHOUT_GAIN } from './slice-world.js';

const LEVEL = 0.05;

/** Twenty slices without a difference: how often does Holm over their p-values claim one anywhere? */
export const sliceExperiment: Experiment = {
  name: 'slices',
  about: `20 slices of 40 users without any gain, a false claim anywhere, Holm at ${LEVEL}`,
  runs: 10_000,
  minutes: 2,
  figures: WORLDS_WITHOUT_GAIN.map(([name]) => ({ name, limit: { atMost: LEVEL } })),
  repeat: async (repetition, seed) =>
    Object.fromEntries(
      WORLDS_WITHOUT_GAIN.map(([name, world]) => {
        const rows = simulateSlices(world, `${name} ${seed} ${repetition}`);
        return [name, holmOverSlices(rows).some(({ p }) => p <= LEVEL)];
      }),
    ),
};
