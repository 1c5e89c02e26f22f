import { z } from 'zod';
import { parseJson } from './conversation.js';
import type { ToolDefinition } from './models/model-client.js';

const schema = z.record(z.string(), z.unknown());
const named = { name: z.string().min(1), description: z.string().nullish() };
const NO_INPUT = { type: 'object', properties: {} };

/** One tool as the vendors write it. */
const tool = z.union([
  // Messages API.
  z.object({ ...named, input_schema: schema }).transform((it) => definition(it, it.input_schema)),
  // Chat completions.
  z
    .object({ function: z.object({ ...named, parameters: schema.nullish() }) })
    .transform(({ function: it }) => definition(it, it.parameters)),
  // Converse.
  z
    .object({ toolSpec: z.object({ ...named, inputSchema: z.object({ json: schema }) }) })
    .transform(({ toolSpec: it }) => definition(it, it.inputSchema.json)),
  // Older chat completions (`functions`) and frameworks that log the function alone.
  z.object({ ...named, parameters: schema.nullish() }).transform((it) => definition(it, it.parameters)),
]);

const tools = z.union([z.array(tool), z.record(z.string(), tool).transform((all) => Object.values(all))]);

/**
 * Logged tool definitions in one form.
 * @param json as the sample keeps them; null for none
 * @returns null when a definition cannot be read: a call without its tools would be another call
 */
export function toolDefinitionsOf(json: string | null): ToolDefinition[] | null {
  if (json === null) return [];
  const parsed = tools.safeParse(parseJson(json));
  return parsed.success ? parsed.data : null;
}

function definition(
  { name, description }: { readonly name: string; readonly description?: string | null | undefined },
  inputSchema: Readonly<Record<string, unknown>> | null | undefined,
): ToolDefinition {
  const about = description === null || description === undefined ? {} : { description };
  return { name, ...about, inputSchema: inputSchema ?? NO_INPUT };
}
