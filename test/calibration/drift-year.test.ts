import { describe, expect, it } from 'vitest';
import { driftDesign } from '../../scripts/calibrate/drift-design.js';
import { isMet, type Outcome, tallyOf } from '../../scripts/calibrate/experiment.js';
import { seasonExperiment } from '../../scripts/calibrate/season-experiment.js';
import { yearNull, yearTopic } from '../../scripts/calibrate/year-experiments.js';
import { LADDER, LADDER_BESIDE_EVAL_SET, OTHER_SCHEMES, type WeekLook } from '../../scripts/calibrate/year-schemes.js';

const design = driftDesign(32);
const SEED = 'test';
const TIMEOUT_MS = 120_000;

async function repeat(
  experiment: { readonly repeat: (repetition: number, seed: string) => Promise<Outcome> },
  runs: number,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (let repetition = 0; repetition < runs; repetition += 1) outcomes.push(await experiment.repeat(repetition, SEED));
  return outcomes;
}

const look = (week: number, four: number | null = null, fresh = 1): WeekLook => ({
  pValues: new Map([[1, week], ...(four === null ? [] : ([[4, four]] as const))]),
  freshPValue: fresh,
});
const schemeNamed = (part: string) => [LADDER, ...OTHER_SCHEMES].find(({ name }) => name.includes(part)) ?? LADDER;

describe('the level of a year', () => {
  it('is spent over all looks and all windows', () => {
    const looks = [look(0.05 / 155), look(0.05 / 157), look(1, 0.05 / 157), look(0.5, 0.01)];
    expect(LADDER.alarms(looks)).toEqual([false, true, true, false]);
    expect(LADDER_BESIDE_EVAL_SET.alarms(looks)).toEqual([false, false, false, false]);
  });

  it('lets evidence add up when every week has a part of the reference to itself', () => {
    const { alarms } = schemeNamed('restarts');
    expect(alarms(Array.from({ length: 52 }, () => look(1, null, 0.5))).some(Boolean)).toBe(false);
    expect(alarms(Array.from({ length: 6 }, () => look(1, null, 0.005))).at(-1)).toBe(true);
  });

  it(
    'raises a false alarm in few years, where a look at .05 every week does in many',
    async () => {
      const size = {
        worlds: [{ people: 120, referenceWeeks: 2 }],
        active: 40,
        looks: 52,
        newTopicMass: 0,
        promptsPerUser: 2,
      };
      const outcomes = await repeat(yearNull(design, size), 6);
      // At .05 a year, 3 or more of 6 have a probability of .002.
      expect(tallyOf(outcomes, LADDER.name).hits).toBeLessThanOrEqual(2);
      expect(tallyOf(outcomes, schemeNamed('naive: one week').name).hits).toBeGreaterThanOrEqual(3);
    },
    TIMEOUT_MS,
  );

  it(
    'finds a new topic within four weeks, where slices of the reference are too small',
    async () => {
      const size = { worlds: [{ people: 300, referenceWeeks: 4 }], active: 100, looks: 52, newTopicMass: 0.2 };
      const outcomes = await repeat(yearTopic(design, size), 3);
      const found = tallyOf(outcomes, LADDER.name).hits;
      expect(found).toBeGreaterThanOrEqual(2);
      expect(found).toBeGreaterThan(tallyOf(outcomes, schemeNamed('fresh slices, union').name).hits);
    },
    TIMEOUT_MS,
  );
});

describe('weeks with a season', () => {
  it(
    'are ordinary among their own history, and a new topic is not',
    async () => {
      const experiment = seasonExperiment(design, { users: 100, history: 26 });
      const outcomes = await repeat(experiment, 10);
      const [ordinary, topic] = experiment.figures.map(({ name }) => tallyOf(outcomes, name));
      // At 1/27 a repetition, 4 or more of 10 have a probability below .001.
      expect(ordinary?.hits).toBeLessThanOrEqual(3);
      expect(topic !== undefined && isMet(topic, { atLeast: 0.5 })).toBe(true);
    },
    TIMEOUT_MS,
  );
});
