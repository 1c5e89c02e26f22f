const VENDORS: readonly (readonly [RegExp, string])[] = [
  [/(^|[^a-z])claude/, 'anthropic'],
  [/(^|[^a-z])(chat)?gpt|(^|[^a-z])o\d/, 'openai'],
  [/(^|[^a-z])(gemini|gemma)/, 'google'],
  [/(^|[^a-z])llama/, 'meta'],
  [/(^|[^a-z])(mistral|mixtral|ministral|magistral|codestral)/, 'mistral'],
  [/(^|[^a-z])(qwen|qwq)/, 'alibaba'],
  [/(^|[^a-z])deepseek/, 'deepseek'],
  [/(^|[^a-z])grok/, 'xai'],
  [/(^|[^a-z])(nova|titan)-/, 'amazon'],
];

/**
 * Who made a model, from its id, as written by any provider: `claude-opus-4`, `us.anthropic.claude-opus-4`,
 * `openrouter/anthropic/claude-opus-4`. Models of one vendor are of one family: trained by the same people on the same
 * taste. An id of nobody known is a family of its own up to its first digit or separator.
 * @returns null for an empty id or `unknown`
 */
export function modelFamily(model: string): string | null {
  const id = model.toLowerCase().trim();
  if (id === '' || id === 'unknown') return null;
  const known = VENDORS.find(([pattern]) => pattern.test(id));
  if (known !== undefined) return known[1];
  const name = id.split('/').at(-1) ?? id;
  return /^[a-z]+/.exec(name)?.[0] ?? name;
}
