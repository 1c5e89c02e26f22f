import { jointSlices } from '../stats/max-t.js';
import { type Observation, usersOf } from './observations.js';
import { comparisonDraft, type Draft } from './summary-draft.js';
import { MINIMUM_USERS } from './verdict.js';

/** The languages of items, by item id; items that are not in it have none. */
export type ItemLanguages = ReadonlyMap<string, string>;

/**
 * A paired difference by topic, stratum and language. Every slice with enough users is a row; a division into a single
 * slice says nothing that the whole does not say. `p_max_t` looks at all slices of one arm together: step-down max-T over
 * sign flips of whole users, which knows how alike the slices are.
 */
export function sliceFigures(arm: string, observations: readonly Observation[], languages: ItemLanguages): Draft[] {
  const divisions: Readonly<Record<string, (observation: Observation) => string | undefined>> = {
    topic: ({ topic }) => String(topic),
    stratum: ({ stratum }) => stratum,
    language: ({ item }) => languages.get(item),
  };
  const slices = Object.entries(divisions).flatMap(([division, levelOf]) => levelsOf(division, observations, levelOf));
  const together = jointSlices(
    slices.flatMap(({ slice, inside }) =>
      inside.map(({ value, weight, user }) => ({ slice, value, weight, cluster: user })),
    ),
    { seed: `slices ${arm}` },
  );
  const pMaxT = new Map(together.map(({ slice, pStepDown }) => [slice, pStepDown]));
  return slices.map(({ slice, inside }) => {
    const draft = comparisonDraft({ metric: 'score_difference', arm, slice, unit: 'score' }, inside, 'slices');
    return { ...draft, row: { ...draft.row, p_max_t: pMaxT.get(slice) ?? null } };
  });
}

function levelsOf(
  division: string,
  observations: readonly Observation[],
  levelOf: (observation: Observation) => string | undefined,
): { slice: string; inside: readonly Observation[] }[] {
  const levels = new Map<string, Observation[]>();
  for (const observation of observations) {
    const level = levelOf(observation);
    if (level === undefined) continue;
    const inside = levels.get(level);
    if (inside === undefined) levels.set(level, [observation]);
    else inside.push(observation);
  }
  if (levels.size < 2) return [];
  return [...levels]
    .toSorted(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }))
    .flatMap(([level, inside]) => (usersOf(inside) < MINIMUM_USERS ? [] : [{ slice: `${division}:${level}`, inside }]));
}
