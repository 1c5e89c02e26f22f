import { createServer } from 'node:http';
import type { ServerStats } from './call-log.js';
import type { Fault } from './fault-plan.js';
import { closeServer } from './http-exchange.js';
import type { BatchRecord } from './message-batches.js';
import { Simulation, type SimulationOptions } from './simulation.js';

export interface MessagesServerOptions extends SimulationOptions {
  /** @default any free one */
  readonly port?: number;
}

export interface MessagesServer {
  /** For `ANTHROPIC_BASE_URL`. */
  readonly url: string;
  stats(): ServerStats;
  /** From now on every call fails so, for so long, or until another word (null ends it). */
  failFrom(fault: Fault | null, forMs?: number): void;
  /** Every message batch, in the order of creation. */
  batches(): BatchRecord[];
  /** Moves the clock of the message batches ahead. */
  advance(ms: number): void;
  close(): Promise<void>;
}

/**
 * The other side of the wire: Messages, token counts, models and message batches, answered by models of known quality.
 * The same body always gets the same answer, whenever and however often it is sent, unless `retestNoise` is on. `GET /simulator/stats` tells what
 * was paid.
 */
export async function startMessagesServer(options: MessagesServerOptions = {}): Promise<MessagesServer> {
  const simulation = new Simulation(options);
  const server = createServer((request, response) => {
    simulation.handle(request, response).catch(() => response.destroy());
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the messages server has no port');
  simulation.url = `http://127.0.0.1:${address.port}`;
  return {
    url: simulation.url,
    stats: () => simulation.stats(),
    failFrom: (fault, forMs) => simulation.failFrom(fault, forMs),
    batches: () => simulation.batches(),
    advance: (ms) => simulation.advance(ms),
    close: async () => await closeServer(server),
  };
}
