import { beforeEach, describe, expect, it } from 'vitest';
import type { PipelineConfig } from '../../activities/pipeline/config.js';
import { storeConfig } from '../../activities/pipeline/resolved-config.js';
import { putReportIndexEntry } from '../../activities/report/report-index.js';
import { loadBridge, planJudgeBridge } from '../../activities/scoring/judge-bridging.js';
import { bridges } from '../../activities/scoring/judges/bridge.js';
import { judgeDigest } from '../../activities/scoring/judges/judge.js';
import { layoutOf } from '../../activities/storage/layout.js';
import { windowOfWeek } from '../../workflows/window.js';
import { MemoryObjectStore } from '../support/memory-object-store.js';
import { configWith, required } from './scoring-world.js';

const OLD = configWith({ bridgeItems: 20 });
const NEW = configWith({ bridgeItems: 20, judge: { model: 'claude-sonnet-5-5', retestShare: 0 } });

/** Eighty items of before and twenty of this week; the first one has retired. */
const EVAL_SET = Array.from({ length: 100 }, (_, at) => ({
  item_id: `i_${at}`,
  added_week: at < 80 ? '2026-W39' : '2026-W41',
  retired_week: at === 0 ? '2026-W41' : null,
}));

let store: MemoryObjectStore;
beforeEach(() => {
  store = new MemoryObjectStore();
});

/** Puts the report of a week into the store as far as its judge goes. */
async function reportWeek(week: string, config: PipelineConfig): Promise<void> {
  const pipeline = await storeConfig(store, config);
  const layout = layoutOf(pipeline);
  const manifest = { configSha256: pipeline.configSha256, judges: [judgeDigest(config), 'another'] };
  await store.put(layout.weeklyReport(week, 'manifest.json'), Buffer.from(JSON.stringify(manifest)), {
    contentType: 'application/json',
  });
  await putReportIndexEntry(store, layout.reportIndex(), {
    kind: 'weekly',
    id: week,
    uri: '',
    verdict: '',
    window: windowOfWeek(week),
    headline: {},
  });
}

async function planFor(config: PipelineConfig, week = '2026-W41') {
  return await planJudgeBridge(store, await storeConfig(store, config), week, config, EVAL_SET);
}

describe('the bridge of a week', () => {
  it('is none before the first report, and while the judge stays', async () => {
    expect(await planFor(NEW)).toEqual({ bridge: null, notes: [] });
    await reportWeek('2026-W40', OLD);
    expect(await planFor(configWith({ ...OLD.scoring, liveItems: 7 }))).toEqual({ bridge: null, notes: [] });
  });

  it('has the judge of the week reported before, and items that were there by then', async () => {
    await reportWeek('2026-W39', NEW);
    await reportWeek('2026-W40', OLD);
    await reportWeek('2026-W42', NEW);
    const { bridge, notes } = await planFor(NEW);
    const { planned, judge } = required(bridge);
    expect(judge.config.model).toBe('claude-haiku-5-5');
    expect(planned.arms).toEqual(['control', 'candidate']);
    const bridged = EVAL_SET.filter((item) => bridges(planned, { ...item, source: 'eval-set' }, 'control'));
    expect(
      bridged.filter(({ added_week: added, retired_week: gone }) => added < '2026-W41' && gone === null),
    ).toHaveLength(20);
    expect(notes).toEqual([
      `the judge is another one than in 2026-W40: ${planned.items} items of the eval set are scored by claude-haiku-5-5, the judge before, too, so that the trend goes on`,
    ]);
  });

  it('is the same in every attempt, and through a workflow history', async () => {
    await reportWeek('2026-W40', OLD);
    const first = required((await planFor(NEW)).bridge);
    expect((await planFor(NEW)).bridge).toEqual(first);
    const carried: unknown = JSON.parse(JSON.stringify(first.planned));
    expect(carried).toEqual(first.planned);
    expect(await loadBridge(store, await storeConfig(store, NEW), first.planned)).toEqual(first);
  });

  it('leaves out live items, other arms, and a candidate that is another one', async () => {
    await reportWeek('2026-W40', OLD);
    const other = configWith({
      ...NEW.scoring,
      candidate: { model: 'claude-sonnet-5-5' },
      judge: { model: 'claude-opus-5' },
    });
    const { planned: bridge } = required((await planFor(other)).bridge);
    expect(bridge.arms).toEqual(['control']);
    const everywhere = { ...bridge, largestHash: 'g' };
    const item = { item_id: 'i_5', source: 'eval-set' };
    expect(bridges(everywhere, item, 'control')).toBe(true);
    expect(bridges(everywhere, { ...item, source: 'live' }, 'control')).toBe(false);
    expect(bridges(everywhere, item, 'production')).toBe(false);
    expect(bridges(everywhere, item, 'candidate')).toBe(false);
  });
});

describe('a line that has to break says why', () => {
  const note = (reason: string) => [
    `the judge is another one than in 2026-W40 and cannot be bridged (${reason}): the trend starts a new line`,
  ];

  it('when the judge before has no price any more', async () => {
    const price = { inputUsdPerMillion: 1, outputUsdPerMillion: 1, asOf: '2026-06-01' };
    await reportWeek('2026-W40', configWith({ judge: { model: 'mystery-9' }, prices: { 'mystery-9': price } }));
    expect(await planFor(NEW)).toEqual({
      bridge: null,
      notes: note('scoring.prices no longer holds the price of mystery-9'),
    });
  });

  it('when the earlier configuration is gone', async () => {
    await reportWeek('2026-W40', OLD);
    store.objects.delete(layoutOf(await storeConfig(store, OLD)).config((await storeConfig(store, OLD)).configSha256));
    expect((await planFor(NEW)).notes).toEqual(note('its configuration is gone or of another version'));
  });

  it('when that judge is now asked in other words', async () => {
    await reportWeek('2026-W40', OLD);
    const key = layoutOf(await storeConfig(store, OLD)).weeklyReport('2026-W40', 'manifest.json');
    const { configSha256 } = await storeConfig(store, OLD);
    await store.put(key, Buffer.from(JSON.stringify({ configSha256, judges: ['of another version'] })), {
      contentType: 'application/json',
    });
    expect((await planFor(NEW)).notes).toEqual(note('this version of Tidemark asks that judge in other words'));
  });

  it('when its manifest cannot be read', async () => {
    await reportWeek('2026-W40', OLD);
    store.objects.delete(layoutOf(await storeConfig(store, OLD)).weeklyReport('2026-W40', 'manifest.json'));
    expect((await planFor(NEW)).notes).toEqual(note('its manifest is unreadable'));
  });
});
