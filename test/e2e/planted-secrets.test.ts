import { readFile, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TrafficRecord } from '../../activities/traffic/traffic-record.js';
import { isoWeekOf } from '../../workflows/window.js';
import { type PlantedTraffic, plantedTraffic, secretsLeftIn } from '../support/planted-secrets.js';
import { createEvaluation, type Evaluation } from './evaluation.js';
import { readHistories } from './history-leaks.js';

const MINUTES = 60_000;
const RECORDS_AN_OBJECT = 2000;

describe('500 secrets among 10,000 prompts', () => {
  let evaluation: Evaluation;
  let traffic: PlantedTraffic;
  let log = '';

  beforeAll(async () => {
    evaluation = await createEvaluation();
    traffic = plantedTraffic('end to end', { records: 10_000, secrets: 500 });
    for (let start = 0; start < traffic.records.length; start += RECORDS_AN_OBJECT) {
      const lines = traffic.records
        .slice(start, start + RECORDS_AN_OBJECT)
        .map((record) => JSON.stringify(logged(record)));
      await evaluation.store.put(`logs/2026-10-05/${start}.jsonl.gz`, gzipSync(lines.join('\n')));
    }
    const collect = (text: string) => {
      log += text;
    };
    evaluation.startWorker({ log: collect });
  }, 2 * MINUTES);

  afterAll(async () => {
    await evaluation.close();
  });

  it(
    'are in no stored object, no log line and no history after the week was evaluated',
    async () => {
      const file = await evaluation.pipelineFile('shop');
      const everything = 'sample: { size: 10000, perUserCap: 10000 }';
      await writeFile(file, (await readFile(file, 'utf8')).replace('sample: { size: 400 }', everything));
      const week = isoWeekOf(traffic.records[0]?.timestampMs ?? 0);
      const result = await evaluation.tidemark(['run', file, '--week', week, '--json']);
      expect(result.code, result.stderr).toBe(0);

      let sampled = 0;
      for await (const { key } of evaluation.store.list('tidemark/')) {
        const text = Buffer.from((await evaluation.store.get(key))?.bytes ?? []).toString('utf8');
        expect(secretsLeftIn(text, traffic.secrets), key).toEqual([]);
        if (/samples\/.*\/part-/.test(key)) sampled = text.split('_1]').length - 1;
      }
      // The placeholders show that the secrets were there.
      expect(sampled).toBeGreaterThanOrEqual(traffic.secrets.length);
      expect(log.length).toBeGreaterThan(1000);
      expect(secretsLeftIn(log, traffic.secrets)).toEqual([]);
      expect(secretsLeftIn(result.stdout + result.stderr, traffic.secrets)).toEqual([]);
      const histories = await readHistories(evaluation.server.client);
      expect(histories.workflows).toBeGreaterThan(0);
      expect(secretsLeftIn(histories.text, traffic.secrets)).toEqual([]);
    },
    6 * MINUTES,
  );
});

/** A record as a line of Tidemark's own format. */
function logged({ requestId, timestampMs, userId, sessionId, earlierTurns, prompt, ...record }: TrafficRecord): object {
  return {
    request_id: requestId,
    timestamp: new Date(timestampMs).toISOString(),
    user_id: userId,
    session_id: sessionId,
    model: 'sim-harbor-1',
    messages: [...earlierTurns, { role: 'user', content: prompt }],
    system_prompt: record.systemPrompt,
    response: record.response,
    ...(record.tools === null ? {} : { tools: JSON.parse(record.tools) as unknown }),
  };
}
