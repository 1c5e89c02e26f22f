import { execFile } from 'node:child_process';
import { link, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { BenchRow } from './bench-table.js';
import { trafficKey, writeTrafficLogs } from './traffic-logs.js';
import type { SamplingFigures } from './traffic-sampling.js';

const run = promisify(execFile);
const OBJECTS_PER_GIB = 8;
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** Compiled, as the worker is, and apart from what is published. */
const PROJECT = join(ROOT, 'scripts', 'bench', 'tsconfig.json');
const SAMPLING = join(ROOT, 'node_modules', '.cache', 'tidemark-bench', 'scripts', 'bench', 'traffic-sampling.js');
/** Worker processes: one, and one for each of two cores. */
const WORKERS = [1, 2];
const DUCKDB = `
import sys, duckdb
print(duckdb.sql(f"select count(*), count(distinct request_id) from (select * from read_ndjson('{sys.argv[1]}', columns={{'request_id':'VARCHAR','timestamp':'VARCHAR','user_id':'VARCHAR','model':'VARCHAR','messages':'JSON','response':'VARCHAR'}}) using sample 2000 rows)").fetchall())
`;

/**
 * Sampling gzipped JSON lines, compiled and by the activities of a weekly run in one and in two worker processes, against
 * unpacking and counting the same bytes, and against DuckDB drawing 2,000 rows of them; then its memory at half and at
 * twice the size.
 * @param python with DuckDB, or null
 */
export async function benchTraffic(
  folder: string,
  gibibytes: number,
  python: string | null,
  tell: (line: string) => void,
): Promise<BenchRow[]> {
  tell('compiling what is measured');
  await run(join(ROOT, 'node_modules', '.bin', 'tsc'), ['-p', PROJECT], { cwd: ROOT });
  await writeTrafficLogs(folder, 2 * gibibytes, tell);
  const middle = await subset(folder, gibibytes);
  const files = join(middle.folder, 'logs', '2026-09-28', '*.jsonl.gz');
  const rows: BenchRow[] = [];
  tell('reading everything once, so that the files are in memory for all');
  await seconds(`cat ${files} > /dev/null`);
  const zcat = await best(2, async () => await seconds(`zcat ${files} | wc -l > /dev/null`));
  rows.push({ what: 'zcat | wc -l', seconds: zcat, gibibytes });
  for (const workers of WORKERS) {
    const ours = await bestOf(2, async () => await sample(middle, workers));
    rows.push({ what: 'tidemark', workers, ...ours, gibibytes, ratio: zcat / ours.seconds });
  }
  if (python === null) tell('no Python with DuckDB here: that row is left out');
  else {
    const duck = await seconds(`"${python}" -c "$SCRIPT" '${files}' > /dev/null`, { SCRIPT: DUCKDB });
    rows.push({ what: 'DuckDB read_ndjson, 2,000 rows', seconds: duck, gibibytes, ratio: zcat / duck });
  }
  for (const size of [gibibytes / 2, 2 * gibibytes]) {
    tell(`sampling ${size} GiB for its memory`);
    for (const workers of WORKERS) {
      rows.push({ what: 'tidemark', workers, ...(await sample(await subset(folder, size), workers)), gibibytes: size });
    }
  }
  return rows;
}

interface Subset {
  readonly folder: string;
  readonly objects: number;
}

/** The first objects of the logs, by links. */
async function subset(folder: string, gibibytes: number): Promise<Subset> {
  const objects = Math.round(gibibytes * OBJECTS_PER_GIB);
  const into = join(folder, `first-${objects}`);
  await rm(into, { recursive: true, force: true });
  await mkdir(join(into, 'logs', '2026-09-28'), { recursive: true });
  for (let number = 0; number < objects; number += 1) {
    await link(join(folder, trafficKey(number)), join(into, trafficKey(number)));
  }
  return { folder: into, objects };
}

async function sample({ folder, objects }: Subset, workers: number): Promise<SamplingFigures> {
  const args = [SAMPLING, folder, String(objects), String(workers)];
  const { stdout } = await run(process.execPath, args, { maxBuffer: 1024 * 1024 });
  return JSON.parse(stdout) as SamplingFigures;
}

async function seconds(command: string, environment: Readonly<Record<string, string>> = {}): Promise<number> {
  const startMs = performance.now();
  await run('bash', ['-o', 'pipefail', '-c', command], { env: { ...process.env, ...environment } });
  return (performance.now() - startMs) / 1000;
}

async function best(times: number, measure: () => Promise<number>): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let time = 0; time < times; time += 1) least = Math.min(least, await measure());
  return least;
}

async function bestOf(times: number, measure: () => Promise<SamplingFigures>): Promise<SamplingFigures> {
  let least = await measure();
  for (let time = 1; time < times; time += 1) {
    const figures = await measure();
    if (figures.seconds < least.seconds) least = figures;
  }
  return least;
}
