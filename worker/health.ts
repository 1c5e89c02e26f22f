import { createServer, type Server } from 'node:http';
import type { Worker } from '@temporalio/worker';
import type { ListenAddress } from './environment.js';

/**
 * `/healthz`: 200 while every worker runs or drains. `/readyz`: 200 while every worker polls for tasks; 503 while
 * starting, draining or failed. Both answer with the state of each role as JSON.
 */
export async function serveHealth(
  workers: ReadonlyMap<string, Worker>,
  { host, port }: ListenAddress,
): Promise<Server> {
  const server = createServer((request, response) => {
    const states = Object.fromEntries([...workers].map(([role, worker]) => [role, worker.getState()]));
    const values = Object.values(states);
    const checks: Record<string, () => boolean> = {
      '/healthz': () => values.every((state) => state === 'RUNNING' || state === 'DRAINING' || state === 'INITIALIZED'),
      '/readyz': () => values.length > 0 && values.every((state) => state === 'RUNNING'),
    };
    const check = checks[request.url ?? ''];
    response.writeHead(check === undefined ? 404 : check() ? 200 : 503, { 'content-type': 'application/json' });
    response.end(JSON.stringify(check === undefined ? { error: 'only /healthz and /readyz are here' } : states));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return server;
}
