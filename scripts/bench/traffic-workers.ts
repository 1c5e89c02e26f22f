import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { IndexedShard } from '../../activities/traffic/shard-activities.js';
import type { IndexAnswer, IndexTask } from './traffic-worker.js';

const PROGRAM = fileURLToPath(new URL('traffic-worker.js', import.meta.url));

type Indexing = (input: IndexTask['input']) => Promise<IndexedShard>;

/** A worker in a process of its own. */
export interface TrafficWorker {
  readonly index: Indexing;
  /** Of its process, so far. */
  readonly peakRssMb: () => number;
  readonly stop: () => void;
}

/** Starts a worker; it is ready when this returns. */
export async function startWorker(logsFolder: string, workFolder: string): Promise<TrafficWorker> {
  const child = fork(PROGRAM, [logsFolder, workFolder]);
  await once(child, 'message');
  return new ForkedWorker(child);
}

class ForkedWorker implements TrafficWorker {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, { take: (indexed: IndexedShard) => void; fail: (error: Error) => void }>();
  #tasks = 0;
  #peakRssMb = 0;

  constructor(child: ChildProcess) {
    this.#child = child;
    child.on('message', (answer) => this.#take(answer as IndexAnswer));
    child.on('exit', (code) => {
      for (const { fail } of this.#waiting.values()) fail(new Error(`a worker ended with ${code} before its answer`));
    });
  }

  readonly index: Indexing = (input) =>
    new Promise((take, fail) => {
      this.#tasks += 1;
      this.#waiting.set(this.#tasks, { take, fail });
      this.#child.send({ task: this.#tasks, input } satisfies IndexTask);
    });

  readonly peakRssMb = () => this.#peakRssMb;

  readonly stop = () => {
    this.#child.disconnect();
  };

  #take(answer: IndexAnswer): void {
    if ('ready' in answer) return;
    this.#peakRssMb = answer.peakRssMb;
    this.#waiting.get(answer.task)?.take(answer.indexed);
    this.#waiting.delete(answer.task);
  }
}
