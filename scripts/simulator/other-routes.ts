import { page } from './http-exchange.js';
import type { MessageBatches } from './message-batches.js';
import { isWireError, readMessageRequest } from './message-request.js';
import { MODELS } from './scripted-models.js';
import { invalid, modelInfoOf, notFound, tokensOf } from './wire-format.js';

interface OtherRequest {
  /** Method and path. */
  readonly route: string;
  readonly search: URLSearchParams;
  readonly version: string;
  readonly body: unknown;
  readonly batches: MessageBatches;
  /** Of the server. */
  readonly url: string;
}

/** Everything but the Messages API itself and new batches: an object to send, JSON lines, or an error. */
export function otherAnswer({ route, search, version, body, batches, url }: OtherRequest): object | string {
  if (route === 'POST /v1/messages/count_tokens') {
    const read = readMessageRequest(body, version, { counting: true });
    return isWireError(read) ? read : { input_tokens: tokensOf(read.allText) };
  }
  if (route === 'GET /v1/models') return page(MODELS.map(modelInfoOf));
  const model = /^GET \/v1\/models\/([^/]+)$/.exec(route)?.[1];
  if (model !== undefined) return MODELS.includes(model) ? modelInfoOf(model) : notFound(`model: ${model}`);
  return batchAnswer(route, search, batches, url) ?? notFound(route);
}

function batchAnswer(
  route: string,
  search: URLSearchParams,
  batches: MessageBatches,
  url: string,
): object | string | undefined {
  const shown = (batch: ReturnType<MessageBatches['find']>) =>
    isWireError(batch) ? batch : batches.describe(batch, url);
  if (route === 'GET /v1/messages/batches') {
    const all = batches.list().map((batch) => batches.describe(batch, url));
    const after = search.get('after_id');
    const from = after === null ? 0 : all.findIndex(({ id }) => id === after) + 1;
    const limit = Number(search.get('limit') ?? 20);
    return page(all.slice(from, from + limit), from + limit < all.length);
  }
  const [, method, id, action] =
    /^(GET|POST) \/v1\/messages\/batches\/([^/]+)(?:\/(results|cancel))?$/.exec(route) ?? [];
  if (id === undefined) return undefined;
  if (method === 'POST') return action === 'cancel' ? shown(batches.cancel(id)) : undefined;
  const batch = batches.find(id);
  if (action === undefined || isWireError(batch)) return shown(batch);
  return batches.readResults(batch) ?? invalid(`${id} has not ended`);
}
