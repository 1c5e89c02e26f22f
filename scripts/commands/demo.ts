import type { Command } from 'commander';
import { runDemo } from '../demo/demo.js';

const HELP = `
Starts the local stack and a worker, writes twelve weeks of simulated traffic of a few hundred users into S3, answers
for the models, evaluates every week, follows two releases, and compares the reports with what was planted. Needs no
key and asks no model of anybody. Data stay in .tidemark; a second demo is fast.

Exit codes: 0 fine, 1 failed or fewer than nine in ten planted truths lie in their 95 % interval.

Examples:
  tidemark demo
  tidemark demo --json`;

/** Adds `tidemark demo`. */
export function registerDemo(program: Command): void {
  program
    .command('demo')
    .description('see all of it work on simulated traffic, without any key')
    .option('--json', 'print the planted figures as one line of JSON')
    .addHelpText('after', HELP)
    .action(async ({ json }: { readonly json?: boolean }) => {
      process.exitCode = await runDemo({ isJson: json === true });
    });
}
