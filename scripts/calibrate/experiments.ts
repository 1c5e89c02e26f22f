import { driftDesign, pairTest } from './drift-design.js';
import type { Experiment } from './experiment.js';
import { mutations } from './mutations.js';
import { clusteredNull, clusteredPower, independentNull, independentPower } from './pair-experiments.js';
import { seasonExperiment } from './season-experiment.js';
import { yearNull, yearTopic } from './year-experiments.js';

/** Everything that can be run by its name. */
export function experimentsAt(dimension: number): Experiment[] {
  const design = driftDesign(dimension);
  const test = pairTest(design);
  return [
    clusteredNull(design, test),
    independentNull(design, test),
    independentPower(design, test),
    clusteredPower(design, test),
    yearNull(design),
    yearTopic(design),
    seasonExperiment(design),
  ];
}

/** The same experiments with mistakes in them: every one must miss a limit. */
export function mutationsAt(dimension: number): Experiment[] {
  return mutations(driftDesign(dimension));
}

export function experimentNamed(name: string, dimension: number): Experiment | undefined {
  return [...experimentsAt(dimension), ...mutationsAt(dimension)].find((experiment) => experiment.name === name);
}
