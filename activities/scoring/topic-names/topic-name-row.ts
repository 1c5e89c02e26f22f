import type { TopicNameRow, TopicPromptRow } from '../../drift/drift-tables.js';
import type { TopicNamesConfig } from '../../pipeline/topic-names-config.js';
import { wilsonInterval } from '../../stats/proportions.js';
import type { ProposedName } from './name-requests.js';

/** What one topic is named from and tested on. */
export interface TopicPrompts {
  readonly topic: number;
  readonly label: string;
  readonly shown: readonly TopicPromptRow[];
  readonly asked: readonly TopicPromptRow[];
}

/** Whether a prompt of the test fits the name; null where the model gave no verdict. */
export interface AskedFit {
  readonly isInside: boolean;
  readonly fits: boolean | null;
}

/** A name from fewer users could point at one of them; a test on fewer says nothing. */
const FEWEST_SHOWN = 3;
const FEWEST_ASKED = 5;
/** A name that fits fewer of its prompts names a part of the topic. */
const LEAST_RECALL = 0.5;

/** The topics of a table of prompts, in its order. */
export function byTopic(rows: readonly TopicPromptRow[]): TopicPrompts[] {
  return [...new Set(rows.map(({ topic }) => topic))].map((topic) => {
    const own = rows.filter((row) => row.topic === topic);
    const of = (role: string) => own.filter((row) => row.role === role);
    return { topic, label: own[0]?.label ?? '', shown: of('shown'), asked: of('asked') };
  });
}

export function hasEnoughUsers({ shown, asked }: TopicPrompts): boolean {
  return insideOf(shown).length >= FEWEST_SHOWN && insideOf(asked).length >= FEWEST_ASKED;
}

export function insideOf<R extends { readonly is_inside: boolean }>(rows: readonly R[]): R[] {
  return rows.filter(({ is_inside: isInside }) => isInside);
}

/** A topic that has no name, and why. */
export function unnamedRow(
  prompts: TopicPrompts,
  { model }: TopicNamesConfig,
  state: 'too-few-users' | 'no-answer' | 'spend-cap',
): TopicNameRow {
  const { topic, label, shown, asked } = prompts;
  return {
    topic,
    label,
    topic_name: null,
    topic_description: null,
    state,
    topic_name_precision: null,
    topic_name_precision_low: null,
    topic_name_precision_high: null,
    topic_name_recall: null,
    topic_name_recall_low: null,
    topic_name_recall_high: null,
    n_users_shown: insideOf(shown).length,
    n_users_asked: new Set(asked.map(({ user }) => user)).size,
    proposed_name: null,
    model,
  };
}

/**
 * A name with its precision and recall on prompts that had no part in finding it, one per user and so independent:
 * Wilson intervals. It stands when its precision is at least `minimumPrecision` and it fits half of its topic. A name
 * that fits everything has a precision of one half, because as many prompts of other topics are asked about.
 */
export function namedRow(
  prompts: TopicPrompts,
  config: TopicNamesConfig,
  { name, description }: ProposedName,
  fits: readonly AskedFit[],
): TopicNameRow {
  const answered = fits.filter((asked) => asked.fits !== null);
  const inside = answered.filter(({ isInside }) => isInside);
  const hits = inside.filter((asked) => asked.fits === true).length;
  const fitting = answered.filter((asked) => asked.fits === true).length;
  const precision = shareOf(hits, fitting);
  const recall = shareOf(hits, inside.length);
  const state = stateOf(precision.share, recall.share, config);
  return {
    ...unnamedRow(prompts, config, 'no-answer'),
    state,
    topic_name: state === 'named' ? name : null,
    topic_description: state === 'named' ? description : null,
    topic_name_precision: precision.share,
    topic_name_precision_low: precision.low,
    topic_name_precision_high: precision.high,
    topic_name_recall: recall.share,
    topic_name_recall_low: recall.low,
    topic_name_recall_high: recall.high,
    proposed_name: name,
  };
}

function stateOf(precision: number | null, recall: number | null, { minimumPrecision }: TopicNamesConfig) {
  if (recall === null) return 'no-answer';
  if (precision !== null && precision < minimumPrecision) return 'imprecise';
  return precision === null || recall < LEAST_RECALL ? 'narrow' : 'named';
}

function shareOf(successes: number, n: number) {
  return n === 0 ? { share: null, low: null, high: null } : { share: successes / n, ...wilsonInterval(successes, n) };
}
