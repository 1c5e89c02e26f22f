import { defineQuery, setCurrentDetails, setHandler } from '@temporalio/workflow';
import type { Progress } from './messages.js';

const progressQuery = defineQuery<Progress>('progress');

/** Answers the `progress` query and shows the same line in Temporal's own UI. */
export class ProgressTracker {
  #progress: Progress;

  constructor(total: number) {
    this.#progress = { stage: 'starting', done: 0, total, detail: '' };
    setHandler(progressQuery, () => this.#progress);
  }

  /** Enters the next stage; `detail` says in a few words what it works on. */
  enter(stage: string, detail = ''): void {
    const done = this.#progress.stage === 'starting' ? 0 : this.#progress.done + 1;
    this.#show({ ...this.#progress, stage, done, detail });
  }

  detail(detail: string): void {
    this.#show({ ...this.#progress, detail });
  }

  finish(detail: string): void {
    this.#show({ stage: 'done', done: this.#progress.total, total: this.#progress.total, detail });
  }

  #show(progress: Progress): void {
    this.#progress = progress;
    setCurrentDetails(`${progress.done}/${progress.total} ${progress.stage} ${progress.detail}`.trim());
  }
}
