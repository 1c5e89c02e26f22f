import { parentPort, workerData } from 'node:worker_threads';
import { experimentNamed } from './experiments.js';
import type { Assignment, Repetition } from './workers.js';

const { experiment: name, dimension, text, seed, runs, first, step } = workerData as Assignment;
const experiment = experimentNamed(name, dimension, text);
if (experiment === undefined) throw new RangeError(`no experiment is called ${name}`);
for (let repetition = first; repetition < runs; repetition += step) {
  const done: Repetition = { repetition, outcome: await experiment.repeat(repetition, seed) };
  parentPort?.postMessage(done, []);
}
