import { describe, expect, it } from 'vitest';
import { differenceInDifferences, trendDifference } from '../../activities/adaptation/difference-in-differences.js';
import { exposureOfUsers } from '../../activities/adaptation/exposure.js';
import { sha256Hex } from '../../activities/storage/artifact.js';

const row = (user: string, model: string | null, route: string | null = null) => ({
  user,
  unit: 'user',
  model,
  route,
  language: null,
  system_prompt: null,
});

describe('who got a release', () => {
  it('nobody can be compared with when everybody got it', () => {
    expect(exposureOfUsers({ modelTo: 'b' }, [row('ana', 'b')])).toBeNull();
  });

  it('is told by the model that answered, where a share got it', () => {
    const rows = [row('ana', 'b'), row('ana', 'a'), row('ben', 'a'), row('cem', 'b'), row('cem', 'a'), row('cem', 'a')];
    const exposure = exposureOfUsers({ modelTo: 'b', exposure: { kind: 'share', share: 0.2 } }, rows);
    expect([...(exposure ?? [])]).toEqual([
      ['ana', 'exposed'],
      ['ben', 'not-yet'],
      ['cem', 'partly'],
    ]);
  });

  it('is told by a field, where the release names its values', () => {
    const rows = [row('ana', 'a', '/beta'), row('ben', 'a', '/'), row('cem', 'a', null)];
    const exposure = exposureOfUsers(
      { modelTo: null, exposure: { kind: 'by-field', field: 'route', in: ['/beta'] } },
      rows,
    );
    expect([...(exposure ?? [])].map(([, side]) => side)).toEqual(['exposed', 'not-yet', 'not-yet']);
  });

  it.each([
    ['model', 'b', { model: 'b' }],
    ['language', 'pt', { language: 'pt' }],
    ['unit', 'session', { unit: 'session' }],
    ['system_prompt_sha256', sha256Hex('You are a clerk.'), { system_prompt: 'You are a clerk.' }],
  ] as const)('is told by %s', (field, value, values) => {
    const rows = [{ ...row('ana', 'a'), ...values }, row('ben', 'a')];
    const release = { modelTo: null, exposure: { kind: 'by-field', field, in: [value] } } as const;
    expect([...(exposureOfUsers(release, rows) ?? [])]).toEqual([
      ['ana', 'exposed'],
      ['ben', 'not-yet'],
    ]);
  });
});

describe('difference in differences', () => {
  it('takes off what happened to both groups', () => {
    const users = Array.from({ length: 40 }, (_, at) => {
      const exposed = at < 10;
      const noise = 0.01 * (at % 5);
      return { exposed, before: 0.2 + noise, after: 0.5 + 2 * noise + (exposed ? 0.1 : 0) };
    });
    const { exposedChange, unexposedChange, effect } = differenceInDifferences(users);
    expect(exposedChange - unexposedChange).toBeCloseTo(0.1, 12);
    expect(effect?.estimate).toBeCloseTo(0.1, 12);
    expect(effect?.ciLow).toBeGreaterThan(0);
  });

  it('has Welch’s standard error and degrees of freedom', () => {
    // Changes 1, 2, 3 and 0, 2, 4, 6: means 2 and 3, variances of the means 1/3 and 5/3.
    const changed = (exposed: boolean, after: number) => ({ exposed, before: 0, after });
    const users = [
      ...[1, 2, 3].map((after) => changed(true, after)),
      ...[0, 2, 4, 6].map((after) => changed(false, after)),
    ];
    const { effect } = differenceInDifferences(users);
    expect(effect?.estimate).toBeCloseTo(-1, 12);
    expect(effect?.standardError).toBeCloseTo(Math.sqrt(2), 12);
    expect(effect?.degreesOfFreedom).toBeCloseTo(4 / ((1 / 3) ** 2 / 2 + (5 / 3) ** 2 / 3), 12);
  });

  it('gives no interval for a single exposed user', () => {
    const users = [true, false, false].map((exposed) => ({ exposed, before: 0, after: 1 }));
    expect(differenceInDifferences(users).effect).toBeNull();
  });

  it('sees another way before the release in the slopes of the same users, whoever wrote how much', () => {
    const requests = Array.from({ length: 30 }, (_, user) =>
      Array.from({ length: 10 }, (_unused, day) => ({
        user: `u${user}`,
        exposed: user < 10,
        timeMs: day * 86_400_000,
        value: user + (user < 10 ? 0.03 * day : 0) + 0.001 * ((user * 7 + day * 3) % 5),
      })),
    ).flat();
    const trend = trendDifference(requests);
    expect(trend?.estimate).toBeCloseTo(0.03, 3);
    expect(trend?.pValue).toBeLessThan(0.001);
  });
});
