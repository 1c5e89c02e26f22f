import { NativeConnection, Worker } from '@temporalio/worker';
import { createS3Client, S3ObjectStore } from '../activities/storage/s3-object-store.js';
import type { Role } from '../workflows/ids.js';
import type { Environment } from './environment.js';
import { failureInterceptor } from './failure-interceptor.js';
import { serveHealth } from './health.js';
import { roleOptions } from './roles.js';
import { createLog, installRuntime } from './runtime.js';
import { loadWorkflowBundle } from './workflow-bundle.js';

/** How long running activities may go on after SIGTERM before they are asked to stop at their next heartbeat. */
const SHUTDOWN_GRACE = '5s';
/** How long they may then take; whatever is still running is repeated by another worker. */
const SHUTDOWN_FORCE = '30s';

export interface WorkerProcessOptions {
  readonly environment: Environment;
  /** One Temporal worker per role, all in this process. */
  readonly roles: readonly Role[];
}

/**
 * Runs until SIGINT or SIGTERM: then stops polling, lets heartbeating activities stop cleanly, and resolves.
 * @throws when the server cannot be reached, or a worker fails
 */
export async function runWorker({ environment, roles }: WorkerProcessOptions): Promise<void> {
  const log = createLog(environment.logLevel);
  const { metrics } = environment;
  installRuntime({ metricsAddress: metrics === undefined ? undefined : `${metrics.host}:${metrics.port}` }, log);
  const s3 = createS3Client(environment.s3);
  const deps = {
    openBucket: (bucket: string) => new S3ObjectStore(s3, bucket),
    userKey: environment.userKey,
    environment: environment.variable,
  };
  const connection = await NativeConnection.connect(environment.temporal.connection);
  try {
    const workers = new Map<Role, Worker>();
    for (const role of roles) {
      const runsWorkflows = role === 'orchestration';
      workers.set(
        role,
        await Worker.create({
          ...roleOptions(role, deps),
          connection,
          namespace: environment.temporal.namespace,
          ...(runsWorkflows ? { workflowBundle: await loadWorkflowBundle() } : {}),
          interceptors: { activity: [() => ({ inbound: failureInterceptor })] },
          shutdownGraceTime: SHUTDOWN_GRACE,
          shutdownForceTime: SHUTDOWN_FORCE,
        }),
      );
    }
    const health = environment.health === undefined ? undefined : await serveHealth(workers, environment.health);
    log.info({ roles, health: environment.health, metrics, temporal: environment.temporal.address }, 'worker started');
    try {
      await Promise.all([...workers.values()].map((worker) => worker.run()));
    } finally {
      health?.close();
    }
    log.info('worker drained');
  } finally {
    await connection.close();
    s3.destroy();
  }
}
