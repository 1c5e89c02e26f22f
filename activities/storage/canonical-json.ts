/**
 * JSON with sorted object keys, no spaces and no undefined members: one value has one text, so that its digest names it.
 * @throws {TypeError} for NaN and infinities, which JSON would silently turn into null.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) => {
    if (typeof member === 'number' && !Number.isFinite(member)) throw new TypeError(`${member} has no JSON form`);
    if (member === null || typeof member !== 'object' || Array.isArray(member)) return member;
    return Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
