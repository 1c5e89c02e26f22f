import { z } from 'zod';
import { canonicalJson } from '../../storage/canonical-json.js';
import type { ObjectStore } from '../../storage/object-store.js';
import { parseJson } from '../conversation.js';
import type { Clock } from './clock.js';

/** Often at first, so that workers that start together find each other before the limit finds them. */
const FIRST_INTERVALS_MS = [500, 1000, 1000];
const INTERVAL_MS = 3000;
/** With many workers each looks less often, so that their looks do not grow with the square of their number. */
const INTERVAL_PER_PEER_MS = 500;
/** Intervals without a change after which a peer counts as gone. */
const MISSED_INTERVALS = 3;
/** Looks without any demand after which a worker says goodbye. */
const IDLE_LOOKS = 3;
/** Shorter waits are over before the others would hear of them. */
const SHARED_WAIT_MS = 5000;
/** What nobody renewed for so long was left by a worker that was killed. */
const LEFT_BEHIND_MS = 10 * 60_000;

const announcement = z.object({
  /** Counts up, so that every renewal changes the object. */
  serial: z.number(),
  /** Calls that are made or wanted. */
  demand: z.number().min(0),
  /** Calls per second that 429s left this worker; null while it met none. */
  perSecond: z.number().positive().nullable(),
  /** What was left of the wait that the endpoint asked of this worker; 0 for none that is worth telling. */
  waitMs: z.number().min(0).default(0),
  everyMs: z.number().positive(),
});
type Announcement = z.output<typeof announcement>;

interface Peer {
  readonly etag: string;
  /** When the object was last seen to have changed, by our own clock: no two clocks are compared. */
  readonly changedMs: number;
  readonly said: Announcement | null;
}

/** What a worker tells the others of its calls of one model. */
interface OwnDemand {
  readonly demand: number;
  /** Infinite while no limit was met. */
  readonly perSecond: number;
  /** What is left of the wait that the endpoint asked of this worker itself, not of another. */
  readonly waitMs: number;
}

export interface LimitSharingOptions {
  readonly store: ObjectStore;
  /** Folder of the model's announcements, with a slash at its end. */
  readonly folder: string;
  readonly workerId: string;
  readonly clock: Clock;
  readonly own: () => OwnDemand;
  /** Called when the workers' rates that 429s taught are known of all: this one's share of their sum. */
  readonly onSharedRate: (perSecond: number) => void;
  /** Called when the endpoint asked another worker to wait, with what was left of it: at most one look too much. */
  readonly onWait: (waitMs: number) => void;
  /** Called after each look. */
  readonly onChange: () => void;
}

/**
 * Shares the limits of a model among the workers that call it: each keeps one small object with its demand, renewed
 * while it has any, and takes of a limit what its demand is of all demand. A wait that the endpoint asked of one is kept
 * by all; nobody passes on what it only heard of, or two would keep each other waiting. Advisory: without the bucket every worker
 * goes on alone, and the endpoint's 429s keep the peace.
 */
export class LimitSharing {
  readonly #options: LimitSharingOptions;
  readonly #peers = new Map<string, Peer>();
  #announced: Announcement | null = null;
  #isRunning = false;
  #looks = 0;
  #idleLooks = 0;
  #share = 1;

  constructor(options: LimitSharingOptions) {
    this.#options = options;
  }

  /** This worker's share of the limits, in (0, 1]. */
  get share(): number {
    return this.#share;
  }

  /** A call is wanted: takes part in the sharing until none was for a while. */
  join(): void {
    this.#idleLooks = 0;
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#looks = 0;
    void this.#look();
  }

  /** The endpoint asks this worker to wait: a long wait is told at once, so that no other has to be asked. */
  tellWait(): void {
    if (!this.#isRunning || this.#options.own().waitMs < SHARED_WAIT_MS) return;
    // Without the bucket the others are asked to wait by the endpoint.
    void this.#announce().catch(() => undefined);
  }

  async #look(): Promise<void> {
    const { clock, own, onChange } = this.#options;
    this.#idleLooks = own().demand === 0 ? this.#idleLooks + 1 : 0;
    const isLeaving = this.#idleLooks >= IDLE_LOOKS;
    try {
      if (isLeaving) await this.#options.store.delete([this.#ownKey()]);
      else await this.#announce();
      await this.#meetPeers();
    } catch {
      // The bucket does not answer: what is known of the others grows old by itself.
    }
    this.#settle();
    onChange();
    if (isLeaving && own().demand === 0) {
      this.#isRunning = false;
      return;
    }
    this.#looks += 1;
    clock.after(this.#intervalMs(), () => void this.#look());
  }

  async #announce(): Promise<void> {
    const { demand, perSecond, waitMs } = this.#options.own();
    const said: Announcement = {
      serial: (this.#announced?.serial ?? 0) + 1,
      demand: Math.max(1, demand),
      perSecond: Number.isFinite(perSecond) ? perSecond : null,
      waitMs: waitMs < SHARED_WAIT_MS ? 0 : waitMs,
      everyMs: this.#intervalMs(),
    };
    this.#announced = said;
    const bytes = Buffer.from(canonicalJson(said));
    await this.#options.store.put(this.#ownKey(), bytes, { contentType: 'application/json' });
  }

  async #meetPeers(): Promise<void> {
    const { store, folder, clock } = this.#options;
    const present = new Set<string>();
    const leftBehind: string[] = [];
    for await (const { key, etag } of store.list(folder)) {
      if (key === this.#ownKey()) continue;
      present.add(key);
      const known = this.#peers.get(key);
      if (known?.etag !== etag) {
        const said = await this.#read(key);
        this.#peers.set(key, { etag, changedMs: clock.now(), said });
        if (said !== null && said.waitMs > 0) this.#options.onWait(said.waitMs);
      } else if (clock.now() - known.changedMs > LEFT_BEHIND_MS) leftBehind.push(key);
    }
    for (const key of this.#peers.keys()) if (!present.has(key)) this.#peers.delete(key);
    if (leftBehind.length > 0) await store.delete(leftBehind);
  }

  async #read(key: string): Promise<Announcement | null> {
    const object = await this.#options.store.get(key);
    const parsed = announcement.safeParse(parseJson(Buffer.from(object?.bytes ?? []).toString('utf8')));
    return parsed.success ? parsed.data : null;
  }

  #settle(): void {
    const { clock, own, onSharedRate } = this.#options;
    const nowMs = clock.now();
    const alive = [...this.#peers.values()].flatMap(({ changedMs, said }) =>
      said !== null && nowMs - changedMs <= MISSED_INTERVALS * said.everyMs ? [said] : [],
    );
    const demand = this.#announced?.demand ?? 1;
    this.#share = demand / alive.reduce((sum, peer) => sum + peer.demand, demand);
    const { perSecond } = own();
    const rates = alive.flatMap((peer) => peer.perSecond ?? []);
    if (alive.length === 0 || rates.length < alive.length || !Number.isFinite(perSecond)) return;
    onSharedRate(this.#share * rates.reduce((sum, rate) => sum + rate, perSecond));
  }

  #intervalMs(): number {
    return FIRST_INTERVALS_MS[this.#looks] ?? Math.max(INTERVAL_MS, INTERVAL_PER_PEER_MS * this.#peers.size);
  }

  #ownKey(): string {
    return `${this.#options.folder}${this.#options.workerId}.json`;
  }
}
