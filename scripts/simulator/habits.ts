/** A way of writing prompts that users can pick up: some words they put before or after what they ask. */
export type HabitId = 'bullets' | 'steps' | 'role' | 'word-limit';

export interface Habit {
  readonly id: HabitId;
  /** Whether the words open the prompt or close it. */
  readonly place: 'opening' | 'closing';
  /** `{expert}` stands for the topic's expert, `{words}` for a number. */
  readonly wordings: readonly string[];
  /** Finds the habit in a prompt; case does not matter. */
  readonly trace: RegExp;
}

/** The product's own tip shows these words, so that users of every language paste them in English. */
export const HABITS: readonly Habit[] = [
  {
    id: 'bullets',
    place: 'closing',
    wordings: [
      'Answer as a bulleted list.',
      'Please answer with bullet points.',
      'Format the answer as a bullet list.',
    ],
    trace: /\b(bulleted list|bullet points|bullet list)\b/i,
  },
  {
    id: 'steps',
    place: 'closing',
    wordings: ['Think step by step.', "Let's think step by step.", 'Think step by step before you answer.'],
    trace: /\bstep by step\b/i,
  },
  {
    id: 'role',
    place: 'opening',
    wordings: ['You are a senior {expert}.', 'Act as an experienced {expert}.', 'You are an expert {expert}.'],
    trace: /\b(you are an? (senior|expert)|act as an experienced)\b/i,
  },
  {
    id: 'word-limit',
    place: 'closing',
    wordings: ['Use at most {words} words.', 'Answer in at most {words} words.', 'Write no more than {words} words.'],
    trace: /\b(at most|no more than) \d+ words\b/i,
  },
];

/** The habits a prompt shows. */
export function habitsOf(prompt: string): HabitId[] {
  return HABITS.filter(({ trace }) => trace.test(prompt)).map(({ id }) => id);
}
