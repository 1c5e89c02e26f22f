import { z } from 'zod';
import type { IsoWeek } from '../../workflows/window.js';
import type { EvalSetRow } from '../eval-set/eval-set-table.js';
import type { PipelineConfig } from '../pipeline/config.js';
import type { PipelineRef } from '../pipeline/pipeline-ref.js';
import { loadConfig } from '../pipeline/resolved-config.js';
import { Refusal } from '../refusal.js';
import { readReportIndex } from '../report/report-index.js';
import { layoutOf } from '../storage/layout.js';
import type { ObjectStore } from '../storage/object-store.js';
import { parseJson } from './conversation.js';
import { type JudgeBridge, type OpenBridge, openBridge, planBridge, type ReportedJudge } from './judges/bridge.js';
import { judgeDigest } from './judges/judge.js';
import { requireJudgePrice } from './models/prices.js';

export interface BridgePlan {
  /** Null where the judge is the same, or the line has to break. */
  readonly bridge: OpenBridge | null;
  /** What the report should say of it. */
  readonly notes: readonly string[];
}

/** What a manifest of a weekly report says of its judges: the one whose scores count comes first. */
const manifest = z.object({ configSha256: z.string(), judges: z.array(z.string()).min(1) });

/**
 * Compares the judge with that of the week reported before, and plans the bridge that a change needs. Weeks that are
 * reported later in between change nothing of a plan that was made.
 */
export async function planJudgeBridge(
  store: ObjectStore,
  pipeline: PipelineRef,
  week: IsoWeek,
  config: PipelineConfig,
  evalSet: readonly Pick<EvalSetRow, 'item_id' | 'added_week' | 'retired_week'>[],
): Promise<BridgePlan> {
  const before = await judgeBefore(store, pipeline, week, judgeDigest(config));
  if (before === null) return { bridge: null, notes: [] };
  if (before.reported === null) return broken(before.week, before.reason);
  const active = evalSet.filter(({ retired_week: retired }) => retired === null);
  const planned = planBridge(active, config, before.reported);
  if (planned === null) return broken(before.week, 'no item of that week is left');
  const bridge = openBridge(planned, before.reported.config);
  if (bridge === null) return broken(before.week, 'this version of Tidemark asks that judge in other words');
  const objection = priceObjection(bridge, config);
  if (objection !== null) return broken(before.week, objection);
  const { config: judge } = bridge.judge;
  return {
    bridge,
    notes: [
      `the judge is another one than in ${before.week}: ${planned.items} items of the eval set are scored by ` +
        `${judge.model}, the judge before, too, so that the trend goes on`,
    ],
  };
}

/** The bridge of a plan with its judge. */
export async function loadBridge(
  store: ObjectStore,
  pipeline: PipelineRef,
  bridge: JudgeBridge | null | undefined,
): Promise<OpenBridge | null> {
  if (bridge === null || bridge === undefined) return null;
  return openBridge(bridge, await loadConfig(store, { ...pipeline, configSha256: bridge.configSha256 }));
}

type JudgeBefore = { readonly week: IsoWeek } & (
  | { readonly reported: ReportedJudge }
  | { readonly reported: null; readonly reason: string }
);

/** The judge of the last week reported before this one; null when there is none, or it is the same. */
async function judgeBefore(
  store: ObjectStore,
  pipeline: PipelineRef,
  week: IsoWeek,
  current: string,
): Promise<JudgeBefore | null> {
  const layout = layoutOf(pipeline);
  const reports = await readReportIndex(store, layout.reportIndex());
  const last = reports.filter(({ kind, id }) => kind === 'weekly' && id < week).at(-1)?.id;
  if (last === undefined) return null;
  const object = await store.get(layout.weeklyReport(last, 'manifest.json'));
  const parsed = manifest.safeParse(parseJson(Buffer.from(object?.bytes ?? []).toString('utf8')));
  const [digest] = parsed.data?.judges ?? [];
  if (!parsed.success || digest === undefined)
    return { week: last, reported: null, reason: 'its manifest is unreadable' };
  if (digest === current) return null;
  const { configSha256 } = parsed.data;
  try {
    const config = await loadConfig(store, { ...pipeline, configSha256 });
    return { week: last, reported: { week: last, config, configSha256, judgeDigest: digest } };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { week: last, reported: null, reason: 'its configuration is gone or of another version' };
  }
}

function priceObjection({ judge }: OpenBridge, { scoring }: PipelineConfig): string | null {
  try {
    requireJudgePrice(judge.config, scoring.prices);
    return null;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return `scoring.prices no longer holds the price of ${judge.config.model}`;
  }
}

function broken(week: IsoWeek, reason: string): BridgePlan {
  return {
    bridge: null,
    notes: [`the judge is another one than in ${week} and cannot be bridged (${reason}): the trend starts a new line`],
  };
}
