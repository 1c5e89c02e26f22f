import {
  ActivityFailure,
  ApplicationFailure,
  condition,
  defineSignal,
  getExternalWorkflowHandle,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import { PAUSING_FAILURES, type PaidBefore } from './messages.js';
import { childPausedSignal, type ProgressTracker } from './progress.js';

/** From `tidemark resume`: what made scoring pause is mended. */
const resumeSignal = defineSignal('resume');

/** Workers leave the endpoint alone for three seconds after such a failure. */
const SETTLING_MS = 4000;

/**
 * Lets steps that fail for want of money or of a key wait for the `resume` signal, and repeats them then. While one
 * waits no other is started. Progress, here and at the parent, says why.
 */
export class Pauses {
  readonly #progress: ProgressTracker;
  readonly #onPaid: (paid: PaidBefore) => void;
  #resumes = 0;
  #waiting = 0;

  /** @param onPaid told what a step paid before it failed */
  constructor(progress: ProgressTracker, onPaid: (paid: PaidBefore) => void) {
    this.#progress = progress;
    this.#onPaid = onPaid;
    setHandler(resumeSignal, () => {
      this.#resumes += 1;
    });
  }

  /** Runs the step, again after each pause. @throws every failure that does not pause a run */
  async through<T>(step: () => Promise<T>): Promise<T> {
    for (;;) {
      await condition(() => this.#waiting === 0);
      const seen = this.#resumes;
      try {
        return await step();
      } catch (error) {
        const failure = pausingFailure(error);
        if (failure === null) throw error;
        this.#onPaid(paidIn(failure));
        await this.#untilResumed(seen, failure.message);
      }
    }
  }

  /** A signal that came after the step had begun counts: it was mended since. */
  async #untilResumed(seen: number, reason: string): Promise<void> {
    this.#waiting += 1;
    if (this.#resumes === seen && this.#waiting === 1) await this.#tell(reason);
    await condition(() => this.#resumes > seen);
    await sleep(SETTLING_MS, { summary: 'resumed' });
    this.#waiting -= 1;
    if (this.#waiting === 0) await this.#tell(null);
  }

  async #tell(reason: string | null): Promise<void> {
    this.#progress.pause(reason);
    const { parent } = workflowInfo();
    if (parent === undefined) return;
    try {
      await getExternalWorkflowHandle(parent.workflowId, parent.runId).signal(childPausedSignal, reason);
    } catch {
      // A parent that is gone need not know.
    }
  }
}

function pausingFailure(error: unknown): ApplicationFailure | null {
  if (!(error instanceof ActivityFailure) || !(error.cause instanceof ApplicationFailure)) return null;
  const { cause } = error;
  return PAUSING_FAILURES.some((type) => type === cause.type) ? cause : null;
}

function paidIn({ details }: ApplicationFailure): PaidBefore {
  const [paid] = (details ?? []) as readonly (Partial<PaidBefore> | undefined)[];
  return { paidCalls: paid?.paidCalls ?? 0, costUsd: paid?.costUsd ?? 0 };
}
