import { z } from 'zod';
import { invalid, type WireError } from './wire-format.js';

/** Models take no sampling parameters from this version of the API on. */
const WITHOUT_TEMPERATURE = '2026-10-21';

const textBlock = z.object({ type: z.literal('text'), text: z.string().min(1) });
const content = z.union([z.string().min(1), z.array(textBlock).min(1)]);

const messageRequest = z.object({
  model: z.string().min(1),
  max_tokens: z.number().int().positive(),
  messages: z.array(z.object({ role: z.enum(['user', 'assistant', 'system']), content })).min(1),
  system: z.union([z.string(), z.array(textBlock)]).optional(),
  stream: z.boolean().optional(),
  output_config: z
    .object({
      effort: z.enum(['low', 'medium', 'high', 'xhigh', 'max']).optional(),
      format: z.object({ type: z.literal('json_schema'), schema: z.record(z.string(), z.unknown()) }).optional(),
    })
    .optional(),
});

/** A request that was checked, reduced to what the simulated models read. */
export interface MessageRequest {
  readonly model: string;
  readonly maxTokens: number;
  readonly system: string;
  /** The last user turn. */
  readonly prompt: string;
  /** Everything the model is given to read. */
  readonly allText: string;
  readonly schema: Readonly<Record<string, unknown>> | null;
}

/** Checks a body as the API does: the first thing that is wrong, in its words. */
export function readMessageRequest(
  body: unknown,
  version: string,
  options: { counting?: boolean } = {},
): MessageRequest | WireError {
  if (typeof body !== 'object' || body === null) return invalid('the body is not a JSON object');
  const sampling = ['temperature', 'top_p', 'top_k'].find((name) => Object.hasOwn(body, name));
  if (version >= WITHOUT_TEMPERATURE && sampling !== undefined) {
    return invalid(`${sampling}: not supported with anthropic-version ${version}`);
  }
  const parsed = messageRequest.safeParse(options.counting === true ? { max_tokens: 1, ...body } : body);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return invalid(`${issue?.path.join('.') ?? 'body'}: ${issue?.message ?? 'invalid'}`);
  }
  const { model, max_tokens, messages, system, stream, output_config } = parsed.data;
  if (stream === true) return invalid('stream: this server answers without streaming');
  const turns = messages.map(({ role, content: said }) => ({ role, text: textOf(said) }));
  const last = turns.at(-1);
  if (last?.role !== 'user') return invalid('messages: the last message must be from the user');
  const systemText = system === undefined ? '' : textOf(system);
  return {
    model,
    maxTokens: max_tokens,
    system: systemText,
    prompt: last.text,
    allText: [systemText, ...turns.map(({ text }) => text)].join('\n'),
    schema: output_config?.format?.schema ?? null,
  };
}

export function isWireError(value: object): value is WireError {
  return 'status' in value && 'type' in value;
}

function textOf(said: string | readonly { readonly text: string }[]): string {
  return typeof said === 'string' ? said : said.map(({ text }) => text).join('');
}
