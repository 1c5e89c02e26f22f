import { driftStateTable } from '../../activities/drift/drift-tables.js';
import { vectorTable } from '../../activities/embedding/vector-table.js';
import type { EvalSetRow, EvalSetVersionRef } from '../../activities/eval-set/eval-set-table.js';
import { evalSetTable } from '../../activities/eval-set/eval-set-table.js';
import { encodeVersionList } from '../../activities/eval-set/version-list.js';
import { html } from '../../activities/report/html.js';
import { page } from '../../activities/report/page.js';
import { reportFile, writeReportFolder } from '../../activities/report/report-folder.js';
import type { ModelClient } from '../../activities/scoring/models/model-client.js';
import { orderItems, selectEvalItems, selectLiveItems } from '../../activities/scoring/plan.js';
import { pairsTable, scoresTable, scoringItemTable } from '../../activities/scoring/score-tables.js';
import { type ScoredItem, scoreItem } from '../../activities/scoring/scoring-run.js';
import { type Artifact, writeJson, writeTable } from '../../activities/storage/artifact.js';
import { layoutOf } from '../../activities/storage/layout.js';
import type { ObjectStore } from '../../activities/storage/object-store.js';
import { itemIdOf } from '../../activities/traffic/item-id.js';
import { type SampleRow, sampleTable } from '../../activities/traffic/sample-table.js';
import { hashUnit } from '../../activities/traffic/user-hash.js';
import { windowOfWeek } from '../../workflows/window.js';
import { leakedTexts } from '../e2e/history-leaks.js';
import { CANDIDATE, CONTROL, configWith, contextFor, evalRowWith, PRODUCTION } from '../scoring/scoring-world.js';
import type { MemoryObjectStore } from '../support/memory-object-store.js';
import { sampleRow } from '../support/sample-row.js';

export const USER_KEY = 'a key that only this test world has, long enough';
export const WEEKS = ['2026-W40', '2026-W41'] as const;
export const layout = layoutOf({ prefix: 'tidemark', pipeline: 'shop' });

export const userHash = (id: string) => hashUnit({ userId: id, sessionId: null, requestId: '' }, USER_KEY).user;
export const sessionHash = (id: string) => hashUnit({ userId: null, sessionId: id, requestId: '' }, USER_KEY).user;

/** What somebody wrote: any 20 characters of it hold the name, so that they are nobody else's. */
export const promptOf = (who: string, week: string, turn: number) =>
  Array.from({ length: 9 }, (_, word) => `${who}-${week}-${turn}-${word}`).join(' ');
const answerOf = (prompt: string) => `quote: ${prompt}`;

/** The requests of a week: three users of two requests, one in a session of hers without her name, one template. */
export function requestsOf(week: string): SampleRow[] {
  const request = (who: string, turn: number, values: Partial<SampleRow> = {}): SampleRow => {
    const prompt = values.prompt ?? promptOf(who, week, turn);
    return sampleRow({
      request_id: `${week}-${who}-${turn}`,
      user: userHash(who),
      session: sessionHash(`${who} at home`),
      prompt,
      response: answerOf(prompt),
      stratum: 'all',
      inclusion_probability: 0.5,
      weight: 2,
      ...values,
    });
  };
  const unnamed = (who: string, session: string) => {
    const hash = sessionHash(session);
    return request(who, 9, { request_id: `${week}-${session}`, user: hash, unit: 'session', session: hash });
  };
  return [
    request('ana', 1),
    request('bea', 1),
    request('ana', 2, { prompt: 'please summarise the attached file', session: sessionHash('a shared desk') }),
    unnamed('ana', 'ana at home'),
    request('cleo', 1, { session: sessionHash('a shared desk') }),
    unnamed('dora', 'a shared desk'),
    request('bea', 2, { prompt: 'please summarise the attached file' }),
    request('cleo', 2),
  ];
}

/** Every text that only ana wrote or was told; `bea` has the template too. */
export const textsOfAna = WEEKS.flatMap((week) =>
  [1, 9].flatMap((turn) => [promptOf('ana', week, turn), answerOf(promptOf('ana', week, turn))]),
);

export interface World {
  /** Per week the artifacts as workflow histories and other files name them. */
  readonly samples: readonly Artifact[];
  readonly vectors: readonly Artifact[];
  readonly versions: readonly EvalSetVersionRef[];
}

const table = vectorTable(2);
const states = driftStateTable(2);

/** What two weekly runs leave in the bucket, made by the rooms' own code where it is pure enough. */
export async function buildWorld(store: ObjectStore): Promise<World> {
  const samples: Artifact[] = [];
  const vectors: Artifact[] = [];
  const versions: EvalSetVersionRef[] = [];
  for (const week of WEEKS) {
    const rows = requestsOf(week);
    const key = (file: string) => layout.sample('weekly', windowOfWeek(week), file);
    await store.put(key('index-0-aaaaaaaaaaaa.bin'), Buffer.from(`rows of ${userHash('ana')}`));
    await writeTable(store, key('collected-0-bbbbbbbbbbbb.arrow'), sampleTable, rows);
    const sample = await writeTable(store, key('part-cccccccccccc.arrow'), sampleTable, rows);
    samples.push(sample);
    vectors.push(await embed(store, sample, rows));
    const state = rows.map(({ user }) => ({
      user,
      count: 1,
      capped_weight: 1,
      feature_sum: new Float64Array([1, 2]),
    }));
    await writeTable(store, layout.driftState('weekly', windowOfWeek(week), 'users.arrow'), states, state);

    const items = rows.filter((_, at) => at < 6).map((row) => evalItem(row, week));
    const digest = `${versions.length}`.repeat(12);
    const file = await writeTable(store, layout.evalSetVersion(versions.length + 1, digest), evalSetTable, items, {
      week,
    });
    await embed(store, file, items);
    versions.push({ version: versions.length + 1, week, ...file, items: items.length, effectiveSampleSize: 6 });
    await score(store, week, rows, items);
  }
  await store.put(layout.evalSetCurrent(), encodeVersionList({ versions }));
  await writeJson(store, layout.reportIndex(), { schemaVersion: 1, reports: [] });
  return { samples, vectors, versions };
}

/** One text always has one vector. */
export function vectorOf(promptSha256: string): Float32Array {
  return new Float32Array([Number.parseInt(promptSha256.slice(0, 6), 16), 1]);
}

async function embed(store: ObjectStore, source: Artifact, rows: readonly { prompt_sha256: string }[]) {
  const vectors = rows.map(({ prompt_sha256 }) => ({ prompt_sha256, vector: vectorOf(prompt_sha256) }));
  return await writeTable(store, layout.embedding('lexical-2', source.sha256), table, vectors, {
    embedder: 'lexical-2',
  });
}

function evalItem(row: SampleRow, week: string): EvalSetRow {
  return evalRowWith({ ...row, item_id: itemIdOf(row.request_id), added_week: week, weight: 1 / 6 });
}

async function score(store: ObjectStore, week: string, rows: readonly SampleRow[], items: readonly EvalSetRow[]) {
  const topical = rows.map((row) => ({ row, topic: 0 }));
  const scoring = orderItems([...selectLiveItems(topical, rows.length, 'seed'), ...selectEvalItems(items)]);
  await writeTable(store, layout.work(week, 'scoring/items.arrow'), scoringItemTable, scoring);
  const results: ScoredItem[] = [];
  const context = contextFor(store, configWith(), parrot);
  for (const arm of [PRODUCTION, CONTROL, CANDIDATE]) {
    for (const item of scoring) results.push(await scoreItem(item, arm, context));
  }
  const scores = await writeTable(
    store,
    layout.work(week, 'scoring/scores.arrow'),
    scoresTable,
    results.flatMap((result) => result.scores),
  );
  const pairs = await writeTable(
    store,
    layout.work(week, 'scoring/pairs.arrow'),
    pairsTable,
    results.flatMap((result) => result.pairs),
  );
  const markup = page(`shop ${week}`, html`<section><h2>Scores</h2></section>`);
  const files = [
    await reportFile(store, 'scores.arrow', scores),
    await reportFile(store, 'pairs.arrow', pairs),
    { name: 'report.html', bytes: Buffer.from(markup), rows: 1 },
  ];
  const run = { workflowId: 'w', runId: 'r' };
  await writeReportFolder(store, (file) => layout.weeklyReport(week, file), files, { kind: 'weekly', week }, run);
}

/** Answers, and judges with a reason, by repeating what it was told: a ledger full of quotations. */
const parrot: ModelClient = {
  ask: async ({ model, schema, messages }) => {
    const said = messages.at(-1)?.content ?? '';
    const verdict = JSON.stringify(schema ?? {}).includes('winner') ? { winner: 'tie' } : { score: 3 };
    return {
      text: schema === undefined ? `${model} heard: ${said}` : JSON.stringify({ reason: said, ...verdict }),
      stopReason: 'end_turn',
      usage: { inputTokens: 1, outputTokens: 1, cacheReadTokens: 0, cacheWriteTokens: 0 },
      latencyMs: 1,
      requestId: null,
    };
  },
};

/** Keys of the objects that hold any 20 characters of the texts, or a hash. */
export function tracesIn(store: MemoryObjectStore, texts: readonly string[], hashes: readonly string[]): string[] {
  return [...store.objects].flatMap(([key, bytes]) => {
    const text = Buffer.from(bytes).toString('utf8').replaceAll('\\', '');
    const found = leakedTexts({ workflows: 0, text }, texts).length > 0 || hashes.some((hash) => text.includes(hash));
    return found ? [key] : [];
  });
}
