import { redactText } from '../../activities/traffic/redaction.js';
import { REDACTION_SHAPES, shapeText } from './redaction-shapes.js';

export interface RedactionBenchRow {
  readonly shape: string;
  /** 100 kB, best of several runs. */
  readonly smallMs: number;
  /** 1 MB, best of several runs. */
  readonly largeMs: number;
  /** How many times as long ten times the text takes: 10 in linear time, 100 in quadratic time. */
  readonly ratio: number;
}

const SMALL = 100_000;
const LARGE = 1_000_000;
const RUNS = 5;
/** A clock and a machine with other work measure nothing shorter well: short runs are repeated up to this. */
const SHORTEST_MS = 30;

/**
 * Times the redaction of adversarial texts of 100 kB and 1 MB; `worst` is the largest ratio of the two. CPU time of this
 * process, so that other work of the machine counts less. The slowest shapes decide how long this takes: about a minute.
 */
export async function benchRedaction(): Promise<{ rows: RedactionBenchRow[]; worst: number }> {
  const rows: RedactionBenchRow[] = [];
  for (const { shape, unit } of REDACTION_SHAPES) {
    const [small, large] = [shapeText(unit, SMALL), shapeText(unit, LARGE)];
    redactText(large);
    let [smallMs, largeMs] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    // In turn: a machine that is slow for a while is so for both.
    for (let run = 0; run < RUNS; run += 1) {
      smallMs = Math.min(smallMs, meanMs(small));
      largeMs = Math.min(largeMs, meanMs(large));
    }
    rows.push({ shape, smallMs, largeMs, ratio: largeMs / smallMs });
    // Lets a caller's timers run between two shapes.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return { rows, worst: Math.max(...rows.map(({ ratio }) => ratio)) };
}

function meanMs(text: string): number {
  const start = process.cpuUsage();
  for (let times = 1; ; times += 1) {
    redactText(text);
    const { user, system } = process.cpuUsage(start);
    const ms = (user + system) / 1000;
    if (ms >= SHORTEST_MS) return ms / times;
  }
}
