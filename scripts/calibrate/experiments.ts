import { adaptationAlarm, adaptationSplit } from './adaptation-experiments.js';
import { attributionExperiment } from './attribution-experiment.js';
import { driftDesign, lightDesign, pairTest } from './drift-design.js';
import type { Experiment } from './experiment.js';
import { leftBehindExperiment } from './left-behind-experiment.js';
import { livingSet } from './living-set-experiment.js';
import { experimentsOf, type Mutation, mutations } from './mutations.js';
import { clusteredNull, clusteredPower, independentNull, independentPower } from './pair-experiments.js';
import { patternExperiment } from './pattern-experiment.js';
import { randomFeaturesExperiment } from './random-features-experiment.js';
import { canaryExperiment, onsetExperiment } from './release-experiments.js';
import { replayExperiment } from './replay-experiment.js';
import { seasonExperiment } from './season-experiment.js';
import { sliceExperiment } from './slice-experiment.js';
import { staleSet } from './stale-set-experiment.js';
import { templateExperiment } from './template-experiment.js';
import { textExperiments } from './text-experiments.js';
import { LEXICAL, type TextSettings } from './text-settings.js';
import { uncoveredExperiment } from './uncovered-experiment.js';
import { yearNull, yearTopic } from './year-experiments.js';

/** Everything that can be run by its name. */
export function experimentsAt(dimension: number, text: TextSettings = LEXICAL): Experiment[] {
  const design = driftDesign(dimension);
  const test = pairTest(design);
  return [
    clusteredNull(design, test),
    independentNull(design, test),
    independentPower(design, test),
    clusteredPower(design, test),
    yearNull(lightDesign(dimension, 32)),
    yearTopic(lightDesign(dimension, 128)),
    seasonExperiment(lightDesign(dimension, 128)),
    randomFeaturesExperiment(dimension),
    attributionExperiment(design),
    uncoveredExperiment(dimension),
    templateExperiment,
    adaptationAlarm(),
    adaptationSplit(),
    replayExperiment(),
    canaryExperiment(),
    onsetExperiment(),
    patternExperiment,
    ...textExperiments(text, dimension),
    livingSet,
    staleSet,
    leftBehindExperiment,
    sliceExperiment,
  ];
}

/** Mistakes that the experiments must notice. */
export function mutationsAt(dimension: number): Mutation[] {
  return mutations(driftDesign(dimension));
}

export function experimentNamed(name: string, dimension: number, text: TextSettings): Experiment | undefined {
  const mutated = experimentsOf(mutationsAt(dimension));
  return [...experimentsAt(dimension, text), ...mutated].find((experiment) => experiment.name === name);
}
