import { expect, it } from 'vitest';
import { templateOutcome } from '../../scripts/calibrate/template-experiment.js';

it('finds three templates that one user in twenty takes up, and nothing in one user’s repeated prompt', async () => {
  expect(await templateOutcome('fast subset', 240)).toMatchObject({
    'all three skeletons right': true,
    'a template from one user’s repeated prompt': false,
    'a new phrase from one user’s repeated prompt': false,
    'no change: a template told as growing': false,
    'no change: a phrase told as new': false,
  });
});
