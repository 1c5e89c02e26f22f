import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { langsmith } from '../../../activities/traffic/sources/langsmith.js';
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

describe('the export of LangSmith', () => {
  it('yields exactly the expected records', async () => {
    const [reading, expected] = await Promise.all([readFixtures(langsmith, 'langsmith'), expectedOf('langsmith')]);
    expect(comparable(reading.records)).toEqual(byId(expected.records));
    expect(placesOf(reading.rejected)).toEqual(placesOf(expected.rejected));
    const ignored = expected.ignored;
    expect(reading.ignored.map(({ key, line, reason }) => `${key} ${line} ${reason}`).sort()).toEqual(
      ignored.map(({ key, line, reason }) => `${key} ${line} ${reason}`).sort(),
    );
  });
});
