import { z } from 'zod';
import { monthOf } from '../../workflows/window.js';
import type { PipelineConfig } from '../pipeline/config.js';
import { Refusal } from '../refusal.js';
import { sha256Hex } from '../storage/artifact.js';
import { canonicalJson } from '../storage/canonical-json.js';
import type { Layout } from '../storage/layout.js';
import type { ObjectStore } from '../storage/object-store.js';
import { type AffordableItems, affordableItems } from './affordable-items.js';
import { parseJson } from './conversation.js';
import { capOf, estimateNote, itemCostsUsd, requireWithinCap, type TokenRates } from './cost-estimate.js';
import type { OpenBridge } from './judges/bridge.js';
import { paidUsage, paidUsages } from './paid-usage.js';
import type { ScoringArm } from './plan.js';
import type { ScoringItem } from './score-tables.js';
import { spendOfMonth } from './spend.js';

const basis = z.object({
  tokenRates: z.record(z.string(), z.number().positive()),
  usages: z.record(z.string(), paidUsage).default({}),
  othersUsd: z.number().min(0),
});
type Basis = z.output<typeof basis>;

export interface BudgetContext {
  readonly store: ObjectStore;
  readonly layout: Layout;
  readonly config: PipelineConfig;
  readonly configSha256: string;
  /** Names the run in S3: the week, or the release. */
  readonly run: string;
  readonly nowMs: number;
  /** The judge before a change, which scores a part of the items too. @default none */
  readonly bridge?: OpenBridge | null;
  /** Asks the endpoints; called once per plan. */
  readonly countTokens: () => Promise<TokenRates>;
}

/** What a run may score for its money. */
export interface PlanBudget extends AffordableItems {
  /** With an empty ledger. */
  readonly estimatedCostUsd: number;
  readonly budgetUsd: number;
  /** By earlier workflows of the same run. */
  readonly spentUsd: number;
  readonly notes: string[];
}

/**
 * Settles what a run may cost and which items that buys. What it rests on, counted tokens, what earlier calls took and
 * the month's spend so far, is written down by the first attempt that gets through and holds for all later ones: a rerun has the same plan.
 * @throws {Refusal} `SpendCap` when the estimate is above a cap and scoring.overCap says refuse, or not one item fits;
 * `UnknownPrice`
 */
export async function planBudget(
  items: readonly ScoringItem[],
  arms: readonly ScoringArm[],
  context: BudgetContext,
): Promise<PlanBudget> {
  const { store, layout, config, configSha256, run, nowMs, bridge = null, countTokens } = context;
  const key = basisKey(items, arms, context);
  const month = await spendOfMonth(store, layout, monthOf(nowMs), { run, configSha256 });
  const known = await readBasis(store, key);
  const fixed = known ?? {
    tokenRates: await countTokens(),
    usages: await paidUsages(arms, config, bridge, { store, layout }),
    othersUsd: month.othersUsd,
  };
  const costs = itemCostsUsd(items, arms, config, fixed, bridge);
  const chosen = chooseItems(items, costs, config, fixed.othersUsd);
  const bytes = Buffer.from(canonicalJson(fixed));
  if (known === null) await store.put(key, bytes, { contentType: 'application/json', onlyIf: 'absent' });
  const note = estimateNote(chosen.estimatedCostUsd, arms, config, fixed);
  return { ...chosen, notes: [...chosen.notes, note], spentUsd: month.ownUsd };
}

function chooseItems(
  items: readonly ScoringItem[],
  costs: readonly number[],
  config: PipelineConfig,
  othersUsd: number,
): Omit<PlanBudget, 'spentUsd'> {
  const total = rounded(costs.reduce((sum, cost) => sum + cost, 0));
  const cap = capOf(config, othersUsd);
  if (total <= cap.usd) {
    return { kept: [...items], leftOut: [], estimatedCostUsd: total, budgetUsd: cap.usd, notes: [] };
  }
  if (config.scoring.overCap === 'refuse') requireWithinCap(total, config, othersUsd);
  const { kept, leftOut } = affordableItems(items, costs, cap.usd, config.sample.seed);
  if (kept.length === 0) {
    throw new Refusal(
      'SpendCap',
      `${cap.setting} allows ${cap.usd.toFixed(2)} USD, less than one item costs: raise it`,
    );
  }
  const keptIds = new Set(kept.map(({ item_id: id }) => id));
  const estimatedCostUsd = rounded(
    costs.reduce((sum, cost, at) => sum + (keptIds.has(items[at]?.item_id ?? '') ? cost : 0), 0),
  );
  const note =
    `all ${items.length} items would cost about ${total.toFixed(2)} USD and ${cap.setting} allows ` +
    `${cap.usd.toFixed(2)} USD: a random part of ${kept.length} items is scored`;
  return { kept, leftOut, estimatedCostUsd, budgetUsd: cap.usd, notes: [note] };
}

async function readBasis(store: ObjectStore, key: string): Promise<Basis | null> {
  const object = await store.get(key);
  const parsed = basis.safeParse(parseJson(Buffer.from(object?.bytes ?? []).toString('utf8')));
  return parsed.success ? parsed.data : null;
}

/** Other items, arms or settings have a budget of their own. */
function basisKey(items: readonly ScoringItem[], arms: readonly ScoringArm[], context: BudgetContext): string {
  const { layout, configSha256, run } = context;
  const digest = sha256Hex(
    canonicalJson({ configSha256, arms, items: items.map(({ source, item_id }) => [source, item_id]) }),
  );
  return layout.work(run, `scoring/budget-${digest.slice(0, 12)}.json`);
}

function rounded(usd: number): number {
  return Number(usd.toFixed(6));
}
