import { Client, Connection, isGrpcServiceError } from '@temporalio/client';
import { Refusal } from '../../activities/refusal.js';
import type { TemporalEnvironment } from '../../worker/environment.js';

/** Long enough for a TLS handshake across the world; a port that nobody listens on is told at once. */
const CONNECT_TIMEOUT = '6 seconds';

/** Connects, and proves that the namespace is there. The caller closes `client.connection`. */
export async function connectTemporal(temporal: TemporalEnvironment): Promise<Client> {
  const { metadata, apiKey, tls, address } = temporal.connection;
  let connection: Connection;
  try {
    connection = await Connection.connect({
      address,
      connectTimeout: CONNECT_TIMEOUT,
      ...(metadata === undefined ? {} : { metadata }),
      ...(apiKey === undefined ? {} : { apiKey }),
      ...(tls === undefined ? {} : { tls }),
    });
  } catch (error) {
    if (isGrpcServiceError(error)) throw error;
    throw new Refusal(
      'TemporalUnreachable',
      `Temporal is not reachable at ${address}; start it with "tidemark up" or set TEMPORAL_ADDRESS`,
      { cause: error },
    );
  }
  try {
    await connection.workflowService.describeNamespace({ namespace: temporal.namespace });
  } catch (error) {
    await connection.close();
    throw error;
  }
  return new Client({ connection, namespace: temporal.namespace });
}
