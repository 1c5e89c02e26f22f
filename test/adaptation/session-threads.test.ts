import { describe, expect, it } from 'vitest';
import { sessionPlaces } from '../../activities/adaptation/session-threads.js';
import type { SampleRow } from '../../activities/traffic/sample-table.js';
import { sampleRow } from '../support/sample-row.js';

const HOUR_MS = 3_600_000;

function places(rows: readonly (Partial<SampleRow> & { prompt: string })[]) {
  const embedded = rows.map((values, at) => ({
    row: sampleRow({ request_id: `r${at}`, turn_index: null, ...values }),
    vector: Float32Array.of(at),
  }));
  return sessionPlaces(embedded).map(({ earlier, turn, isLast }) => ({
    earlier: earlier.map(({ prompt }) => prompt),
    turn,
    isLast,
  }));
}

describe('the place of a request in its session', () => {
  it('follows the logged session, however long the pause', () => {
    expect(
      places([
        { prompt: 'a', session: 's' },
        { prompt: 'b', session: 't', timestamp: 1 },
        { prompt: 'c', session: 's', timestamp: 9 * HOUR_MS },
      ]),
    ).toEqual([
      { earlier: [], turn: 1, isLast: false },
      { earlier: [], turn: 1, isLast: true },
      { earlier: ['a'], turn: 2, isLast: true },
    ]);
  });

  it('ends at a pause where no session is logged', () => {
    const [, second, third] = places([
      { prompt: 'a' },
      { prompt: 'b', timestamp: HOUR_MS },
      { prompt: 'c', timestamp: 3 * HOUR_MS },
    ]);
    expect(second).toEqual({ earlier: ['a'], turn: 2, isLast: true });
    expect(third).toEqual({ earlier: [], turn: 1, isLast: true });
  });

  it('knows of turns that were not sampled from the conversation that a request carries', () => {
    const conversation = JSON.stringify([
      { role: 'user', content: 'a' },
      { role: 'assistant', content: 'x' },
      { role: 'user', content: 'b' },
      { role: 'assistant', content: 'y' },
    ]);
    const [, second] = places([
      { prompt: 'b', session: 's', turn_index: 2 },
      { prompt: 'c', session: 's', turn_index: 3, earlier_turns: conversation },
    ]);
    expect(second).toEqual({ earlier: ['a', 'b'], turn: 3, isLast: true });
  });

  it.each(['{', '{"role":"user"}', '[1, null, {"role": "user"}]'])(
    'is none the worse for a broken conversation: %s',
    (earlier_turns) => {
      expect(places([{ prompt: 'a', earlier_turns }])).toEqual([{ earlier: [], turn: 1, isLast: true }]);
    },
  );

  it('is not shared between users', () => {
    const [, second] = places([
      { prompt: 'a', session: 's' },
      { prompt: 'b', session: 's', user: 'bea' },
    ]);
    expect(second?.earlier).toEqual([]);
  });
});
