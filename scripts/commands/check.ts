import type { Command } from 'commander';
import { DEFAULT_PIPELINE_FILE } from '../clients/pipeline-argument.js';
import { type CheckResult, checkPipeline } from '../clients/pipeline-checks.js';
import { withSession } from '../clients/session.js';
import { EXIT } from '../terminal/exit-code.js';
import { bold, green, printResult, red, yellow } from '../terminal/output.js';
import { formatTable } from '../terminal/table.js';

const HELP = `
Looks at the YAML, Temporal, the buckets, the newest log object, the model key, the prices and the user key. Changes
nothing, sends nothing, pays for nothing; says what was therefore not tried.

Exit codes: 0 everything is fine, 1 something fails, 2 the YAML is wrong.

Examples:
  tidemark check
  tidemark check products/chat.yaml --json`;

/** Adds `tidemark check`. */
export function registerCheck(program: Command): void {
  program
    .command('check')
    .description('tell what works and what does not; changes nothing')
    .argument('[pipeline]', "the pipeline's YAML", DEFAULT_PIPELINE_FILE)
    .option('--json', 'print one line of JSON')
    .addHelpText('after', HELP)
    .action(check);
}

async function check(file: string, { json }: { readonly json?: boolean }): Promise<void> {
  const results = await withSession(file, async (session): Promise<CheckResult[]> => {
    const yaml: CheckResult = { check: file, outcome: 'ok', detail: `pipeline ${session.config.name}` };
    return [yaml, ...(await checkPipeline(session))];
  });
  const failures = results.filter(({ outcome }) => outcome === 'fail').length;
  printResult(json, { ok: failures === 0, checks: results }, () => checksText(results, failures, file));
  if (failures > 0) process.exitCode = EXIT.failed;
}

function checksText(results: readonly CheckResult[], failures: number, file: string): string {
  const rows = results.map(({ check: name, outcome, detail }) => [outcome, name, detail]);
  const [heading = '', ...lines] = formatTable(['', 'check', 'what was found'], rows).split('\n');
  const coloured = lines.map((line) => line.replace(/^(ok|fail|note)/, colouredOutcome));
  const next = failures === 0 ? `Next: "tidemark apply ${file}".` : `${failures} of ${results.length} checks fail.`;
  return [bold(heading), ...coloured, '', next].join('\n');
}

function colouredOutcome(outcome: string): string {
  if (outcome === 'ok') return green(outcome);
  return outcome === 'fail' ? red(outcome) : yellow(outcome);
}
