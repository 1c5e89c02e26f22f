import type { Random } from '../../activities/stats/random.js';
import { HABITS, type HabitId } from './habits.js';
import type { Topic } from './topic.js';

export type Language = 'en' | 'de' | 'fr';

/** How one user writes, whatever they ask. */
export interface WritingStyle {
  readonly language: Language;
  /** Put before the question, or nothing. */
  readonly greeting: string;
  /** Put after it, or nothing. */
  readonly thanks: string;
  /** Probability of telling the circumstances. */
  readonly chattiness: number;
  readonly lowerCase: boolean;
}

/** A prompt without habits, and the words each habit would add to it. */
export interface PromptDraft {
  readonly text: string;
  readonly wordings: Readonly<Record<HabitId, string>>;
}

type Frame = (part: { thing: string; trouble: string; goal: string }) => string;

const ENGLISH_FRAMES: readonly Frame[] = [
  ({ thing, trouble, goal }) => `My ${thing} ${trouble}. I want to ${goal}. What should I do first?`,
  ({ thing, goal }) => `How do I use a ${thing} to ${goal}?`,
  ({ thing, trouble }) => `Why is it that the ${thing} ${trouble}, and how can I fix that?`,
  ({ thing, trouble, goal }) => `I am trying to ${goal}, but the ${thing} ${trouble}. Any idea what goes wrong?`,
  ({ thing, goal }) => `Explain what I have to know about a ${thing} if my plan is to ${goal}.`,
  ({ thing, trouble }) => `The ${thing} ${trouble}. Is that normal? What would you check?`,
  ({ thing, goal }) => `We need to ${goal} this month. Does the ${thing} help with it, and where are its limits?`,
  ({ thing, trouble, goal }) =>
    `Since last week the ${thing} ${trouble}. Can I still ${goal} or do I need another way?`,
  ({ thing, goal }) => `Compare two ways to ${goal}: one with a ${thing}, one without it.`,
  ({ thing, trouble }) => `Can you tell me what usually causes this: the ${thing} ${trouble}?`,
  ({ thing, goal }) => `Write me a plan for the weekend: I would like to ${goal}, starting with the ${thing}.`,
  ({ thing, trouble, goal }) =>
    `A friend says the ${thing} ${trouble} because of the way I try to ${goal}. Is that right?`,
];

const GERMAN_FRAMES: readonly Frame[] = [
  ({ thing, trouble }) => `Problem mit dem Thema ${thing}: Es ${trouble}. Was kann ich tun?`,
  ({ thing, trouble }) => `Warum passiert das: ${thing}, und es ${trouble}? Wie behebe ich das am besten?`,
  ({ thing }) => `Worauf muss ich bei ${thing} achten, wenn ich noch nie damit zu tun hatte?`,
  ({ thing, trouble }) => `Seit ein paar Tagen habe ich Ärger (${thing}): ${trouble}. Woran liegt das?`,
  ({ thing }) => `Erkläre mir bitte kurz, wie ich ${thing} richtig einsetze und was häufig schiefgeht.`,
];

const FRENCH_FRAMES: readonly Frame[] = [
  ({ thing, trouble }) => `J'ai un souci avec ce sujet (${thing}) : cela ${trouble}. Que faire ?`,
  ({ thing, trouble }) => `Pourquoi est-ce que cela arrive : ${thing}, cela ${trouble} ? Comment corriger ?`,
  ({ thing }) => `Que dois-je savoir sur « ${thing} » si je commence seulement ?`,
  ({ thing, trouble }) => `Depuis lundi, ${thing} : ${trouble}. Quelle est la cause la plus fréquente ?`,
  ({ thing }) => `Explique-moi comment bien utiliser ${thing} et quelles erreurs éviter.`,
];

const DETAILS: Readonly<Record<Language, readonly string[]>> = {
  en: [
    'I have already tried the obvious things.',
    'It worked fine until March.',
    'I have about {n} hours for it.',
    'My budget is {n}0 euros.',
    'There are {n} of us.',
    'Please tell me what you would need to know.',
    'This is for the {n}th of next month.',
    'I would rather understand it than copy it.',
  ],
  de: [
    'Ich habe schon einiges probiert.',
    'Ich habe nur {n} Stunden Zeit.',
    'Bis März ging alles.',
    'Wir sind zu {n}t.',
  ],
  fr: [
    "J'ai déjà essayé les choses évidentes.",
    "J'ai {n} heures devant moi.",
    "Tout allait bien jusqu'en mars.",
    'Nous sommes {n}.',
  ],
};

/** Writes what a user asks about a topic, readable and hardly ever twice the same. */
export function draftPrompt(random: Random, topic: Topic, style: WritingStyle): PromptDraft {
  const parts = [style.greeting, question(random, topic, style.language)];
  if (style.language === 'en' && random.next() < style.chattiness) {
    parts.push(`By the way, ${pick(random, topic.circumstances)}.`);
  }
  if (random.next() < style.chattiness) {
    parts.push(pick(random, DETAILS[style.language]).replace('{n}', String(3 + random.integer(17))));
  }
  parts.push(style.thanks);
  const text = parts.filter((part) => part !== '').join(' ');
  return { text: style.lowerCase ? text.toLowerCase() : text, wordings: wordings(random, topic) };
}

/** The prompt of a user who shows these habits. */
export function withHabits(draft: PromptDraft, habits: readonly HabitId[]): string {
  const shown = HABITS.filter(({ id }) => habits.includes(id));
  const words = (place: 'opening' | 'closing') =>
    shown.filter((habit) => habit.place === place).map(({ id }) => draft.wordings[id]);
  return [...words('opening'), draft.text, ...words('closing')].join(' ');
}

function question(random: Random, topic: Topic, language: Language): string {
  const vocabulary = { en: topic, de: topic.german, fr: topic.french }[language];
  const frames = { en: ENGLISH_FRAMES, de: GERMAN_FRAMES, fr: FRENCH_FRAMES }[language];
  return pick(
    random,
    frames,
  )({
    thing: pick(random, vocabulary.things),
    trouble: pick(random, vocabulary.troubles),
    goal: pick(random, topic.goals),
  });
}

function wordings(random: Random, topic: Topic): Record<HabitId, string> {
  const words: Record<HabitId, string> = { bullets: '', steps: '', role: '', 'word-limit': '' };
  for (const habit of HABITS) {
    words[habit.id] = pick(random, habit.wordings)
      .replace('{expert}', topic.expert)
      .replace('{words}', String(40 + 10 * random.integer(20)));
  }
  return words;
}

export function pick<T>(random: Random, values: readonly T[]): T {
  const value = values[random.integer(values.length)];
  if (value === undefined) throw new RangeError('nothing to pick from');
  return value;
}
