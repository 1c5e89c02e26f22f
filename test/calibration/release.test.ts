import { describe, expect, it } from 'vitest';
import { adaptationAlarm } from '../../scripts/calibrate/adaptation-experiments.js';
import type { Experiment } from '../../scripts/calibrate/experiment.js';
import { canaryExperiment, onsetExperiment } from '../../scripts/calibrate/release-experiments.js';
import { replayExperiment } from '../../scripts/calibrate/replay-experiment.js';

/** How often each figure happened in a few repetitions. */
async function hitsOf(experiment: Experiment, runs: number): Promise<Record<string, number>> {
  const hits: Record<string, number> = {};
  for (let run = 0; run < runs; run += 1) {
    for (const [name, happened] of Object.entries(await experiment.repeat(run, 'test'))) {
      hits[name] = (hits[name] ?? 0) + (happened === true ? 1 : 0);
    }
  }
  return hits;
}

// The bounds are what chance leaves in less than one of a thousand tries when the figures are as the experiments show.
describe('a few repetitions of what `npm run calibrate` measures', () => {
  it('onset and half-life of a habit are dated', async () => {
    const hits = await hitsOf(onsetExperiment(), 12);
    expect(hits['onset within a day']).toBeGreaterThanOrEqual(10);
    expect(hits['half-life within a quarter']).toBeGreaterThanOrEqual(6);
  });

  it('a canary’s effect is inside its interval, and another way before is seen', async () => {
    const hits = await hitsOf(canaryExperiment(), 100);
    expect(hits['interval covers the effect']).toBeGreaterThanOrEqual(86);
    expect(hits['alarm without an effect']).toBeLessThanOrEqual(14);
    expect(hits['other ways before are flagged']).toBeGreaterThanOrEqual(66);
    expect(hits['the same way is flagged']).toBeLessThanOrEqual(14);
  });

  it('the replay tells model from adaptation and their interaction', async () => {
    const hits = await hitsOf(replayExperiment(), 20);
    for (const [name, count] of Object.entries(hits)) {
      expect(count, name).toBeGreaterThanOrEqual(name.endsWith('covered') ? 14 : 18);
    }
  });

  it('habits that drift as before raise no alarm, and habits that change do', async () => {
    const hits = await hitsOf(adaptationAlarm(), 3);
    expect(hits['alarm: strong drift, no release']).toBeLessThanOrEqual(1);
    expect(hits['without placebo dates: strong drift alarms']).toBe(3);
    expect(hits['found: half of the users adapt']).toBe(3);
  });
});
