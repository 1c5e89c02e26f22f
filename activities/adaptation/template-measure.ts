import { isInside, type Window } from '../../workflows/window.js';
import type { Embedder } from '../embedding/embedder.js';
import type { SampleRow } from '../traffic/sample-table.js';
import type { Breathe } from './five-part-split.js';
import { type EmbeddedRow, followRequests, type ReferenceMap } from './followed-requests.js';
import type { PhraseRow } from './phrase-table.js';
import { phraseRows, risingPhrases } from './phrase-trends.js';
import { type EvalSetVector, evalSetDistances, usualCosineOf } from './prompt-surroundings.js';
import { type AdoptionWindow, templateRows, type WrittenPrompt } from './template-adoption.js';
import { mineTemplates, type Template } from './template-mining.js';
import { placesOf, wordsOf } from './template-skeleton.js';
import { type PlacedPrompt, strippedTopics } from './template-stripping.js';
import type { TemplateRow } from './template-table.js';
import type { FollowedRequest } from './user-windows.js';

/** Templates that prompts are looked at for. */
const MOST_TEMPLATES = 200;

export interface FollowedSamples {
  readonly history: readonly EmbeddedRow[];
  readonly checkpoint: readonly EmbeddedRow[];
  /** Samples of the checkpoints before this one, for the adoption curves. */
  readonly earlier: readonly { readonly days: number; readonly window: Window; readonly rows: readonly SampleRow[] }[];
  readonly baseline: Window;
  readonly window: Window;
  readonly days: number;
  /** Active items of the eval set; empty without one. */
  readonly items: readonly EvalSetVector[];
}

/** What is asked of the prompts' vectors. */
export interface PromptMap {
  readonly reference: ReferenceMap;
  readonly embedder: Pick<Embedder, 'embed'>;
}

export interface FollowedPrompts {
  readonly history: FollowedRequest[];
  readonly checkpoint: FollowedRequest[];
  readonly templates: TemplateRow[];
  readonly phrases: PhraseRow[];
}

/**
 * Reads the prompts of a checkpoint: templates that users share and phrases that came up, with their adoption; and every
 * request with its patterns, its features, and its topic without those templates and phrases.
 */
export async function followPrompts(
  samples: FollowedSamples,
  map: PromptMap,
  breathe: Breathe,
): Promise<FollowedPrompts> {
  const { baseline, window, days, earlier } = samples;
  const rows = [...samples.history, ...samples.checkpoint];
  const before: AdoptionWindow = { days: 0, window: baseline, prompts: writtenInside(samples.history, baseline) };
  const after: AdoptionWindow = { days, window, prompts: writtenInside(samples.checkpoint, window) };
  const between = earlier.map((look): AdoptionWindow => ({ ...look, prompts: look.rows.map(writtenOf) }));
  const windows = [before, ...between, after];
  const mined = await mineTemplates(
    windows.flatMap(({ prompts }) => prompts),
    breathe,
  );
  const templates = mined.slice(0, MOST_TEMPLATES);
  const phrases = await phraseRows(before, after, breathe);

  const distinct = distinctPrompts(rows);
  const placed: PlacedPrompt[] = [];
  for (const { row, vector } of distinct) {
    placed.push({ prompt_sha256: row.prompt_sha256, prompt: row.prompt, topic: map.reference.topicOf(vector) });
    await breathe();
  }
  const surroundings = {
    usualCosine: usualCosineOf(samples.history),
    templateUsers: await templateUsers(distinct, templates, breathe),
    strippedTopics: await strippedTopics(
      placed,
      { templates: templates.map(({ skeleton }) => skeleton), phrases: risingPhrases(phrases) },
      async (texts) => (await map.embedder.embed(texts, { breathe })).map((vector) => map.reference.topicOf(vector)),
      breathe,
    ),
    evalSetDistanceOf: evalSetDistances(samples.items),
  };
  const follow = async (embedded: readonly EmbeddedRow[]) =>
    await followRequests(embedded, map.reference, breathe, surroundings);
  return {
    history: await follow(samples.history),
    checkpoint: await follow(samples.checkpoint),
    templates: await templateRows(templates, windows, Date.parse(baseline.end), breathe),
    phrases,
  };
}

function writtenInside(rows: readonly EmbeddedRow[], window: Window): WrittenPrompt[] {
  return rows.filter(({ row }) => isInside(window, row.timestamp)).map(({ row }) => writtenOf(row));
}

function writtenOf({ user, timestamp, prompt }: SampleRow): WrittenPrompt {
  return { user, timeMs: timestamp, prompt };
}

function distinctPrompts(rows: readonly EmbeddedRow[]): EmbeddedRow[] {
  return [...new Map(rows.map((embedded) => [embedded.row.prompt_sha256, embedded])).values()];
}

async function templateUsers(
  distinct: readonly EmbeddedRow[],
  templates: readonly Template[],
  breathe: Breathe,
): Promise<Map<string, number>> {
  const users = new Map<string, number>();
  for (const { row } of distinct) {
    const words = wordsOf(row.prompt);
    const template = templates.find(({ skeleton }) => placesOf(skeleton, words) !== null);
    if (template !== undefined) users.set(row.prompt_sha256, template.users);
    await breathe();
  }
  return users;
}
