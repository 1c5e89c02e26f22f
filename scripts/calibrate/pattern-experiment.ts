import { patternChanges } from '../../activities/adaptation/pattern-changes.js';
import { PROMPT_PATTERNS } from '../../activities/adaptation/patterns/registry.js';
import type { ReturningUser } from '../../activities/adaptation/user-windows.js';
import { createRandom, type Random } from '../../activities/stats/random.js';
import type { Experiment, Outcome } from './experiment.js';

const USERS = 300;
const LEVEL = 0.05;
/** Pattern that the release changes. */
const PLANTED = 0;
const RISE = 0.1;
/** Share of their prompts in which those show it who take it up, where not everybody does a little. */
const HABIT = 0.7;
/** The last patterns are numbers, such as the length, in place of yes or no. */
const NUMERIC = 6;
const HIGHEST_RATE = 0.4;
/** Standard deviations, in logits: of users and of what patterns share, and of a user's change between the windows. */
const SPREAD = 0.7;
const WANDER = 0.3;
/** Requests of a window, at most. */
const MOST_REQUESTS = 50;

/** Days of the window after the release; the one before has 28. Half of the users write 6 prompts in these or fewer. */
const BASELINE_DAYS = 28;
const USUAL_REQUESTS = 6;
type Days = 14 | 28;
type Spread = 'everybody' | 'some users';

interface PatternWorld {
  readonly days: Days;
  /** Share of the prompts that show the planted pattern before. */
  readonly base: number;
  /** Who takes it up, so that 10 points more of the prompts show it; null: nobody. */
  readonly spread: Spread | null;
}

const ALARMS = ([14, 28] as const).map((days) => ({
  name: `alarm: nothing happens, ${days} days`,
  world: { days, base: 0.2, spread: null },
}));
const FINDS = [0.05, 0.2].flatMap((base) => [
  planted({ days: 28, base, spread: 'everybody' }),
  planted({ days: 28, base, spread: 'some users' }),
]);
/** Half the time is half the prompts: told for comparison. */
const EARLY_FIND = planted({ days: 14, base: 0.2, spread: 'some users' });

function planted(world: PatternWorld) {
  const percent = (share: number) => Math.round(100 * share);
  const { base, spread, days } = world;
  return { name: `found: ${percent(base)} to ${percent(base + RISE)} % by ${spread}, ${days} days`, world };
}

/** Which patterns changed: nothing is told when nothing happens, and a rise of 10 points is found among them all. */
export const patternExperiment: Experiment = {
  name: 'patterns',
  about: `${USERS} users before and after a release, all ${PROMPT_PATTERNS.length} patterns, Holm at level ${LEVEL}`,
  runs: 300,
  minutes: 4,
  figures: [
    ...ALARMS.map(({ name }) => ({ name, limit: { atMost: 0.07 } })),
    ...FINDS.map(({ name }) => ({ name, limit: { atLeast: 0.9 } })),
    { name: EARLY_FIND.name, limit: null },
    { name: 'another pattern told beside the planted one', limit: { atMost: 0.07 } },
  ],
  repeat: async (repetition, seed): Promise<Outcome> => {
    const outcome: Record<string, boolean> = {};
    for (const { name, world } of ALARMS) {
      const adjusted = await adjustedPValues(world, `${seed} ${repetition} ${name}`);
      outcome[name] = adjusted.some((p) => p <= LEVEL);
    }
    for (const { name, world } of [...FINDS, EARLY_FIND]) {
      const adjusted = await adjustedPValues(world, `${seed} ${repetition} ${name}`);
      outcome[name] = (adjusted[PLANTED] ?? 1) <= LEVEL;
      // One of the worlds tells, so that a repetition counts once.
      if (name === FINDS[0]?.name) {
        outcome['another pattern told beside the planted one'] = adjusted.some((p, k) => k !== PLANTED && p <= LEVEL);
      }
    }
    return outcome;
  },
};

async function adjustedPValues(world: PatternWorld, seed: string): Promise<number[]> {
  const users = simulateUsers(world, createRandom('patterns', seed));
  const changes = await patternChanges(users, [], { seed });
  return changes.map(({ pAdjusted }) => pAdjusted ?? 1);
}

/**
 * Users who wrote in both windows. Patterns go together within a user and within a prompt, all
 * by one trait each; every user's tendencies move a little between the windows, in any direction.
 */
function simulateUsers({ days, base, spread }: PatternWorld, random: Random): ReturningUser[] {
  const patterns = PROMPT_PATTERNS.map((_, k) => ({
    rate: k === PLANTED ? base : Math.max(0.001, HIGHEST_RATE * random.next() ** 2),
    loading: 2 * random.next() - 1,
  }));
  const isAdopted = RISE / (1 - base);
  return Array.from({ length: USERS }, (_, at): ReturningUser => {
    const activity = USUAL_REQUESTS * Math.exp(random.normal());
    const trait = random.normal();
    const usual = patterns.map(
      ({ rate, loading }) => centreOf(rate, loading) + SPREAD * (loading * trait + random.normal()),
    );
    const isAdopter = random.next() < isAdopted / HABIT;
    const taken = { everybody: isAdopted, 'some users': isAdopter ? HABIT : 0 };
    const windowOf = (expected: number, added: number) => {
      const now = usual.map((value) => value + WANDER * random.normal());
      const count = Math.min(MOST_REQUESTS, 1 + Math.floor(expected * Math.exp(0.3 * random.normal())));
      const prompts = Array.from({ length: count }, () => promptOf(now, patterns, added, random));
      const means = patterns.map((_pattern, k) => prompts.reduce((sum, prompt) => sum + (prompt[k] ?? 0), 0) / count);
      const none = new Float64Array();
      return { weight: 1, mean: none, topicMean: none, patterns: Float64Array.from(means), topicPatterns: none };
    };
    return {
      user: `u${at}`,
      before: windowOf(activity, 0),
      after: windowOf((activity * days) / BASELINE_DAYS, spread === null ? 0 : taken[spread]),
    };
  });
}

/** Mean logit at which, over all users and prompts, this rate comes out (probit approximation: Zeger, Liang & Albert 1988). */
function centreOf(rate: number, loading: number): number {
  const variance = SPREAD ** 2 * (1 + 2 * loading ** 2) + WANDER ** 2;
  return Math.log(rate / (1 - rate)) * Math.sqrt(1 + ((16 * Math.sqrt(3)) / (15 * Math.PI)) ** 2 * variance);
}

/** Every pattern of one prompt: yes or no, or a number whose logarithm has the user's mean. */
function promptOf(
  tendencies: readonly number[],
  patterns: readonly { readonly loading: number }[],
  added: number,
  random: Random,
): number[] {
  const trait = random.normal();
  return tendencies.map((tendency, k) => {
    const value = tendency + SPREAD * (patterns[k]?.loading ?? 0) * trait;
    if (k >= patterns.length - NUMERIC) return Math.exp(value + 0.5 * random.normal());
    const isShown = random.next() < 1 / (1 + Math.exp(-value));
    return isShown || (k === PLANTED && random.next() < added) ? 1 : 0;
  });
}
