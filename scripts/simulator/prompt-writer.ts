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

/** A piece of a prompt. `other` is a second thing of the topic. */
type Piece = (part: { thing: string; other: string; trouble: string; goal: string }) => string;

/** Situation, wish and question are put together anew each time, so that prompts share topics rather than frames. */
const ENGLISH: Readonly<Record<'situations' | 'wishes' | 'questions', readonly Piece[]>> = {
  situations: [
    ({ thing, trouble }) => `My ${thing} ${trouble}.`,
    ({ thing, trouble }) => `The ${thing} ${trouble}.`,
    ({ thing, trouble }) => `Since last week the ${thing} ${trouble}.`,
    ({ thing, trouble }) => `We have a ${thing} that ${trouble}.`,
    ({ thing, trouble }) => `Our ${thing} ${trouble}, and nobody knows why.`,
    ({ thing, trouble }) => `Problem: the ${thing} ${trouble}.`,
    ({ thing, other, trouble }) => `The ${thing} ${trouble}, although the ${other} is fine.`,
    ({ thing, other, trouble }) => `After a change to the ${other}, the ${thing} ${trouble}.`,
  ],
  wishes: [
    ({ goal }) => `I want to ${goal}.`,
    ({ goal }) => `The plan is to ${goal}.`,
    ({ goal }) => `Goal: ${goal}.`,
    ({ goal, other }) => `I hope to ${goal} with a ${other}.`,
    ({ goal }) => `Next month we must ${goal}.`,
    ({ goal, other }) => `It should let me ${goal} and keep the ${other}.`,
    ({ goal }) => `Eventually I would like to ${goal}.`,
  ],
  questions: [
    () => 'What comes first?',
    () => 'Any idea?',
    ({ other }) => `Does the ${other} matter here?`,
    ({ other }) => `Should I look at the ${other}?`,
    ({ thing }) => `Which ${thing} would you take?`,
    ({ other }) => `Is the ${other} to blame?`,
    ({ thing, other }) => `How do ${thing} and ${other} fit together?`,
    ({ goal }) => `Can I ${goal} at all?`,
    () => 'How would you go about it?',
    ({ thing }) => `What do beginners get wrong about a ${thing}?`,
  ],
};

const GERMAN: typeof ENGLISH = {
  situations: [
    ({ thing, trouble }) => `Es geht um ${thing}: Es ${trouble}.`,
    ({ thing, trouble }) => `Seit Montag (${thing}): ${trouble}.`,
    ({ thing, other, trouble }) => `${thing} ${trouble}, ${other} ist in Ordnung.`,
    ({ thing, trouble }) => `Mein Problem mit ${thing}: ${trouble}.`,
  ],
  wishes: [
    ({ other }) => `Ich möchte ${other} behalten.`,
    ({ other }) => `Am liebsten ganz ohne ${other}.`,
    ({ other }) => `Auch ${other} soll dazu passen.`,
  ],
  questions: [
    () => 'Was kann ich tun?',
    () => 'Woran liegt das?',
    ({ other }) => `Hat ${other} damit zu tun?`,
    ({ thing }) => `Worauf muss ich bei ${thing} achten?`,
  ],
};

const FRENCH: typeof ENGLISH = {
  situations: [
    ({ thing, trouble }) => `J'ai un souci (${thing}) : cela ${trouble}.`,
    ({ thing, trouble }) => `Depuis lundi, ${thing} : ${trouble}.`,
    ({ thing, other, trouble }) => `${thing} ${trouble}, mais ${other} va bien.`,
  ],
  wishes: [({ other }) => `Je voudrais garder ${other}.`, ({ other }) => `Si possible sans ${other}.`],
  questions: [
    () => 'Que faire ?',
    ({ other }) => `Est-ce lié à ${other} ?`,
    ({ thing }) => `Que dois-je savoir sur ${thing} ?`,
    () => 'Quelle est la cause ?',
  ],
};

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
  const pieces = { en: ENGLISH, de: GERMAN, fr: FRENCH }[language];
  const [thing = '', other = ''] = random.shuffle([...vocabulary.things]);
  const part = { thing, other, trouble: pick(random, vocabulary.troubles), goal: pick(random, topic.goals) };
  // Either may be missing, never both.
  const shape = random.next();
  const situation = shape < 0.75 ? pick(random, pieces.situations)(part) : '';
  const wish = shape > 0.35 ? pick(random, pieces.wishes)(part) : '';
  const names = situation === '' && !wish.includes(other) ? `About the ${thing}.` : '';
  const asked = pick(random, pieces.questions)(part);
  return [language === 'en' ? names : '', situation, wish, asked].filter((piece) => piece !== '').join(' ');
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
