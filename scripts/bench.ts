import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findPythonReaders } from '../test/support/python-readers.js';
import { type BenchRow, benchTable } from './bench/bench-table.js';
import { benchDrift } from './bench/drift-bench.js';
import { benchParquet } from './bench/parquet-bench.js';
import { benchRedaction } from './bench/redaction-bench.js';
import { benchScoring } from './bench/scoring-bench.js';
import { benchTraffic } from './bench/traffic-bench.js';

const USAGE = `usage: npm run bench -- <traffic|parquet|redaction|scoring|drift> [--gigabytes 2] [--share 1] [--folder <folder>] [--json]

Speed and memory, as ratios to a baseline of the same run. Close everything else first.
  traffic    samples gzipped JSON lines, against zcat | wc -l and DuckDB
  parquet    reads nested chat rows from a Parquet file
  redaction  a line of 1 MB against one of 100 kB, for every adversarial shape
  scoring    items through Temporal and S3, against a bare pool of promises; --share of 10,000 items twice
  drift      999 permutations of users, against plain loops; --share of 10,000 and of 100,000 requests a side

Logs are generated once and kept in the folder (default: the cache folder of this user).`;

const tell = (line: string) => process.stderr.write(`${line}\n`);

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      gigabytes: { type: 'string', default: '2' },
      folder: { type: 'string' },
      share: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const [name] = positionals;
  const gibibytes = Number(values.gigabytes);
  if (values.help || name === undefined || !(gibibytes > 0) || !(Number(values.share) > 0)) {
    tell(USAGE);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'tidemark', 'bench');
  const rows = await bench(name, { folder: values.folder ?? cache, gibibytes, share: Number(values.share) });
  if (rows === null) {
    tell(`no benchmark is called ${name}\n\n${USAGE}`);
    process.exitCode = 2;
    return;
  }
  process.stdout.write(`${values.json ? JSON.stringify(rows) : benchTable(rows)}\n`);
}

interface BenchSize {
  readonly folder: string;
  readonly gibibytes: number;
  readonly share: number;
}

async function bench(name: string, { folder, gibibytes, share }: BenchSize): Promise<readonly BenchRow[] | null> {
  if (name === 'traffic') {
    const python = await findPythonReaders();
    return await benchTraffic(folder, gibibytes, 'python' in python ? python.python : null, tell);
  }
  if (name === 'drift') return await benchDrift(share, tell);
  if (name === 'scoring') return await benchScoring(share, tell);
  if (name === 'parquet') return [{ what: 'nested chat rows', ...(await benchParquet()) }];
  if (name === 'redaction') {
    const { rows } = await benchRedaction();
    return rows.map(({ shape, ...figures }) => ({ what: shape, ...figures }));
  }
  return null;
}

await main();
