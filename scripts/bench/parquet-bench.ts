import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SchemaElement } from 'hyparquet';
import { createRandom, type Random } from '../../activities/stats/random.js';
import { readParquetRows } from '../../activities/traffic/parquet-rows.js';

/** Two row groups of this size, as DuckDB cuts them. */
const ROW_GROUP_ROWS = 122_880;
const ROW_GROUPS = 2;
/** `1 MiB` is what most writers make of a page; DuckDB makes one page of a column chunk. */
const PAGE_BYTES = { small: 1024 * 1024, whole: 128 * 1024 * 1024 };
type Pages = keyof typeof PAGE_BYTES;

export interface ParquetBench {
  readonly rows: number;
  readonly rowsPerSecond: number;
  /** Of the reading process, all of Node.js included. */
  readonly peakRssMb: number;
}

/**
 * Reads 245,760 nested chats (ten columns, `LIST<STRUCT>` messages with tool calls inside, snappy, row groups of 122,880
 * rows) with all columns, in a process of its own, and tells the worse of two page layouts.
 */
export async function benchParquet(): Promise<ParquetBench> {
  const runs = [await benchPages('small'), await benchPages('whole')];
  return {
    rows: runs[0]?.rows ?? 0,
    rowsPerSecond: Math.min(...runs.map(({ rowsPerSecond }) => rowsPerSecond)),
    peakRssMb: Math.max(...runs.map(({ peakRssMb }) => peakRssMb)),
  };
}

async function benchPages(pages: Pages): Promise<ParquetBench> {
  const directory = await mkdtemp(join(tmpdir(), 'tidemark-parquet-'));
  try {
    const path = join(directory, 'chats.parquet');
    await inChild('write', path, pages);
    return (await inChild('read', path, pages)) as ParquetBench;
  } finally {
    await rm(directory, { recursive: true });
  }
}

/** Runs a part of the bench in a process of its own, so that peak memory is that of this part. */
async function inChild(part: 'read' | 'write', path: string, pages: Pages): Promise<unknown> {
  const child = fork(fileURLToPath(import.meta.url), ['--parquet-bench', part, path, pages], { stdio: 'inherit' });
  const ends = once(child, 'exit');
  const answer = await Promise.race([once(child, 'message'), ends.then(() => null)]);
  if (answer === null) throw new Error(`the Parquet bench could not ${part} ${path}`);
  await ends;
  return answer[0];
}

async function readFile(path: string): Promise<ParquetBench> {
  const file = await open(path);
  const { size } = await file.stat();
  const source = {
    byteLength: size,
    async slice(start: number, end: number) {
      const bytes = new ArrayBuffer(end - start);
      await file.read(new Uint8Array(bytes), 0, end - start, start);
      return bytes;
    },
  };
  const startedMs = performance.now();
  let rows = 0;
  let turns = 0;
  for await (const batch of readParquetRows(source, COLUMNS)) {
    rows += batch.length;
    for (const { values } of batch) turns += (values['messages'] as unknown[]).length;
  }
  const seconds = (performance.now() - startedMs) / 1000;
  await file.close();
  if (turns < rows) throw new Error('rows without messages');
  return { rows, rowsPerSecond: rows / seconds, peakRssMb: process.resourceUsage().maxRSS / 1024 };
}

const TEXT = { type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' } as const;
const COLUMNS = ['id', 'created', 'user', 'session', 'model', 'provider', 'temperature', 'messages', 'answer', 'usage'];

/** Ten top-level columns, 18 leaves. */
const SCHEMA: SchemaElement[] = [
  { name: 'root', num_children: COLUMNS.length },
  { ...TEXT, name: 'id' },
  { name: 'created', type: 'INT64', converted_type: 'TIMESTAMP_MICROS', repetition_type: 'OPTIONAL' },
  { ...TEXT, name: 'user' },
  { ...TEXT, name: 'session' },
  { ...TEXT, name: 'model' },
  { ...TEXT, name: 'provider' },
  { name: 'temperature', type: 'DOUBLE', repetition_type: 'OPTIONAL' },
  ...list('messages', [
    { ...TEXT, name: 'role' },
    { ...TEXT, name: 'content' },
    { ...TEXT, name: 'name' },
    ...list('tool_calls', [
      { ...TEXT, name: 'id' },
      { ...TEXT, name: 'name' },
      { ...TEXT, name: 'arguments' },
    ]),
  ]),
  { name: 'answer', repetition_type: 'OPTIONAL', num_children: 3 },
  { ...TEXT, name: 'role' },
  { ...TEXT, name: 'content' },
  { ...TEXT, name: 'finish_reason' },
  { name: 'usage', repetition_type: 'OPTIONAL', num_children: 2 },
  { name: 'prompt_tokens', type: 'INT64', repetition_type: 'OPTIONAL' },
  { name: 'completion_tokens', type: 'INT64', repetition_type: 'OPTIONAL' },
];

/** A list of structs, in the layout that every writer of today uses. */
function list(name: string, fields: readonly SchemaElement[]): SchemaElement[] {
  const direct = fields.filter((_, index) => name !== 'messages' || index < 4).length;
  return [
    { name, converted_type: 'LIST', repetition_type: 'OPTIONAL', num_children: 1 },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
    { name: 'element', repetition_type: 'OPTIONAL', num_children: direct },
    ...fields,
  ];
}

async function writeFile(path: string, pages: Pages): Promise<void> {
  // Only the bench writes Parquet: whoever runs Tidemark does not need the package.
  const { ParquetWriter, fileWriter } = await import('hyparquet-writer');
  const random = createRandom('parquet-bench');
  const writer = new ParquetWriter({ writer: fileWriter(path), schema: SCHEMA });
  for (let group = 0; group < ROW_GROUPS; group += 1) {
    const rows = Array.from({ length: ROW_GROUP_ROWS }, (_, row) => chat(group * ROW_GROUP_ROWS + row, random));
    const columnData = COLUMNS.map((name) => ({ name, data: rows.map((values) => values[name]) }));
    await writer.write({ columnData, rowGroupSize: ROW_GROUP_ROWS, pageSize: PAGE_BYTES[pages] });
  }
  await writer.finish();
}

function chat(row: number, random: Random): Record<string, unknown> {
  const turns = 1 + random.integer(3);
  const messages: Record<string, unknown>[] = [
    { role: 'system', content: words(random, 20), name: null, tool_calls: null },
  ];
  for (let turn = 0; turn < turns; turn += 1) {
    messages.push({ role: 'user', content: words(random, 10 + random.integer(40)), name: null, tool_calls: [] });
    if (turn + 1 === turns) break;
    const isCall = random.integer(5) === 0;
    messages.push({
      role: 'assistant',
      content: words(random, 20 + random.integer(60)),
      name: null,
      tool_calls: isCall ? [{ id: `call-${row}`, name: 'search', arguments: `{"query":"${words(random, 5)}"}` }] : null,
    });
  }
  return {
    id: `request-${row}`,
    created: new Date(1_790_000_000_000 + row * 37),
    user: `user-${random.integer(5000)}`,
    session: `session-${random.integer(50_000)}`,
    model: `model-${random.integer(4)}`,
    provider: 'provider',
    temperature: random.integer(10) / 10,
    messages,
    answer: { role: 'assistant', content: words(random, 30 + random.integer(100)), finish_reason: 'stop' },
    usage: { prompt_tokens: BigInt(random.integer(2000)), completion_tokens: BigInt(random.integer(500)) },
  };
}

const SYLLABLES = ['ba', 'do', 'ki', 'lu', 'mer', 'no', 'pa', 'ri', 'sol', 'tu', 'ven', 'zo'];

function words(random: Random, count: number): string {
  return Array.from({ length: count }, () =>
    Array.from({ length: 1 + random.integer(3) }, () => SYLLABLES[random.integer(SYLLABLES.length)] ?? '').join(''),
  ).join(' ');
}

const [, , flag, part, path, pages] = process.argv;
if (flag === '--parquet-bench' && path !== undefined && process.send !== undefined) {
  const answer = part === 'read' ? await readFile(path) : await writeFile(path, pages === 'whole' ? 'whole' : 'small');
  process.send(answer ?? { isWritten: true }, () => process.disconnect());
}
