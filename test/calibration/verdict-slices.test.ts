import { describe, expect, it } from 'vitest';
import { type JointSlice, jointSlices } from '../../activities/stats/max-t.js';
import {
  hasGain,
  holmOverSlices,
  type SliceWorld,
  simulateSlices,
  WORLDS_WITHOUT_GAIN,
} from '../../scripts/calibrate/slice-world.js';
import { covers, PATIENCE_MS, percent, threeSigma } from './verdict-world.js';

// With --reporter=verbose each test prints what it measured; `npm run calibrate -- slices` does the first with more runs.

const RUNS = 2000;
const DRAWS = 139;
const LEVEL = 0.05;

interface Measured {
  readonly errors: Record<'holm' | 'maxT', number>;
  /** Share of the slices with a gain that were found. */
  readonly found: Record<'holm' | 'maxT', number>;
  /** Share of the runs in which all intervals hold at once. */
  readonly covered: number;
}

function measure(world: SliceWorld, name: string): Measured {
  const errors = { holm: 0, maxT: 0 };
  const found = { holm: 0, maxT: 0 };
  let covered = 0;
  for (let run = 0; run < RUNS; run += 1) {
    const rows = simulateSlices(world, `${name} ${run}`);
    const joint = jointSlices(rows, { seed: String(run), draws: DRAWS });
    const claims = {
      holm: holmOverSlices(rows).filter(({ p }) => p <= LEVEL),
      maxT: joint.filter(({ pStepDown }) => pStepDown <= LEVEL),
    };
    for (const method of ['holm', 'maxT'] as const) {
      const right = claims[method].filter(({ slice }) => world.gain !== 0 && hasGain(slice)).length;
      found[method] += right / 3 / RUNS;
      if (claims[method].length > right) errors[method] += 1 / RUNS;
    }
    const holds = (slice: JointSlice) => covers(slice, hasGain(slice.slice) ? world.gain : 0);
    if (joint.every(holds)) covered += 1 / RUNS;
  }
  return { errors, found, covered };
}

describe('twenty slices of 40 users', { timeout: PATIENCE_MS }, () => {
  it.for(WORLDS_WITHOUT_GAIN)(
    'without any gain give a false claim in at most one of 20 runs: slices %s',
    async ([name, world], { annotate }) => {
      const { errors, covered } = measure(world, name);
      await annotate(
        `family-wise error: Holm ${percent(errors.holm)}, max-T ${percent(errors.maxT)}; ` +
          `simultaneous coverage ${percent(covered)}`,
      );
      const chance = threeSigma(LEVEL, RUNS);
      expect(errors.holm).toBeLessThanOrEqual(LEVEL + chance);
      expect(errors.maxT).toBeLessThanOrEqual(LEVEL + chance);
      // Holm may spend less; a joint test that spends less has forgotten how alike slices are.
      expect(errors.maxT).toBeGreaterThanOrEqual(LEVEL - chance);
      expect(covered).toBeGreaterThanOrEqual(1 - LEVEL - chance);
    },
  );

  it('alike within users show more of their gains to the joint test than to Holm, with no more false claims', async ({
    annotate,
  }) => {
    const { errors, found, covered } = measure({ common: 0.8, gain: 0.5, presence: 1 }, 'gain');
    await annotate(
      `gains found: Holm ${percent(found.holm)}, max-T ${percent(found.maxT)}; family-wise error: Holm ` +
        `${percent(errors.holm)}, max-T ${percent(errors.maxT)}; simultaneous coverage ${percent(covered)}`,
    );
    expect(found.maxT).toBeGreaterThan(found.holm + 0.05);
    expect(errors.maxT).toBeLessThanOrEqual(LEVEL + threeSigma(LEVEL, RUNS));
    expect(covered).toBeGreaterThanOrEqual(1 - LEVEL - threeSigma(LEVEL, RUNS));
  });
});
