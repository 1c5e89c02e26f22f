import { expect, it } from 'vitest';
import { adaptationTable, patternsTable, replayTable } from '../../activities/adaptation/adaptation-tables.js';
import { ALONE } from '../../activities/adaptation/patterns/prompt-pattern.js';
import { PROMPT_PATTERNS } from '../../activities/adaptation/patterns/registry.js';
import { parsePipeline } from '../../activities/pipeline/pipeline-file.js';
import { summaryTable } from '../../activities/scoring/score-tables.js';
import { encodeTable } from '../../activities/storage/arrow-table.js';
import { layoutOf } from '../../activities/storage/layout.js';
import { redactRecord } from '../../activities/traffic/redaction.js';
import { tidemarkJsonl } from '../../activities/traffic/sources/tidemark-jsonl.js';
import { demoYaml } from '../../scripts/demo/demo-pipeline.js';
import { uploadedWorld, uploadTraffic, worldDigest } from '../../scripts/demo/demo-traffic.js';
import { figureOf, isInside } from '../../scripts/demo/planted-figure.js';
import { plantedFigures } from '../../scripts/demo/planted-figures.js';
import { HABITS } from '../../scripts/simulator/habits.js';
import { createWorld } from '../../scripts/simulator/world.js';
import { DEMO_PLAN } from '../../scripts/simulator/world-plan.js';
import { MemoryObjectStore } from '../support/memory-object-store.js';
import { readText } from '../traffic/log-text.js';

const world = createWorld({ ...DEMO_PLAN, users: 60 });
const layout = layoutOf({ prefix: 'tidemark', pipeline: 'demo' });

it('writes a pipeline that the product accepts, with a price for every simulated model', () => {
  const yaml = demoYaml({ pipeline: 'demo', bucket: 'tidemark', logsPrefix: 'simulator/demo/logs/' });
  const config = parsePipeline(Buffer.from(yaml), 'pipeline.yaml');
  expect(config.scoring.candidate?.model).toBe('sim-tide-1');
  expect(Object.keys(config.scoring.prices)).toContain('sim-judge-1');
});

it('knows its own traffic again, and leaves nothing that a broken-off upload could be taken for', async () => {
  const store = new MemoryObjectStore('tidemark');
  await uploadTraffic(store, 'demo', world, () => undefined);
  expect(await uploadedWorld(store, 'demo')).toBe(worldDigest(world.plan));
  expect(worldDigest(world.plan)).not.toBe(worldDigest(DEMO_PLAN));
  expect([...store.objects.keys()].at(-1)).toBe('simulator/demo/world.txt');
  expect(store.objects.has('simulator/demo/truth.json')).toBe(true);
});

it('plants secrets that the product’s redaction finds, in records that its parser reads', async () => {
  expect(world.secrets.length).toBeGreaterThan(20);
  const lines = world.requests.map(({ record }) => JSON.stringify(record)).join('\n');
  for (const entry of await readText(tidemarkJsonl, lines)) {
    if (!('record' in entry)) throw new Error('the record should be read');
    const { prompt } = redactRecord(entry.record);
    expect(world.secrets.filter((secret) => prompt.includes(secret))).toEqual([]);
  }
});

it.each([
  ['bullets', 'bullet_list_directive'],
  ['steps', 'step_by_step'],
  ['role', 'role_play'],
  ['word-limit', 'length_directive'],
])('plants the habit %s in words that the pattern %s finds', (habit, pattern) => {
  const wordings = HABITS.find(({ id }) => id === habit)?.wordings ?? [];
  const found = PROMPT_PATTERNS.find(({ name }) => name === pattern);
  const measure = (text: string) => found?.measure(text, ALONE);
  for (const wording of wordings) {
    const words = wording.replace('{expert}', 'gardener').replace('{words}', '120');
    const prompt = habit === 'role' ? `${words} Why is it?` : `Why is it? ${words}`;
    expect([prompt, measure(prompt)]).toEqual([prompt, 1]);
    expect(measure('Why is it?')).toBe(0);
  }
});

it('counts a figure that is missing as one that misses', async () => {
  const figures = await plantedFigures({ store: new MemoryObjectStore('tidemark'), layout }, world);
  expect(figures.length).toBeGreaterThanOrEqual(20);
  for (const figure of figures) {
    expect(figure).toMatchObject({ estimate: null, note: 'not in the report' });
    expect(Number.isFinite(figure.truth) || figure.what.includes('generalisation gap')).toBe(true);
    expect(isInside(figure)).toBe(false);
  }
});

it('holds the reports against the truth, row by row', async () => {
  const store = new MemoryObjectStore('tidemark');
  const replayRow = { n_items: 200, n_users: 150, refused: null };
  const replay = encodeTable(replayTable, [
    { cell: 'model', estimate: 0.08, ci_low: 0.02, ci_high: 0.14, ...replayRow },
  ]);
  await store.put(layout.releaseReport('harbor-2', 'replay.arrow'), replay);
  await store.put(layout.releaseReport('harbor-2', 'patterns.arrow'), encodeTable(patternsTable, []));
  await store.put(layout.releaseReport('harbor-2', 'adaptation.arrow'), encodeTable(adaptationTable, []));
  await store.put(layout.weeklyReport('2026-W34', 'summary.arrow'), encodeTable(summaryTable, []));
  const figures = await plantedFigures({ store, layout }, world);
  const model = figures.find(({ what }) => what === 'harbor-2 model effect');
  expect(model).toMatchObject({ estimate: 0.08, ciLow: 0.02, ciHigh: 0.14, note: '' });
  expect(model !== undefined && isInside(model)).toBe(true);
});

it('calls a truth on the edge of an interval inside, and one beyond it outside', () => {
  const row = { estimate: 0.2, ci_low: 0.1, ci_high: 0.3 };
  expect(isInside(figureOf('edge', 0.1, row))).toBe(true);
  expect(isInside(figureOf('beyond', 0.31, row))).toBe(false);
});
