import { type Command, InvalidArgumentError } from 'commander';
import { loadEnvironment } from '../../worker/environment.js';
import type { Role } from '../../workflows/ids.js';
import { connectTemporal } from '../clients/temporal-client.js';
import { readStack } from '../stack/stack-file.js';

const ROLES: readonly Role[] = ['orchestration', 'scoring', 'analysis'];

const HELP = `
Logs are JSON lines on stderr. Stops cleanly on SIGTERM and ctrl-C: running activities finish or hand over.

Environment: TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TEMPORAL_API_KEY (as the temporal CLI reads them);
AWS_REGION, AWS_ENDPOINT_URL_S3 and credentials; ANTHROPIC_API_KEY; TIDEMARK_USER_KEY (at least 32 characters, the
same for every worker); TIDEMARK_LOG_LEVEL; TIDEMARK_HEALTH_ADDRESS and TIDEMARK_METRICS_ADDRESS (host:port).

Examples:
  tidemark worker
  tidemark worker --roles scoring
  TIDEMARK_HEALTH_ADDRESS=0.0.0.0:8080 TIDEMARK_METRICS_ADDRESS=0.0.0.0:9464 tidemark worker`;

interface WorkerOptions {
  readonly roles: readonly Role[];
  readonly json?: boolean;
}

/** Adds `tidemark worker`: the process that runs workflows and activities. */
export function registerWorker(program: Command): void {
  program
    .command('worker')
    .description('run workflows and activities until stopped; start as many as you like')
    .option('--roles <list>', `which of ${ROLES.join(', ')} this process takes on`, rolesOf, ROLES)
    .option('--json', 'print the settings as one line of JSON before the work starts')
    .addHelpText('after', HELP)
    .action(async ({ roles, json }: WorkerOptions) => {
      const environment = loadEnvironment({ localStack: await readStack() });
      // The worker's own connection says less clearly what is wrong.
      const client = await connectTemporal(environment.temporal);
      await client.connection.close();
      if (json === true) {
        const { temporal, health, metrics } = environment;
        const settings = { roles, temporal: temporal.address, namespace: temporal.namespace, health, metrics };
        process.stdout.write(`${JSON.stringify(settings)}\n`);
      }
      // Loaded here, because the native core behind it takes its time and no other verb needs it.
      const { runWorker } = await import('../../worker/main.js');
      await runWorker({ environment, roles });
    });
}

function rolesOf(text: string): Role[] {
  const names = text.split(',').map((name) => name.trim());
  const roles = ROLES.filter((role) => names.includes(role));
  const unknown = names.filter((name) => !ROLES.some((role) => role === name));
  if (unknown.length === 0 && roles.length > 0) return roles;
  throw new InvalidArgumentError(`"${unknown.join(', ')}" is no role; allowed: ${ROLES.join(', ')}.`);
}
