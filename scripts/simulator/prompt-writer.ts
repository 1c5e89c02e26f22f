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

/**
 * Situation, wish and question are put together anew each time, of few words besides the topic's own, so that prompts
 * are alike by what they are about.
 */
const ENGLISH: Readonly<Record<'situations' | 'wishes' | 'questions', readonly Piece[]>> = {
  situations: [
    ({ thing, trouble }) => `My ${thing} ${trouble}.`,
    ({ thing, trouble }) => `The ${thing} ${trouble}.`,
    ({ thing, trouble }) => `Our ${thing} ${trouble}.`,
    ({ thing, trouble }) => `Lately the ${thing} ${trouble}.`,
    ({ thing, trouble }) => `This ${thing} ${trouble}, I do not know why.`,
    ({ thing, other, trouble }) => `The ${thing} ${trouble}, the ${other} is fine.`,
    ({ thing, other, trouble }) => `With a new ${other} the ${thing} ${trouble}.`,
    ({ thing, other, trouble }) => `We have a ${other} and a ${thing}, which ${trouble}.`,
  ],
  wishes: [
    ({ goal }) => `I want to ${goal}.`,
    ({ goal }) => `We have to ${goal}.`,
    ({ goal }) => `Goal: ${goal}.`,
    ({ goal, other }) => `I hope to ${goal} with a ${other}.`,
    ({ goal, other }) => `A ${other} should let me ${goal}.`,
    ({ goal }) => `The plan is to ${goal}.`,
    ({ goal, thing }) => `Could a ${thing} ${goal}?`,
  ],
  questions: [
    () => 'What now?',
    () => 'Any idea?',
    () => 'How?',
    ({ other }) => `Does the ${other} matter?`,
    ({ other }) => `Look at the ${other} first?`,
    ({ thing }) => `Which ${thing} is best?`,
    ({ other }) => `Is the ${other} to blame?`,
    ({ thing, other }) => `Is it the ${thing} or the ${other}?`,
    ({ other }) => `Would a ${other} help?`,
    ({ thing }) => `What is wrong with the ${thing}?`,
    ({ other }) => `And what about the ${other}?`,
    ({ thing }) => `Explain the ${thing} to me.`,
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
    'It was fine in March.',
    'I have {n} hours.',
    'My budget: {n}0 euros.',
    'There are {n} of us.',
    'It is due on the {n}th.',
    'I am new to this.',
    'No rush.',
    'I tried twice.',
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

/** Share of the prompts that say in a word what they are about. */
const LABELLED_SHARE = 0.6;

/** Writes what a user asks about a topic, readable and hardly ever twice the same. */
export function draftPrompt(random: Random, topic: Topic, style: WritingStyle): PromptDraft {
  const parts = [style.greeting, question(random, topic, style.language)];
  if (style.language === 'en' && random.next() < style.chattiness) {
    parts.push(`${pick(random, ['By the way,', 'Note:', 'And', 'Also,'])} ${pick(random, topic.circumstances)}.`);
  }
  if (random.next() < style.chattiness / 3) {
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
  const { domain } = vocabulary;
  const [thing = '', other = ''] = random.shuffle([...vocabulary.things]);
  const part = { thing, other, trouble: pick(random, vocabulary.troubles), goal: pick(random, topic.goals) };
  // Either may be missing, never both.
  const shape = random.next();
  const situation = shape < 0.75 ? pick(random, pieces.situations)(part) : '';
  const wish = shape > 0.35 ? pick(random, pieces.wishes)(part) : '';
  const asked = pick(random, pieces.questions)(part);
  const isNamed = situation !== '' || `${wish} ${asked}`.includes(thing) || `${wish} ${asked}`.includes(other);
  const subject = isNamed ? domain : `${domain}, ${thing}`;
  const label = random.next() < LABELLED_SHARE || !isNamed ? `${subject[0]?.toUpperCase()}${subject.slice(1)}:` : '';
  const close = random.next() < 0.5 ? `(${domain})` : '';
  return [label, situation, wish, asked, close].filter((piece) => piece !== '').join(' ');
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
