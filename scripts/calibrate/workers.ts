import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Outcome } from './experiment.js';
import type { TextSettings } from './text-settings.js';

/** What a worker thread is told: its share of the repetitions of one experiment. */
export interface Assignment {
  readonly experiment: string;
  readonly dimension: number;
  /** For the experiments on text. */
  readonly text: TextSettings;
  readonly seed: string;
  readonly runs: number;
  readonly first: number;
  readonly step: number;
}

export interface Repetition {
  readonly repetition: number;
  readonly outcome: Outcome;
}

/**
 * Repeats an experiment on all cores; the outcomes do not depend on how many there are.
 * @param tell called after every repetition with the number that are done
 */
export async function repeatOnAllCores(
  task: Omit<Assignment, 'first' | 'step'>,
  tell: (done: number) => void,
): Promise<Outcome[]> {
  const threads = Math.max(1, Math.min(task.runs, availableParallelism()));
  const outcomes = new Array<Outcome>(task.runs);
  let done = 0;
  await Promise.all(
    Array.from({ length: threads }, async (_, first) => {
      await runWorker({ ...task, first, step: threads }, ({ repetition, outcome }) => {
        outcomes[repetition] = outcome;
        done += 1;
        tell(done);
      });
    }),
  );
  return outcomes;
}

async function runWorker(assignment: Assignment, take: (repetition: Repetition) => void): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const worker = startWorker(assignment);
    worker.on('message', take);
    worker.on('error', reject);
    worker.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`a worker ended with code ${code}`))));
  });
}

/** Under tsx a thread has to be told again how to read TypeScript. */
function startWorker(workerData: Assignment): Worker {
  if (!import.meta.url.endsWith('.ts')) return new Worker(new URL('./worker.js', import.meta.url), { workerData });
  const here = (file: string) => JSON.stringify(new URL(file, import.meta.url).href);
  const tsx = JSON.stringify(import.meta.resolve('tsx/esm/api'));
  const start = `import(${tsx}).then(({ register }) => { register(); return import(${here('./worker.ts')}); });`;
  return new Worker(start, { eval: true, workerData });
}
