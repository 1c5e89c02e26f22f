import { createReadStream } from 'node:fs';
import { createRandom } from '../../activities/stats/random.js';
import { readLogLines } from '../../activities/traffic/log-lines.js';
import { unpack } from '../../activities/traffic/unpacking.js';
import { TOPICS_AROUND_THE_HOUSE } from '../simulator/topics-around-the-house.js';
import { TOPICS_AT_HOME } from '../simulator/topics-at-home.js';
import { textsAbout } from './text-simulator.js';
import { halvesOf, type TextPair, type TextPool, type TextRequest, withAdopters } from './text-traffic.js';

/** As a pipeline samples by default. */
const PER_USER = 20;
const SAMPLE = 2000;
const TOPIC_TEXTS = 150;
/** Topics that traffic of work does not have. */
const STRANGE_TOPICS = [...TOPICS_AT_HOME, ...TOPICS_AROUND_THE_HOUSE];
const PLAIN = { language: 'en', greeting: '', thanks: '', chattiness: 0.3, lowerCase: false } as const;

const BY_USER = 'users in two halves';
const BY_SESSION = 'sessions in two halves';
/** Names of the pairs of windows between which nothing changes. */
export const QUIET_KINDS_OF_LOGS = [BY_USER, BY_SESSION];

interface LoggedPrompt {
  readonly user: string;
  readonly session: string;
  readonly text: string;
}

/**
 * Real requests of a file, sampled like a window. Few logs have hundreds of users in a week, so the whole file is one
 * window, and its sessions are taken for users where many are needed: dealt to two halves at random, either unit is a
 * true null.
 * @throws {Error} when a line is no JSON object with `user_id`, `session_id` and `prompt`
 */
export async function logPool(file: string, seed: string): Promise<TextPool> {
  const prompts = await readPrompts(file);
  const users = sampled(
    prompts.map(({ user, text }) => ({ user, text })),
    seed,
  );
  const sessions = sampled(
    prompts.map(({ session, text }) => ({ user: session, text })),
    seed,
  );
  const about = STRANGE_TOPICS.map((topic) => ({ topic, texts: textsAbout(topic, [PLAIN], TOPIC_TEXTS, seed) }));
  return {
    source: {
      world: (repetition, own) => {
        const random = createRandom('text-logs', own, repetition);
        const { topic, texts } = about[repetition % about.length] ?? { topic: { id: '' }, texts: [] };
        const quiet: Record<string, TextPair> = {
          [BY_USER]: halvesOf(users, random),
          [BY_SESSION]: halvesOf(sessions, random),
        };
        const [before, after] = halvesOf(sessions, random);
        return { quiet, planted: [before, withAdopters(after, texts, random)], topic: topic.id };
      },
    },
    texts: [...users, ...sessions].map(({ text }) => text).concat(about.flatMap(({ texts }) => texts)),
  };
}

async function readPrompts(file: string): Promise<LoggedPrompt[]> {
  const prompts: LoggedPrompt[] = [];
  for await (const batch of readLogLines(unpack(createReadStream(file) as AsyncIterable<Buffer>))) {
    for (const line of batch) {
      const record: unknown = 'text' in line ? JSON.parse(line.text) : null;
      const prompt = promptOf(record);
      if (prompt === null) throw new Error(`line ${line.line} lacks user_id, session_id or prompt`);
      if (prompt.text.trim() !== '') prompts.push(prompt);
    }
  }
  return prompts;
}

function promptOf(record: unknown): LoggedPrompt | null {
  if (typeof record !== 'object' || record === null) return null;
  if (!('user_id' in record && 'session_id' in record && 'prompt' in record)) return null;
  const { user_id: user, session_id: session, prompt: text } = record;
  return typeof user === 'string' && typeof session === 'string' && typeof text === 'string'
    ? { user, session, text }
    : null;
}

function sampled(requests: readonly TextRequest[], seed: string): TextRequest[] {
  const counts = new Map<string, number>();
  const capped = createRandom('text-sample', seed)
    .shuffle([...requests])
    .filter(({ user }) => {
      const count = (counts.get(user) ?? 0) + 1;
      counts.set(user, count);
      return count <= PER_USER;
    });
  return capped.slice(0, SAMPLE);
}
