import { bundleWorkflowCode } from '@temporalio/worker';
import { expect, it } from 'vitest';
import { workflowsPath } from '../../worker/workflow-bundle.js';

it('the workflow bundle holds workflows and nothing that does I/O', async () => {
  const { code } = await bundleWorkflowCode({ workflowsPath });
  expect(code).not.toMatch(/node_modules\/(apache-arrow|@aws-sdk|@anthropic-ai|zod|pure-rand)\//);
  expect(code).not.toMatch(/\.\/activities\//);
  expect(code.length).toBeLessThan(2_500_000);
});
