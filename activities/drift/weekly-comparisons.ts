import { endMsOf, startMsOf, type Window } from '../../workflows/window.js';
import { evalSetTable } from '../eval-set/eval-set-table.js';
import type { PipelineRef } from '../pipeline/pipeline-ref.js';
import { createRandom } from '../stats/random.js';
import { type Artifact, readTable } from '../storage/artifact.js';
import type { ObjectStore } from '../storage/object-store.js';
import type { ComparedRequest, Comparison, ComparisonOptions, ComparisonResult } from './comparison.js';
import { driftStateOf, mergeStates } from './drift-state.js';
import { type DriftRow, driftStateTable } from './drift-tables.js';
import { historyRow } from './history-row.js';
import type { RandomFeatures } from './random-features.js';
import { featureCount, type ReferenceModel, type ReferenceRef } from './reference-model.js';
import { thinnedLike } from './thinning.js';
import { MOST_HISTORY_WEEKS } from './week-history.js';
import { earlierWeeks } from './weekly-states.js';
import { LADDER_REACH, ladderRows } from './window-ladder.js';
import { readRequests, readVectors, type WindowRequests } from './window-requests.js';

/** The week against the window that the reference was pinned on. */
export async function pinnedComparison(
  store: ObjectStore,
  { window, state }: { readonly window: Window; readonly state: Artifact },
  model: ReferenceModel,
  weekly: WindowRequests,
  weightCap: number,
): Promise<Comparison> {
  const table = driftStateTable(featureCount(model));
  const { requests } = await readRequests(store, model, model);
  // Merging puts today's cap on both, whatever the cap was when the reference was pinned.
  const stateOf = async (artifact: Artifact) => mergeStates([await readTable(store, artifact, table)], weightCap);
  return {
    name: 'pinned',
    reference: { state: await stateOf(model.state), requests },
    current: { state: await stateOf(state), requests: weekly.requests },
    traffic: weekly.requests,
    refused: weekly.mismatch === null ? overlapOf(window, model.window) : `no verdict: ${weekly.mismatch}`,
  };
}

/**
 * The eval set against the week's traffic, less the requests that the eval set itself holds, and with no more requests
 * of a user than the eval set has: see `thinning.ts`.
 */
export async function evalSetComparison(
  store: ObjectStore,
  evalSet: { readonly items: Artifact; readonly vectors: Artifact },
  model: ReferenceModel,
  context: {
    readonly weekly: WindowRequests;
    readonly features: RandomFeatures;
    readonly drift: { readonly weightCap: number };
    readonly seed: string;
    readonly breathe: () => Promise<void>;
  },
): Promise<Comparison> {
  const { weekly, features, drift, seed, breathe } = context;
  const rows = await readTable(store, evalSet.items, evalSetTable);
  // Items of a forgotten user may be gone since the artifact was made: what counts is what the table holds.
  const source = { uri: evalSet.items.uri, rows: rows.length };
  const { vectors, mismatch } = await readVectors(store, evalSet.vectors, source, model);
  const items = rows.flatMap(({ user, request_id, prompt_sha256: digest, retired_week }, at) =>
    retired_week === null
      ? [{ user, requestId: request_id, digest, vector: vectors[at] ?? new Float32Array(model.dimension) }]
      : [],
  );
  const held = new Set(items.map(({ requestId }) => requestId));
  const traffic = weekly.requests.filter(({ requestId }) => !held.has(requestId));
  const thinned = thinnedLike(traffic, items, createRandom('thinning', seed));
  const side = async (requests: readonly ComparedRequest[]) => ({
    state: await driftStateOf(requests, features, drift.weightCap, breathe),
    requests,
  });
  const objection = mismatch ?? weekly.mismatch;
  return {
    name: 'eval-set',
    reference: await side(items),
    current: await side(thinned),
    traffic,
    refused: objection === null ? null : `no verdict: ${objection}`,
  };
}

/** What the stored weeks before this one say together with it: the longer windows, and the rank among them. */
export async function rowsAcrossWeeks(
  store: ObjectStore,
  input: {
    readonly pipeline: PipelineRef;
    readonly window: Window;
    readonly reference: ReferenceRef;
    readonly features: number;
  },
  pinned: Comparison,
  options: ComparisonOptions & { readonly week: ComparisonResult },
): Promise<DriftRow[]> {
  const { pipeline, reference, features } = input;
  const { week, blocks, pause } = options;
  const earlier = await earlierWeeks(store, pipeline, input, {
    weeks: MOST_HISTORY_WEEKS,
    wholeWeeks: LADDER_REACH,
    features,
    blocks,
    pause,
  });
  const overlaps = (window: Window) => overlapOf(window, reference.window) !== null;
  return [
    ...(await ladderRows(pinned, week, earlier, { ...options, overlaps })),
    historyRow(pinned, week, earlier, options),
  ];
}

/** A window compared with one that shares its requests would look calmer than it is. */
function overlapOf(window: Window, reference: Window): string | null {
  if (startMsOf(window) >= endMsOf(reference) || startMsOf(reference) >= endMsOf(window)) return null;
  return window.start === reference.start && window.end === reference.end
    ? 'no verdict: this window is the pinned reference'
    : 'no verdict: the window overlaps the pinned reference';
}
