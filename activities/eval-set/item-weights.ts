import { kishEffectiveSize, rake } from '../stats/weights.js';

/** A level of a margin needs this many items, else its traffic is shared out over the other sparse levels. */
const MIN_LEVEL_ITEMS = 2;

/** The level that sparse levels are merged into. */
const OTHER = 'other';

/** Points of share by which raked weights may miss a margin. */
const TOLERANCE = 1e-9;

export interface Stratified {
  readonly topic: number;
  readonly stratum: string;
}

export interface ItemWeights {
  /** One weight per item, none negative, summing to 1. */
  readonly weights: number[];
  /** Kish's (Σw)² / Σw². */
  readonly effectiveSize: number;
  /** Items / effective size = 1 + CV² of the weights: how much wider unequal weights make an interval (Kish 1965). */
  readonly designEffect: number;
  /** Margins the weights were raked to. */
  readonly margins: readonly MarginName[];
  /** Share of the traffic in topics that no item has: others carry it, which is right only if they are alike. */
  readonly missingShare: number;
}

export type MarginName = 'topic' | 'stratum';

interface Margin {
  /** Per item. */
  readonly levels: string[];
  readonly levelOf: (row: Stratified) => string;
  readonly targets: Record<string, number>;
}

/**
 * Weights with which the items estimate the week's production: equal weights raked to the topic shares and, where the
 * traffic has several strata, to the stratum shares (Deming & Stephan 1940; a calibration estimator in the sense of
 * Deville & Särndal 1992). Levels with fewer than two items are merged. The strata are left out when they would press the
 * effective sample below `minEffectiveShare` of the items. Weights that are still too uneven then stay as they are: evened
 * out they would estimate another week's mix, so it is the estimate that must be refused.
 * @param production the week's sample with its design weights.
 */
export function weighItems(
  items: readonly Stratified[],
  production: readonly (Stratified & { readonly weight: number })[],
  minEffectiveShare: number,
): ItemWeights {
  if (items.length === 0) return { weights: [], effectiveSize: 0, designEffect: 1, margins: [], missingShare: 1 };
  const described = (weights: number[], margins: readonly MarginName[]): ItemWeights => {
    const effectiveSize = kishEffectiveSize(weights);
    const missingShare = missingShareOf(items, production);
    return { weights, effectiveSize, designEffect: items.length / effectiveSize, margins, missingShare };
  };
  const topic = marginOf(items, production, (row) => `topic ${row.topic}`);
  const stratum = marginOf(items, production, (row) => `stratum ${row.stratum}`);
  const both = Object.keys(stratum.targets).length > 1 ? raked({ topic, stratum }, items.length) : undefined;
  if (both !== undefined && kishEffectiveSize(both) >= minEffectiveShare * items.length) {
    return described(both, ['topic', 'stratum']);
  }
  return described(raked({ topic }, items.length) ?? items.map(() => 1 / items.length), ['topic']);
}

/**
 * The levels that the weights were raked to, sparse ones merged: what the residual variance of a weighted mean is
 * measured within.
 * @returns per margin the level of every item and of every row of the sample
 */
export function marginLevels(
  items: readonly Stratified[],
  production: readonly (Stratified & { readonly weight: number })[],
  names: readonly MarginName[],
): { readonly items: string[][]; readonly production: string[][] } {
  const all = names.map((name) => marginOf(items, production, (row) => `${name} ${row[name]}`));
  return {
    items: items.map((_, at) => all.map(({ levels }) => levels[at] ?? OTHER)),
    production: production.map((row) => all.map(({ levelOf }) => levelOf(row))),
  };
}

function missingShareOf(
  items: readonly Stratified[],
  production: readonly (Stratified & { readonly weight: number })[],
): number {
  const topics = new Set(items.map(({ topic }) => topic));
  const total = sum(production.map(({ weight }) => weight));
  return total > 0 ? sum(production.map(({ topic, weight }) => (topics.has(topic) ? 0 : weight))) / total : 0;
}

/** Undefined when the margins contradict each other: no weights of these items can have all of them. */
function raked(margins: Readonly<Record<string, Margin>>, count: number): number[] | undefined {
  const entries = Object.entries(margins);
  const columns = Object.fromEntries(entries.map(([name, { levels }]) => [name, levels]));
  const targets = Object.fromEntries(entries.map(([name, margin]) => [name, margin.targets]));
  try {
    const base = Array.from({ length: count }, () => 1);
    const weights = normalised(rake(base, columns, targets));
    return entries.every(([, margin]) => agrees(weights, margin)) ? weights : undefined;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function agrees(weights: readonly number[], { levels, targets }: Margin): boolean {
  const sums = new Map<string, number>();
  levels.forEach((level, at) => sums.set(level, (sums.get(level) ?? 0) + (weights[at] ?? 0)));
  return Object.entries(targets).every(([level, target]) => Math.abs((sums.get(level) ?? 0) - target) <= TOLERANCE);
}

/** Every level that has items or traffic, sparse ones merged, so that each level with traffic has items to carry it. */
function marginOf<T extends Stratified>(
  items: readonly T[],
  production: readonly (T & { readonly weight: number })[],
  levelOf: (row: Stratified) => string,
): Margin {
  const total = sum(production.map((row) => row.weight));
  const shares = new Map<string, number>();
  for (const row of production) shares.set(levelOf(row), (shares.get(levelOf(row)) ?? 0) + row.weight / total);
  const counts = new Map<string, number>();
  for (const item of items) counts.set(levelOf(item), (counts.get(levelOf(item)) ?? 0) + 1);

  const merged = new Set([...shares.keys()].filter((level) => (counts.get(level) ?? 0) < MIN_LEVEL_ITEMS));
  let carriers = sum([...merged].map((level) => counts.get(level) ?? 0));
  // Their traffic is nothing without items: take in the smallest levels that have some.
  const bySize = [...shares].sort(([a, x], [b, y]) => x - y || (a < b ? -1 : 1)).map(([level]) => level);
  for (const level of bySize) {
    if (merged.size === 0 || carriers >= MIN_LEVEL_ITEMS) break;
    if (merged.has(level)) continue;
    merged.add(level);
    carriers += counts.get(level) ?? 0;
  }

  const targets: Record<string, number> = {};
  const target = (level: string) => (merged.has(level) ? OTHER : level);
  for (const level of counts.keys()) targets[target(level)] = 0;
  for (const [level, share] of [...shares].sort(([a], [b]) => (a < b ? -1 : 1))) {
    targets[target(level)] = (targets[target(level)] ?? 0) + share;
  }
  // No item shares a level with the traffic at all: nothing to rake to.
  if (merged.size > 0 && carriers === 0) {
    return { levels: items.map(() => OTHER), levelOf: () => OTHER, targets: { [OTHER]: 1 } };
  }
  const mergedLevelOf = (row: Stratified) => target(levelOf(row));
  return { levels: items.map(mergedLevelOf), levelOf: mergedLevelOf, targets };
}

function normalised(weights: readonly number[]): number[] {
  const total = sum(weights);
  return weights.map((weight) => weight / total);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
