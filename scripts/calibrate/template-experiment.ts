import { phraseRows } from '../../activities/adaptation/phrase-trends.js';
import { templateRows } from '../../activities/adaptation/template-adoption.js';
import { mineTemplates } from '../../activities/adaptation/template-mining.js';
import { skeletonText } from '../../activities/adaptation/template-skeleton.js';
import type { Experiment, Outcome } from './experiment.js';
import { createTemplateWorld, type TemplateWorld } from './template-world.js';

const USERS = 400;
const ADOPTERS = 0.05;
const DAYS = 14;
const LEVEL = 0.05;

/** What is found in a world: skeletons of all templates, of the growing ones, and growing phrases. */
async function findingsOf({ releaseMs, before, after }: TemplateWorld) {
  const breathe = async () => {};
  const templates = await mineTemplates([...before.prompts, ...after.prompts], breathe);
  const windows = [
    { days: 0, ...before },
    { days: DAYS, ...after },
  ];
  const rows = await templateRows(templates, windows, releaseMs, breathe);
  const phrases = await phraseRows(before, { ...after, days: DAYS }, breathe);
  return {
    skeletons: templates.map(({ skeleton }) => skeletonText(skeleton)),
    rising: rows.filter(({ p_adjusted }) => p_adjusted !== null && p_adjusted <= LEVEL),
    phrases: phrases.filter(({ p_adjusted }) => p_adjusted <= LEVEL).map(({ phrase }) => phrase),
  };
}

/** Three templates with slots, each adopted by one user in twenty, and one user who repeats a prompt. */
export async function templateOutcome(seed: string, users = USERS): Promise<Outcome> {
  const world = createTemplateWorld({ users, adopters: ADOPTERS }, seed);
  const found = await findingsOf(world);
  const rising = found.rising.map(({ skeleton }) => skeleton);
  const right = world.planted.filter((skeleton) => found.skeletons.includes(skeleton));
  const halfLives = found.rising.flatMap(({ skeleton, half_life_days }) =>
    world.planted.includes(skeleton) && half_life_days !== null ? [half_life_days] : [],
  );
  const quiet = createTemplateWorld({ users, adopters: 0 }, `${seed} quiet`);
  const chance = await findingsOf(quiet);
  const words = new Set(world.repeated.replaceAll(' {…}', '').split(' '));
  const isOfRepeater = (phrase: string) => phrase.split(' ').every((word) => words.has(word));
  return {
    'all three skeletons right': right.length === world.planted.length,
    'a planted skeleton right': right.length / world.planted.length,
    'all three told as growing': world.planted.every((skeleton) => rising.includes(skeleton)),
    'a new phrase found': found.phrases.length > 0,
    'a template from one user’s repeated prompt': found.skeletons.includes(world.repeated),
    'a new phrase from one user’s repeated prompt': found.phrases.some(isOfRepeater),
    'no change: a template told as growing': chance.rising.length > 0,
    'no change: a phrase told as new': chance.phrases.length > 0,
    ...(halfLives.length === 0
      ? {}
      : { 'half-life in days, planted 2': halfLives.reduce((sum, days) => sum + days, 0) / halfLives.length }),
  };
}

/** Whether templates that users share are found, and what one user repeats is not. */
export const templateExperiment: Experiment = {
  name: 'templates',
  about: `three templates with slots, each adopted by ${100 * ADOPTERS} % of ${USERS} users, beside one user's repeated prompt`,
  runs: 100,
  minutes: 10,
  figures: [
    { name: 'all three skeletons right', limit: { atLeast: 0.9 } },
    { name: 'a planted skeleton right', limit: null },
    { name: 'all three told as growing', limit: { atLeast: 0.9 } },
    { name: 'a new phrase found', limit: { atLeast: 0.9 } },
    { name: 'a template from one user’s repeated prompt', limit: { atMost: 0 } },
    { name: 'a new phrase from one user’s repeated prompt', limit: { atMost: 0 } },
    { name: 'no change: a template told as growing', limit: { atMost: 0.07 } },
    { name: 'no change: a phrase told as new', limit: { atMost: 0.07 } },
    { name: 'half-life in days, planted 2', limit: null },
  ],
  repeat: async (repetition, seed) => await templateOutcome(`${seed} ${repetition}`),
};
