import { randomBytes } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { sharedStack } from './server.js';

export interface TestNamespace {
  readonly address: string;
  readonly namespace: string;
  readonly client: Client;
  close(): Promise<void>;
}

/** A namespace of one test file on the shared Temporal server: its task queues and ids meet nobody else's. */
export async function createTestNamespace(): Promise<TestNamespace> {
  const { temporalAddress: address } = await sharedStack();
  const connection = await Connection.connect({ address });
  const namespace = `test-${randomBytes(6).toString('hex')}`;
  await connection.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: { seconds: 86_400 as never },
  });
  const client = new Client({ connection, namespace });
  // The server's other services learn of a namespace a moment later than the one that registered it.
  for (let attempt = 0; ; attempt += 1) {
    const known = await client.workflow.count().then(
      () => true,
      () => false,
    );
    if (known) break;
    if (attempt === 100) throw new Error(`the namespace ${namespace} did not become usable`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return { address, namespace, client, close: () => connection.close() };
}
