/**
 * Runs `work` over the items with at most `lanes` at a time. After a failure no further item starts, but the items in
 * work go on until they end: what they have paid for reaches the ledger first. `isStopped` lets work of several steps
 * stop between two of them.
 * @returns the results in the order of the items
 * @throws the failures' worst by `pick`, once every lane has ended
 */
export async function runInLanes<T, R>(
  items: readonly T[],
  lanes: number,
  work: (item: T, isStopped: () => boolean) => Promise<R>,
  pick: (failures: readonly unknown[]) => unknown = (failures) => failures[0],
): Promise<R[]> {
  const results = new Map<number, R>();
  const failures: unknown[] = [];
  const isStopped = () => failures.length > 0;
  // One queue for all lanes: an array's iterator hands out each item once.
  const queue = items.entries();
  const lane = async () => {
    for (const [index, item] of queue) {
      if (isStopped()) return;
      try {
        results.set(index, await work(item, isStopped));
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(lanes, items.length) }, lane));
  if (failures.length > 0) throw pick(failures);
  return [...results].sort(([a], [b]) => a - b).map(([, result]) => result);
}
