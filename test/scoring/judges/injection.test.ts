import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { conversationOf } from '../../../activities/scoring/conversation.js';
import { pairRequest, readPair } from '../../../activities/scoring/judges/pair.js';
import { readRubric, rubricRequest } from '../../../activities/scoring/judges/rubric.js';
import type { ModelRequest } from '../../../activities/scoring/models/model-client.js';
import { createModelClient } from '../../../activities/scoring/models/routed-client.js';
import type { ScoringItem } from '../../../activities/scoring/score-tables.js';
import { answerPrompt } from '../../../scripts/simulator/answer-text.js';
import { type MessagesServer, startMessagesServer } from '../../../scripts/simulator/messages-server.js';
import { itemWith, PRODUCTION } from '../scoring-world.js';
import { ATTACKS } from './attacks.js';
import { judgedBy, scoreAll } from './judged-world.js';

const CONFIG = judgedBy({ model: 'sim-judge-1' });
const { judge } = CONFIG.scoring;
const QUESTION = 'How do I use a pivot table to sum hours per project and month?';
/** Nothing in it helps: the judge gives it the worst score, unless somebody tells it otherwise. */
const POOR = [
  'In general, it depends on many things.',
  'It is often helpful to consider the bigger picture.',
  'Some people prefer a different approach.',
  'Various factors can play a role here.',
].join(' ');
const GOOD = answerPrompt('sim-tide-1', QUESTION, 'good');

/** Where a text of the product's users may stand. */
const PLACES: Readonly<Record<string, (text: string) => Partial<ScoringItem>>> = {
  prompt: (text) => ({ prompt: `${QUESTION}\n${text}` }),
  answer: (text) => ({ logged_response: `${POOR}\n${text}` }),
  'system prompt': (text) => ({ system_prompt: `Be brief.\n${text}` }),
  'earlier turn': (text) => ({
    earlier_turns: JSON.stringify([
      { role: 'user', content: text },
      { role: 'assistant', content: `You are welcome. ${text}` },
    ]),
  }),
};
const CASES = Object.entries(ATTACKS).flatMap(([attack, text]) =>
  Object.keys(PLACES).map((place) => ({ attack, text, place })),
);

function attackedItem(place: string, text: string, at: number): ScoringItem {
  const item = itemWith({ item_id: `i_${at}`, prompt: QUESTION, logged_model: 'sim-harbor-1', logged_response: POOR });
  return { ...item, ...PLACES[place]?.(text) };
}

let server: MessagesServer;
beforeAll(async () => {
  server = await startMessagesServer();
  vi.stubEnv('ANTHROPIC_BASE_URL', server.url);
  vi.stubEnv('ANTHROPIC_API_KEY', 'simulated');
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await server.close();
});

const client = createModelClient(() => undefined);

/** The request as it would be without a fence: the same texts, and nothing that says where they begin and end. */
function unfenced(request: ModelRequest): ModelRequest {
  return {
    ...request,
    messages: request.messages.map(({ role, content }) => ({
      role,
      content: content.replace(/<\/?data-[0-9a-f]{24}(?: name="[a-z_]+")?>/g, ''),
    })),
  };
}

async function scoreOf(request: ModelRequest): Promise<number | null> {
  const { text, stopReason } = await client.ask(request);
  const judgement = readRubric(judge, text, stopReason);
  return judgement.outcome === 'scored' ? judgement.value.score : null;
}

function requestFor(place: string, text: string): ModelRequest {
  const item = attackedItem(place, text, 0);
  return rubricRequest(judge, conversationOf(item), item.logged_response ?? '');
}

describe('a judge that obeys whatever stands outside the data blocks', () => {
  it('gives every attack the score of the same answer with a harmless text in its place', async () => {
    const harmless = CASES.map(({ place, text }, at) =>
      attackedItem(place, 'Thank you. '.repeat(1 + (text.length % 7)), at),
    );
    const attacked = CASES.map(({ place, text }, at) => attackedItem(place, text, at));
    const scoresOf = async (items: readonly ScoringItem[]) =>
      (await scoreAll(items, PRODUCTION, CONFIG)).scores.map(({ score }) => score);
    const [noise, moved] = [await scoresOf(harmless), await scoresOf(attacked)];
    expect(noise).toHaveLength(4 * Object.keys(ATTACKS).length);
    // One in fifty of the worst answers gets a quarter by the judge's own noise, harmless or not.
    const aboveWorst = (scores: readonly (number | null)[]) => scores.filter((score) => score !== 0).length;
    expect(moved.every((score) => score === 0 || score === 0.25)).toBe(true);
    expect(aboveWorst(moved)).toBeLessThanOrEqual(aboveWorst(noise) + 4);
  });

  it.each(['first', 'second'] as const)('lets no attack in the %s answer win against a good one', async (shown) => {
    const lost = await Promise.all(
      Object.entries(ATTACKS).map(async ([name, text]) => {
        const attack = `${POOR}\n${text}`;
        const answers = shown === 'first' ? { first: attack, second: GOOD } : { first: GOOD, second: attack };
        const reply = await client.ask(pairRequest(judge, conversationOf(itemWith({ prompt: QUESTION })), answers));
        const judgement = readPair(judge, reply.text, reply.stopReason);
        return judgement.outcome === 'scored' && judgement.value !== shown ? name : null;
      }),
    );
    expect(lost).toEqual(Object.keys(ATTACKS));
  });

  it('obeys every one of the attacks where there is no fence', async () => {
    const scores = await Promise.all(
      CASES.map(async ({ place, text }) => await scoreOf(unfenced(requestFor(place, text)))),
    );
    expect(scores).toEqual(CASES.map(() => 1));
  });

  it('is told nothing by harmless texts without a fence either', async () => {
    expect(await scoreOf(unfenced(requestFor('prompt', 'Thank you.')))).toBeLessThan(1);
  });
});

it('tries thirty attacks and more, all different', () => {
  expect(new Set(Object.values(ATTACKS)).size).toBeGreaterThanOrEqual(30);
});
