import type { UserMean } from '../../activities/drift/two-windows.js';
import { LADDER_WEEKS, usersOfWeeks } from '../../activities/drift/window-ladder.js';
import { createRandom } from '../../activities/stats/random.js';
import { type DriftDesign, testOf, usersOf } from './drift-design.js';
import { createDriftTraffic, userNames } from './drift-traffic.js';
import type { Experiment, Figure, Limit } from './experiment.js';
import { LADDER, LADDER_BESIDE_EVAL_SET, LEVEL, LOOKS, OTHER_SCHEMES, type WeekLook } from './year-schemes.js';

/** Sizes of a simulated year. */
interface YearSize {
  /** Taken in turns, one a repetition. */
  readonly worlds: readonly YearWorld[];
  /** Users who write in a week. */
  readonly active: number;
  readonly looks: number;
  /** Share of the new topic. */
  readonly newTopicMass: number;
  /** The same number for every user, in place of the skewed one. */
  readonly promptsPerUser?: number;
}

interface YearWorld {
  /** Who the users of a week are drawn from. */
  readonly people: number;
  readonly referenceWeeks: number;
}

const MONTH_PINNED: readonly YearWorld[] = [
  { people: 800, referenceWeeks: 4 },
  { people: 4000, referenceWeeks: 4 },
];
const WEEK_PINNED: YearWorld = { people: 4000, referenceWeeks: 1 };
const YEAR: YearSize = { worlds: [...MONTH_PINNED, WEEK_PINNED], active: 400, looks: LOOKS, newTopicMass: 0.05 };
const TOPIC_YEAR: YearSize = { ...YEAR, worlds: MONTH_PINNED };
const TOPIC_FROM_WEEK = 20;
const FOUND_WITHIN = 4;
/** Enough for p-values below the smallest level of any rule. */
const PERMUTATIONS = Math.ceil((LOOKS * 4) / LEVEL);
const SCHEMES = [LADDER, LADDER_BESIDE_EVAL_SET, ...OTHER_SCHEMES];

/** False alarms of a whole year without any change. */
export function yearNull(design: DriftDesign, size = YEAR): Experiment {
  return {
    name: 'year',
    about: `${size.looks} weekly looks at one pinned reference, nothing changes: years with a false alarm`,
    runs: 400,
    minutes: 47,
    figures: figuresOf(size, LADDER.name, { atMost: 0.078 }, true),
    repeat: async (repetition, seed) => {
      const world = worldOf(size, repetition);
      const options = { ...world, ...countOf(size), active: size.active, first: 1, last: size.looks };
      return outcomeOf(world, await yearOf(design, `${seed} ${repetition}`, options));
    },
  };
}

/** A new topic in the middle of a year: is it found within four weeks? */
export function yearTopic(design: DriftDesign, size = TOPIC_YEAR): Experiment {
  return {
    name: 'year-topic',
    about: `the same with a new topic of 5 % from week ${TOPIC_FROM_WEEK} on: years in which it is found within ${FOUND_WITHIN} weeks`,
    runs: 100,
    minutes: 12,
    figures: figuresOf(size, LADDER_BESIDE_EVAL_SET.name, { atLeast: 0.95 }, false),
    repeat: async (repetition, seed) => {
      const world = worldOf(size, repetition);
      const looked = { first: TOPIC_FROM_WEEK, last: TOPIC_FROM_WEEK + FOUND_WITHIN - 1 };
      const options = { ...world, ...looked, ...countOf(size), active: size.active, newTopicMass: size.newTopicMass };
      return outcomeOf(world, await yearOf(design, `${seed} ${repetition}`, options));
    },
  };
}

function figuresOf({ worlds }: YearSize, limited: string, limit: Limit, isOverall: boolean): Figure[] {
  return SCHEMES.flatMap(({ name }) => [
    ...(isOverall ? [{ name, limit: name === limited ? limit : null }] : []),
    ...worlds.map((world) => ({
      name: inWorld(name, world),
      limit: name === limited && !isOverall ? limit : null,
    })),
  ]);
}

function countOf({ promptsPerUser }: { readonly promptsPerUser?: number }): { promptsPerUser?: number } {
  return promptsPerUser === undefined ? {} : { promptsPerUser };
}

function inWorld(scheme: string, { people, referenceWeeks }: YearWorld): string {
  return `${scheme}; ${people} people, ${referenceWeeks}-week reference`;
}

function worldOf({ worlds }: YearSize, repetition: number): YearWorld {
  return worlds[repetition % worlds.length] ?? WEEK_PINNED;
}

function outcomeOf(world: YearWorld, looks: readonly WeekLook[]): Record<string, boolean> {
  return Object.fromEntries(
    SCHEMES.flatMap(({ name, alarms }) => {
      const alarmed = alarms(looks).some(Boolean);
      return [name, inWorld(name, world)].map((figure) => [figure, alarmed]);
    }),
  );
}

interface YearOptions extends YearWorld {
  readonly active: number;
  /** Users of a week of the reference, where they are not as many. */
  readonly pinned?: number;
  /** Weeks that are looked at. */
  readonly first: number;
  readonly last: number;
  readonly newTopicMass?: number;
  readonly promptsPerUser?: number;
  /** Lengths of the windows in weeks; none: only the fresh parts of the reference are looked at. */
  readonly windows?: readonly number[];
  readonly permutations?: number;
  /** Whether every week is also compared with a part of the reference to itself. */
  readonly isSliced?: boolean;
}

/** The looks of some weeks of a year. Weeks that no look reaches are not written. */
export async function yearOf(design: DriftDesign, seed: string, options: YearOptions): Promise<WeekLook[]> {
  const { people, referenceWeeks, active, pinned = active, first, last, newTopicMass = 0 } = options;
  const { windows = LADDER_WEEKS, permutations = PERMUTATIONS, isSliced = true } = options;
  const traffic = createDriftTraffic(design.dimension, 'year', people, seed);
  const random = createRandom('active', people, seed);
  const names = userNames('u', people);
  const weekOf = async (count: number, mass: number) => {
    const users = random.shuffle([...names]).slice(0, count);
    return await usersOf(
      design,
      traffic.window({ users, newTopicMass: mass, adopters: 'lasting', ...countOf(options) }),
    );
  };
  const before: (readonly UserMean[])[] = [];
  for (let week = 0; week < referenceWeeks; week += 1) before.push(await weekOf(pinned, 0));
  const reference = usersOfWeeks(before);
  const slices = random.shuffle([...reference.keys()]);

  const weeks: (readonly UserMean[])[] = [];
  const looks: WeekLook[] = [];
  const longest = Math.max(1, ...windows);
  for (let week = Math.max(1, first - longest + 1); week <= last; week += 1) {
    weeks.push(await weekOf(active, week >= TOPIC_FROM_WEEK ? newTopicMass : 0));
    if (week < first) continue;
    const test = async (older: readonly UserMean[], newer: readonly UserMean[]) =>
      (await testOf(design, older, newer, { permutations, seed: `${seed} ${week}` })).pValue;
    const pValues = new Map<number, number>();
    for (const length of windows.filter((each) => each <= weeks.length)) {
      pValues.set(length, await test(reference, usersOfWeeks(weeks.slice(-length))));
    }
    const fresh = reference.filter((_, at) => (slices[at] ?? 0) % LOOKS === week % LOOKS);
    looks.push({ pValues, freshPValue: isSliced ? await test(fresh, weeks.at(-1) ?? []) : 1 });
    if (weeks.length === longest) weeks.shift();
  }
  return looks;
}
