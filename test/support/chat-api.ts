import { createServer } from 'node:http';
import { closeServer } from '../../scripts/simulator/http-exchange.js';

/** A request as an endpoint of chat completions got it. */
interface ChatCall {
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface ChatReply {
  /** @default 200 */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** An endpoint of chat completions on a free port of this machine that says what the test tells it to. */
export async function startChatApi() {
  const calls: ChatCall[] = [];
  let reply: ChatReply = { body: {} };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { authorization } = request.headers;
      calls.push({ path: request.url ?? '', authorization, body: JSON.parse(Buffer.concat(chunks).toString('utf8')) });
      response.writeHead(reply.status ?? 200, { 'content-type': 'application/json', ...reply.headers });
      response.end(typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server listens on no port');
  return {
    baseUrl: `http://127.0.0.1:${address.port}/v1`,
    calls,
    respond: (next: ChatReply) => {
      reply = next;
    },
    close: async () => closeServer(server),
  };
}
