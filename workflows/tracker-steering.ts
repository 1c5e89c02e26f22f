import { condition, defineQuery, defineSignal, setHandler } from '@temporalio/workflow';
import type { Neighbour, Release, TrackedCheckpoint, TrackerState } from './messages.js';
import type { ProgressTracker } from './progress.js';
import { firstAfter, windowUntil } from './split-windows.js';
import { endMsOf, type Window } from './window.js';

/** From the release monitor: another release was announced near this one. */
export const neighbourSignal = defineSignal<[Neighbour]>('neighbour');
const pauseSignal = defineSignal('pause');
const resumeSignal = defineSignal('resume');
const cancelSignal = defineSignal('cancel');
const trackerQuery = defineQuery<TrackerState>('tracker');

const PAUSED_BY_HAND = 'paused by hand';
/** More releases than this inside one tracking are not told apart. */
const MOST_NEIGHBOURS = 100;

/**
 * What people and other releases do to a tracker while it runs: `pause` and `resume`, `cancel` (it ends early and
 * writes its report from what it has), `neighbour` (a later release ends its windows). Answers the `tracker` query.
 */
export class TrackerSteering {
  readonly #release: Release;
  readonly #progress: ProgressTracker;
  readonly #neighbours: Neighbour[];
  #checkpoints: TrackedCheckpoint[] = [];
  #latenessMs = 0;
  #paused = false;
  #cancelled = false;
  #changes = 0;

  constructor(release: Release, neighbours: readonly Neighbour[], progress: ProgressTracker) {
    this.#release = release;
    this.#neighbours = [...neighbours];
    this.#progress = progress;
    const change = (act: () => void) => () => {
      act();
      this.#changes += 1;
    };
    setHandler(
      pauseSignal,
      change(() => this.#pause(true)),
    );
    setHandler(
      resumeSignal,
      change(() => this.#pause(false)),
    );
    setHandler(
      cancelSignal,
      change(() => {
        this.#cancelled = true;
      }),
    );
    setHandler(neighbourSignal, (neighbour) => change(() => this.#meet(neighbour))());
    setHandler(trackerQuery, () => this.#state());
  }

  get neighbours(): readonly Neighbour[] {
    return this.#neighbours;
  }

  get cancelled(): boolean {
    return this.#cancelled;
  }

  /** The later release that ends this one's tracking, as far as it is known by now. */
  get successor(): Neighbour | undefined {
    return firstAfter(this.#neighbours, Date.parse(this.#release.deployedAt));
  }

  /** What will be looked at: until then the query has nothing to tell. */
  plan(checkpoints: readonly { readonly days: number; readonly window: Window }[], latenessMs: number): void {
    this.#checkpoints = checkpoints.map((checkpoint) => ({ ...checkpoint, state: 'to-come' }));
    this.#latenessMs = latenessMs;
  }

  settle(at: number, checkpoint: TrackedCheckpoint): void {
    this.#checkpoints[at] = checkpoint;
  }

  /**
   * Waits until a window lies wholly in the past, late records included, and nobody has paused.
   * @returns the window, or what a later release leaves of it; null when nothing is left, or the tracker was cancelled
   */
  async reach(window: Window, latenessMs: number): Promise<Window | null> {
    for (;;) {
      await condition(() => !this.#paused || this.#cancelled);
      const { successor } = this;
      const left = successor === undefined ? window : windowUntil(window, Date.parse(successor.deployedAt));
      if (left === null || this.#cancelled) return null;
      const waitMs = endMsOf(left) + latenessMs - Date.now();
      if (waitMs <= 0) return left;
      const changes = this.#changes;
      await condition(() => this.#changes !== changes, waitMs);
    }
  }

  /** What a reader must know of what was left out, and why. */
  notes(): string[] {
    const leftOut = this.#checkpoints.filter(({ state }) => state === 'left-out').map(({ days }) => `${days} d`);
    const cut = this.#checkpoints.find(({ state }) => state === 'cut');
    const notes: string[] = [];
    if (this.#cancelled) notes.push(`tracking was cancelled${listed(', without the checkpoints at ', leftOut)}`);
    const { successor } = this;
    if (successor === undefined || (cut === undefined && leftOut.length === 0)) return notes;
    const ends = cut === undefined ? '' : `; the last window ends there, at ${cut.days} d`;
    const left = this.#cancelled ? '' : listed('; left out: the checkpoints at ', leftOut);
    notes.push(`superseded by release ${successor.releaseId} of ${successor.deployedAt}${ends}${left}`);
    return notes;
  }

  #pause(paused: boolean): void {
    if (this.#paused === paused) return;
    this.#paused = paused;
    this.#progress.pause(paused ? PAUSED_BY_HAND : null);
  }

  #meet(neighbour: unknown): void {
    const { releaseId, deployedAt } = (neighbour ?? {}) as Partial<Neighbour>;
    if (typeof releaseId !== 'string' || typeof deployedAt !== 'string' || Number.isNaN(Date.parse(deployedAt))) return;
    if (releaseId === this.#release.releaseId || this.#neighbours.length >= MOST_NEIGHBOURS) return;
    if (this.#neighbours.some((known) => known.releaseId === releaseId)) return;
    this.#neighbours.push({ releaseId, deployedAt });
  }

  #state(): TrackerState {
    const next = this.#checkpoints.find(({ state }) => state === 'to-come');
    return {
      release: this.#release,
      checkpoints: this.#checkpoints,
      next:
        next === undefined
          ? null
          : { days: next.days, notBefore: new Date(endMsOf(next.window) + this.#latenessMs).toISOString() },
      supersededBy: this.successor?.releaseId ?? null,
      paused: this.#paused,
      cancelled: this.#cancelled,
    };
  }
}

function listed(lead: string, items: readonly string[]): string {
  return items.length === 0 ? '' : `${lead}${items.join(', ')}`;
}
