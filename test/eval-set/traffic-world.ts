import type { PlacedRow } from '../../activities/eval-set/refresh.js';
import { createRandom } from '../../activities/stats/random.js';
import { sha256Hex } from '../../activities/storage/artifact.js';
import type { SampleRow } from '../../activities/traffic/sample-table.js';

const DIMENSION = 16;

export interface TrafficOptions {
  readonly requests: number;
  /** @default 100 */
  readonly users?: number;
  /** Share of each topic. */
  readonly shares: readonly number[];
  readonly stratumOf?: (request: number) => string;
}

/** A week of made-up requests whose topics, users and places are known. */
export function trafficOf(seed: string, options: TrafficOptions): PlacedRow<SampleRow>[] {
  const { requests, users = 100, shares, stratumOf = () => 'all' } = options;
  const random = createRandom('traffic', seed);
  return Array.from({ length: requests }, (_, number) => {
    const topic = topicAt(shares, (number + 0.5) / requests);
    const features = centreOf(topic).map((value) => value + 0.3 * random.normal());
    const prompt = `topic ${topic} ${Array.from({ length: 8 }, () => random.integer(1e9).toString(36)).join(' ')}`;
    const row = sampleRow(`${seed}-${number}`, `user-${number % users}`, prompt, stratumOf(number));
    return { row, topic, features };
  });
}

export function sampleRow(requestId: string, user: string, prompt: string, stratum = 'all'): SampleRow {
  return {
    request_id: requestId,
    timestamp: Date.UTC(2026, 8, 28),
    user,
    unit: 'user',
    session: null,
    model: 'model-a',
    route: null,
    stratum,
    inclusion_probability: 0.5,
    cap_probability: 1,
    draw_probability: 1,
    weight: 2,
    turn_index: 1,
    prompt,
    prompt_sha256: sha256Hex(prompt),
    response: 'an answer',
    system_prompt: null,
    earlier_turns: '[]',
    tools: null,
    context: 'complete',
    language: null,
  };
}

function topicAt(shares: readonly number[], quantile: number): number {
  let reached = 0;
  for (const [topic, share] of shares.entries()) {
    reached += share;
    if (quantile < reached) return topic;
  }
  return shares.length - 1;
}

function centreOf(topic: number): Float64Array {
  const random = createRandom('centre', topic);
  return Float64Array.from({ length: DIMENSION }, () => random.normal());
}
