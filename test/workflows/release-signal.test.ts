import { describe, expect, it } from 'vitest';
import { parseReleaseSignal } from '../../workflows/release-signal.js';

const NOW = Date.parse('2026-10-05T12:00:00Z');

describe('a release signal', () => {
  it('needs no more than an id', () => {
    expect(parseReleaseSignal({ releaseId: 'v42' }, NOW)).toEqual({
      release: {
        releaseId: 'v42',
        deployedAt: '2026-10-05T12:00:00.000Z',
        modelFrom: null,
        modelTo: null,
        kind: 'model',
      },
    });
  });

  it('may name one model or both', () => {
    const one = parseReleaseSignal({ releaseId: 'v1', model: 'b' }, NOW);
    const both = parseReleaseSignal({ releaseId: 'v1', model: { from: 'a', to: 'b' } }, NOW);
    expect([one, both]).toMatchObject([
      { release: { modelFrom: null, modelTo: 'b' } },
      { release: { modelFrom: 'a', modelTo: 'b' } },
    ]);
  });

  it('may say who got it, which prompt it brought, and why', () => {
    const share = parseReleaseSignal({ releaseId: 'v1', model: 'b', exposure: { share: 0.2 } }, NOW);
    const route = parseReleaseSignal(
      { releaseId: 'v1', promptVersion: 'p7', notes: 'shorter', exposure: { field: 'route', in: ['/beta'] } },
      NOW,
    );
    expect([share, route]).toMatchObject([
      { release: { exposure: { kind: 'share', share: 0.2 } } },
      {
        release: {
          promptVersion: 'p7',
          notes: 'shorter',
          exposure: { kind: 'by-field', field: 'route', in: ['/beta'] },
        },
      },
    ]);
  });

  it.each(['model', 'route', 'language', 'unit', 'system_prompt_sha256'])('may tell who got it by %s', (field) => {
    expect(parseReleaseSignal({ releaseId: 'v1', exposure: { field, in: ['x'] } }, NOW)).toMatchObject({
      release: { exposure: { kind: 'by-field', field, in: ['x'] } },
    });
  });

  it('without a zone is UTC', () => {
    expect(parseReleaseSignal({ releaseId: 'v1', deployedAt: '2026-10-01T09:00:00' }, NOW)).toMatchObject({
      release: { deployedAt: '2026-10-01T09:00:00.000Z' },
    });
  });

  it.each([
    ['null', null, /JSON object/],
    ['an array', [{ releaseId: 'v1' }], /JSON object/],
    ['a 100 kB string', 'x'.repeat(100_000), /JSON object/],
    ['a number', 7, /JSON object/],
    ['no id', { model: 'b' }, /releaseId/],
    ['a numeric id', { releaseId: 42 }, /releaseId/],
    ['an id that climbs out of its folder', { releaseId: '../v1' }, /releaseId/],
    ['a date in prose', { releaseId: 'v1', deployedAt: 'last Monday' }, /deployedAt/],
    ['a date as a number', { releaseId: 'v1', deployedAt: 1759658400 }, /deployedAt/],
    ['a date two years ahead', { releaseId: 'v1', deployedAt: '2028-10-05T00:00:00Z' }, /year ahead/],
    ['an empty model', { releaseId: 'v1', model: '' }, /model/],
    ['a model pair without its end', { releaseId: 'v1', model: { from: 'a' } }, /model/],
    ['an unknown kind', { releaseId: 'v1', kind: 'party' }, /kind/],
    ['an exposure in prose', { releaseId: 'v1', exposure: 'some' }, /exposure/],
    ['a share of everybody and more', { releaseId: 'v1', model: 'b', exposure: { share: 1.5 } }, /exposure/],
    ['a share that no model tells', { releaseId: 'v1', exposure: { share: 0.2 } }, /model\.to/],
    [
      'an exposure by the text of a prompt',
      { releaseId: 'v1', exposure: { field: 'prompt', in: ['x'] } },
      /^exposure\.field: one of model, route, language, unit, system_prompt_sha256$/,
    ],
    ['an exposure by no value', { releaseId: 'v1', exposure: { field: 'route', in: [] } }, /exposure/],
    ['an empty prompt version', { releaseId: 'v1', promptVersion: '' }, /promptVersion/],
    ['a novel for notes', { releaseId: 'v1', notes: 'x'.repeat(3000) }, /notes/],
    ['a later schema', { releaseId: 'v1', schemaVersion: 2 }, /schemaVersion/],
  ])('with %s is refused with a reason', (_name, raw, reason) => {
    expect(parseReleaseSignal(raw, NOW)).toEqual({ refused: expect.stringMatching(reason) });
  });

  it('is refused without repeating what it held', () => {
    const refused = parseReleaseSignal({ releaseId: 'secret prompt text' }, NOW);
    expect(JSON.stringify(refused)).not.toContain('secret');
  });
});
