import { createServer, type Server, type ServerResponse } from 'node:http';

/** A request as the Messages API got it. */
export interface ReceivedCall {
  readonly model: string;
  readonly max_tokens: number;
  readonly system?: string;
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  readonly output_config?: { readonly effort?: string; readonly format?: { readonly schema: unknown } };
}

export interface Reply {
  /** @default 200 */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text of the answer. */
  readonly text?: string;
  /** @default 'end_turn' */
  readonly stopReason?: string;
  /** Body of an error, as it is. */
  readonly body?: unknown;
  /** Sent with status 200 in place of a message, as it is. */
  readonly raw?: string;
  /** Breaks the connection off before (`silent`) or in the middle of (`midway`) the answer. */
  readonly drop?: 'silent' | 'midway';
  /** @default 0 */
  readonly afterMs?: number;
}

export type Responder = (call: ReceivedCall, index: number) => Reply | Promise<Reply>;

/** A Messages API on a free port of this machine that says what the test tells it to. */
export interface MessagesApi {
  readonly baseUrl: string;
  readonly calls: ReceivedCall[];
  respond(responder: Responder): void;
  close(): Promise<void>;
}

export async function startMessagesApi(initial: Responder = () => ({ text: 'an answer' })): Promise<MessagesApi> {
  let responder = initial;
  const calls: ReceivedCall[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const call: ReceivedCall = JSON.parse(Buffer.concat(chunks).toString('utf8'));
      const index = calls.push(call) - 1;
      void Promise.resolve(responder(call, index)).then((reply) => send(response, call, index, reply));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    baseUrl: `http://127.0.0.1:${portOf(server)}`,
    calls,
    respond: (next) => {
      responder = next;
    },
    close: async () => closeServer(server),
  };
}

/** The data blocks of a judge's request, by name. */
export function blocksOf(call: ReceivedCall): Readonly<Record<string, string>> {
  const content = call.messages.at(-1)?.content ?? '';
  const blocks = content.matchAll(/<(data-[0-9a-f]{24}) name="([a-z_]+)">\n([\s\S]*?)\n<\/\1>/g);
  return Object.fromEntries([...blocks].map((match) => [match[2] ?? '', match[3] ?? '']));
}

export function isPairCall(call: ReceivedCall): boolean {
  return JSON.stringify(call.output_config?.format?.schema ?? '').includes('winner');
}

export function isRubricCall(call: ReceivedCall): boolean {
  return JSON.stringify(call.output_config?.format?.schema ?? '').includes('score');
}

async function send(response: ServerResponse, call: ReceivedCall, index: number, reply: Reply): Promise<void> {
  if (reply.afterMs !== undefined) await new Promise((resolve) => setTimeout(resolve, reply.afterMs));
  if (reply.drop === 'silent') {
    response.destroy();
    return;
  }
  const status = reply.status ?? 200;
  const body = JSON.stringify(status === 200 ? messageOf(call, index, reply) : (reply.body ?? errorOf(status)));
  response.writeHead(status, {
    'content-type': 'application/json',
    'request-id': `req_${index}`,
    ...reply.headers,
  });
  if (reply.drop === 'midway') response.write(body.slice(0, -20), () => response.destroy());
  else response.end(reply.raw ?? body);
}

function messageOf(call: ReceivedCall, index: number, reply: Reply) {
  return {
    id: `msg_${index}`,
    type: 'message',
    role: 'assistant',
    model: call.model,
    content: reply.text === undefined ? [] : [{ type: 'text', text: reply.text }],
    stop_reason: reply.stopReason ?? 'end_turn',
    stop_sequence: null,
    usage: { input_tokens: 1000, output_tokens: 100, cache_creation_input_tokens: 0, cache_read_input_tokens: 0 },
  };
}

function errorOf(status: number) {
  const type = status === 429 ? 'rate_limit_error' : status === 401 ? 'authentication_error' : 'api_error';
  return { type: 'error', error: { type, message: 'refused by the test' } };
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server listens on no port');
  return address.port;
}

async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
}
