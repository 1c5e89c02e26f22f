#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { SOFTWARE_VERSION } from '../activities/report/software-version.js';
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
Exit codes: 0 fine, 1 failed, 2 wrong input, 3 the gate does not pass.

Start here: "tidemark demo" shows everything on simulated traffic, without any key. With your own logs:
  tidemark up  (or set TEMPORAL_ADDRESS and the AWS_* variables)
  tidemark init, check, apply, worker, run`,
  );

/** In the order of the help. Loaded on demand: a verb need not wait for what only another one uses. */
const VERBS: Readonly<Record<string, () => Promise<(program: Command) => void>>> = {
  init: async () => (await import('./commands/init.js')).registerInit,
  check: async () => (await import('./commands/check.js')).registerCheck,
  up: async () => (await import('./commands/up.js')).registerUp,
  worker: async () => (await import('./commands/worker.js')).registerWorker,
  apply: async () => (await import('./commands/apply.js')).registerApply,
  run: async () => (await import('./commands/run.js')).registerRun,
  backfill: async () => (await import('./commands/backfill.js')).registerBackfill,
  release: async () => (await import('./commands/release.js')).registerRelease,
  releases: async () => (await import('./commands/releases.js')).registerReleases,
  resume: async () => (await import('./commands/resume.js')).registerResume,
  status: async () => (await import('./commands/status.js')).registerStatus,
  'eval-set': async () => (await import('./commands/eval-set.js')).registerEvalSet,
  reference: async () => (await import('./commands/reference.js')).registerReference,
  labels: async () => (await import('./commands/labels.js')).registerLabels,
  reports: async () => (await import('./commands/reports.js')).registerReports,
  gate: async () => (await import('./commands/gate.js')).registerGate,
  'forget-user': async () => (await import('./commands/forget-user.js')).registerForgetUser,
  demo: async () => (await import('./commands/demo.js')).registerDemo,
};

const [verb = ''] = process.argv.slice(2);
const needed = Object.hasOwn(VERBS, verb) ? [VERBS[verb]] : Object.values(VERBS);
for (const load of needed) (await load?.())?.(program);

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
