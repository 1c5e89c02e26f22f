import { describe, expect, it } from 'vitest';
import { clusteredMean } from '../../activities/stats/clustered-mean.js';
import { createRandom } from '../../activities/stats/random.js';
import { twoPhaseMean } from '../../activities/stats/two-phase-mean.js';
import { drawSample, type SampleDesign, type SamplingUnit } from '../../activities/traffic/sampling.js';

const SEEDS = 1000;
const USERS = 200;
/** A loaded machine needs many times what an idle one does. */
const PATIENCE_MS = 600_000;

interface Request {
  readonly unit: SamplingUnit;
  readonly value: number;
}

/** Users with very different activity; heavy ones write more often in the second stratum, where values are larger. */
function createWindow(name: string, users: number): Request[] {
  const random = createRandom('sampling-window', name);
  return Array.from({ length: users }, (_, user) => {
    const requests = 1 + Math.floor(3 * Math.exp(random.normal()));
    const own = 10 + random.normal();
    const share = Math.min(0.9, 0.1 + requests / 60);
    return Array.from({ length: requests }, (__, request): Request => {
      const isSecond = random.next() < share;
      return {
        unit: { requestId: `${name}-${user}-${request}`, user: `${name}-${user}`, stratum: isSecond ? 'b' : 'a' },
        value: own + (isSecond ? 3 : 0) + 2 * random.normal(),
      };
    });
  }).flat();
}

const design = (fields: Partial<SampleDesign>): SampleDesign => ({
  by: 'request',
  size: 150,
  perUserCap: 10_000,
  strata: [],
  seed: 's',
  ...fields,
});

const DESIGNS: readonly (readonly [string, Partial<SampleDesign>, boolean])[] = [
  ['requests', {}, false],
  ['requests in strata', {}, true],
  ['requests with a cap per user', { perUserCap: 5 }, false],
  ['requests in strata with a cap per user', { perUserCap: 5 }, true],
];

/** Samples of a window; to a design without strata all its requests are of one. */
function samplerOf(window: readonly Request[]) {
  const valueOf = new Map(window.map(({ unit, value }) => [unit.requestId, value]));
  const stratified = window.map(({ unit }) => unit);
  const plain = stratified.map((unit) => ({ ...unit, stratum: 'all' }));
  return (hasStrata: boolean, plan: SampleDesign) =>
    drawSample(hasStrata ? stratified : plain, plan).map((row) => ({ ...row, value: valueOf.get(row.requestId) ?? 0 }));
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const share = (flags: readonly boolean[]) => flags.filter(Boolean).length / flags.length;

/** The mean over requests of the world, from many more users than any window has. */
const WORLD_MEAN = mean(createWindow('world', 100_000).map(({ value }) => value));

describe('a sample of requests', () => {
  it(
    'of a tenth of a million holds a tenth of every part of it, within four sigma',
    () => {
      const parts = 50;
      const units = Array.from({ length: 1_000_000 }, (_, id) => ({
        requestId: `r${id}`,
        user: `u${id}`,
        stratum: 'all',
      }));
      const counts = new Array<number>(parts).fill(0);
      const drawn = drawSample(units, design({ size: 100_000 }));
      for (const { requestId } of drawn) {
        const part = Number(requestId.slice(1)) % parts;
        counts[part] = (counts[part] ?? 0) + 1;
      }
      expect(drawn).toHaveLength(100_000);
      // Without replacement: hypergeometric.
      const expected = 100_000 / parts;
      const sigma = Math.sqrt(expected * (1 - 1 / parts) * 0.9);
      for (const count of counts) expect(Math.abs(count - expected)).toBeLessThan(4 * sigma);
    },
    PATIENCE_MS,
  );

  it.each(DESIGNS)(
    'by %s estimates the mean of its window, with the interval of the design',
    (_name, fields, hasStrata) => {
      const window = createWindow('one', USERS);
      const truth = mean(window.map(({ value }) => value));
      const sampled = samplerOf(window);
      const runs = Array.from({ length: SEEDS }, (_, seed) => {
        const plan = design({ ...fields, seed: `${seed}` });
        const rows = sampled(hasStrata, plan);
        const total = rows.reduce((sum, { value, inclusionProbability }) => sum + value / inclusionProbability, 0);
        const interval = twoPhaseMean(rows, plan.perUserCap);
        if (interval === null) throw new Error('a sample of this size has an interval');
        return {
          horvitzThompson: total / window.length,
          hajek: interval.estimate,
          isCovered: interval.ciLow <= truth && truth <= interval.ciHigh,
        };
      });
      expect(Math.abs(mean(runs.map((run) => run.horvitzThompson)) / truth - 1)).toBeLessThan(0.02);
      expect(Math.abs(mean(runs.map((run) => run.hajek)) / truth - 1)).toBeLessThan(0.02);
      const coverage = share(runs.map((run) => run.isCovered));
      expect(coverage).toBeGreaterThanOrEqual(0.93);
      expect(coverage).toBeLessThanOrEqual(0.97);
    },
    PATIENCE_MS,
  );

  it(
    'by every design estimates the mean of all users, with the interval of whole users',
    () => {
      const covered = DESIGNS.map(() => 0);
      for (let seed = 0; seed < SEEDS; seed += 1) {
        const sampled = samplerOf(createWindow(`fresh-${seed}`, 2 * USERS));
        for (const [at, [, fields, hasStrata]] of DESIGNS.entries()) {
          const rows = sampled(hasStrata, design({ ...fields, size: 300, seed: `${seed}` }));
          const interval = clusteredMean(
            rows.map(({ value }) => value),
            rows.map(({ user }) => user),
            { weights: rows.map(({ inclusionProbability }) => 1 / inclusionProbability) },
          );
          const isCovered = interval !== null && interval.ciLow <= WORLD_MEAN && WORLD_MEAN <= interval.ciHigh;
          covered[at] = (covered[at] ?? 0) + (isCovered ? 1 : 0);
        }
      }
      for (const count of covered) {
        expect(count / SEEDS).toBeGreaterThanOrEqual(0.93);
        expect(count / SEEDS).toBeLessThanOrEqual(0.97);
      }
    },
    PATIENCE_MS,
  );

  it(
    'by requests with a cap would have too short an interval if the first phase were left out',
    () => {
      const window = createWindow('one', USERS);
      const truth = mean(window.map(({ value }) => value));
      const sampled = samplerOf(window);
      const covered = Array.from({ length: SEEDS }, (_, seed) => {
        const plan = design({ size: 3000, perUserCap: 2, seed: `${seed}` });
        const rows = sampled(false, plan);
        const interval = twoPhaseMean(rows, plan.perUserCap);
        const without = twoPhaseMean(
          rows.map((row) => ({ ...row, drawProbability: row.inclusionProbability, capProbability: 1 })),
          plan.perUserCap,
        );
        if (interval === null || without === null) throw new Error('a sample of this size has an interval');
        return {
          isCovered: interval.ciLow <= truth && truth <= interval.ciHigh,
          isCoveredWithout: without.ciLow <= truth && truth <= without.ciHigh,
        };
      });
      expect(share(covered.map((run) => run.isCovered))).toBeGreaterThanOrEqual(0.93);
      expect(share(covered.map((run) => run.isCoveredWithout))).toBeLessThan(0.93);
    },
    PATIENCE_MS,
  );
});
