import { once } from 'node:events';
import { createWriteStream, existsSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { createRandom } from '../../activities/stats/random.js';
import { startMsOf, WEEK_MS, windowOfWeek } from '../../workflows/window.js';

/** Week of all generated logs. */
export const BENCH_WEEK = '2026-W40';
const OBJECT_BYTES = 128 * 1024 * 1024;
const RECORD_BYTES = 2000;
const USERS = 20_000;
/** Words of the generated texts, as often as words of a language are (Zipf), so that they compress as texts do. */
const WORDS = 5000;
const SYLLABLES = 'ka lo mi ren tu sa vo del pin gar est ul ho bre nim fa wo chi zen ty'.split(' ');

/**
 * Gzipped JSON lines of about 2 kB in objects of 128 MiB unpacked: `<folder>/logs/2026-09-28/<number>.jsonl.gz`. Objects
 * that are there already are kept.
 * @param gibibytes unpacked, in all
 */
export async function writeTrafficLogs(
  folder: string,
  gibibytes: number,
  tell: (line: string) => void,
): Promise<number> {
  const objects = Math.round((gibibytes * 1024 ** 3) / OBJECT_BYTES);
  await mkdir(join(folder, 'logs', '2026-09-28'), { recursive: true });
  for (let number = 0; number < objects; number += 1) {
    const path = join(folder, trafficKey(number));
    if (existsSync(path)) continue;
    tell(`writing log object ${number + 1} of ${objects}`);
    await writeObject(path, number);
  }
  return objects;
}

export function trafficKey(number: number): string {
  return `logs/2026-09-28/${String(number).padStart(4, '0')}.jsonl.gz`;
}

async function writeObject(path: string, number: number): Promise<void> {
  const random = createRandom('traffic-logs', String(number));
  const startMs = startMsOf(windowOfWeek(BENCH_WEEK));
  const text = (words: number) => Array.from({ length: words }, () => wordOf(WORDS ** random.next())).join(' ');
  const gzip = createGzip();
  const file = createWriteStream(`${path}.part`);
  gzip.pipe(file);
  let bytes = 0;
  for (let line = 0; bytes < OBJECT_BYTES; line += 1) {
    // A long tail of heavy users.
    const user = Math.floor(USERS * random.next() ** 2);
    const record = {
      request_id: `req-${number}-${line}-${random.integer(2 ** 31).toString(36)}`,
      timestamp: new Date(startMs + random.integer(WEEK_MS)).toISOString(),
      user_id: `user-${user}`,
      session_id: `session-${user}-${random.integer(4)}`,
      model: random.next() < 0.8 ? 'model-a' : 'model-b',
      route: '/chat',
      messages: [
        { role: 'system', content: 'Answer briefly and name your sources.' },
        { role: 'user', content: text(45) },
        { role: 'assistant', content: text(45) },
        { role: 'user', content: text(55) },
      ],
      response: text(170),
      status: 'ok',
    };
    const json = `${JSON.stringify(record)}\n`.padEnd(RECORD_BYTES);
    bytes += json.length;
    if (!gzip.write(json)) await once(gzip, 'drain');
  }
  gzip.end();
  await finished(file);
  await rename(`${path}.part`, path);
}

/** The word of a rank: common ones are short. */
function wordOf(rank: number): string {
  let word = '';
  for (let rest = Math.floor(rank); rest > 0; rest = Math.floor(rest / SYLLABLES.length)) {
    word += SYLLABLES[rest % SYLLABLES.length] ?? '';
  }
  return word;
}
