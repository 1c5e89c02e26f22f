import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { langfuse } from '../../../activities/traffic/sources/langfuse.js';
import {
  byId,
  comparable,
  expectedOf,
  fixtureObjects,
  placesOf,
  readFixtures,
  readObjects,
  startOf,
  startsOfOthers,
  trafficSettings,
} from './fixture-bucket.js';

describe('the export of Langfuse', () => {
  it('yields exactly the expected records', async () => {
    const [reading, expected] = await Promise.all([readFixtures(langfuse, 'langfuse'), expectedOf('langfuse')]);
    expect(comparable(reading.records)).toEqual(byId(expected.records));
    expect(placesOf(reading.rejected)).toEqual(placesOf(expected.rejected));
    // Traces are no logs, but they are read for what logs need.
    const ignored = expected.ignored.filter(({ reason }) => reason !== 'trace_table');
    expect(reading.ignored.map(({ key, line, reason }) => `${key} ${line} ${reason}`).sort()).toEqual(
      ignored.map(({ key, line, reason }) => `${key} ${line} ${reason}`).sort(),
    );
  });
});
