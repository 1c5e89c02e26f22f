import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { encodeTable } from '../activities/storage/arrow-table.js';
import {
  type CalibrationRow,
  calibrationRows,
  calibrationTable,
  calibrationText,
  isClearlyMissed,
} from './calibrate/calibration-table.js';
import type { Experiment } from './calibrate/experiment.js';
import { experimentsAt, mutationsAt } from './calibrate/experiments.js';
import { repeatOnAllCores } from './calibrate/workers.js';
import { createLiveLine, printNote } from './terminal/output.js';

const DIMENSION = 384;
const MUTATIONS = 'mutations';

const USAGE = `usage: npm run calibrate [-- <name>…] [--runs N] [--seed S] [--dimension ${DIMENSION}] [--out FILE.arrow]

Simulates traffic with planted truth and counts what the drift tests say: shares of the repetitions with exact binomial
intervals, against limits. Without names, all experiments; that takes hours. Ends with code 1 when a limit is missed.
${experimentsAt(DIMENSION)
  .map(({ name, runs, about }) => `  ${name.padEnd(16)} ${about} (${runs})`)
  .join('\n')}
  ${MUTATIONS.padEnd(16)} the same with mistakes put in: ends with code 1 when one of them is not noticed`;

interface Settings {
  readonly runs: number | undefined;
  readonly seed: string;
  readonly dimension: number;
}

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      runs: { type: 'string' },
      seed: { type: 'string', default: 'calibration' },
      dimension: { type: 'string', default: String(DIMENSION) },
      out: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const runs = values.runs === undefined ? undefined : Number(values.runs);
  const dimension = Number(values.dimension);
  const areNumbers = (runs === undefined || (Number.isInteger(runs) && runs > 0)) && Number.isInteger(dimension / 4);
  const experiments = areNumbers && dimension > 0 ? chosen(positionals, dimension) : null;
  if (values.help || experiments === null) {
    printNote(USAGE);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  const rows: CalibrationRow[] = [];
  for (const experiment of experiments) rows.push(...(await runExperiment(experiment, { ...values, runs, dimension })));
  process.stdout.write(`${calibrationText(rows)}\n`);
  if (values.out !== undefined) await writeFile(values.out, encodeTable(calibrationTable, rows));
  const unnoticed = experiments.filter(
    ({ name }) => isMutation(name) && !rows.some((row) => row.experiment === name && isClearlyMissed(row)),
  );
  for (const { name } of unnoticed) printNote(`not noticed: ${name}`);
  const missed = rows.filter(({ experiment, met }) => !met && !isMutation(experiment));
  if (unnoticed.length > 0 || missed.length > 0) process.exitCode = 1;
}

/** The experiments of these names; null when one is unknown. */
function chosen(names: readonly string[], dimension: number): Experiment[] | null {
  const known = experimentsAt(dimension);
  if (names.length === 0) return known;
  const found = names.map((name) =>
    name === MUTATIONS ? mutationsAt(dimension) : known.filter((experiment) => experiment.name === name),
  );
  return found.some((each) => each.length === 0) ? null : found.flat();
}

async function runExperiment(experiment: Experiment, { runs, seed, dimension }: Settings): Promise<CalibrationRow[]> {
  const repetitions = runs ?? experiment.runs;
  const line = createLiveLine();
  const tenth = Math.max(1, Math.floor(repetitions / 10));
  const outcomes = await repeatOnAllCores(
    { experiment: experiment.name, dimension, seed, runs: repetitions },
    (done) => {
      if (done % tenth === 0 || done === repetitions) line.show(`${experiment.name}: ${done} of ${repetitions}`);
    },
  );
  line.end();
  return calibrationRows(experiment, outcomes, { dimension, seed });
}

function isMutation(name: string): boolean {
  return name.startsWith('mutation');
}

await main();
