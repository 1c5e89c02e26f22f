import { describe, expect, it } from 'vitest';
import { affordableItems } from '../../activities/scoring/affordable-items.js';
import { orderItems, planBatches } from '../../activities/scoring/plan.js';
import type { ScoringItem } from '../../activities/scoring/score-tables.js';
import { clusteredMean } from '../../activities/stats/clustered-mean.js';
import { createRandom, type Random } from '../../activities/stats/random.js';
import { itemIdOf } from '../../activities/traffic/item-id.js';
import { SpendLimit } from '../../workflows/spend-limit.js';
import { itemWith } from '../scoring/scoring-world.js';

const RUNS = 400;
const USERS = 60;
const ITEMS_PER_USER = 4;
const TRUTH = 0.6;
const WAVE = 4;

/** An item whose score falls with its cost: whoever scores the cheap ones first finds too good a mean. */
interface PlantedItem {
  readonly item: ScoringItem;
  readonly costUsd: number;
  readonly score: number;
}

function plantedItems(run: number): PlantedItem[] {
  const random = createRandom('spend-cap', run);
  const planted = Array.from({ length: USERS }, (_, user) => {
    const taste = 0.08 * random.normal();
    return Array.from({ length: ITEMS_PER_USER }, (__, turn): PlantedItem => {
      const size = random.normal();
      const probability = 0.2 + 0.6 * random.next();
      const item = itemWith({
        item_id: itemIdOf(`${run} ${user} ${turn}`),
        user: `user-${user}`,
        inclusion_probability: probability,
        weight: 1 / probability,
      });
      const score = TRUTH + taste - 0.1 * size + 0.1 * random.normal();
      return { item, costUsd: 0.01 * Math.exp(0.7 * size), score };
    });
  });
  const byId = new Map(planted.flat().map((each) => [each.item.item_id, each]));
  return orderItems([...byId.values()].map(({ item }) => item)).flatMap(({ item_id: id }) => byId.get(id) ?? []);
}

function covers(items: readonly ScoringItem[], planted: readonly PlantedItem[]): boolean {
  const scores = new Map(planted.map(({ item, score }) => [item.item_id, score]));
  const estimate = clusteredMean(
    items.map(({ item_id: id }) => scores.get(id) ?? 0),
    items.map(({ user }) => user),
    { weights: items.map(({ weight }) => weight), confidence: 0.95 },
  );
  return estimate !== null && estimate.ciLow <= TRUTH && TRUTH <= estimate.ciHigh;
}

function coverage(choose: (planted: readonly PlantedItem[], run: number) => readonly ScoringItem[]): number {
  let covered = 0;
  for (let run = 0; run < RUNS; run += 1) {
    const planted = plantedItems(run);
    if (covers(choose(planted, run), planted)) covered += 1;
  }
  return covered / RUNS;
}

/** Scores batches as the workflow does, four in flight, each of which takes its own time. */
function scoreUnderLimit(planted: readonly PlantedItem[], limitUsd: number, random: Random) {
  const batches = planBatches(planted.length, 6);
  const costs = batches.map(({ offset, limit }) =>
    planted.slice(offset, offset + limit).reduce((sum, { costUsd }) => sum + costUsd, 0),
  );
  const limit = new SpendLimit(limitUsd, 0, 0);
  const inFlight = new Map<number, number>();
  let [next, spentUsd] = [0, 0];
  const startMore = () => {
    while (inFlight.size < WAVE && next < batches.length && limit.start()) {
      inFlight.set(next, random.next());
      next += 1;
    }
  };
  for (startMore(); inFlight.size > 0; startMore()) {
    const [ended = 0, tookMs = 0] = [...inFlight].sort(([, a], [, b]) => a - b)[0] ?? [];
    inFlight.delete(ended);
    for (const [other, leftMs] of inFlight) inFlight.set(other, leftMs - tookMs);
    spentUsd += costs[ended] ?? 0;
    limit.end(costs[ended] ?? 0);
  }
  const dearest = [...costs].sort((a, b) => b - a).slice(0, WAVE);
  return {
    items: planted.slice(0, batches[next]?.offset ?? planted.length).map(({ item }) => item),
    spentUsd,
    waveUsd: dearest.reduce((sum, cost) => sum + cost, 0),
  };
}

const totalCost = (planted: readonly PlantedItem[]) => planted.reduce((sum, { costUsd }) => sum + costUsd, 0);

describe('a plan that its cap cuts to a random part of the items', () => {
  it.each([0.3, 0.5, 0.8])('still covers the planted truth when %d of the money is there', (share) => {
    const inside = coverage(
      (planted, run) =>
        affordableItems(
          planted.map(({ item }) => item),
          planted.map(({ costUsd }) => costUsd),
          share * totalCost(planted),
          `seed-${run}`,
        ).kept,
    );
    process.stderr.write(`cap at ${share} of the cost, planned: truth inside in ${(100 * inside).toFixed(1)} %\n`);
    expect(inside).toBeGreaterThanOrEqual(0.93);
  });

  it('taking whatever is cheap enough instead would not', () => {
    const inside = coverage((planted) => {
      const cheapFirst = planted.toSorted((a, b) => a.costUsd - b.costUsd);
      return cheapFirst.slice(0, Math.floor(planted.length / 2)).map(({ item }) => item);
    });
    expect(inside).toBeLessThan(0.5);
  });
});

describe('a run that stops at its cap', () => {
  it.each([0.3, 0.5, 0.8])('still covers the planted truth, and overspends by one wave at most, at %d', (share) => {
    let most = 0;
    const inside = coverage((planted, run) => {
      const limitUsd = share * totalCost(planted);
      const scored = scoreUnderLimit(planted, limitUsd, createRandom('durations', run));
      expect(scored.spentUsd).toBeLessThanOrEqual(limitUsd + scored.waveUsd);
      most = Math.max(most, (scored.spentUsd - limitUsd) / limitUsd);
      return scored.items;
    });
    const spent = `${(100 * inside).toFixed(1)} %, at most ${(100 * most).toFixed(1)} % above the cap`;
    process.stderr.write(`cap at ${share} of the cost, stopped: truth inside in ${spent}\n`);
    expect(inside).toBeGreaterThanOrEqual(0.93);
  });
});
