import type { Breathe } from './five-part-split.js';
import {
  indexOfRun,
  placesOf,
  type Skeleton,
  SLOT,
  type Stretch,
  withoutStretches,
  wordsOf,
} from './template-skeleton.js';

/** Words that must be left to tell what a prompt is about. */
const MIN_WORDS_LEFT = 2;
/** When so many of the prompts with a template are about one topic, it is the topic's and not a habit. */
const TOPICAL_SHARE = 0.6;
/** The same, in how much the topic is beyond its share of all prompts. */
const TOPICAL_LIFT = 2;

/** What may be a way of writing rather than what a prompt is about. */
export interface Cues {
  readonly templates: readonly Skeleton[];
  /** Phrases that came up after the release, as words. */
  readonly phrases: readonly (readonly string[])[];
}

/** A distinct prompt and the topic it has as a whole. */
export interface PlacedPrompt {
  readonly prompt_sha256: string;
  readonly prompt: string;
  readonly topic: number;
}

/** Text -> topic, for prompts without their templates. */
export type PlaceTexts = (texts: readonly string[]) => Promise<readonly number[]>;

/**
 * Topics of prompts without the templates and new phrases in them. A shared new template draws prompts about anything
 * into one corner of the map, where a habit looks like a topic. A phrase that what is left hardly varies around is a
 * topic's own, and stays: a new topic must not be read as a habit either.
 * @returns per digest of a prompt that holds a cue its topic without it; all others keep theirs
 */
export async function strippedTopics(
  prompts: readonly PlacedPrompt[],
  cues: Cues,
  place: PlaceTexts,
  breathe: Breathe,
): Promise<Map<string, number>> {
  const first = await strippedBy(prompts, cues, place, breathe);
  const shares = topicShares(prompts.map(({ topic }) => topic));
  const isHabit = (cue: number) => {
    const topics = first.flatMap(({ cues: own, topic }) => (own.includes(cue) ? [topic] : []));
    const [commonest, share] = commonestOf(topics);
    return share < TOPICAL_SHARE || share < TOPICAL_LIFT * (shares.get(commonest) ?? 0);
  };
  const templates = cues.templates.filter((_, at) => isHabit(at));
  const phrases = cues.phrases.filter((_, at) => isHabit(cues.templates.length + at));
  const isAll = templates.length === cues.templates.length && phrases.length === cues.phrases.length;
  const stripped = isAll ? first : await strippedBy(prompts, { templates, phrases }, place, breathe);
  return new Map(stripped.map(({ prompt_sha256, topic }) => [prompt_sha256, topic]));
}

interface Stripped {
  readonly prompt_sha256: string;
  readonly topic: number;
  /** Places of its cues: templates first, then phrases. */
  readonly cues: readonly number[];
}

async function strippedBy(
  prompts: readonly PlacedPrompt[],
  cues: Cues,
  place: PlaceTexts,
  breathe: Breathe,
): Promise<Stripped[]> {
  const found: { readonly prompt_sha256: string; readonly rest: string; readonly cues: readonly number[] }[] = [];
  for (const { prompt, prompt_sha256 } of prompts) {
    const words = wordsOf(prompt);
    const hits = stretchesOf(words, cues);
    await breathe();
    if (hits.length === 0) continue;
    const stretches = hits.map(({ stretch }) => stretch);
    const left = words.filter((word, at) => word !== SLOT && !stretches.some(({ from, to }) => at >= from && at < to));
    if (left.length < MIN_WORDS_LEFT) continue;
    found.push({
      prompt_sha256,
      rest: withoutStretches(prompt, stretches),
      cues: [...new Set(hits.map(({ cue }) => cue))],
    });
  }
  const topics = found.length === 0 ? [] : await place(found.map(({ rest }) => rest));
  return found.flatMap(({ prompt_sha256, cues: own }, at) => {
    const topic = topics[at];
    return topic === undefined ? [] : [{ prompt_sha256, topic, cues: own }];
  });
}

function stretchesOf(words: readonly string[], { templates, phrases }: Cues): { cue: number; stretch: Stretch }[] {
  const ofTemplates = templates.flatMap((skeleton, cue) =>
    (placesOf(skeleton, words) ?? []).map((from, run) => ({
      cue,
      stretch: { from, to: from + (skeleton.runs[run]?.length ?? 0) },
    })),
  );
  const ofPhrases = phrases.flatMap((phrase, at) => {
    const from = indexOfRun(words, phrase, 0);
    return from < 0 ? [] : [{ cue: templates.length + at, stretch: { from, to: from + phrase.length } }];
  });
  return [...ofTemplates, ...ofPhrases];
}

function topicShares(topics: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const topic of topics) counts.set(topic, (counts.get(topic) ?? 0) + 1);
  return new Map([...counts].map(([topic, count]) => [topic, count / topics.length]));
}

function commonestOf(topics: readonly number[]): [number, number] {
  let commonest: [number, number] = [-1, 0];
  for (const [topic, share] of topicShares(topics)) if (share > commonest[1]) commonest = [topic, share];
  return commonest;
}
