import { readFileSync } from 'node:fs';
import type { EmbeddedRow } from '../../activities/adaptation/followed-requests.js';
import { PROMPT_PATTERNS } from '../../activities/adaptation/patterns/registry.js';
import { followPrompts } from '../../activities/adaptation/template-measure.js';
import { createLexicalEmbedder, fitLexicalModel } from '../../activities/embedding/lexical-embedder.js';
import { DAY_MS, windowBetween } from '../../workflows/window.js';
import { sampleRow } from '../support/sample-row.js';

const FILE = new URL('labelled-sessions/templates.txt', import.meta.url);
const RELEASE_MS = Date.parse('2026-10-05T00:00:00.000Z');
const VERBS = [
  'mend',
  'clean',
  'store',
  'paint',
  'sell',
  'measure',
  'hang',
  'replace',
  'insulate',
  'move',
  'test',
  'seal',
];
const THINGS = [
  'gutter',
  'sofa',
  'boiler',
  'violin',
  'tent',
  'mirror',
  'pump',
  'fence',
  'lamp',
  'kayak',
  'stove',
  'rug',
];

/** A prompt, whether users share the template it was made from, and what `shared_template` measured. */
export interface LabelledTemplatePrompt {
  readonly text: string;
  readonly isShared: boolean;
  readonly measured: number;
}

/** The labelled prompts, measured among other traffic of the same window as a checkpoint measures them. */
export async function labelledTemplatePrompts(): Promise<LabelledTemplatePrompt[]> {
  const labelled = readFileSync(FILE, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [label, user = '', ...rest] = line.split('|');
      return { isShared: label === '1', user, prompt: rest.join('|') };
    });
  const others = VERBS.flatMap((verb, i) =>
    THINGS.map((thing, k) => ({ user: `x${(i * 5 + k) % 40}`, prompt: `How do I ${verb} my ${thing}` })),
  );
  const written = [...labelled, ...others];
  const embedder = createLexicalEmbedder(
    fitLexicalModel(
      written.map(({ prompt }) => prompt),
      64,
    ),
  );
  const checkpoint: EmbeddedRow[] = written.map(({ user, prompt }, at) => ({
    row: sampleRow({ request_id: `r${at}`, user, prompt, timestamp: RELEASE_MS + at * 60_000 }),
    vector: embedder.embedNow(prompt),
  }));
  const followed = await followPrompts(
    {
      history: [],
      checkpoint,
      earlier: [],
      baseline: windowBetween(RELEASE_MS - 7 * DAY_MS, RELEASE_MS),
      window: windowBetween(RELEASE_MS, RELEASE_MS + 7 * DAY_MS),
      days: 7,
      items: [],
    },
    { reference: { topicOf: () => 0, featuresOf: (vector) => vector }, embedder },
    async () => {},
  );
  const column = PROMPT_PATTERNS.findIndex(({ name }) => name === 'shared_template');
  return labelled.map(({ isShared, prompt }, at) => ({
    text: prompt,
    isShared,
    measured: followed.checkpoint[at]?.patterns[column] ?? Number.NaN,
  }));
}
