import { describe, expect, it } from 'vitest';
import { createRandom } from '../../activities/stats/random.js';
import { redactRecord, redactText } from '../../activities/traffic/redaction.js';
import type { TrafficRecord } from '../../activities/traffic/traffic-record.js';
import { cleanPrompt } from '../support/clean-prompts.js';
import { plantedTraffic, secretsLeftIn } from '../support/planted-secrets.js';

const textOf = ({ prompt, response, systemPrompt, earlierTurns, tools }: TrafficRecord) =>
  [prompt, response, systemPrompt, ...earlierTurns.map(({ content }) => content), tools].join('\n');

describe('planted secrets', () => {
  const { records, secrets } = plantedTraffic('a', { records: 10_000, secrets: 500 });

  it('are 500 of more than fifteen kinds, each of them to be seen before the redaction', () => {
    expect(secrets).toHaveLength(500);
    expect(new Set(secrets.map(({ kind }) => kind)).size).toBeGreaterThan(30);
    const before = records.map(textOf).join('\n');
    expect(secretsLeftIn(before, secrets)).toHaveLength(500);
  });

  it('are all gone after it', () => {
    const after = records.map((record) => textOf(redactRecord(record))).join('\n');
    expect(secretsLeftIn(after, secrets)).toEqual([]);
  });

  it('leave tools that can be sent again', () => {
    const tools = records.flatMap((record) => redactRecord(record).tools ?? []);
    expect(tools.length).toBeGreaterThan(50);
    for (const json of tools) expect(JSON.parse(json)).toHaveLength(1);
  });
});

it('leaves at least 99 of 100 clean technical prompts as they are', () => {
  const random = createRandom('clean prompts');
  const prompts = Array.from({ length: 10_000 }, () => cleanPrompt(random));
  const altered = prompts.filter((prompt) => redactText(prompt) !== prompt);
  expect(altered.length).toBeLessThanOrEqual(100);
});
