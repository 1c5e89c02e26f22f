#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { SOFTWARE_VERSION } from '../activities/report/software-version.js';
import { registerApply } from './commands/apply.js';
import { registerBackfill } from './commands/backfill.js';
import { registerCheck } from './commands/check.js';

import { registerInit } from './commands/init.js';
import { registerRelease } from './commands/release.js';
import { registerReports } from './commands/reports.js';
import { registerRun } from './commands/run.js';
import { registerStatus } from './commands/status.js';
import { registerUp } from './commands/up.js';
import { registerWorker } from './commands/worker.js';
import { EXIT } from './terminal/exit-code.js';
import { printFailure, reportOf } from './terminal/failure.js';

// Six lines about Node 20 that are for the maintainers of this package, not for its users.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

const program = new Command('tidemark')
  .description('Continuous evaluation of AI products, as durable Temporal workflows over your own S3 bucket.')
  .version(SOFTWARE_VERSION)
  .showSuggestionAfterError()
  .exitOverride()
  .configureOutput({ outputError: () => undefined })
  .addHelpText(
    'after',
    `
Exit codes: 0 fine, 1 failed, 2 wrong input, 3 the gate says hold.

Start here: "tidemark demo" shows everything on simulated traffic, without any key. With your own logs:
  tidemark up  (or set TEMPORAL_ADDRESS and the AWS_* variables)
  tidemark init, check, apply, worker, run`,
  );

for (const register of [
  registerInit,
  registerCheck,
  registerUp,
  registerWorker,
  registerApply,
  registerRun,
  registerBackfill,
  registerRelease,
  registerStatus,
  registerReports,

]) {
  register(program);
}

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = endOf(error);
}

/** Prints the failure and says how the process ends. Help and version are no failures. */
function endOf(error: unknown): number {
  if (error instanceof CommanderError && error.exitCode === 0) return EXIT.fine;
  if (error instanceof CommanderError && error.code === 'commander.help') return EXIT.wrongInput;
  const report = reportOf(error);
  printFailure(report, process.argv.includes('--json'));
  if (process.env['TIDEMARK_LOG_LEVEL'] === 'debug') console.error(error);
  return report.exitCode;
}
