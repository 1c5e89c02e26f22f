import { describe, expect, it } from 'vitest';
import type { OpenBridge } from '../../../activities/scoring/judges/bridge.js';
import { judgeDigest, mainJudge } from '../../../activities/scoring/judges/judge.js';
import { panelOf } from '../../../activities/scoring/judges/panel.js';
import { configWith } from '../scoring-world.js';

const CONFIG = configWith({
  judge: { model: 'claude-haiku-5-5', retestShare: 0.1 },
  otherJudges: [{ model: 'claude-opus-5', retestShare: 0.5 }],
  otherJudgesShare: 0.2,
});
const MAIN = judgeDigest(CONFIG);
const OLD = mainJudge(configWith({ judge: { model: 'claude-sonnet-5-5' } }));
const BRIDGE: OpenBridge = {
  judge: OLD,
  planned: { judgeDigest: OLD.digest, configSha256: '', largestHash: 'g', items: 1, arms: ['control'] },
};
const items = (source: string) => Array.from({ length: 2000 }, (_, at) => ({ item_id: `i_${at}`, source }));
const panels = (source = 'live') => items(source).map((item) => panelOf(item, 'control', CONFIG, null));

describe('who judges an item', () => {
  it('is the main judge first, whatever comes after', () => {
    expect(panels().every(([first]) => first?.judge.digest === MAIN && first.repeat === 0)).toBe(true);
  });

  it('is a share of items the main judge once more, and a share of others the other judge', () => {
    const share = (wanted: (seat: ReturnType<typeof panelOf>[number]) => boolean) =>
      panels().filter((panel) => panel.some(wanted)).length / 2000;
    // Four standard errors.
    expect(Math.abs(share(({ judge, repeat }) => judge.digest === MAIN && repeat === 1) - 0.1)).toBeLessThan(0.027);
    expect(Math.abs(share(({ judge }) => judge.digest !== MAIN) - 0.2)).toBeLessThan(0.036);
    expect(Math.abs(share(({ judge, repeat }) => judge.digest !== MAIN && repeat === 1) - 0.1)).toBeLessThan(0.027);
  });

  it('is the same every week and for every arm', () => {
    const named = (arm: string) =>
      items('live').map((item) =>
        panelOf(item, arm, CONFIG, null).map(({ judge, repeat }) => `${judge.digest} ${repeat}`),
      );
    expect(named('candidate')).toEqual(named('control'));
  });

  it('is the main judge alone in a replay', () => {
    expect(panels('replay-pre').every((panel) => panel.length === 1)).toBe(true);
  });

  it('is the judge before a change, too, for scores of the eval set', () => {
    const item = { item_id: 'i_1', source: 'eval-set' };
    const last = panelOf(item, 'control', CONFIG, BRIDGE).at(-1);
    expect(last).toEqual({ judge: OLD, repeat: 0, comparesPairs: false });
    expect(panelOf(item, 'candidate', CONFIG, BRIDGE).some(({ judge }) => judge === OLD)).toBe(false);
    expect(panelOf({ ...item, source: 'live' }, 'control', CONFIG, BRIDGE).some(({ judge }) => judge === OLD)).toBe(
      false,
    );
  });

  it('is nobody twice, when the judge before has become another judge', () => {
    const config = configWith({ otherJudges: [OLD.config], otherJudgesShare: 1 });
    const panel = panelOf({ item_id: 'i_1', source: 'eval-set' }, 'control', config, BRIDGE);
    const seats = panel.map(({ judge, repeat }) => `${judge.digest} ${repeat}`);
    expect(new Set(seats).size).toBe(seats.length);
  });
});
