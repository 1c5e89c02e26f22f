import { CancellationScope } from '@temporalio/workflow';

/**
 * Runs `run` over `items` with at most `width` in flight; results come in the order of the items. The first failure
 * cancels what is still running. Deterministic: lanes advance in the order in which the history completes them.
 */
export async function mapLanes<T, R>(
  items: readonly T[],
  width: number,
  run: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results = new Array<R>(items.length);
  const entries = items.entries();
  const lane = async (): Promise<void> => {
    for (const [index, item] of entries) results[index] = await run(item, index);
  };
  return await CancellationScope.cancellable(async () => {
    try {
      await Promise.all(Array.from({ length: Math.min(width, items.length) }, lane));
      return results;
    } catch (error) {
      CancellationScope.current().cancel();
      throw error;
    }
  });
}
