import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { driftStateOf, type EmbeddedRequest, userMeansOf } from '../../activities/drift/drift-state.js';
import { type KernelWindows, kernelWindows } from '../../activities/drift/mmd.js';
import { permutationTest } from '../../activities/drift/permutation-test.js';
import { createRandomFeatures, type FeatureDesign } from '../../activities/drift/random-features.js';
import { bandwidthsOf, FEATURES_PER_BANDWIDTH } from '../../activities/drift/reference-model.js';
import { alignUsers } from '../../activities/drift/two-windows.js';
import { createRandom } from '../../activities/stats/random.js';
import type { BenchRow } from './bench-table.js';
import { BENCH_DIMENSION, readDriftWindow, windowFiles, writeDriftWindows } from './drift-files.js';

const SIZES = [10_000, 100_000];
const PERMUTATIONS = 999;
const WEIGHT_CAP = 3;
const SEED = 'bench';
/** Requests that bandwidths are chosen from. */
const MEDIAN_REQUESTS = 500;
/** Of the plain loops; the rest is reckoned from these. */
const PLAIN_VECTORS = 200;
const PLAIN_PERMUTATIONS = 10;

/** One test of two windows, in a process of its own. */
interface DriftFigures {
  readonly seconds: number;
  /** Of the processor: less swayed by whatever else runs. */
  readonly cpuSeconds: number;
  readonly peakRssMb: number;
  readonly featureSeconds: number;
  readonly permutationSeconds: number;
  /** What the same arithmetic takes as plain nested loops, reckoned from a part of it. */
  readonly plainSeconds: number;
  readonly users: number;
  readonly pValue: number;
}

/**
 * The drift test of the product on two windows that lie in Arrow files: from vectors of 384 numbers to a p-value of 999
 * permutations of users, against plain loops over a dense matrix of frequencies and over the users who move.
 * @param share of 10,000 and of 100,000 requests a side
 */
export async function benchDrift(share: number, tell: (line: string) => void): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const size of SIZES) {
    const requests = Math.round(size * share);
    const folder = await mkdtemp(join(tmpdir(), 'tidemark-drift-'));
    try {
      tell(`writing 2 × ${requests} vectors`);
      await writeDriftWindows(folder, requests);
      tell(`testing ${requests} against ${requests}`);
      const { plainSeconds, ...figures } = await measureInChild(folder);
      const what = `${requests} against ${requests} requests`;
      rows.push({ what, ...figures, ratio: plainSeconds / figures.seconds });
    } finally {
      await rm(folder, { recursive: true });
    }
  }
  const [small, large] = rows;
  const times = (large?.seconds ?? Number.NaN) / (small?.seconds ?? Number.NaN);
  return [...rows, { what: 'ten times the requests: times the seconds', timesAsLong: times }];
}

async function measureInChild(folder: string): Promise<DriftFigures> {
  const child = fork(fileURLToPath(import.meta.url), ['--drift-bench', folder], { stdio: 'inherit' });
  const ends = once(child, 'exit');
  const answer = await Promise.race([once(child, 'message'), ends.then(() => null)]);
  if (answer === null) throw new Error(`the drift bench ended without an answer; its files were in ${folder}`);
  await ends;
  return answer[0] as DriftFigures;
}

async function measure(folder: string): Promise<DriftFigures> {
  const files = [windowFiles(folder, 'reference'), windowFiles(folder, 'current')] as const;
  const before = process.cpuUsage();
  const startMs = performance.now();
  const design: FeatureDesign = {
    seed: SEED,
    dimension: BENCH_DIMENSION,
    bandwidths: bandwidthsOf(await firstVectors(readDriftWindow(files[0])), SEED),
    featuresPerBandwidth: FEATURES_PER_BANDWIDTH,
  };
  const features = createRandomFeatures(design);
  const means = async (window: (typeof files)[number]) =>
    userMeansOf(await driftStateOf(readDriftWindow(window), features, WEIGHT_CAP));
  const windows = alignUsers(await means(files[0]), await means(files[1]), features.size);
  const featuresMs = performance.now();
  const kernel = kernelWindows(windows, design.bandwidths.length);
  const { pValue, permutations } = await permutationTest(kernel, { permutations: PERMUTATIONS, seed: SEED });
  const seconds = (performance.now() - startMs) / 1000;
  const { user, system } = process.cpuUsage(before);
  const cpuSeconds = (user + system) / 1e6;
  const peakRssMb = process.resourceUsage().maxRSS / 1024;
  if (permutations !== PERMUTATIONS) throw new Error(`the test stopped after ${permutations} permutations`);

  const featureSeconds = (featuresMs - startMs) / 1000;
  const plainSeconds = (await plainFeatureSeconds(design, files)) + plainPermutationSeconds(kernel);
  const users = windows.users.length;
  const permutationSeconds = seconds - featureSeconds;
  return { seconds, cpuSeconds, peakRssMb, featureSeconds, permutationSeconds, plainSeconds, users, pValue };
}

async function firstVectors(requests: AsyncIterable<EmbeddedRequest>): Promise<Float32Array[]> {
  const vectors: Float32Array[] = [];
  for await (const { vector } of requests) {
    vectors.push(vector);
    if (vectors.length === MEDIAN_REQUESTS) break;
  }
  return vectors;
}

/** Every vector times a dense matrix of frequencies. */
async function plainFeatureSeconds(
  { dimension, bandwidths }: FeatureDesign,
  files: readonly Parameters<typeof readDriftWindow>[0][],
): Promise<number> {
  const random = createRandom('plain-features');
  const count = (bandwidths.length * FEATURES_PER_BANDWIDTH) / 2;
  const frequencies = Float64Array.from({ length: count * dimension }, () => random.normal());
  const sum = new Float64Array(2 * count);
  let [rows, milliseconds] = [0, 0];
  for (const file of files) {
    for await (const { vector } of readDriftWindow(file)) {
      rows += 1;
      if (rows > PLAIN_VECTORS) continue;
      const startMs = performance.now();
      for (let f = 0; f < count; f += 1) {
        let phase = 0;
        for (let j = 0; j < dimension; j += 1) {
          phase += (frequencies[f * dimension + j] as number) * (vector[j] as number);
        }
        sum[2 * f] = (sum[2 * f] as number) + Math.cos(phase);
        sum[2 * f + 1] = (sum[2 * f + 1] as number) + Math.sin(phase);
      }
      milliseconds += performance.now() - startMs;
    }
  }
  return ((milliseconds / 1000) * rows) / Math.min(rows, PLAIN_VECTORS);
}

/** Every user of every permutation added to one window or the other. */
function plainPermutationSeconds({ windows }: KernelWindows): number {
  const { users, columns, reference, current } = windows;
  const random = createRandom('plain-permutations');
  const startMs = performance.now();
  for (let permutation = 0; permutation < PLAIN_PERMUTATIONS; permutation += 1) {
    const sums = [new Float64Array(columns), new Float64Array(columns)];
    for (let u = 0; u < users.length; u += 1) {
      for (const { means, weights } of [reference, current]) {
        const mean = means[u];
        const sum = sums[random.integer(2)];
        if (mean === undefined || sum === undefined) continue;
        const weight = weights[u] as number;
        for (let j = 0; j < columns; j += 1) sum[j] = (sum[j] as number) + weight * (mean[j] as number);
      }
    }
  }
  return (((performance.now() - startMs) / 1000) * PERMUTATIONS) / PLAIN_PERMUTATIONS;
}

const [, , flag, folder] = process.argv;
if (flag === '--drift-bench' && folder !== undefined && process.send !== undefined) {
  process.send(await measure(folder), () => process.disconnect());
}
