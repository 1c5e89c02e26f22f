import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { type ServerContext, ServerProcess } from './server-process.js';
import { addressesOf, type StackFile } from './stack-file.js';

/** Starts Temporal's development server with its state in a file, and waits until its namespace answers. */
export async function startTemporal(command: string, file: StackFile, context: ServerContext): Promise<ServerProcess> {
  const { temporal, ui } = file.ports;
  const page = ui === null ? ['--headless'] : ['--ui-port', String(ui)];
  const args = ['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(temporal), ...page];
  const server = await ServerProcess.start(
    {
      title: 'Temporal',
      command,
      args: [...args, '--db-filename', join(context.dataDir, 'temporal.db'), '--log-level', 'warn'],
      environment: {},
      logPath: join(context.dataDir, 'logs', 'temporal.log'),
    },
    context,
  );
  const { temporalAddress } = addressesOf(file, process.pid);
  await server.ready(() => checkNamespace(temporalAddress), context.signal);
  return server;
}

/** The namespace answers a little after the port opens. */
async function checkNamespace(address: string): Promise<void> {
  const connection = await Connection.connect({ address, connectTimeout: '2s' });
  try {
    await connection.workflowService.describeNamespace({ namespace: 'default' });
  } finally {
    await connection.close();
  }
}
