import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type { PipelineConfig } from '../../activities/pipeline/config.js';
import { parsePipeline } from '../../activities/pipeline/pipeline-file.js';
import { pipelineTemplate } from '../../activities/pipeline/pipeline-template.js';
import { Refusal } from '../../activities/refusal.js';
import { TRAFFIC_SOURCES } from '../../activities/traffic/traffic-sources.js';
import type { ClientEnvironment } from '../../worker/environment.js';
import { answersFromFlags, askAnswers, type GivenAnswers, type InitSurroundings } from '../clients/init-questions.js';
import { guessLogPrefix, guessSource, isLogOf, listLogs, sampleLog } from '../clients/log-probe.js';
import { DEFAULT_PIPELINE_FILE } from '../clients/pipeline-argument.js';
import { bucketOpener, readEnvironment } from '../clients/session.js';
import { EXIT } from '../terminal/exit-code.js';
import { reportOf } from '../terminal/failure.js';
import { printNote, printResult } from '../terminal/output.js';

const HELP = `
Asks for the few things that have no default, looks into the bucket for the logs, and writes a YAML in which every
setting is explained. With --yes, or away from a terminal, flags and guesses must do.

Examples:
  tidemark init
  tidemark init --yes --bucket my-bucket --prefix logs/ --candidate claude-sonnet-5-5
  tidemark init products/chat.yaml --name chat --force`;

interface InitOptions extends GivenAnswers {
  readonly yes?: boolean;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** Adds `tidemark init`: writes a pipeline's YAML. */
export function registerInit(program: Command): void {
  program
    .command('init')
    .description("write a pipeline's YAML, with every setting explained")
    .argument('[pipeline]', 'file to write', DEFAULT_PIPELINE_FILE)
    .option('--name <name>', 'name of the pipeline (default: that of the folder)')
    .option('--bucket <bucket>', "bucket for what Tidemark writes (default: the local stack's)")
    .option('--logs-bucket <bucket>', 'bucket of the logs (default: the same)')
    .option('--prefix <prefix>', 'start of the keys of the logs (default: found in the bucket)')
    .option('--source <format>', 'format of the logs (default: told from the newest objects)')
    .option('--production <model>', 'model in production (default: the one that answered most requests)')
    .option('--candidate <model>', 'model that may replace it (default: none)')
    .option('--judge <model>', 'model that judges')
    .option('--yes', 'ask nothing')
    .option('--force', 'overwrite the file')
    .option('--json', 'print one line of JSON; asks nothing')
    .addHelpText('after', HELP)
    .action(init);
}

async function init(file: string, options: InitOptions): Promise<void> {
  if (existsSync(file) && options.force !== true) {
    throw new Refusal('FileExists', `${file} exists; --force overwrites it, or name another file`);
  }
  const environment = await readEnvironment();
  const isInteractive = options.yes !== true && options.json !== true && process.stdin.isTTY && process.stderr.isTTY;
  const around = surroundings(environment, isInteractive);
  const answers = isInteractive ? await askAnswers(options, around) : await answersFromFlags(options, around);
  if (answers === undefined) {
    printNote('nothing was written');
    process.exitCode = EXIT.wrongInput;
    return;
  }
  const yaml = pipelineTemplate(answers);
  // What does not parse is never written; the line then says which answer was wrong.
  const config = parsePipeline(yaml, file);
  await writeFile(file, yaml, { flag: options.force === true ? 'w' : 'wx' });
  const { bucket = config.storage.bucket } = config.traffic;
  const found = await describeLogs(environment, bucket, config.traffic);
  printResult(options.json, { file, pipeline: config.name, logs: found }, () =>
    [`wrote ${file}`, `logs: ${found}`, '', `Next: "tidemark check ${file}".`].join('\n'),
  );
}

function surroundings(environment: ClientEnvironment, isInteractive: boolean): InitSurroundings {
  const openBucket = bucketOpener(environment);
  return {
    localBucket: environment.localBucket,
    async guessPrefix(bucket) {
      printNote(`looking for logs in s3://${bucket}`);
      try {
        return await guessLogPrefix(openBucket(bucket), 'tidemark');
      } catch (error) {
        // Whoever can be asked knows where the logs lie, even when the bucket cannot be read from here.
        if (!isInteractive) throw error;
        printNote(reportOf(error).lines.join('; '));
        return undefined;
      }
    },
    async guessSource(bucket, prefix) {
      try {
        const store = openBucket(bucket);
        return await guessSource(store, (await listLogs(store, prefix)).newest);
      } catch {
        // Described after the file is written, with what is wrong.
        return undefined;
      }
    },
  };
}

/** What lies below the prefix, in a few words; the file is written whatever it is. */
async function describeLogs(
  environment: ClientEnvironment,
  bucket: string,
  settings: PipelineConfig['traffic'],
): Promise<string> {
  const place = `s3://${bucket}/${settings.prefix}*`;
  try {
    const store = bucketOpener(environment)(bucket);
    const source = TRAFFIC_SOURCES[settings.source];
    const { objects, newest, isPartial } = await listLogs(store, settings.prefix, (object) => isLogOf(source, object));
    const [last] = newest;
    if (last === undefined) return `none yet in ${place}`;
    const { lines, usable, firstFault } = await sampleLog(store, last, source, settings);
    const fault = firstFault === undefined ? '' : ` (${firstFault})`;
    return `${isPartial ? 'more than ' : ''}${objects} objects in ${place}, read as ${settings.source}; ${usable} of ${lines} entries of the newest can be used${fault}`;
  } catch (error) {
    return reportOf(error).lines.join('; ');
  }
}
