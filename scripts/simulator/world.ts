import { createHash } from 'node:crypto';
import type { Random } from '../../activities/stats/random.js';
import { answerPrompt } from './answer-text.js';
import { HABITS, type HabitId } from './habits.js';
import { createNoise, drawIndex, poisson } from './noise.js';
import { createPopulation, habitProbability, type SimulatedUser } from './population.js';
import { draftPrompt, type PromptDraft, pick, withHabits } from './prompt-writer.js';
import { TOPICS } from './topics.js';
import { dyingTopicShareAt, modelAt, newTopicShareAt, timeMsOfDay, type WorldPlan } from './world-plan.js';

/** A line of the logs, in the product's own JSONL format. */
export interface LogRecord {
  readonly request_id: string;
  readonly timestamp: string;
  readonly user_id: string;
  readonly session_id: string;
  readonly model: string;
  readonly route: string;
  readonly prompt: string;
  readonly response: string;
}

/** A request with what nobody but the world knows. */
export interface SimulatedRequest {
  readonly record: LogRecord;
  readonly timeMs: number;
  /** In days since the start of the world. */
  readonly day: number;
  readonly user: SimulatedUser;
  readonly topic: string;
  readonly habits: readonly HabitId[];
  /** The prompt without habits, and what each habit would have added. */
  readonly draft: PromptDraft;
}

export interface World {
  readonly plan: WorldPlan;
  readonly users: readonly SimulatedUser[];
  /** In the order of time. */
  readonly requests: readonly SimulatedRequest[];
  /** E-mail addresses, keys and telephone numbers that stand in prompts. */
  readonly secrets: readonly string[];
}

/** Activity by day of the week, Monday first; sums to 7. */
const DAY_FACTORS = [1.2, 1.25, 1.2, 1.15, 1.0, 0.55, 0.65];

const ROUTES = ['chat', 'chat', 'chat', 'search', 'documents'];

/** Lives through the plan: pure, the same plan gives the same world. */
export function createWorld(plan: WorldPlan): World {
  const users = createPopulation(plan);
  const secrets: string[] = [];
  const requests = users.flatMap((user) => requestsOf(plan, user, secrets));
  requests.sort((a, b) => a.timeMs - b.timeMs || (a.record.request_id < b.record.request_id ? -1 : 1));
  return { plan, users, requests, secrets };
}

function requestsOf(plan: WorldPlan, user: SimulatedUser, secrets: string[]): SimulatedRequest[] {
  const random = createNoise('requests', plan.seed, user.userId);
  const requests: SimulatedRequest[] = [];
  const lastDay = Math.min(user.departureDay, plan.weeks * 7);
  for (let date = Math.floor(user.arrivalDay); date < lastDay; date += 1) {
    const expected = (user.requestsPerWeek / 7) * (DAY_FACTORS[date % 7] ?? 1);
    const times = Array.from({ length: poisson(random, expected) }, () => date + (6.5 + 16 * random.next()) / 24).sort(
      (a, b) => a - b,
    );
    for (const day of times) {
      if (day < user.arrivalDay || day >= lastDay) continue;
      requests.push(createRequest(random, plan, user, day, `${user.userId}-${requests.length}`, secrets));
    }
  }
  return requests;
}

function createRequest(
  random: Random,
  plan: WorldPlan,
  user: SimulatedUser,
  day: number,
  serial: string,
  secrets: string[],
): SimulatedRequest {
  const topic = TOPICS[drawTopic(random, plan, user, day)];
  if (topic === undefined) throw new RangeError('a topic was drawn that does not exist');
  const draft = withSecret(random, plan, draftPrompt(random, topic, user.style), secrets);
  const habits = HABITS.filter(({ id }) => random.next() < habitProbability(user, plan, id, day)).map(({ id }) => id);
  const prompt = withHabits(draft, habits);
  const timeMs = timeMsOfDay(plan, day);
  const model = modelAt(plan, day);
  const requestId = `req-${digestOf('request', plan.seed, serial)}`;
  const session = digestOf('session', plan.seed, user.userId, Math.floor(day), day % 1 < 0.55 ? 'am' : 'pm');
  const record: LogRecord = {
    request_id: requestId,
    timestamp: new Date(timeMs).toISOString(),
    user_id: user.userId,
    session_id: `sess-${session}`,
    model,
    route: pick(random, ROUTES),
    prompt,
    response: answerPrompt(model, prompt, 'logged', requestId),
  };
  return { record, timeMs, day, user, topic: topic.id, habits, draft };
}

function drawTopic(random: Random, plan: WorldPlan, user: SimulatedUser, day: number): number {
  const isNew = random.next() < newTopicShareAt(plan, day) * user.newTopicInterest;
  if (isNew) return TOPICS.findIndex(({ id }) => id === plan.newTopic.topic);
  const alive = dyingTopicShareAt(plan, day);
  return drawIndex(
    random,
    user.topicWeights.map((weight, at) => (TOPICS[at]?.id === plan.dyingTopic.topic ? weight * alive : weight)),
  );
}

/** Some prompts hold what must never leave the bucket of the logs. */
function withSecret(random: Random, plan: WorldPlan, draft: PromptDraft, secrets: string[]): PromptDraft {
  if (random.next() >= plan.faults.secrets) return draft;
  const number = 1000 + random.integer(9000);
  const [secret, sentence] = pick(random, [
    [`jo.sample${number}@example.org`, (text: string) => `You can also write to ${text}.`],
    [`sk-ant-api03-${token(random, 40)}`, (text: string) => `My key is ${text} if that helps.`],
    [`+49 30 5550${number}`, (text: string) => `Or call me at ${text}.`],
  ] as const);
  secrets.push(secret);
  return { ...draft, text: `${draft.text} ${sentence(secret)}` };
}

function digestOf(...parts: readonly (string | number)[]): string {
  return createHash('sha256').update(parts.join('\u0000')).digest('hex').slice(0, 16);
}

function token(random: Random, length: number): string {
  return Array.from({ length }, () => random.integer(36).toString(36)).join('');
}
