import { Refusal } from '../../refusal.js';
import { canonicalJson } from '../../storage/canonical-json.js';
import type { ClientOptions } from '../models/anthropic-client.js';
import { EndpointError } from '../models/endpoint-error.js';
import { postJson } from '../models/http-post.js';
import type { JudgedMaterial, ModelClient, ModelEndpoint, ModelRequest } from '../models/model-client.js';

const FREE = { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 };

/**
 * A judge of one's own: the material is posted to `baseUrl` as JSON, with the key in the variable that `keyEnv` names, if
 * any, as a bearer token.
 *
 * It gets `{kind: 'rubric', system, messages, answer, rubric, criteria}` and says `{score: 0..1, reason?, criteria?}`, or
 * `{kind: 'pair', system, messages, first_answer, second_answer, rubric, criteria}` and says
 * `{winner: 'first' | 'second' | 'tie', reason?}`. Any other reply is a judgement that came to nothing; statuses other
 * than 200 mean what they mean at a model's endpoint, `retry-after` included. What it costs is not counted.
 * @throws {EndpointError} when the variable that should hold the key is not set
 */
export function createHttpJudge(
  { baseUrl, keyEnv }: ModelEndpoint,
  { environment, timeoutMs }: ClientOptions,
): ModelClient {
  if (baseUrl === undefined)
    throw new Refusal('JudgeWithoutAddress', 'a judge of kind http needs baseUrl under scoring');
  const key = keyEnv === undefined ? null : (environment(keyEnv)?.trim() ?? '');
  if (key === '') throw new EndpointError('no-key');
  return {
    async ask(request, { signal, onHeaders } = {}) {
      const startedMs = performance.now();
      const body = bodyOf(request);
      const { value, requestId } = await postJson({ url: baseUrl, key, body, timeoutMs, signal, onHeaders });
      const latencyMs = Math.round(performance.now() - startedMs);
      return { text: canonicalJson(value), stopReason: 'end_turn', usage: FREE, latencyMs, requestId };
    },
  };
}

function bodyOf({ system, messages, judged }: ModelRequest): object {
  if (judged === undefined) throw new Refusal('NoJudge', 'a judge of kind http answers nothing but judgements');
  const { kind, rubric, criteria } = judged;
  return { kind, system, messages, ...answersOf(judged), rubric, criteria };
}

function answersOf({ kind, answers: [first = '', second = ''] }: JudgedMaterial): object {
  return kind === 'rubric' ? { answer: first } : { first_answer: first, second_answer: second };
}
