import type { Command } from 'commander';
import { listPaused, type PausedScoring } from '../clients/paused-runs.js';
import { DEFAULT_PIPELINE_FILE } from '../clients/pipeline-argument.js';
import { withSession } from '../clients/session.js';
import { cleanText } from '../terminal/clean-text.js';
import { printResult } from '../terminal/output.js';

const HELP = `
Scoring pauses when the model API wants money, refuses the key, or the spend limit there is reached; "tidemark status"
says so. Mend it, then resume: what was paid is kept, and every call that is left is made once. Does nothing when
nothing is paused.

Examples:
  tidemark resume
  tidemark resume products/chat.yaml --json`;

/** Adds `tidemark resume`. */
export function registerResume(program: Command): void {
  program
    .command('resume')
    .description('go on with runs that paused for money or a key')
    .argument('[pipeline]', "the pipeline's YAML", DEFAULT_PIPELINE_FILE)
    .option('--json', 'print one line of JSON')
    .addHelpText('after', HELP)
    .action(resume);
}

async function resume(file: string, { json }: { readonly json?: boolean }): Promise<void> {
  await withSession(file, async (session) => {
    const client = await session.temporal();
    const paused = await listPaused(client, session.config.name);
    // A signal to one that does not wait changes nothing, and one that no worker answers for may well wait.
    for (const { workflowId, runId } of paused) await client.workflow.getHandle(workflowId, runId).signal('resume');
    const resumed = paused.map(({ workflowId, reason }) => ({ workflowId, reason }));
    printResult(json, { pipeline: session.config.name, resumed }, () => resumeText(paused, file));
  });
}

function resumeText(paused: readonly PausedScoring[], file: string): string {
  if (paused.length === 0) return 'nothing is paused';
  const lines = paused.map(({ workflowId, reason }) => {
    const was =
      reason === null ? 'no worker answers; it goes on when one is there' : `was paused: ${cleanText(reason)}`;
    return `resumed ${workflowId}, ${was}`;
  });
  return [...lines, '', `Next: "tidemark status ${file}" tells where it stands.`].join('\n');
}
