import { createReadStream } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { ObjectStore } from '../activities/storage/object-store.js';
import { readLogLines } from '../activities/traffic/log-lines.js';
import { unpack } from '../activities/traffic/unpacking.js';
import { isoWeekOf, windowOfWeek } from '../workflows/window.js';
import { bucketOpener, readEnvironment } from './clients/session.js';

const USAGE = 'usage: npm run load-logs -- <file.jsonl[.gz]> s3://<bucket>/<prefix>';
const TIMESTAMP = /"timestamp":\s*"([^"]+)"/;

/**
 * Cuts a file of JSON lines (plain or gzipped) into one gzipped object per ISO week, named by the week's Monday:
 * `<prefix>2026-10-05/part-0.jsonl.gz`. Lines stay as they are; one without a readable timestamp goes with the line
 * before it, so that the accounting meets it. The same file gives the same objects.
 * @returns lines written, by key
 */
export async function loadLogs(store: ObjectStore, prefix: string, file: string): Promise<Map<string, number>> {
  const weeks = new Map<string, string[]>();
  let week = isoWeekOf(0);
  for await (const batch of readLogLines(unpack(createReadStream(file) as AsyncIterable<Buffer>))) {
    for (const line of batch) {
      const text = 'text' in line ? line.text : '';
      const timeMs = Date.parse(TIMESTAMP.exec(text)?.[1] ?? '');
      if (!Number.isNaN(timeMs)) week = isoWeekOf(timeMs);
      const lines = weeks.get(week);
      if (lines === undefined) weeks.set(week, [text]);
      else lines.push(text);
    }
  }
  const written = new Map<string, number>();
  for (const [name, lines] of [...weeks].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const key = `${prefix}${windowOfWeek(name).start.slice(0, 10)}/part-0.jsonl.gz`;
    await store.put(key, gzipSync(`${lines.join('\n')}\n`), { contentType: 'application/gzip' });
    written.set(key, lines.length);
  }
  return written;
}

async function main([file, target]: readonly string[]): Promise<void> {
  const [, bucket, prefix] = /^s3:\/\/([^/]+)\/(.*)$/.exec(target ?? '') ?? [];
  if (file === undefined || bucket === undefined || prefix === undefined) {
    process.stderr.write(`${USAGE}\n`);
    process.exitCode = 2;
    return;
  }
  const written = await loadLogs(bucketOpener(await readEnvironment())(bucket), prefix, file);
  for (const [key, lines] of written) process.stdout.write(`s3://${bucket}/${key}  ${lines} lines\n`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(process.argv.slice(2));
