import type { HabitId } from './habits.js';
import type { PromptReading } from './prompt-reader.js';

/** What a simulated model is good at. All numbers are shares of specific sentences, added up. */
interface ModelCharacter {
  readonly base: number;
  readonly topics: Readonly<Record<string, number>>;
  readonly habits: Readonly<Record<HabitId, number>>;
}

/** Topics are hard or easy for everybody, a little. */
const TOPIC_EFFECTS: Readonly<Record<string, number>> = {
  spreadsheets: 0.04,
  databases: 0.02,
  travel: -0.03,
  cooking: 0.05,
  correspondence: 0.06,
  fitness: 0,
  gardening: -0.02,
  tenancy: -0.08,
  scripting: 0.03,
  networking: -0.05,
  'balcony-solar': -0.12,
};

/**
 * The models of the simulated vendor. The first one takes no notice of how a prompt is written; from the second one on
 * habits pay, which is why people pick them up.
 */
const MODELS: Readonly<Record<string, ModelCharacter>> = {
  'sim-harbor-1': { base: 0.46, topics: {}, habits: { bullets: 0.01, steps: 0.03, role: 0, 'word-limit': -0.03 } },
  'sim-harbor-2': {
    base: 0.53,
    topics: { scripting: 0.03 },
    habits: { bullets: 0.14, steps: 0.12, role: 0.08, 'word-limit': 0.02 },
  },
  'sim-harbor-3': {
    base: 0.6,
    topics: { scripting: 0.03 },
    habits: { bullets: 0.12, steps: 0.12, role: 0.08, 'word-limit': 0.02 },
  },
  'sim-tide-1': {
    base: 0.7,
    topics: { tenancy: 0.08, 'balcony-solar': 0.06 },
    habits: { bullets: 0.06, steps: 0.04, role: 0.03, 'word-limit': 0 },
  },
};

export const ANSWERING_MODELS: readonly string[] = Object.keys(MODELS);
export const JUDGE_MODEL = 'sim-judge-1';

/**
 * Expected share of specific sentences in an answer, in [0.05, 0.95]: what the model can do, the topic, and how the
 * prompt is written.
 * @throws {RangeError} for a model that does not exist
 */
export function expectedQuality(model: string, { topic, habits }: Pick<PromptReading, 'topic' | 'habits'>): number {
  const character = MODELS[model];
  if (character === undefined) throw new RangeError(`no simulated model is called ${model}`);
  let quality = character.base;
  if (topic !== null) quality += (TOPIC_EFFECTS[topic] ?? 0) + (character.topics[topic] ?? 0);
  for (const habit of habits) quality += character.habits[habit];
  return Math.min(0.95, Math.max(0.05, quality));
}
