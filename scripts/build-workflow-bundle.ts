import { writeFile } from 'node:fs/promises';
import { bundleWorkflowCode } from '@temporalio/worker';
import { bundlePath, workflowsPath } from '../worker/workflow-bundle.js';

const { code } = await bundleWorkflowCode({ workflowsPath });
await writeFile(bundlePath, code);
process.stderr.write(`workflow bundle: ${(code.length / 1e6).toFixed(2)} MB\n`);
