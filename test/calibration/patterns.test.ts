import { expect, it } from 'vitest';
import { patternExperiment } from '../../scripts/calibrate/pattern-experiment.js';
import { clearlyMissed, firstOutcomes } from './repetitions.js';

// `npm run calibrate -- patterns` repeats it 300 times; here the first few show that nothing broke.
const RUNS = 8;

it('finds a pattern that rises by ten points among all patterns, and none when nothing happens', async () => {
  expect(clearlyMissed(patternExperiment, await firstOutcomes(patternExperiment, RUNS))).toEqual([]);
});
