import { expect, it } from 'vitest';
import { leftBehindExperiment } from '../../scripts/calibrate/left-behind-experiment.js';
import { clearlyMissed, firstOutcomes } from './repetitions.js';

// `npm run calibrate -- left-behind` repeats it 200 times; here the first few show that nothing broke.
const RUNS = 8;

it('flags a set that a release leaves behind, and one early refresh covers the week after', async () => {
  expect(clearlyMissed(leftBehindExperiment, await firstOutcomes(leftBehindExperiment, RUNS))).toEqual([]);
});
