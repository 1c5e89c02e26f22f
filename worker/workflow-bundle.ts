import { existsSync } from 'node:fs';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, type WorkflowBundleOption } from '@temporalio/worker';

const EXTENSION = extname(import.meta.url);

/** Entry of the bundle: TypeScript in development, what tsc emitted in production. */
export const workflowsPath = fileURLToPath(new URL(`../workflows/index${EXTENSION}`, import.meta.url));

/** Where the build leaves the bundle. */
export const bundlePath = fileURLToPath(new URL('../workflow-bundle.js', import.meta.url));

/** The pre-built bundle of a build; in development the workflows are bundled on the fly (about a second). */
export async function loadWorkflowBundle(): Promise<WorkflowBundleOption> {
  if (EXTENSION === '.js' && existsSync(bundlePath)) return { codePath: bundlePath };
  return await bundleWorkflowCode({ workflowsPath });
}
