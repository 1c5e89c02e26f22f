import type { ModelRequest } from './models/model-client.js';

/** A refusal of each of the first so many calls is no accident. */
const FIRST_CALLS = 3;
/** Nor is one of more than half of these. */
const WATCHED_CALLS = 20;

/** Calls that were out when the settings were found at fault come back refused, too. */
const CONDEMNED_MS = 10_000;

interface Watched {
  calls: number;
  /** Ledger keys under which refusals were entered. */
  refusedKeys: string[];
  condemnedMs: number | null;
}

/**
 * Tells a request that its endpoint refuses because of the item, such as a conversation too long for the model, from
 * settings with which the endpoint refuses every request.
 */
export class RefusalWatch {
  readonly #watched = new Map<string, Watched>();

  answered(request: ModelRequest): void {
    this.#of(request).calls += 1;
  }

  /**
   * A call was refused for good.
   * @param key where the refusal would be entered
   * @returns null when the item is at fault; else the keys of entries that blamed items for it, to be withdrawn
   */
  refused(request: ModelRequest, key: string, nowMs: number): readonly string[] | null {
    const watched = this.#of(request);
    if (watched.condemnedMs !== null && nowMs - watched.condemnedMs < CONDEMNED_MS) return [];
    watched.condemnedMs = null;
    watched.calls += 1;
    const refused = watched.refusedKeys.length + 1;
    const isFromTheStart = watched.calls === refused && refused === FIRST_CALLS;
    const isMostly = watched.calls <= WATCHED_CALLS && refused > WATCHED_CALLS / 2;
    if (!isFromTheStart && !isMostly) {
      watched.refusedKeys.push(key);
      return null;
    }
    const wronged = watched.refusedKeys;
    // The next attempt is judged by itself: somebody may have changed something.
    this.#watched.set(nameOf(request), { calls: 0, refusedKeys: [], condemnedMs: nowMs });
    return wronged;
  }

  #of(request: ModelRequest): Watched {
    const name = nameOf(request);
    const watched = this.#watched.get(name) ?? { calls: 0, refusedKeys: [], condemnedMs: null };
    this.#watched.set(name, watched);
    return watched;
  }
}

/** Everything but the item: two of these can be right and wrong apart from each other. */
function nameOf({ endpoint, model, maxTokens, effort, schema }: ModelRequest): string {
  return JSON.stringify([endpoint, model, maxTokens, effort ?? null, schema ?? null]);
}
