import { createRandom } from '../../activities/stats/random.js';
import { draftPrompt, pick, type WritingStyle } from '../simulator/prompt-writer.js';
import type { Topic } from '../simulator/topic.js';
import { TOPICS } from '../simulator/topics.js';
import { createWorld } from '../simulator/world.js';
import { DEMO_PLAN, type WorldPlan } from '../simulator/world-plan.js';
import { halvesOf, type TextPair, type TextPool, type TextSource, withAdopters } from './text-traffic.js';

/** About 400 of them write in a week. */
const PEOPLE = 440;
const HALVES = 'users of a week in two halves';
const WEEKS = 'two weeks';
/** Names of the pairs of windows between which nothing changes. */
export const QUIET_KINDS = [HALVES, WEEKS];

const NEVER = { fromDay: 1e6, fullDay: 1e6 + 1, goneDay: 1e6 + 1 };
/** Enough for a tenth of a week without copies. */
const TOPIC_TEXTS = 300;

interface SimulatedPrompt {
  readonly user: string;
  readonly text: string;
  readonly topic: string;
}

type TwoWeeks = readonly [readonly SimulatedPrompt[], readonly SimulatedPrompt[]];

/**
 * Two weeks of the simulated assistant, written anew in every repetition. Nothing changes but who pauses, leaves and
 * comes. The topics of the world are planted in turns; nobody else asks about the planted one.
 */
export function simulatorSource(people: number = PEOPLE): TextSource {
  return {
    world: (repetition, seed) => {
      const topic = plantedTopic(repetition);
      const { weeks, styles } = quietWeeks(people, `${seed} ${repetition}`);
      const texts = textsAbout(topic, styles, TOPIC_TEXTS, `${seed} ${repetition}`);
      return worldOf(weeks, topic, texts, `${seed} ${repetition}`);
    },
  };
}

/**
 * One world. Every repetition draws most of its people, and the two weeks of each in random order: two weeks of one pool
 * differ by the same chance in all repetitions, which would otherwise agree with each other, all calm or all alarmed.
 */
export function simulatorPool(
  seed: string,
  people: number = PEOPLE,
  pool = Math.ceil(1.25 * people),
  topicTexts = 100,
): TextPool {
  const { weeks, styles } = quietWeeks(pool, `${seed} pool`);
  const about = new Map(TOPICS.map((topic) => [topic, textsAbout(topic, styles, topicTexts, `${seed} pool`)]));
  const users = [...new Set(weeks.flat().map(({ user }) => user))].sort();
  const world = (repetition: number, own: string) => {
    const random = createRandom('text-pool', own, repetition);
    const drawn = new Map(
      random
        .shuffle([...users])
        .slice(0, people)
        .map((user) => [user, random.next() < 0.5]),
    );
    const side = (at: 0 | 1) =>
      ([0, 1] as const).flatMap((week) => weeks[week].filter(({ user }) => drawn.get(user) === (week !== at)));
    const topic = plantedTopic(repetition);
    return worldOf([side(0), side(1)], topic, about.get(topic) ?? [], `${own} ${repetition}`);
  };
  return {
    source: { world },
    texts: [...weeks.flat().map(({ text }) => text), ...[...about.values()].flat()],
  };
}

function plantedTopic(repetition: number): Topic {
  const topic = TOPICS[repetition % TOPICS.length];
  if (topic === undefined) throw new RangeError('the simulator has no topics');
  return topic;
}

function worldOf([first, second]: TwoWeeks, topic: Topic, topicTexts: readonly string[], seed: string) {
  const random = createRandom('text-world', seed);
  const others = (week: readonly SimulatedPrompt[]) => week.filter((prompt) => prompt.topic !== topic.id);
  const quiet: Record<string, TextPair> = { [HALVES]: halvesOf(first, random), [WEEKS]: [first, second] };
  const planted: TextPair = [others(first), withAdopters(others(second), topicTexts, random)];
  return { quiet, planted, topic: topic.id };
}

function quietWeeks(people: number, seed: string): { readonly weeks: TwoWeeks; readonly styles: WritingStyle[] } {
  const { requests, users } = createWorld(quietPlan(people, seed));
  const week = (at: number) =>
    requests
      .filter(({ day }) => Math.floor(day / 7) === at)
      .map(({ record, topic }) => ({ user: record.user_id, text: record.prompt, topic }));
  return { weeks: [week(0), week(1)], styles: users.map(({ style }) => style) };
}

function quietPlan(users: number, seed: string): WorldPlan {
  return {
    ...DEMO_PLAN,
    seed,
    weeks: 2,
    users,
    releases: [],
    newTopic: { topic: 'none', share: 0, ...NEVER },
    dyingTopic: { topic: 'none', ...NEVER },
    faults: { duplicates: 0, late: 0, broken: 0, secrets: 0 },
  };
}

/** Different texts about a topic, in the styles of these writers. */
export function textsAbout(topic: Topic, styles: readonly WritingStyle[], count: number, seed: string): string[] {
  const random = createRandom('topic-texts', topic.id, seed);
  const texts = new Set<string>();
  for (let tries = 0; texts.size < count && tries < 4 * count; tries += 1) {
    texts.add(draftPrompt(random, topic, pick(random, styles)).text);
  }
  return [...texts];
}
