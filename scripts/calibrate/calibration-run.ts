import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeTable } from '../../activities/storage/arrow-table.js';
import { createLiveLine } from '../terminal/output.js';
import {
  type CalibrationRow,
  calibrationRows,
  calibrationTable,
  calibrationText,
  isClearlyMissed,
} from './calibration-table.js';
import type { Experiment } from './experiment.js';
import { experimentsOf, type Mutation } from './mutations.js';
import type { TextSettings } from './text-settings.js';
import { repeatOnAllCores } from './workers.js';

export interface RunSettings {
  /** In place of every experiment's own number. */
  readonly runs: number | undefined;
  readonly seed: string;
  readonly dimension: number;
  readonly text: TextSettings;
  /** Folder of the Arrow files. */
  readonly out: string;
}

/** Runs an experiment on all cores, prints its table and writes its file: what is finished stays, whatever comes after. */
export async function runExperiment(experiment: Experiment, settings: RunSettings): Promise<CalibrationRow[]> {
  const { seed, dimension, text } = settings;
  const runs = settings.runs ?? experiment.runs;
  const outcomes = await repeatOnAllCores(
    { experiment: experiment.name, dimension, text, seed, runs },
    progressOf(experiment.name, runs),
  );
  const rows = calibrationRows(experiment, outcomes, { dimension, seed });
  const file = await writeRows(settings.out, experiment.name, rows);
  process.stdout.write(`${calibrationText(rows)}\n${file}\n\n`);
  return rows;
}

/**
 * Runs every mistake and what it was put into: a mistake is caught when its experiment clearly misses a limit and the
 * same repetitions without it do not.
 * @returns whether all are caught
 */
export async function runMutations(all: readonly Mutation[], settings: RunSettings): Promise<boolean> {
  const rows = new Map<string, CalibrationRow[]>();
  for (const experiment of experimentsOf(all)) rows.set(experiment.name, await runExperiment(experiment, settings));
  const verdicts = all.map(({ mistake, mutated, sound }) => {
    const missed = rows.get(mutated.name)?.find(isClearlyMissed);
    const alarmed = rows.get(sound.name)?.find(isClearlyMissed);
    const isCaught = missed !== undefined && alarmed === undefined;
    const reason =
      alarmed === undefined
        ? missed === undefined
          ? 'no limit is clearly missed'
          : shareOf(missed)
        : `misses a limit without the mistake: ${shareOf(alarmed)}`;
    return { isCaught, line: `${isCaught ? 'caught    ' : 'NOT CAUGHT'}  ${mistake}: ${reason}` };
  });
  process.stdout.write(`${verdicts.map(({ line }) => line).join('\n')}\n`);
  return verdicts.every(({ isCaught }) => isCaught);
}

/** Shows how far a long work is: every step on a terminal, every tenth elsewhere. */
export function progressOf(what: string, total: number): (done: number) => void {
  const line = createLiveLine();
  const startMs = Date.now();
  const tenth = Math.max(1, Math.floor(total / 10));
  return (done) => {
    if (!process.stderr.isTTY && done % tenth !== 0 && done !== total) return;
    const minutes = ((Date.now() - startMs) * (total - done)) / done / 60_000;
    line.show(`${what}: ${done} of ${total}${done === total ? '' : `, ${minutes.toFixed(1)} min left`}`);
    if (done === total) line.end();
  };
}

function shareOf({ figure, hits, repetitions }: CalibrationRow): string {
  return `"${figure}" in ${hits} of ${repetitions}`;
}

/** Written aside and renamed, so that a file that is there is whole. */
async function writeRows(folder: string, name: string, rows: readonly CalibrationRow[]): Promise<string> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, `${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}.arrow`);
  await writeFile(`${file}.part`, encodeTable(calibrationTable, rows));
  await rename(`${file}.part`, file);
  return file;
}
