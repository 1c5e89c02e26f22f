import { z } from 'zod';
import { parseJson } from '../conversation.js';
import { EndpointError } from './endpoint-error.js';
import { UnreadableAnswer } from './model-client.js';

export interface JsonPost {
  readonly url: string;
  /** Null for endpoints that want none. */
  readonly key: string | null;
  readonly body: unknown;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  readonly onHeaders?: ((headers: Headers) => void) | undefined;
}

const errorBody = z.object({
  error: z.object({ code: z.string().nullish().catch(null), type: z.string().nullish().catch(null) }),
});

/**
 * Posts JSON once and returns the JSON that came back, with the id the endpoint gave the call.
 * @throws {EndpointError} without an answer; {UnreadableAnswer} when it is no JSON; the signal's reason when it aborts.
 * None of them holds anything of a body.
 */
export async function postJson(
  post: JsonPost,
): Promise<{ readonly value: unknown; readonly requestId: string | null }> {
  const { response, text } = await exchange(post);
  const requestId = response.headers.get('x-request-id') ?? response.headers.get('request-id');
  if (!response.ok) {
    const { code, type } = errorBody.safeParse(parseJson(text)).data?.error ?? {};
    const { status, headers } = response;
    throw new EndpointError('status', { status, headers, requestId, errorCode: code ?? null, type: type ?? null });
  }
  const value = parseJson(text);
  if (value === undefined) throw new UnreadableAnswer('the model API sent an answer that cannot be read');
  return { value, requestId };
}

async function exchange({ url, key, body, timeoutMs, signal, onHeaders }: JsonPost) {
  const deadline = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(key === null ? {} : { authorization: `Bearer ${key}` }) },
      body: JSON.stringify(body),
      signal: signal === undefined ? deadline : AbortSignal.any([signal, deadline]),
      // A redirect would carry the key and the prompt to another place.
      redirect: 'error',
    });
    onHeaders?.(response.headers);
    return { response, text: await response.text() };
  } catch {
    // The error of fetch may quote the address with a password in it.
    signal?.throwIfAborted();
    throw new EndpointError(deadline.aborted ? 'timeout' : 'unreachable');
  }
}
