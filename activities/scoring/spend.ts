import { z } from 'zod';
import { canonicalJson } from '../storage/canonical-json.js';
import type { Layout } from '../storage/layout.js';
import type { ObjectStore } from '../storage/object-store.js';
import { parseJson } from './conversation.js';

const spent = z.object({ costUsd: z.number().min(0), paidCalls: z.number().int().min(0) });

/** What one workflow of a run paid. */
export interface BookedSpend {
  /** Calendar month in UTC, as `2026-11`. */
  readonly month: string;
  /** Names the run in S3: the week, or the release. */
  readonly run: string;
  /** Of the workflow that paid: its run id. */
  readonly part: string;
  readonly configSha256: string;
  readonly costUsd: number;
  readonly paidCalls: number;
}

/** Writes down what a workflow of a run paid; the same when repeated. */
export async function bookSpend(store: ObjectStore, layout: Layout, spend: BookedSpend): Promise<void> {
  const { month, run, part, configSha256, costUsd, paidCalls } = spend;
  const bytes = Buffer.from(canonicalJson({ costUsd, paidCalls }));
  const key = layout.spend(month, run, `${shortened(configSha256)}-${part}`);
  await store.put(key, bytes, { contentType: 'application/json' });
}

/**
 * What the runs of a month booked, in USD: this one, in earlier workflows with the same settings, and all others.
 * Workflows that still run have booked nothing.
 */
export async function spendOfMonth(
  store: ObjectStore,
  layout: Layout,
  month: string,
  { run, configSha256 }: Pick<BookedSpend, 'run' | 'configSha256'>,
) {
  const folder = layout.spendOfMonth(month);
  const total = { ownUsd: 0, othersUsd: 0 };
  for await (const { key } of store.list(folder)) {
    const object = await store.get(key);
    const parsed = spent.safeParse(parseJson(Buffer.from(object?.bytes ?? []).toString('utf8')));
    if (!parsed.success) continue;
    const isOwn = key.slice(folder.length).startsWith(`${run}/${shortened(configSha256)}-`);
    total[isOwn ? 'ownUsd' : 'othersUsd'] += parsed.data.costUsd;
  }
  return total;
}

/** Where an arm stopped for its run's cap: names the plan, because another plan has other batches. */
export interface StopPlace {
  readonly run: string;
  readonly configSha256: string;
  /** SHA-256 of the plan's items. */
  readonly items: string;
  readonly arm: string;
}

const stop = z.object({ batches: z.number().int().min(0) });

/**
 * Remembers that an arm was scored up to this batch: a rerun of the same plan stops there as well, and so pays for
 * nothing and changes nothing. The first word stands. @returns the batch that stands
 */
export async function recordStop(store: ObjectStore, layout: Layout, place: StopPlace, batches: number) {
  const bytes = Buffer.from(canonicalJson({ batches }));
  const key = stopKey(layout, place);
  const put = await store.put(key, bytes, { contentType: 'application/json', onlyIf: 'absent' });
  return put.outcome === 'written' ? batches : ((await readStop(store, layout, place)) ?? batches);
}

/** The batch at which an earlier run of the same plan stopped; null when it did not. */
async function readStop(store: ObjectStore, layout: Layout, place: StopPlace): Promise<number | null> {
  const object = await store.get(stopKey(layout, place));
  const parsed = stop.safeParse(parseJson(Buffer.from(object?.bytes ?? []).toString('utf8')));
  return parsed.success ? parsed.data.batches : null;
}

/** The arms of a plan that stopped in an earlier run, with the batches before. */
export async function readStops(
  store: ObjectStore,
  layout: Layout,
  place: Omit<StopPlace, 'arm'>,
  arms: readonly { readonly arm: string }[],
): Promise<Record<string, number>> {
  const stops: Record<string, number> = {};
  for (const { arm } of arms) {
    const batches = await readStop(store, layout, { ...place, arm });
    if (batches !== null) stops[arm] = batches;
  }
  return stops;
}

function stopKey(layout: Layout, { run, configSha256, items, arm }: StopPlace): string {
  return layout.work(run, `scoring/stops/${shortened(configSha256)}-${shortened(items)}-${arm}.json`);
}

function shortened(sha256: string): string {
  return sha256.slice(0, 12);
}
