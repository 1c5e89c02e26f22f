import { createServer, type Server, type ServerResponse } from 'node:http';
import { sha256Hex } from '../../activities/storage/artifact.js';

/** A request as the embeddings endpoint got it. */
export interface EmbeddingsCall {
  readonly model: string;
  readonly input: readonly string[];
  readonly encoding_format: string;
  readonly dimensions?: number;
  readonly authorization: string | undefined;
}

export interface EmbeddingsReply {
  /** @default 200 */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** @default the vectors of the API's own model */
  readonly body?: unknown;
  /** The body as it is. */
  readonly raw?: string;
  /** Breaks off in the middle of the body. */
  readonly cut?: boolean;
}

type EmbeddingsResponder = (call: EmbeddingsCall, index: number) => EmbeddingsReply | Promise<EmbeddingsReply>;

/** An endpoint that speaks the OpenAI embeddings API on a free port of this machine. */
export interface EmbeddingsApi {
  readonly baseUrl: string;
  readonly calls: EmbeddingsCall[];
  /** Texts that were sent, probes left out. */
  texts(): string[];
  respond(responder: EmbeddingsResponder): void;
  close(): Promise<void>;
}

const PROBES = 5;

export async function startEmbeddingsApi(dimension = 64): Promise<EmbeddingsApi> {
  let responder: EmbeddingsResponder = () => ({});
  const calls: EmbeddingsCall[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Omit<EmbeddingsCall, 'authorization'>;
      const call = { ...body, authorization: request.headers.authorization };
      const index = calls.push(call) - 1;
      void Promise.resolve(responder(call, index)).then((reply) => send(response, call, reply, dimension));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    baseUrl: `http://127.0.0.1:${portOf(server)}/v1`,
    calls,
    texts: () => calls.filter((call) => !isProbe(call)).flatMap(({ input }) => input),
    respond: (next) => {
      responder = next;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

export function isProbe({ input }: EmbeddingsCall): boolean {
  return input.length === PROBES && (input[0] ?? '').endsWith('refund for an order that never arrived?');
}

/** An answer as the API gives it, last text first: only `index` says which vector is whose. */
export function answerWith(vectors: readonly (readonly unknown[])[]): object {
  const data = vectors.map((embedding, index) => ({ object: 'embedding', index, embedding }));
  return { object: 'list', data: data.reverse(), model: 'words', usage: { prompt_tokens: 1, total_tokens: 1 } };
}

/** A bag of hashed words, not normalised; `salt` makes another model of it. */
export function wordVector(text: string, dimension: number, salt = ''): number[] {
  const vector = new Array<number>(dimension).fill(0.01);
  for (const word of text.toLowerCase().split(/[^\p{L}\p{N}]+/u)) {
    const digest = sha256Hex(`${salt}${word}`);
    for (let at = 0; at < 8; at += 1) {
      const place = Number.parseInt(digest.slice(4 * at, 4 * at + 3), 16) % dimension;
      vector[place] = (vector[place] ?? 0) + (Number.parseInt(digest.charAt(4 * at + 3), 16) < 8 ? 1 : -1);
    }
  }
  return vector;
}

function send(response: ServerResponse, call: EmbeddingsCall, reply: EmbeddingsReply, dimension: number): void {
  const { status = 200, headers = {}, cut = false } = reply;
  const body = reply.body ?? answerWith(call.input.map((text) => wordVector(text, call.dimensions ?? dimension)));
  const text = reply.raw ?? JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    ...headers,
  });
  if (!cut) response.end(text);
  else response.write(text.slice(0, text.length / 2), () => response.destroy());
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the endpoint has no port');
  return address.port;
}
