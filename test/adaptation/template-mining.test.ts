import { describe, expect, it } from 'vitest';
import { mineTemplates } from '../../activities/adaptation/template-mining.js';
import {
  placesOf,
  SLOT,
  skeletonOf,
  skeletonText,
  withoutStretches,
  wordsOf,
} from '../../activities/adaptation/template-skeleton.js';

const breathe = async () => {};
const THINGS = ['garden hose', 'tax form', 'night train', 'bread recipe', 'old laptop', 'choir concert', 'rental car'];
const OWN = [
  'Why does it leak',
  'Where do I send it',
  'Who can mend it for me',
  'It broke',
  'What is it worth',
  'Help',
  'No idea',
];

/** A prompt of each user: the same template about another thing. */
function filled(users: number, fill: (thing: string, user: number) => string) {
  return Array.from({ length: users }, (_, user) => ({
    user: `u${user}`,
    prompt: fill(THINGS[user % THINGS.length] ?? '', user),
  }));
}

const everyday = THINGS.flatMap((thing, at) =>
  OWN.map((own, user) => ({ user: `u${(at * 3 + user) % 9}`, prompt: `${own}, my ${thing}?` })),
);

async function skeletonsOf(prompts: readonly { user: string; prompt: string }[]): Promise<string[]> {
  return (await mineTemplates([...everyday, ...prompts], breathe)).map(({ text }) => text);
}

describe('templates that users share', () => {
  it('are found as the words that stay, with a slot for what changes', async () => {
    const prompts = filled(
      8,
      (thing, user) => `Act as my adviser for the ${thing}. List ${user + 2} options, cheapest first.`,
    );
    expect(await skeletonsOf(prompts)).toEqual(['act as my adviser for the {…} list {…} options cheapest first']);
  });

  it('are found whatever a greeting and thanks put around them', async () => {
    const prompts = filled(8, (thing, user) => {
      const text = `Pretend to know nothing about a ${thing} and ask me questions until you do.`;
      return user % 2 === 0 ? text : `Hello there! ${text} Many thanks.`;
    });
    expect(await skeletonsOf(prompts)).toEqual([
      '{…} pretend to know nothing about a {…} and ask me questions until you do {…}',
    ]);
  });

  it('may be a text without any slot that people paste', async () => {
    const pasted = 'Answer like a patient teacher who has all the time in the world';
    expect(await skeletonsOf(filled(6, () => pasted))).toEqual([pasted.toLowerCase()]);
  });

  it.each([
    ['again and again', () => 'Check the invoice of the warehouse against the price list and flag each line.'],
    [
      'with other numbers',
      (at: number) => `Check invoice ${at} of the warehouse against price list ${at + 7} and flag each line.`,
    ],
    [
      'about other things',
      (at: number) => `Check my ${THINGS[at % 7] ?? ''} against the price list and flag each line that differs.`,
    ],
  ])('are not what one user writes %s', async (_, text) => {
    const prompts = Array.from({ length: 200 }, (_unused, at) => ({ user: 'u1', prompt: text(at) }));
    expect(await skeletonsOf(prompts)).toEqual([]);
  });

  it('are not what four users share, who could be told by it', async () => {
    expect(
      await skeletonsOf(filled(4, (thing) => `Act as my adviser for the ${thing}. List options, cheapest first.`)),
    ).toEqual([]);
  });

  it('are not phrases in the middle of longer prompts', async () => {
    const prompts = filled(
      8,
      (thing, user) =>
        `${OWN[user % 7] ?? ''} ${thing}, and it was fine until last week or so, ${thing}s ${OWN[(user + 3) % 7] ?? ''} number ${user} of the ${THINGS[(user + 2) % 7] ?? ''} was bought by my ${OWN[(user + 5) % 7] ?? ''} cousin`,
    );
    expect(
      (await skeletonsOf(prompts)).filter((text) => text === '{…} and it was fine until last week or so {…}'),
    ).toEqual([]);
  });

  it('do not depend on the order of the logs', async () => {
    const prompts = filled(
      9,
      (thing, user) => `Act as my adviser for the ${thing}. List ${user + 2} options, cheapest first.`,
    );
    expect(await skeletonsOf([...prompts].reverse())).toEqual(await skeletonsOf(prompts));
  });

  it('keep a word that stood in a slot as well, where it belongs', async () => {
    const prompts = filled(
      8,
      (thing, user) =>
        `Tell me about the ${thing} ${user % 3 === 0 ? 'for now' : 'today'}. Now list five good options and rate them.`,
    );
    expect(await skeletonsOf(prompts)).toEqual(['tell me about the {…} now list five good options and rate them']);
  });
});

describe('a skeleton', () => {
  const skeleton = skeletonOf(['act', 'as', SLOT, 'in', SLOT, SLOT, 'words']);

  it('reads as a text with slots', () => {
    expect(skeletonText(skeleton)).toBe('act as {…} in {…} words');
  });

  it('stands in a prompt when all of its runs do, in order', () => {
    expect(placesOf(skeleton, wordsOf('Act as a cook, in at most 50 words'))).toEqual([0, 4, 8]);
    expect(placesOf(skeleton, wordsOf('In words: act as a cook'))).toBeNull();
  });

  it.each([
    [
      'Act as a cook. Fry an egg in 50 words!',
      [
        { from: 0, to: 2 },
        { from: 7, to: 8 },
      ],
      'a cook. Fry an egg 50 words!',
    ],
    ['İstanbul nerede, act as a guide', [{ from: 2, to: 4 }], 'istanbul nerede a guide'],
  ])('can be taken out of the prompt as it was written: %s', (prompt, stretches, rest) => {
    expect(
      withoutStretches(prompt, stretches)
        .normalize('NFD')
        .replace(/\u0307/gu, ''),
    ).toBe(rest);
  });
});
