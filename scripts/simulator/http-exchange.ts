import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { errorBody, invalid, type WireError } from './wire-format.js';

const LARGEST_BODY_BYTES = 256 * 1024 * 1024;

export function versionOf(request: IncomingMessage): string {
  return String(request.headers['anthropic-version'] ?? '');
}

export function isAuthenticated({ headers }: IncomingMessage): boolean {
  return headers['x-api-key'] !== undefined || /^Bearer \S/.test(headers.authorization ?? '');
}

export function page(data: readonly { readonly id: string }[], hasMore = false): object {
  return { data, has_more: hasMore, first_id: data[0]?.id ?? null, last_id: data.at(-1)?.id ?? null };
}

export async function readBody(request: IncomingMessage): Promise<{ value: unknown } | WireError> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > LARGEST_BODY_BYTES) return { status: 413, type: 'request_too_large', message: 'more than 256 MB' };
    chunks.push(chunk);
  }
  if (bytes === 0) return { value: null };
  try {
    return { value: JSON.parse(Buffer.concat(chunks).toString('utf8')) };
  } catch {
    return invalid('the body is not JSON');
  }
}

export function sendJson(
  response: ServerResponse,
  status: number,
  value: unknown,
  part: 'whole' | 'cut' = 'whole',
): void {
  const text = Buffer.from(JSON.stringify(value));
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': text.length,
  });
  if (part === 'whole') response.end(text);
  else response.write(text.subarray(0, Math.floor(text.length / 2)), () => response.destroy());
}

export function sendText(response: ServerResponse, lines: string): void {
  response.writeHead(200, { 'content-type': 'application/x-jsonl' });
  response.end(lines);
}

export function sendError(response: ServerResponse, requestId: string, error: WireError): void {
  for (const [name, value] of Object.entries(error.headers ?? {})) response.setHeader(name, value);
  sendJson(response, error.status, errorBody(error, requestId));
}

export async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
}
