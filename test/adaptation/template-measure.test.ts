import { beforeAll, describe, expect, it } from 'vitest';
import type { AdaptationRow } from '../../activities/adaptation/adaptation-tables.js';
import { measureFigures } from '../../activities/adaptation/checkpoint-measure.js';
import type { EmbeddedRow } from '../../activities/adaptation/followed-requests.js';
import { PROMPT_PATTERNS } from '../../activities/adaptation/patterns/registry.js';
import { type FollowedPrompts, followPrompts } from '../../activities/adaptation/template-measure.js';
import { createLexicalEmbedder, fitLexicalModel } from '../../activities/embedding/lexical-embedder.js';
import { createRandom } from '../../activities/stats/random.js';
import { dot } from '../../activities/stats/vectors.js';
import { DAY_MS, windowBetween } from '../../workflows/window.js';
import { sampleRow } from '../support/sample-row.js';

const RELEASE_MS = Date.parse('2026-10-05T00:00:00.000Z');
const BASELINE = windowBetween(RELEASE_MS - 7 * DAY_MS, RELEASE_MS);
const WINDOW = windowBetween(RELEASE_MS, RELEASE_MS + 7 * DAY_MS);
const USERS = 60;
const SUBJECTS = ['garden hose', 'tax form', 'night train', 'bread recipe', 'old laptop', 'choir concert'];
const QUESTIONS = ['How do I mend the', 'Where do I find a good', 'What is wrong with my', 'Explain to me the'];
const breathe = async () => {};

/** Users with three subjects each; from the release on half of them fill a template in most of their prompts. */
function promptsOf(
  name: string,
  fromMs: number,
  isAfter: boolean,
): { user: string; timestamp: number; prompt: string }[] {
  const random = createRandom('template-measure', name);
  return Array.from({ length: USERS * 6 }, (_, i) => {
    const user = i % USERS;
    const subject = SUBJECTS[(user + random.integer(3)) % SUBJECTS.length] ?? '';
    const question = `${QUESTIONS[random.integer(QUESTIONS.length)] ?? ''} ${subject}?`;
    const adopted = isAfter && user % 2 === 0 && random.next() < 0.8;
    return {
      user: `u${user}`,
      timestamp: fromMs + Math.floor(random.next() * 7 * DAY_MS),
      prompt: adopted
        ? `Imagine a calm expert who coaches beginners. ${question} Close with ${2 + random.integer(7)} short steps for beginners.`
        : question,
    };
  }).sort((a, b) => a.timestamp - b.timestamp);
}

describe('a checkpoint after which many fill a template', () => {
  let followed: FollowedPrompts;
  let habits: AdaptationRow | undefined;
  let patterns: Awaited<ReturnType<typeof measureFigures>>['patterns'];

  beforeAll(async () => {
    const [before, after] = [promptsOf('before', RELEASE_MS - 7 * DAY_MS, false), promptsOf('after', RELEASE_MS, true)];
    const embedder = createLexicalEmbedder(
      fitLexicalModel(
        before.map(({ prompt }) => prompt),
        256,
      ),
    );
    // The map was made before the release; one of its topics happens to lie where the template leads.
    const centres = [...SUBJECTS, 'calm expert who coaches beginners with short steps'].map((text) =>
      embedder.embedNow(text),
    );
    const topicOf = (vector: Float32Array) => {
      const near = centres.map((centre) => dot(centre, vector));
      return near.indexOf(Math.max(...near));
    };
    const embedded = (prompts: typeof before): EmbeddedRow[] =>
      prompts.map((values, at) => ({
        row: sampleRow({ request_id: `${values.timestamp}-${at}`, ...values }),
        vector: embedder.embedNow(values.prompt),
      }));
    followed = await followPrompts(
      {
        history: embedded(before),
        checkpoint: embedded(after),
        earlier: [],
        baseline: BASELINE,
        window: WINDOW,
        days: 7,
        items: [],
      },
      { reference: { topicOf, featuresOf: (vector) => vector }, embedder },
      breathe,
    );
    const figures = await measureFigures({
      days: 7,
      baseline: BASELINE,
      window: WINDOW,
      history: followed.history,
      checkpoint: followed.checkpoint,
      placebos: 0,
      weightCap: 3,
      minUsers: 20,
      blocks: 1,
      uncoveredShare: null,
      seed: 'test',
      breathe,
      draws: { bootstraps: 50, permutations: 99 },
    });
    habits = figures.adaptation.find(({ part }) => part === 'habits');
    patterns = figures.patterns;
  });

  it('finds the template and says how many took it up', () => {
    expect(
      followed.templates.map(({ skeleton, checkpoint_days, users }) => ({ skeleton, checkpoint_days, users })),
    ).toEqual([
      {
        skeleton: 'imagine a calm expert who coaches beginners {…} close with {…} short steps for beginners',
        checkpoint_days: 0,
        users: 0,
      },
      {
        skeleton: 'imagine a calm expert who coaches beginners {…} close with {…} short steps for beginners',
        checkpoint_days: 7,
        users: 30,
      },
    ]);
  });

  it('counts it as a pattern', () => {
    const shared = patterns.find(({ pattern }) => pattern === 'shared_template');
    expect(shared).toMatchObject({ before: 0 });
    expect(shared?.after).toBeCloseTo(0.4, 1);
    expect(patterns).toHaveLength(PROMPT_PATTERNS.length);
  });

  it('does not read the habit as a topic', () => {
    const topicsAfter = new Set(followed.checkpoint.map(({ topic }) => topic));
    expect(topicsAfter.has(SUBJECTS.length)).toBe(false);
    expect(followed.checkpoint.some(({ wholeTopic }) => wholeTopic === SUBJECTS.length)).toBe(true);
    const [stripped, whole] = [habits?.estimate ?? 0, habits?.estimate_whole_topics ?? 0];
    console.info(`habits ${stripped.toFixed(4)}, with topics of whole prompts ${whole.toFixed(4)}`);
    expect(whole).toBeLessThan(0.7 * stripped);
  });
});
