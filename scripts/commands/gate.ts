import { type Command, Option } from 'commander';
import type { IsoWeek } from '../../workflows/window.js';
import { gateJunit, writeJunit } from '../clients/gate-junit.js';
import { gateText, passes, REQUIREMENTS, type Requirement } from '../clients/gate-outcome.js';
import { readGateReport } from '../clients/gate-report.js';
import { DEFAULT_PIPELINE_FILE } from '../clients/pipeline-argument.js';
import { withSession } from '../clients/session.js';
import { parseWeek } from '../clients/week-argument.js';
import { EXIT } from '../terminal/exit-code.js';
import { printResult } from '../terminal/output.js';

const HELP = `
Reads the report in the bucket and nothing else: no Temporal, no model. The digest of its summary must be the one that
its manifest names.

Verdicts: ship (better), hold (worse), no-difference (none that matters), need-n-more (too few items to tell), refused
(too few users).
  --require ship      passes for ship only
  --require no-harm   passes unless the verdict is hold; a report that cannot tell passes as well

Exit codes: 0 passes, 1 no readable report, 2 wrong input, 3 does not pass.

Examples:
  tidemark gate
  tidemark gate products/chat.yaml --week 2026-W40 --json
  tidemark gate --candidate candidate-2 --require no-harm
  tidemark gate --junit gate.xml

As a step of GitHub Actions, before the deploy:
  - run: npx tidemark gate pipeline.yaml --junit gate.xml`;

interface GateOptions {
  readonly week?: IsoWeek;
  readonly candidate?: string;
  readonly junit?: string;
  readonly require: Requirement;
  readonly json?: boolean;
}

/** Adds `tidemark gate`. */
export function registerGate(program: Command): void {
  program
    .command('gate')
    .description('the verdict of a weekly report, as exit code and JUnit XML')
    .argument('[pipeline]', "the pipeline's YAML", DEFAULT_PIPELINE_FILE)
    .option('--week <week>', 'ISO week of the report, such as 2026-W40 (default: the newest)', parseWeek)
    .option('--candidate <name>', 'arm or model of the candidate (default: the first one)')
    .option('--junit <file>', 'write JUnit XML, one test case per gate')
    .addOption(
      new Option('--require <verdict>', 'what the verdict must be').choices(REQUIREMENTS).default('ship' as const),
    )
    .option('--json', 'print one line of JSON')
    .addHelpText('after', HELP)
    .action(gate);
}

async function gate(file: string, { junit, json, require, ...wanted }: GateOptions): Promise<void> {
  await withSession(file, async ({ store, layout }) => {
    const report = await readGateReport(store, layout, wanted);
    const passed = passes(report.verdict, require);
    if (junit !== undefined) await writeJunit(junit, gateJunit(report, require));
    printResult(json, { ...report, require, passed }, () => gateText(report, require));
    if (!passed) process.exitCode = EXIT.hold;
  });
}
