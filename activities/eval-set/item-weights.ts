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
  /** Margins the weights were raked to. */
  readonly margins: readonly ('topic' | 'stratum')[];
}

interface Margin {
  readonly levels: string[];
  readonly targets: Record<string, number>;
}

/**
 * Weights with which the items estimate the week's production: equal weights raked to the topic shares and, where the
 * traffic has several strata, to the stratum shares (Deming & Stephan 1940). Levels with fewer than two items are merged.
 * The strata are left out when they would press the effective sample below `minEffectiveShare` of the items; what is
 * still too uneven then is capped until that share is reached.
 * @param production the week's sample with its design weights.
 */
export function weighItems(
  items: readonly Stratified[],
  production: readonly (Stratified & { readonly weight: number })[],
  minEffectiveShare: number,
): ItemWeights {
  if (items.length === 0) return { weights: [], effectiveSize: 0, margins: [] };
  const topic = marginOf(items, production, (row) => `topic ${row.topic}`);
  const stratum = marginOf(items, production, (row) => `stratum ${row.stratum}`);
  const floor = minEffectiveShare * items.length;
  const both = Object.keys(stratum.targets).length > 1 ? raked({ topic, stratum }, items.length) : undefined;
  if (both !== undefined && kishEffectiveSize(both) >= floor) {
    return { weights: both, effectiveSize: kishEffectiveSize(both), margins: ['topic', 'stratum'] };
  }
  const even = items.map(() => 1 / items.length);
  const weights = capped(raked({ topic }, items.length) ?? even, floor);
  return { weights, effectiveSize: kishEffectiveSize(weights), margins: ['topic'] };
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
  if (merged.size > 0 && carriers === 0) return { levels: items.map(() => OTHER), targets: { [OTHER]: 1 } };
  return { levels: items.map((item) => target(levelOf(item))), targets };
}

/** The largest cap under which the weights reach an effective size; all positive weights equal when none does. */
function capped(weights: readonly number[], floor: number): number[] {
  if (kishEffectiveSize(weights) >= floor) return [...weights];
  const under = (cap: number) => normalised(weights.map((weight) => Math.min(weight, cap)));
  let low = Math.min(...weights.filter((weight) => weight > 0));
  let high = Math.max(...weights);
  for (let step = 0; step < 50; step += 1) {
    const middle = (low + high) / 2;
    if (kishEffectiveSize(under(middle)) >= floor) low = middle;
    else high = middle;
  }
  return under(low);
}

function normalised(weights: readonly number[]): number[] {
  const total = sum(weights);
  return weights.map((weight) => weight / total);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
