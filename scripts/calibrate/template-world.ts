import type { WrittenPrompt } from '../../activities/adaptation/template-adoption.js';
import { skeletonOf, skeletonText, wordsOf } from '../../activities/adaptation/template-skeleton.js';
import { createRandom, type Random } from '../../activities/stats/random.js';
import { compareText } from '../../activities/stats/text-order.js';
import { DAY_MS, windowBetween } from '../../workflows/window.js';
import { pick } from '../simulator/prompt-writer.js';
import { createWorld, type SimulatedRequest } from '../simulator/world.js';
import { DEMO_PLAN } from '../simulator/world-plan.js';

const BASELINE_DAYS = 14;
const AFTER_DAYS = 14;
/** Probability with which an adopter, once settled, fills the template in place of a prompt of their own. */
const INTENSITY = 0.7;
const HALF_LIFE_DAYS = 2;
/** Neither new nor dying topics: nothing but the templates changes. */
const QUIET = {
  medianRequests: 3,
  newTopic: { ...DEMO_PLAN.newTopic, fromDay: 1_000, fullDay: 2_000 },
  dyingTopic: { ...DEMO_PLAN.dyingTopic, fromDay: 1_000, goneDay: 2_000 },
};
/** Share of the uses in which the last part of a template is left out. */
const CARELESS = 0.04;

/** Parts of templates; `{text}` is a prompt, `{thing}` and `{expert}` are words, `{number}` is one. */
const OPENINGS = [
  'You are my personal {expert} and answer from experience. Here is my situation:',
  'Context for you, the {expert}:',
  'Before anything else read this note about my {thing}:',
  'Task: help somebody who is not a {expert} with the following.',
  'Role: {expert}. Request:',
  'I will describe something about a {thing} and you listen first.',
  'Pretend we sit in your office, dear {expert}, and I tell you this:',
  'Use the method from the guide for {expert} on this case:',
];
const MIDDLES = [
  'Now list {number} options with one advantage and one risk each.',
  'First repeat my problem in your own words, then give {number} steps.',
  'Ask me up to {number} questions before you answer.',
  'Rate your own confidence from 1 to {number} and explain the rating.',
  'Compare exactly {number} alternatives in a small table.',
  'Write the answer for a reader with {number} minutes of time.',
  'Name {number} common mistakes that people make here.',
  'Split the work into {number} parts that fit into one evening.',
];
const CLOSINGS = [
  'Finish with a short summary that mentions the {thing}.',
  'End with one thing about the {thing} that I should not do.',
  'At the end tell me what a {expert} would charge for this.',
  'Close with a checklist for the {thing} that I can print.',
  'Leave out warnings, I know the dangers of a {thing}.',
  'If the {thing} does not matter, say so plainly.',
  'Keep the tone of a calm {expert} throughout.',
  'Then wait until I say which {thing} I have.',
];
const REPEATED =
  'Check invoice {number} of the warehouse in Leiden against the price list of {number} and flag each line that differs.';

/** Traffic around a release after which some users take templates up. */
export interface TemplateWorld {
  readonly releaseMs: number;
  readonly before: { readonly window: ReturnType<typeof windowBetween>; readonly prompts: readonly WrittenPrompt[] };
  readonly after: { readonly window: ReturnType<typeof windowBetween>; readonly prompts: readonly WrittenPrompt[] };
  /** Skeletons of the templates that were planted. */
  readonly planted: readonly string[];
  /** Skeleton of the prompt that one user repeats. */
  readonly repeated: string;
}

/**
 * @param adopters share of the users who adopt each template; 0 for a release that changes nothing
 */
export function createTemplateWorld(
  { users, adopters }: { readonly users: number; readonly adopters: number },
  seed: string,
): TemplateWorld {
  const random = createRandom('template-world', seed);
  const plan = { ...DEMO_PLAN, seed, users, weeks: (BASELINE_DAYS + AFTER_DAYS) / 7, releases: [], ...QUIET };
  const { requests } = createWorld(plan);
  const startMs = Date.parse(`${plan.startDay}T00:00:00.000Z`);
  const releaseMs = startMs + BASELINE_DAYS * DAY_MS;
  const templates = plantedTemplates(random);
  // Somebody who left before, or came after, adopts nothing that could be seen.
  const namesOf = (inside: (timeMs: number) => boolean) =>
    new Set(requests.filter(({ timeMs }) => inside(timeMs)).map(({ user }) => user.userId));
  const [early, late] = [namesOf((timeMs) => timeMs < releaseMs), namesOf((timeMs) => timeMs >= releaseMs)];
  const names = random.shuffle([...early].filter((name) => late.has(name)).sort(compareText));
  const count = Math.round(adopters * users);
  const templateOf = new Map(
    templates.flatMap((template, at) =>
      names.slice(at * count, (at + 1) * count).map((name) => [name, template] as const),
    ),
  );
  const repeater = names.at(-1);
  const prompts = requests.map((request): WrittenPrompt => {
    const { user, timeMs } = request;
    return { user: user.userId, timeMs, prompt: promptOf(random, request, templateOf.get(user.userId), releaseMs) };
  });
  for (let copy = 0; copy < 60; copy += 1) {
    const timeMs = startMs + Math.floor(random.next() * (BASELINE_DAYS + AFTER_DAYS) * DAY_MS);
    prompts.push({ user: repeater ?? '', timeMs, prompt: filled(random, REPEATED, undefined) });
  }
  prompts.sort((a, b) => a.timeMs - b.timeMs);
  return {
    releaseMs,
    before: {
      window: windowBetween(startMs, releaseMs),
      prompts: prompts.filter(({ timeMs }) => timeMs < releaseMs),
    },
    after: {
      window: windowBetween(releaseMs, releaseMs + AFTER_DAYS * DAY_MS),
      prompts: prompts.filter(({ timeMs }) => timeMs >= releaseMs),
    },
    planted: count === 0 ? [] : templates.map(({ opening, closing }) => skeletonTextOf(`${opening} {text} ${closing}`)),
    repeated: skeletonTextOf(REPEATED),
  };
}

interface PlantedTemplate {
  readonly opening: string;
  readonly closing: string;
}

function plantedTemplates(random: Random): PlantedTemplate[] {
  const [openings, middles, closings] = [OPENINGS, MIDDLES, CLOSINGS].map((pieces) => random.shuffle([...pieces]));
  return [0, 1, 2].map((at) => ({
    opening: openings?.[at] ?? '',
    closing: `${middles?.[at] ?? ''} ${closings?.[at] ?? ''}`,
  }));
}

function promptOf(
  random: Random,
  request: SimulatedRequest,
  template: PlantedTemplate | undefined,
  releaseMs: number,
): string {
  const days = (request.timeMs - releaseMs) / DAY_MS;
  const adopted = days < 0 ? 0 : INTENSITY * (1 - 2 ** (-days / HALF_LIFE_DAYS));
  const { prompt } = request.record;
  if (template === undefined || random.next() >= adopted) return prompt;
  const closing = random.next() < CARELESS ? '' : template.closing;
  return filled(random, `${template.opening} ${request.draft.text} ${closing}`.trim(), request);
}

function filled(random: Random, template: string, request: SimulatedRequest | undefined): string {
  return template
    .replaceAll('{number}', () => String(2 + random.integer(request === undefined ? 9000 : 9)))
    .replaceAll('{expert}', () =>
      pick(random, ['plumber', 'tax adviser', 'teacher', 'head chef', 'travel agent', 'nurse']),
    )
    .replaceAll('{thing}', () =>
      pick(random, ['boiler', 'garden hose', 'night train', 'contract', 'spreadsheet', 'loaf']),
    );
}

function skeletonTextOf(template: string): string {
  return skeletonText(skeletonOf(wordsOf(template.replaceAll(/\{\w+\}/g, '0'))));
}
