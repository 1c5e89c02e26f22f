import { endMsOf, isoWeekOf, startMsOf, WEEK_MS, type Window, windowBetween } from '../../workflows/window.js';
import type { PipelineRef } from '../pipeline/pipeline-ref.js';
import { decodeTable, tableMetadata } from '../storage/arrow-table.js';
import { layoutOf } from '../storage/layout.js';
import type { ObjectStore } from '../storage/object-store.js';
import { userMeansOf } from './drift-state.js';
import { driftStateTable } from './drift-tables.js';
import { leadingFeatures } from './random-features.js';
import type { ReferenceRef } from './reference-model.js';
import type { UserMean } from './two-windows.js';

/** One week before the one that is looked at: its users, or why it has none that can be compared. */
export type EarlierWeek = { readonly window: Window } & (
  | {
      /** With all features; null in weeks that no window of the ladder reaches. */
      readonly users: readonly UserMean[] | null;
      /** With the features of {@link outlinesOf}. */
      readonly outlines: readonly UserMean[];
    }
  | { readonly missing: string }
);

/** Features per bandwidth in a comparison of many weeks: a year of weeks is held at once. */
const OUTLINE_FEATURES = 128;

/** Purpose under which the states of the weekly evaluation are stored. */
const PURPOSE = 'weekly';

/**
 * The stored drift states of the weeks before a window, latest first. States are sums of features that a reference
 * fixed: those made under another reference cannot be compared, and are left out. Only the latest weeks are kept with all
 * features.
 */
export async function earlierWeeks(
  store: ObjectStore,
  pipeline: PipelineRef,
  { window, reference }: { readonly window: Window; readonly reference: ReferenceRef },
  options: {
    readonly weeks: number;
    /** Of these, the latest that are kept with all features. */
    readonly wholeWeeks: number;
    readonly features: number;
    readonly blocks: number;
    readonly pause: () => Promise<void>;
  },
): Promise<EarlierWeek[]> {
  const table = driftStateTable(options.features);
  const found: EarlierWeek[] = [];
  for (let back = 1; back <= options.weeks; back += 1) {
    const earlier = windowBetween(startMsOf(window) - back * WEEK_MS, endMsOf(window) - back * WEEK_MS);
    const week = isoWeekOf(startMsOf(earlier));
    const object = await store.get(layoutOf(pipeline).driftState(PURPOSE, earlier, 'users.arrow'));
    if (object === undefined) {
      found.push({ window: earlier, missing: `${week} has no drift state` });
    } else if (tableMetadata(object.bytes).get('reference') !== reference.artifact.sha256) {
      found.push({ window: earlier, missing: `${week} was measured with another reference` });
    } else {
      const users = userMeansOf(decodeTable(table, object.bytes));
      // In single precision: many weeks are held at once.
      const whole = users.map((user) => ({ ...user, mean: Float32Array.from(user.mean) }));
      const outlines = outlinesOf(users, options.blocks);
      found.push({ window: earlier, users: back <= options.wholeWeeks ? whole : null, outlines });
    }
    await options.pause();
  }
  return found;
}

/** Users with few features each: what weeks are compared by when there are many of them. */
export function outlinesOf(users: readonly UserMean[], blocks: number): UserMean[] {
  return users.map((user) => ({
    ...user,
    mean: leadingFeatures(Float64Array.from(user.mean), blocks, OUTLINE_FEATURES),
  }));
}
