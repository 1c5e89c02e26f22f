import { describe, expect, it } from 'vitest';
import { phraseRows } from '../../activities/adaptation/phrase-trends.js';
import { halfLifeOf, templateRows, type WrittenPrompt } from '../../activities/adaptation/template-adoption.js';
import { mineTemplates } from '../../activities/adaptation/template-mining.js';
import { createRandom } from '../../activities/stats/random.js';
import { DAY_MS, windowBetween } from '../../workflows/window.js';

const RELEASE_MS = Date.parse('2026-10-05T00:00:00.000Z');
const BASELINE = windowBetween(RELEASE_MS - 14 * DAY_MS, RELEASE_MS);
const breathe = async () => {};
const THINGS = ['garden hose', 'tax form', 'night train', 'bread recipe', 'old laptop', 'choir concert', 'rental car'];
const QUESTIONS = ['How do I mend the', 'Where do I find a', 'What is wrong with my', 'Explain the'];

/** One prompt a day of each user; from the release on, users up to `adopters` fill a template. */
function written(users: number, adopters: number, days: number): WrittenPrompt[] {
  const random = createRandom('written', users, adopters, days);
  const pick = (texts: readonly string[]) => texts[random.integer(texts.length)] ?? '';
  return Array.from({ length: users * days }, (_, i): WrittenPrompt => {
    const user = i % users;
    const day = Math.floor(i / users) - 14;
    const question = `${pick(QUESTIONS)} ${pick(THINGS)}?`;
    const adopted = day >= 0 && user < adopters;
    return {
      user: `u${user}`,
      timeMs: RELEASE_MS + (day + 0.5) * DAY_MS,
      prompt: adopted
        ? `Imagine a calm expert. ${question} Close with ${2 + random.integer(7)} short steps.`
        : question,
    };
  });
}

async function figuresOf(prompts: readonly WrittenPrompt[], checkpoints: readonly number[]) {
  const windows = [0, ...checkpoints].map((days, at) => ({
    days,
    window:
      at === 0 ? BASELINE : windowBetween(RELEASE_MS + (checkpoints[at - 2] ?? 0) * DAY_MS, RELEASE_MS + days * DAY_MS),
  }));
  const looks = windows.map((look) => ({
    ...look,
    prompts: prompts.filter(
      ({ timeMs }) => timeMs >= Date.parse(look.window.start) && timeMs < Date.parse(look.window.end),
    ),
  }));
  const [before, after] = [looks[0], looks.at(-1)];
  if (before === undefined || after === undefined) throw new Error('no windows');
  const templates = await mineTemplates(prompts, breathe);
  return {
    templates: await templateRows(templates, looks, RELEASE_MS, breathe),
    phrases: await phraseRows(before, after, breathe),
  };
}

describe('the adoption of a template', () => {
  it('is a curve over the checkpoints, from nobody on', async () => {
    const { templates } = await figuresOf(written(100, 20, 21), [3, 7]);
    expect(
      templates.map(({ skeleton, checkpoint_days, users, user_share }) => [
        skeleton,
        checkpoint_days,
        users,
        user_share,
      ]),
    ).toEqual([
      ['imagine a calm expert {…} close with {…} short steps', 0, 0, 0],
      ['imagine a calm expert {…} close with {…} short steps', 3, 20, 0.2],
      ['imagine a calm expert {…} close with {…} short steps', 7, 20, 0.2],
    ]);
    expect(templates[0]).toMatchObject({ p_value: null, adopters: 20, first_seen: RELEASE_MS + DAY_MS / 2 });
    expect(templates[2]?.p_adjusted).toBeLessThan(1e-4);
  });

  it('is no growth when as many used it before', async () => {
    const prompts = written(100, 20, 28);
    const always = prompts.map((each, at) => {
      const later = prompts[at + 14 * 100];
      return later === undefined ? each : { ...each, prompt: later.prompt };
    });
    const { templates } = await figuresOf(always, [7]);
    expect(templates.at(-1)).toMatchObject({ users: 20, adopters: 0, half_life_days: null });
    expect(templates.at(-1)?.p_adjusted).toBeGreaterThan(0.3);
  });

  it.each([1, 3])('has a half-life near the planted one of %d days', (planted) => {
    const random = createRandom('half-life', planted);
    const occasions = Array.from({ length: 1500 }, () => {
      const day = 14 * random.next();
      return { day, used: random.next() < 0.7 * (1 - 2 ** (-day / planted)) };
    });
    const found = halfLifeOf(occasions, 14);
    expect(found).toBeGreaterThan(0.7 * planted);
    expect(found).toBeLessThan(1.4 * planted);
  });

  it('has no half-life while it grows without a bend', () => {
    const random = createRandom('half-life', 'linear');
    const occasions = Array.from({ length: 1500 }, () => {
      const day = 14 * random.next();
      return { day, used: random.next() < 0.05 * day };
    });
    expect(halfLifeOf(occasions, 14)).toBeNull();
  });
});

describe('new phrases', () => {
  it('are those that more users write than before, the longest form of each', async () => {
    const { phrases } = await figuresOf(written(100, 20, 21), [7]);
    const clear = phrases.filter(({ p_adjusted }) => p_adjusted <= 0.05);
    expect(clear.map(({ phrase }) => phrase)).toContain('imagine a calm expert');
    for (const row of clear) expect(row).toMatchObject({ users_before: 0, share_before: 0 });
  });

  it('are not what one user writes a thousand times', async () => {
    const loud = Array.from({ length: 1000 }, (_, at) => ({
      user: 'u1',
      timeMs: RELEASE_MS + (at / 1000) * DAY_MS,
      prompt: 'Reconcile the ledger of the branch office in Leiden',
    }));
    const { phrases, templates } = await figuresOf([...written(100, 0, 21), ...loud], [7]);
    expect(phrases.filter(({ p_adjusted }) => p_adjusted <= 0.05)).toEqual([]);
    expect(templates.filter(({ skeleton }) => skeleton.includes('ledger'))).toEqual([]);
  });

  it('are not read into a longer window: whoever is watched for longer writes more', async () => {
    const prompts = written(60, 0, 14 + 56);
    const { phrases } = await figuresOf(prompts, [56]);
    expect(phrases.filter(({ p_adjusted }) => p_adjusted <= 0.05)).toEqual([]);
  });
});
