import { DAY_MS, type Window } from '../../workflows/window.js';
import { fisherGreater } from '../stats/fisher-exact.js';
import { holm } from '../stats/multiplicity.js';
import type { Breathe } from './five-part-split.js';
import { MIN_TEMPLATE_USERS, type Template } from './template-mining.js';
import { placesOf, wordsOf } from './template-skeleton.js';
import type { TemplateRow } from './template-table.js';

/** Rows of a template that hardly anybody uses any more, or has begun to use, are of no interest beyond so many. */
const MOST_TEMPLATES = 100;

/** Half-lives that are tried, in days, in even ratios up to the horizon. */
const SHORTEST_HALF_LIFE = 0.1;
const HALF_LIFE_STEPS = 40;

/** A request as the adoption of templates sees it. */
export interface WrittenPrompt {
  readonly user: string;
  readonly timeMs: number;
  readonly prompt: string;
}

/** The requests of one window: the baseline is the window of 0 days. */
export interface AdoptionWindow {
  readonly days: number;
  readonly window: Window;
  readonly prompts: readonly WrittenPrompt[];
}

/**
 * The adoption curve of every template, a row per window: users, their share, and whether it is more than before. Users
 * are compared as if the windows were of equal length; a window longer than the baseline is cut to its last part.
 * @param windows the baseline first, then the checkpoints in the order of time
 */
export async function templateRows(
  templates: readonly Template[],
  windows: readonly AdoptionWindow[],
  releaseMs: number,
  breathe: Breathe,
): Promise<TemplateRow[]> {
  const looks = await Promise.all(windows.map(async (window) => await usesOf(templates, window, breathe)));
  const tests = windows.map(({ window }, at) => {
    const [before, after] = [looks[0], looks[at]];
    if (at === 0 || before === undefined || after === undefined) return [];
    return growthOf(templates, before, lastPartOf(after, window, windows[0]?.window ?? window));
  });
  const latest = tests.at(-1) ?? [];
  const order = templates
    .map((_, t) => t)
    .filter((t) => looks.some((look) => (look.uses[t]?.length ?? 0) > 0))
    .sort((a, b) => (latest[a]?.pValue ?? 1) - (latest[b]?.pValue ?? 1) || a - b)
    .slice(0, MOST_TEMPLATES);
  return order.flatMap((t) => {
    const template = templates[t];
    if (template === undefined) return [];
    const adoption = adoptionOf(t, looks, windows, releaseMs);
    return windows.map(({ days }, at): TemplateRow => {
      const look = looks[at];
      const uses = look?.uses[t] ?? [];
      const users = usersOf(uses).size;
      return {
        template: template.id,
        skeleton: template.text,
        fixed_words: template.fixedWords,
        slots: template.slots,
        checkpoint_days: days,
        requests: uses.length,
        users,
        user_share: look === undefined || look.users.size === 0 ? 0 : users / look.users.size,
        n_users: look?.users.size ?? 0,
        p_value: tests[at]?.[t]?.pValue ?? null,
        p_adjusted: tests[at]?.[t]?.pAdjusted ?? null,
        ...adoption,
      };
    });
  });
}

interface Look {
  readonly prompts: readonly WrittenPrompt[];
  readonly users: ReadonlySet<string>;
  /** Per template the requests made from it. */
  readonly uses: readonly WrittenPrompt[][];
}

async function usesOf(templates: readonly Template[], { prompts }: AdoptionWindow, breathe: Breathe): Promise<Look> {
  const uses = templates.map((): WrittenPrompt[] => []);
  for (const written of prompts) {
    const words = wordsOf(written.prompt);
    templates.forEach(({ skeleton }, t) => {
      if (placesOf(skeleton, words) !== null) uses[t]?.push(written);
    });
    await breathe();
  }
  return { prompts, users: usersOf(prompts), uses };
}

/** Whoever is watched for longer has more occasions to use a template: of a long window only its last part is compared. */
function lastPartOf(look: Look, window: Window, baseline: Window): Look {
  const lengthMs = Date.parse(baseline.end) - Date.parse(baseline.start);
  const fromMs = Date.parse(window.end) - lengthMs;
  const inside = ({ timeMs }: WrittenPrompt) => timeMs >= fromMs;
  const prompts = look.prompts.filter(inside);
  return { prompts, users: usersOf(prompts), uses: look.uses.map((uses) => uses.filter(inside)) };
}

function growthOf(templates: readonly Template[], before: Look, after: Look): { pValue: number; pAdjusted: number }[] {
  const pValues = templates.map((_, t) =>
    fisherGreater(usersOf(after.uses[t]).size, after.users.size, usersOf(before.uses[t]).size, before.users.size),
  );
  const adjusted = holm(pValues);
  return pValues.map((pValue, t) => ({ pValue, pAdjusted: adjusted[t] ?? pValue }));
}

function usersOf(prompts: readonly WrittenPrompt[] = []): Set<string> {
  return new Set(prompts.map(({ user }) => user));
}

/** First sight, and how fast those took it up who were there before and had not used it. */
function adoptionOf(
  t: number,
  looks: readonly Look[],
  windows: readonly AdoptionWindow[],
  releaseMs: number,
): Pick<TemplateRow, 'first_seen' | 'first_seen_after' | 'half_life_days' | 'adopters'> {
  const times = looks.flatMap((look) => look.uses[t]?.map(({ timeMs }) => timeMs) ?? []);
  const after = times.filter((timeMs) => timeMs >= releaseMs);
  const known = looks[0]?.users ?? new Set();
  const had = usersOf(looks[0]?.uses[t]);
  const users = usersOf(looks.slice(1).flatMap((look) => look.uses[t] ?? []));
  const adopters = new Set([...users].filter((user) => known.has(user) && !had.has(user)));
  const endMs = Date.parse(windows.at(-1)?.window.end ?? '');
  return {
    first_seen: Math.min(...times),
    first_seen_after: after.length === 0 ? null : Math.min(...after),
    half_life_days:
      adopters.size < MIN_TEMPLATE_USERS
        ? null
        : halfLifeOf(occasionsOf(t, looks, adopters, releaseMs), (endMs - releaseMs) / DAY_MS),
    adopters: adopters.size,
  };
}

/** A request of an adopter, and whether it was made from the template. */
export interface Occasion {
  readonly day: number;
  readonly used: boolean;
}

function occasionsOf(t: number, looks: readonly Look[], adopters: ReadonlySet<string>, releaseMs: number): Occasion[] {
  return looks.slice(1).flatMap(({ prompts, uses }) => {
    const used = new Set(uses[t]);
    return prompts
      .filter(({ user }) => adopters.has(user))
      .map((prompt) => ({ day: (prompt.timeMs - releaseMs) / DAY_MS, used: used.has(prompt) }));
  });
}

/**
 * Half-life h of an adoption: the adopters use the template with probability A (1 - 2^(-t/h)) on day t, and h and A are
 * the ones that make their requests most likely, on a grid. Requests and not first uses are looked at: whoever writes
 * rarely would look like a late adopter.
 * @returns null when nothing bends before the horizon
 */
export function halfLifeOf(occasions: readonly Occasion[], horizon: number): number | null {
  let best = { halfLife: horizon, likelihood: -Infinity };
  for (let step = 0; step <= HALF_LIFE_STEPS; step += 1) {
    const halfLife = SHORTEST_HALF_LIFE * (horizon / SHORTEST_HALF_LIFE) ** (step / HALF_LIFE_STEPS);
    for (let level = 0.02; level < 0.999; level += 0.02) {
      const likelihood = occasions.reduce((sum, { day, used }) => {
        const probability = level * (1 - 2 ** (-Math.max(day, 1e-6) / halfLife));
        return sum + Math.log(used ? probability : 1 - probability);
      }, 0);
      if (likelihood > best.likelihood) best = { halfLife, likelihood };
    }
  }
  return best.halfLife < horizon / 2 ? best.halfLife : null;
}
