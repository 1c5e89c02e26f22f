import { join } from 'node:path';
import { sha256Hex } from '../../activities/storage/artifact.js';
import type { Role } from '../../workflows/ids.js';
import { ServerProcess } from '../stack/server-process.js';
import { type StackAddresses, stackEnvironment } from '../stack/stack-file.js';
import { Watchdog } from '../stack/watchdog.js';

/** Not the stack's own, which is another one in every folder: samples follow it, and the demo is the same everywhere. */
const DEMO_USER_KEY = sha256Hex('user key of the simulated users');

export interface DemoWorkerOptions {
  readonly roles: readonly Role[];
  readonly stack: StackAddresses;
  readonly dataDir: string;
  /** Address of the simulated models. */
  readonly modelsUrl: string;
}

/** A worker in a process of its own, as in production. */
export interface DemoWorker {
  /** Resolves with what to tell the user when the worker ends by itself. */
  readonly broken: Promise<Error>;
  stop(): Promise<void>;
}

/**
 * Starts this very program as `tidemark worker`. Its environment is the stack and the simulated models, and nothing of
 * the user's own cloud. It ends with this process, even when that is killed.
 */
export async function startDemoWorker(options: DemoWorkerOptions): Promise<DemoWorker> {
  const { roles, stack, dataDir, modelsUrl } = options;
  const name = `worker-${roles.join('-')}`;
  const program = process.argv[1];
  if (program === undefined) throw new Error('the path of this program is unknown');
  const watchdog = new Watchdog();
  const worker = await ServerProcess.start(
    {
      title: `the ${name}`,
      command: process.execPath,
      args: [...process.execArgv, program, 'worker', '--roles', roles.join(',')],
      environment: {
        ...stackEnvironment(stack),
        TIDEMARK_USER_KEY: DEMO_USER_KEY,
        ANTHROPIC_BASE_URL: modelsUrl,
        ANTHROPIC_API_KEY: 'simulated',
        TIDEMARK_LOG_LEVEL: 'warn',
      },
      logPath: join(dataDir, 'logs', `demo-${name}.log`),
    },
    { dataDir, watchdog, started: [] },
  );
  return {
    broken: worker.ended.then(async () => new Error(`${worker.title} has ended: ${await worker.lastWords()}`)),
    stop: async () => {
      await worker.stop();
      watchdog.dismiss();
    },
  };
}
