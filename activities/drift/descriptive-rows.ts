import { createRandom } from '../stats/random.js';
import type { Comparison, ComparisonOptions } from './comparison.js';
import { descriptiveEffects } from './descriptive-effects.js';
import type { DriftRow } from './drift-tables.js';
import { mixSplit } from './mix-split.js';
import type { RandomFeatures } from './random-features.js';
import { type ReferenceModel, topicOf } from './reference-model.js';
import type { Effect } from './shifted-mass.js';

const STATISTICS = ['frechet', 'energy', 'sliced_wasserstein', 'classifier_auc', 'mix_share', 'within_share'] as const;

/** Requests of each window that the split is made from, drawn at random. */
const SPLIT_REQUESTS = 2000;
const SPLIT_DRAWS = 99;

/**
 * The rows of `drift.arrow` that describe a change from the pinned reference and test nothing.
 * @param tested a row of the same comparison, with its windows, users and refusal
 */
export async function descriptiveRows(
  { reference, current }: Comparison,
  tested: DriftRow,
  model: ReferenceModel,
  features: RandomFeatures,
  { drift: { weightCap }, seed, pause }: ComparisonOptions,
): Promise<DriftRow[]> {
  const row = (statistic: string, effect: Effect | null, refused = tested.refused): DriftRow => ({
    ...tested,
    statistic,
    estimate: effect?.estimate ?? null,
    ci_low: effect?.ciLow ?? null,
    ci_high: effect?.ciHigh ?? null,
    p_value: null,
    level: null,
    permutations: 0,
    minimum_effect: null,
    alarm: false,
    refused,
  });
  if (tested.refused !== null) return STATISTICS.map((statistic) => row(statistic, null));
  const effects = await descriptiveEffects(reference.requests, current.requests, { seed, weightCap, pause });
  const random = createRandom('split-sample', seed);
  const placed = (requests: Comparison['current']['requests']) =>
    random
      .shuffle([...requests])
      .slice(0, SPLIT_REQUESTS)
      .map(({ user, vector }) => ({ user, vector, topic: topicOf(model, vector) }));
  const split = await mixSplit(placed(reference.requests), placed(current.requests), features.map, {
    topics: model.centroids.length,
    weightCap,
    seed,
    draws: SPLIT_DRAWS,
    pause,
  });
  const nothing = split === null ? 'nothing to split: the change is not clearly more than noise' : null;
  return [
    row('frechet', effects.frechet),
    row('energy', effects.energy),
    row('sliced_wasserstein', effects.sliced_wasserstein),
    row('classifier_auc', effects.classifier_auc),
    row('mix_share', split?.mix ?? null, nothing),
    row('within_share', split?.within ?? null, nothing),
  ];
}
