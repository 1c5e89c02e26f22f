/**
 * Waits for every piece of work, then throws the first failure by their order, if any: what the others have paid for
 * reaches the ledger first, and calls that are only gathered are all gathered.
 */
export async function allSettled<T extends readonly unknown[] | []>(
  work: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  await Promise.allSettled(work);
  return await Promise.all(work);
}
