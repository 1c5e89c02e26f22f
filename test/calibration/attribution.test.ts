import { describe, expect, it } from 'vitest';
import { accusesStillTopic, attributionRun, coversAll, ranksLargeChanges } from './attribution-world.js';

const RUNS = 3;

describe('which topics moved', () => {
  it('is told of three planted changes, with intervals that hold all true changes and no still topic accused', async () => {
    const counts = { ranked: 0, covered: 0, accused: 0 };
    for (let seed = 0; seed < RUNS; seed += 1) {
      const run = await attributionRun({ seed, dimension: 64, users: 900, draws: 199 });
      counts.ranked += ranksLargeChanges(run) ? 1 : 0;
      counts.covered += coversAll(run) ? 1 : 0;
      counts.accused += accusesStillTopic(run) ? 1 : 0;
    }
    // Three runs show that nothing is broken, not the level.
    expect(counts.ranked).toBeGreaterThanOrEqual(RUNS - 1);
    expect(counts.covered).toBeGreaterThanOrEqual(RUNS - 1);
    expect(counts.accused).toBeLessThanOrEqual(1);
  }, 120_000);
});
