import type { Random } from '../../activities/stats/random.js';
import { HABITS, type HabitId } from './habits.js';
import { createNoise, drawIndex, poisson } from './noise.js';
import type { Language, WritingStyle } from './prompt-writer.js';
import { pick } from './prompt-writer.js';
import { TOPICS } from './topics.js';
import { adoptionAt, type PlannedRelease, type WorldPlan } from './world-plan.js';

/** Days over which a release's newcomers arrive. */
const NEWCOMER_DAYS = 14;

/** A person who uses the assistant for a while. */
export interface SimulatedUser {
  readonly userId: string;
  readonly arrivalDay: number;
  /** Never asks again from this day on; may lie after the end of the logs. */
  readonly departureDay: number;
  readonly requestsPerWeek: number;
  /** Probabilities of the topics, in the order of TOPICS; 0 for the new topic. */
  readonly topicWeights: readonly number[];
  /** 0, or how much more than others this user asks about the new topic. */
  readonly newTopicInterest: number;
  readonly style: WritingStyle;
  /** Probability of each habit without any release. */
  readonly ownHabits: Readonly<Record<HabitId, number>>;
  /** The releases whose habits this user picks up. */
  readonly adopts: ReadonlySet<string>;
}

/** Share of the users who care about the new topic. */
const INTERESTED_SHARE = 0.4;

/** Everybody who ever uses the assistant, in the order of arrival. */
export function createPopulation(plan: WorldPlan): SimulatedUser[] {
  const random = createNoise('population', plan.seed);
  const days = plan.weeks * 7;
  const users: SimulatedUser[] = [];
  const add = (arrivalDay: number, wave?: PlannedRelease) => {
    users.push(createUser(random, plan, users.length, arrivalDay, wave));
  };
  for (let index = 0; index < plan.users; index += 1) add(0);
  for (let day = 0; day < days; day += 1) {
    const replaced = poisson(random, (plan.users * plan.weeklyChurn) / 7);
    for (let index = 0; index < replaced; index += 1) add(day + random.next());
    for (const wave of plan.releases) {
      if (day < wave.day || day >= wave.day + NEWCOMER_DAYS) continue;
      const drawn = poisson(random, (plan.users * wave.newcomers) / NEWCOMER_DAYS);
      for (let index = 0; index < drawn; index += 1) add(day + random.next(), wave);
    }
  }
  return users;
}

/** Probability that a user shows a habit in a prompt on a day. */
export function habitProbability(
  user: Pick<SimulatedUser, 'ownHabits' | 'adopts'>,
  plan: WorldPlan,
  habit: HabitId,
  day: number,
): number {
  let probability = user.ownHabits[habit];
  for (const release of plan.releases) {
    const settled = release.habits[habit];
    if (settled === undefined || !user.adopts.has(release.releaseId)) continue;
    probability += adoptionAt(release, day) * Math.max(0, settled - probability);
  }
  return probability;
}

function createUser(
  random: Random,
  plan: WorldPlan,
  index: number,
  arrivalDay: number,
  wave: PlannedRelease | undefined,
): SimulatedUser {
  const lifetimeDays = (-7 * Math.log(1 - random.next())) / plan.weeklyChurn;
  const activity = plan.medianRequests * Math.exp(plan.activitySpread * random.normal());
  const hash = createNoise('user', plan.seed, index);
  return {
    userId: `acct-${hex(hash, 4)}-${hex(hash, 4)}`,
    arrivalDay,
    departureDay: arrivalDay + lifetimeDays,
    requestsPerWeek: Math.min(activity, 40),
    topicWeights: topicWeights(random, plan, wave),
    newTopicInterest: random.next() < INTERESTED_SHARE ? 1 / INTERESTED_SHARE : 0,
    style: writingStyle(random),
    ownHabits: ownHabits(random),
    adopts: new Set(
      plan.releases.filter((release) => random.next() < release.adopterShare).map(({ releaseId }) => releaseId),
    ),
  };
}

/** One topic that is the user's own, two others now and then, anything once in a while. */
function topicWeights(random: Random, plan: WorldPlan, wave: PlannedRelease | undefined): number[] {
  const known = TOPICS.filter(({ id }) => id !== plan.newTopic.topic);
  const weights = TOPICS.map(({ id }) => (id === plan.newTopic.topic ? 0 : 0.1 / known.length));
  const favourites = known.map((topic) => (topic.id === wave?.newcomerTopic ? 12 : 1));
  for (const share of [0.5, 0.25, 0.15]) {
    const topic = known[drawIndex(random, favourites)];
    const at = TOPICS.findIndex(({ id }) => id === topic?.id);
    weights[at] = (weights[at] ?? 0) + share;
  }
  return weights;
}

function writingStyle(random: Random): WritingStyle {
  const spoken = random.next();
  let language: Language = 'en';
  if (spoken < 0.07) language = 'de';
  else if (spoken < 0.12) language = 'fr';
  const greetings = { en: ['', '', '', 'Hi,', 'Hello!'], de: ['', '', 'Hallo,'], fr: ['', '', 'Bonjour,'] };
  const thanks = { en: ['', '', '', 'Thanks!', 'Thank you.'], de: ['', 'Danke!'], fr: ['', 'Merci !'] };
  return {
    language,
    greeting: pick(random, greetings[language]),
    thanks: pick(random, thanks[language]),
    chattiness: 0.2 + 0.6 * random.next(),
    lowerCase: language === 'en' && random.next() < 0.12,
  };
}

/** Most people hardly ever write like that; one in eight does so often. */
function ownHabits(random: Random): Record<HabitId, number> {
  const habits: Record<HabitId, number> = { bullets: 0, steps: 0, role: 0, 'word-limit': 0 };
  for (const { id } of HABITS) habits[id] = random.next() < 0.12 ? 0.15 + 0.3 * random.next() : 0.02;
  return habits;
}

function hex(random: Random, digits: number): string {
  return Array.from({ length: digits }, () => random.integer(16).toString(16)).join('');
}
