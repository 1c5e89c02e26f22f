import { gzipSync } from 'node:zlib';
import { createNoise } from './noise.js';
import { pick } from './prompt-writer.js';
import type { LogRecord, World } from './world.js';
import { startMsOfWorld } from './world-plan.js';

/** One object of the logs. */
export interface LogObject {
  /** Below the folder of the logs: `2026-06-01/part-0.jsonl.gz`. */
  readonly key: string;
  readonly bytes: Uint8Array;
  readonly counts: LineCounts;
}

/** What the lines of an object are; they sum to its lines. */
interface LineCounts {
  /** First copies of a request. */
  readonly records: number;
  readonly duplicates: number;
  readonly broken: number;
}

const PARTS_PER_DAY = 2;
const DAY_MS = 86_400_000;

/**
 * The logs as a gateway would have left them: gzipped JSON lines by day and part. Some lines come twice, some a day
 * late, some are broken. Yields one object at a time; the same world gives the same bytes.
 */
export function* createLogObjects(world: World): Generator<LogObject> {
  const { plan, requests } = world;
  const parts = new Map<string, { lines: string[]; counts: { records: number; duplicates: number; broken: number } }>();
  const random = createNoise('logs', plan.seed);
  const partOf = (day: number) => {
    const date = new Date(startMsOfWorld(plan) + day * DAY_MS).toISOString().slice(0, 10);
    const key = `${date}/part-${random.integer(PARTS_PER_DAY)}.jsonl.gz`;
    const part = parts.get(key) ?? { lines: [], counts: { records: 0, duplicates: 0, broken: 0 } };
    parts.set(key, part);
    return part;
  };
  for (const { record, day } of requests) {
    const line = JSON.stringify(record);
    const arrival = Math.floor(day) + (random.next() < plan.faults.late ? 1 : 0);
    const part = partOf(arrival);
    part.lines.push(line);
    part.counts.records += 1;
    if (random.next() < plan.faults.duplicates) {
      // What is delivered twice is delivered later: in another part, or a day on.
      const again = partOf(arrival + random.integer(2));
      again.lines.push(line);
      again.counts.duplicates += 1;
    }
    if (random.next() < plan.faults.broken) {
      part.lines.push(breakLine(record, line, random.next()));
      part.counts.broken += 1;
    }
  }
  for (const [key, { lines, counts }] of [...parts].sort(([a], [b]) => (a < b ? -1 : 1))) {
    yield { key, bytes: gzipSync(`${lines.join('\n')}\n`), counts };
  }
}

/** A line nobody can read: cut off, no JSON at all, or without what every record needs. */
function breakLine(record: LogRecord, line: string, drawn: number): string {
  const cut = line.slice(0, 20 + Math.floor(drawn * (line.length - 40)));
  const { timestamp: _, ...timeless } = record;
  return pick(createNoise('broken', record.request_id), [
    cut,
    'upstream connect error or disconnect/reset before headers',
    JSON.stringify({ ...timeless, request_id: `${record.request_id}-x` }),
    JSON.stringify({ ...record, request_id: `${record.request_id}-y`, timestamp: 'yesterday' }),
  ]);
}
