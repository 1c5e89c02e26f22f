import { type Experiment, isWithin, numbersOf, type Outcome, tallyOf } from '../../scripts/calibrate/experiment.js';

/** Outcomes of the first repetitions of an experiment, always the same ones. */
export async function firstOutcomes(experiment: Experiment, runs: number): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (let repetition = 0; repetition < runs; repetition += 1) {
    outcomes.push(await experiment.repeat(repetition, 'test'));
  }
  return outcomes;
}

/** The share of the outcomes in which a figure happened, or the mean of its numbers. */
function measured(outcomes: readonly Outcome[], figure: string): number {
  const numbers = numbersOf(outcomes, figure);
  if (numbers.length > 0) return numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
  const { hits, trials } = tallyOf(outcomes, figure);
  return hits / trials;
}

/**
 * Figures of few repetitions that miss their limits by more than chance explains: by three standard errors of a share
 * that lies on the limit, and at least by one repetition.
 */
export function clearlyMissed({ figures }: Experiment, outcomes: readonly Outcome[]): string[] {
  return figures.flatMap(({ name, limit }) => {
    if (limit === null) return [];
    const { atLeast = -Infinity, atMost = Infinity } = limit;
    const slack = (share: number) =>
      share > 0 && share < 1 ? 3 * Math.sqrt((share * (1 - share)) / outcomes.length) : 0;
    const value = measured(outcomes, name);
    const isFine = isWithin(value, { atLeast: atLeast - slack(atLeast), atMost: atMost + slack(atMost) });
    return isFine ? [] : [`${name}: ${value}`];
  });
}
