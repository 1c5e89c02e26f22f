import { defineQuery, defineSignal, setCurrentDetails, setHandler } from '@temporalio/workflow';
import type { Progress } from './messages.js';

const progressQuery = defineQuery<Progress>('progress');
/** From a child that waits for `tidemark resume`, or goes on (null). */
export const childPausedSignal = defineSignal<[string | null]>('childPaused');

/** Answers the `progress` query and shows the same line in Temporal's own UI. */
export class ProgressTracker {
  #progress: Progress;

  constructor(total: number) {
    this.#progress = { stage: 'starting', done: 0, total, detail: '', paused: null };
    setHandler(progressQuery, () => this.#progress);
    setHandler(childPausedSignal, (reason) => this.pause(reason));
  }

  /** How many stages there will be, once that is known. */
  expect(total: number): void {
    this.#progress = { ...this.#progress, total };
  }

  /** Enters the next stage; `detail` says in a few words what it works on. */
  enter(stage: string, detail = ''): void {
    const done = this.#progress.stage === 'starting' ? 0 : this.#progress.done + 1;
    this.#show({ ...this.#progress, stage, done, detail });
  }

  detail(detail: string): void {
    this.#show({ ...this.#progress, detail });
  }

  /** It waits for somebody to act, or no longer does (null). */
  pause(reason: string | null): void {
    this.#show({ ...this.#progress, paused: reason });
  }

  finish(detail: string): void {
    this.#show({ ...this.#progress, stage: 'done', done: this.#progress.total, detail });
  }

  #show(progress: Progress): void {
    this.#progress = progress;
    const { done, total, stage, detail, paused } = progress;
    setCurrentDetails(`${paused === null ? '' : `paused: ${paused} `}${done}/${total} ${stage} ${detail}`.trim());
  }
}
