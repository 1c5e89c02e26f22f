/**
 * JSON with sorted object keys, no spaces and no undefined members: one value has one text, so that its digest names it.
 * @throws {TypeError} for NaN and infinities, which JSON would silently turn into null.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(sorted(value));
}

/** Several times as fast as a replacer, which would be asked about every member. */
function sorted(value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError(`${value} has no JSON form`);
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(sorted);
  const members: [string, unknown][] = [];
  for (const name of Object.keys(value).sort()) members.push([name, sorted((value as Record<string, unknown>)[name])]);
  return Object.fromEntries(members);
}
