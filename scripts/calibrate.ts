import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { progressOf, type RunSettings, runExperiment, runMutations } from './calibrate/calibration-run.js';
import { limitText } from './calibrate/calibration-table.js';
import type { Experiment } from './calibrate/experiment.js';
import { experimentsAt, mutationsAt } from './calibrate/experiments.js';
import { LEXICAL, type TextSettings } from './calibrate/text-settings.js';
import { withPoolVectors } from './calibrate/text-vectors.js';
import { printNote } from './terminal/output.js';

const DIMENSION = 384;
const ALL = 'all';
const MUTATIONS = 'mutations';
const MUTATION_MINUTES = 4;
/** One alone has no interval. */
const FEWEST_RUNS = 2;
const INTERRUPTED = 130;

const USAGE = `usage: npm run calibrate -- <name>… [--runs N] [--seed S] [--dimension ${DIMENSION}] [--out FOLDER]

Simulates traffic with planted truth and counts what the drift tests say: shares of the repetitions with exact binomial
intervals, against limits. Every experiment prints its table and writes its Arrow file (default: .tidemark/calibration)
as soon as it is finished (N: at least ${FEWEST_RUNS}); Ctrl-C ends the one that runs. Ends with code 1 when a limit is missed.

  ${ALL}  everything below, one after the other
${experimentsAt(DIMENSION).map(experimentText).join('\n')}
  ${MUTATIONS}  (${MUTATION_MINUTES} min)
    the experiments with mistakes in them, and without: ends with code 1 unless every mistake is caught

Minutes are those of two idle cores at dimension ${DIMENSION}. The experiments on text take
  --embedder lexical|http  lexical (default) needs nothing; http asks an endpoint for each text once
  --base-url URL --model M http: an OpenAI-compatible endpoint, and the model as it knows it
  --logs FILE              requests as JSON lines with user_id, session_id and prompt, plain or gzipped, in place of
                           the simulator's`;

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      runs: { type: 'string' },
      seed: { type: 'string', default: 'calibration' },
      dimension: { type: 'string', default: String(DIMENSION) },
      out: { type: 'string', default: join('.tidemark', 'calibration') },
      embedder: { type: 'string', default: 'lexical' },
      'base-url': { type: 'string', default: '' },
      model: { type: 'string', default: '' },
      logs: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const runs = values.runs === undefined ? undefined : Number(values.runs);
  const dimension = Number(values.dimension);
  const areNumbers =
    (runs === undefined || (Number.isInteger(runs) && runs >= FEWEST_RUNS)) &&
    dimension > 0 &&
    Number.isInteger(dimension / 4);
  const text = textOf(values);
  const chosen = areNumbers && text !== null ? chosenOf(positionals, dimension, text) : null;
  if (values.help || chosen === null || text === null) {
    (values.help ? process.stdout : process.stderr).write(`${USAGE}\n`);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  process.once('SIGINT', () => {
    printNote(`interrupted: what is finished lies in ${values.out}`);
    process.exit(INTERRUPTED);
  });
  const settings: RunSettings = {
    ...values,
    runs,
    dimension,
    text: await embedded(chosen.experiments, text, dimension),
  };
  let isGreen = true;
  for (const experiment of chosen.experiments) {
    const rows = await runExperiment(experiment, settings);
    isGreen = isGreen && rows.every(({ met }) => met);
  }
  if (chosen.withMutations && !(await runMutations(mutationsAt(dimension), settings))) isGreen = false;
  if (!isGreen) process.exitCode = 1;
}

interface Chosen {
  readonly experiments: Experiment[];
  readonly withMutations: boolean;
}

/** What these names stand for; null when one is unknown, or there are none. */
function chosenOf(names: readonly string[], dimension: number, text: TextSettings): Chosen | null {
  const known = experimentsAt(dimension, text);
  const isKnown = (name: string) => [ALL, MUTATIONS, ...known.map((each) => each.name)].includes(name);
  if (names.length === 0 || !names.every(isKnown)) return null;
  const has = (name: string) => names.includes(ALL) || names.includes(name);
  return { experiments: known.filter(({ name }) => has(name)), withMutations: has(MUTATIONS) };
}

/** The settings of the experiments on text; null when they make no sense. */
function textOf(values: {
  readonly embedder: string;
  readonly 'base-url': string;
  readonly model: string;
  readonly logs?: string | undefined;
}): TextSettings | null {
  const { embedder, 'base-url': baseUrl, model, logs = null } = values;
  if (embedder === 'lexical') return { ...LEXICAL, logs };
  return embedder === 'http' && baseUrl !== '' && model !== '' ? { ...LEXICAL, embedder, baseUrl, model, logs } : null;
}

/** Asks an endpoint for its vectors, where an experiment needs them: once for all. */
async function embedded(
  experiments: readonly Experiment[],
  text: TextSettings,
  dimension: number,
): Promise<TextSettings> {
  if (text.embedder === 'lexical' || !experiments.some(({ name }) => name.startsWith('text-'))) return text;
  let tell: ((done: number) => void) | undefined;
  return await withPoolVectors(text, dimension, (done, of) => {
    tell ??= progressOf('texts embedded', of);
    tell(done);
  });
}

function experimentText({ name, about, runs, minutes, figures }: Experiment): string {
  const cost = [`${runs} repetitions`, ...(minutes === undefined ? [] : [`${minutes} min`])].join(', ');
  const claims = figures.flatMap(({ name: figure, limit }) =>
    limit === null ? [] : [`      ${figure}: ${limitText(limit)}`],
  );
  return [`  ${name}  (${cost})`, `    ${about}`, ...claims].join('\n');
}

await main().catch((error: unknown) => {
  printNote(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
