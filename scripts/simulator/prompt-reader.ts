import { type HabitId, habitsOf } from './habits.js';
import { TOPICS } from './topics.js';

/** What the simulated models see of a prompt: all of it stands in the text. */
export interface PromptReading {
  /** Id of the topic, or null for a prompt that names none of its things. */
  readonly topic: string | null;
  /** The things it names, as it spells them. */
  readonly things: readonly string[];
  readonly habits: readonly HabitId[];
}

const TOPIC_OF_THING = new Map(
  TOPICS.flatMap(({ id, things, german, french }) =>
    [...things, ...german.things, ...french.things].map((thing) => [thing.toLowerCase(), id] as const),
  ),
);

const ANY_THING = new RegExp(
  [...TOPIC_OF_THING.keys()]
    .sort((a, b) => b.length - a.length)
    .map((thing) => thing.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('|'),
  'gi',
);

/** Reads a prompt: its topic is that of the things it names, the first one's where they disagree. */
export function readPrompt(prompt: string): PromptReading {
  const counts = new Map<string, number>();
  const things = [...new Set(prompt.match(ANY_THING) ?? [])];
  for (const thing of things) {
    const topic = TOPIC_OF_THING.get(thing.toLowerCase());
    if (topic !== undefined) counts.set(topic, (counts.get(topic) ?? 0) + 1);
  }
  let topic: string | null = null;
  for (const [candidate, count] of counts) {
    if (topic === null || count > (counts.get(topic) ?? 0)) topic = candidate;
  }
  return { topic, things, habits: habitsOf(prompt) };
}
