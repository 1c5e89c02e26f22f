import { describe, expect, it } from 'vitest';
import { readingOf } from '../../activities/traffic/record-reading.js';
import type { StratumField } from '../../activities/traffic/sampling.js';
import { tidemarkJsonl } from '../../activities/traffic/sources/tidemark-jsonl.js';
import type { LogEntry } from '../../activities/traffic/traffic-record.js';
import { TRAFFIC_SOURCES } from '../../activities/traffic/traffic-sources.js';
import { readEach } from './log-text.js';

const LINE = JSON.stringify({
  request_id: 'r',
  timestamp: '2026-10-01T10:00:00Z',
  prompt: 'Why is the sky blue?',
  metadata: { team: 'blue' },
});

async function promptRead(strata: readonly StratumField[], field?: string): Promise<string> {
  const filters = field === undefined ? [] : [{ field, in: ['en'] }];
  const { source } = readingOf(tidemarkJsonl, strata, filters);
  const promptOf = (entry: LogEntry) => ('record' in entry ? entry.record.prompt : '');
  const [prompt = ''] = await readEach({ ...tidemarkJsonl, read: source.read }, LINE, promptOf);
  return prompt;
}

describe('records of which few are kept', () => {
  it('are read abridged when nothing asks for their texts', async () => {
    expect(await promptRead(['route', 'model', 'turn-depth'], 'route')).not.toContain('sky');
  });

  it.each<StratumField>(['language', 'topic'])('are read whole when they are sampled apart by %s', async (stratum) => {
    expect(await promptRead(['route', stratum])).toContain('sky');
  });

  it.each(['language', 'attributes.team'])('are read whole when a filter asks for %s', async (field) => {
    expect(await promptRead([], field)).toContain('sky');
  });

  it('are whole when they are asked for', async () => {
    const { source, recordOf } = readingOf(tidemarkJsonl, [], []);
    const [record] = await readEach({ ...tidemarkJsonl, read: source.read }, LINE, (entry) =>
      'record' in entry && entry.raw !== null ? recordOf?.(entry.raw.bytes) : null,
    );
    expect(record).toMatchObject({ prompt: 'Why is the sky blue?', attributes: { team: 'blue' } });
    expect(readingOf(tidemarkJsonl, ['language'], []).recordOf).toBeNull();
  });

  it('are read as ever where a source cannot do otherwise', () => {
    expect(readingOf(TRAFFIC_SOURCES.litellm, [], []).source).toBe(TRAFFIC_SOURCES.litellm);
  });
});
