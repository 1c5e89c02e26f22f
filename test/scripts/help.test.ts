import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { registerApply } from '../../scripts/commands/apply.js';
import { registerBackfill } from '../../scripts/commands/backfill.js';
import { registerCheck } from '../../scripts/commands/check.js';
import { registerEvalSet } from '../../scripts/commands/eval-set.js';
import { registerGate } from '../../scripts/commands/gate.js';
import { registerInit } from '../../scripts/commands/init.js';
import { registerLabels } from '../../scripts/commands/labels.js';
import { registerRelease } from '../../scripts/commands/release.js';
import { registerReports } from '../../scripts/commands/reports.js';
import { registerRun } from '../../scripts/commands/run.js';
import { registerStatus } from '../../scripts/commands/status.js';
import { registerWorker } from '../../scripts/commands/worker.js';

describe('help', () => {
  it.each([
    ['init', registerInit],
    ['check', registerCheck],
    ['worker', registerWorker],
    ['apply', registerApply],
    ['run', registerRun],
    ['backfill', registerBackfill],
    ['release', registerRelease],
    ['status', registerStatus],
    ['eval-set list', registerEvalSet],
    ['eval-set show', registerEvalSet],
    ['eval-set diff', registerEvalSet],
    ['eval-set rebuild', registerEvalSet],
    ['eval-set pin', registerEvalSet],
    ['eval-set export', registerEvalSet],
    ['eval-set import', registerEvalSet],
    ['gate', registerGate],
    ['labels export', registerLabels],
    ['labels import', registerLabels],
    ['labels list', registerLabels],
    ['reports list', registerReports],
    ['reports get', registerReports],
    ['reports open', registerReports],
    ['reports export', registerReports],
  ])('of %s shows examples and --json', async (verb, register) => {
    let shown = '';
    const program = new Command('tidemark').exitOverride().configureOutput({ writeOut: (text) => (shown += text) });
    register(program);
    const ending = program.parseAsync([...verb.split(' '), '--help'], { from: 'user' });
    await expect(ending).rejects.toMatchObject({ exitCode: 0 });
    expect(shown).toContain('Examples:');
    expect(shown).toContain(`\n  tidemark ${verb}`);
    expect(shown).toContain('--json');
  });
});
