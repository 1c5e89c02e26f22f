import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import { createRandom } from '../../activities/stats/random.js';

/** An S3 endpoint that stands before another one and now and then refuses. */
export interface FaultProxy {
  readonly url: string;
  /** Requests that were answered with 503, before or after the other side had carried them out. */
  readonly refused: { before: number; after: number };
  close(): Promise<void>;
}

/**
 * Passes requests on as they are; a seeded share gets 503 SlowDown. Half of those were carried out all the same, as with
 * an answer that is lost: whoever repeats such a conditional write meets its own object.
 */
export async function startFaultProxy(target: string, share: number, seed: string): Promise<FaultProxy> {
  const random = createRandom('s3-faults', seed);
  const refused = { before: 0, after: 0 };
  const { hostname, port } = new URL(target);
  const handle = (incoming: IncomingMessage, response: ServerResponse) => {
    const draw = random.next();
    if (draw < share / 2) {
      refused.before += 1;
      incoming.resume().once('end', () => slowDown(response));
      return;
    }
    const { method, url: path, headers } = incoming;
    const outgoing = forward(
      { hostname, port, ...(method === undefined ? {} : { method }), path, headers },
      (answer) => {
        if (draw < share) {
          refused.after += 1;
          answer.resume().once('end', () => slowDown(response));
          return;
        }
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    outgoing.once('error', () => response.destroy());
    incoming.pipe(outgoing);
  };
  const server = createServer(handle);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy listens on no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    refused,
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}

function slowDown(response: ServerResponse): void {
  response.writeHead(503, { 'content-type': 'application/xml' });
  response.end('<?xml version="1.0"?><Error><Code>SlowDown</Code><Message>Reduce your request rate.</Message></Error>');
}
