import { z } from 'zod';
import type { PipelineConfig } from '../pipeline/config.js';
import type { Layout } from '../storage/layout.js';
import type { ObjectStore } from '../storage/object-store.js';
import { armDigest } from './arm.js';
import { parseJson } from './conversation.js';
import type { OpenBridge } from './judges/bridge.js';
import { mainJudge, otherJudges } from './judges/judge.js';
import type { ScoringArm } from './plan.js';

/** Entries that are read of one arm or judge, and the fewest that say something. */
const MOST_ENTRIES = 60;
const LEAST_ENTRIES = 20;
/** Standard errors on top of a mean: an estimate should rather be too high. */
const MARGIN = 2;

export const paidUsage = z.object({
  /** Entries read. */
  entries: z.number().int(),
  /** Tokens of an answer or judgement, thinking included. */
  outputTokens: z.number().min(0),
  /** Characters of an answer; 0 for judgements. */
  characters: z.number().min(0),
});
/** What paid answers or judgements took: means of some entries of the ledger, and two standard errors on top. */
type PaidUsage = z.output<typeof paidUsage>;

/** By the digest of an arm or a judge; who was paid for too little so far is not in it. */
export type PaidUsages = Readonly<Record<string, PaidUsage>>;

const entry = z.object({ usage: z.object({ outputTokens: z.number() }), text: z.string().default('') });

/**
 * What the ledger's entries took, for the arms and judges of a plan. Keys start with the hash of an item, so that the
 * first ones are a random few.
 */
export async function paidUsages(
  arms: readonly ScoringArm[],
  config: PipelineConfig,
  bridge: OpenBridge | null,
  { store, layout }: { readonly store: ObjectStore; readonly layout: Layout },
): Promise<PaidUsages> {
  const judges = [mainJudge(config), ...otherJudges(config), ...(bridge === null ? [] : [bridge.judge])];
  const folders = new Map([
    ...arms
      .filter(({ logged }) => !logged)
      .map((arm) => armDigest(arm, config))
      .map((digest) => [digest, layout.answersOf(digest)] as const),
    ...judges.map(({ digest }) => [digest, layout.judgementsOf(digest)] as const),
  ]);
  const known = await Promise.all(
    [...folders].map(async ([digest, folder]) => {
      const usage = await usageIn(store, folder);
      return usage === null ? [] : [[digest, usage] as const];
    }),
  );
  return Object.fromEntries(known.flat());
}

async function usageIn(store: ObjectStore, folder: string): Promise<PaidUsage | null> {
  const keys: string[] = [];
  for await (const { key } of store.list(folder)) {
    keys.push(key);
    if (keys.length === MOST_ENTRIES) break;
  }
  if (keys.length < LEAST_ENTRIES) return null;
  const objects = await Promise.all(keys.map(async (key) => store.get(key)));
  const read = objects.flatMap((object) => {
    const parsed = entry.safeParse(parseJson(Buffer.from(object?.bytes ?? []).toString('utf8')));
    return parsed.success ? [parsed.data] : [];
  });
  if (read.length < LEAST_ENTRIES) return null;
  return {
    entries: read.length,
    outputTokens: withMargin(read.map(({ usage }) => usage.outputTokens)),
    characters: withMargin(read.map(({ text }) => text.length)),
  };
}

function withMargin(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return mean + MARGIN * Math.sqrt(squares / (values.length * (values.length - 1)));
}
