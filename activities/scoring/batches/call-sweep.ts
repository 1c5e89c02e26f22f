import type { PipelineConfig } from '../../pipeline/config.js';
import type { PipelineRef } from '../../pipeline/pipeline-ref.js';
import { type Artifact, readTable } from '../../storage/artifact.js';
import { layoutOf } from '../../storage/layout.js';
import type { ObjectStore } from '../../storage/object-store.js';
import { loadBridge } from '../judge-bridging.js';
import type { JudgeBridge, OpenBridge } from '../judges/bridge.js';
import { runInLanes } from '../lanes.js';
import { Ledger } from '../ledger.js';
import type { ScoringArm } from '../plan.js';
import { type ScoringItem, scoringItemTable } from '../score-tables.js';
import { scoreItem } from '../scoring-run.js';
import type { ChunkFile, ChunkRow } from './batch-chunk.js';
import { type GatheredCall, GatheringCalls, type KnownAnswer } from './gathering-calls.js';

/** Looks into the ledger at once. */
const LANES = 32;

/** What a run scores, as activities get it. */
export interface SweptPlan {
  /** scoringItemTable. */
  readonly items: Artifact;
  readonly arms: readonly ScoringArm[];
  readonly bridge?: JudgeBridge | null | undefined;
}

type Place = Pick<ChunkRow, 'item' | 'arm'>;

/** Goes over items in arms without asking anybody, to see which calls come up. */
export class CallSweep {
  readonly config: PipelineConfig;
  readonly #store: ObjectStore;
  readonly #pipeline: PipelineRef;
  readonly #plan: SweptPlan;
  readonly #items: readonly ScoringItem[];
  readonly #bridge: OpenBridge | null;
  readonly #beat: () => void;

  private constructor(
    store: ObjectStore,
    pipeline: PipelineRef,
    config: PipelineConfig,
    plan: SweptPlan,
    items: readonly ScoringItem[],
    bridge: OpenBridge | null,
    beat: () => void,
  ) {
    this.#store = store;
    this.#pipeline = pipeline;
    this.config = config;
    this.#plan = plan;
    this.#items = items;
    this.#bridge = bridge;
    this.#beat = beat;
  }

  /** @param beat called after every item */
  static async open(
    store: ObjectStore,
    pipeline: PipelineRef,
    config: PipelineConfig,
    plan: SweptPlan,
    beat: () => void,
  ): Promise<CallSweep> {
    const items = await readTable(store, plan.items, scoringItemTable);
    const bridge = await loadBridge(store, pipeline, plan.bridge);
    return new CallSweep(store, pipeline, config, plan, items, bridge, beat);
  }

  /** Every item in every arm. */
  everywhere(): Place[] {
    return this.#plan.arms.flatMap((_, arm) => this.#items.map((__, item) => ({ item, arm })));
  }

  /** Where the rows of a chunk come up; everywhere, when the chunk was made of other items. */
  placesOf(file: ChunkFile): Place[] {
    if (file.items !== this.#plan.items.sha256) return this.everywhere();
    const places = new Map(file.rows.map(({ item, arm }) => [`${item} ${arm}`, { item, arm }]));
    return [...places.values()];
  }

  /**
   * Shows every call that comes up at the places.
   * @param known enters what was paid for otherwise
   */
  async over(
    places: readonly Place[],
    visit: (gathered: GatheredCall, missing: boolean, place: Place) => void,
    known?: KnownAnswer,
  ): Promise<void> {
    const layout = layoutOf(this.#pipeline);
    const ledger = new Ledger(this.#store);
    const { config } = this;
    await runInLanes(places, LANES, async (place) => {
      const item = this.#items[place.item];
      const arm = this.#plan.arms[place.arm];
      if (item === undefined || arm === undefined) return;
      const calls = new GatheringCalls(ledger, (gathered, missing) => visit(gathered, missing, place), known);
      await scoreItem(item, arm, { config, layout, calls, bridge: this.#bridge });
      this.#beat();
    });
  }
}
