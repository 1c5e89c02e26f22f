import type { UserMean } from '../../activities/drift/two-windows.js';
import { historyRank } from '../../activities/drift/week-history.js';
import { type DriftDesign, testOf, usersOf } from './drift-design.js';
import { createDriftTraffic, userNames } from './drift-traffic.js';
import type { Experiment } from './experiment.js';

/** Sizes of a simulated half-year. */
export interface SeasonSize {
  readonly users: number;
  readonly history: number;
}

const HALF_YEAR: SeasonSize = { users: 400, history: 26 };
const SEASON_WEEKS = 12;
const TOPIC = 0.1;
const LEVEL = 0.05;

/** Weeks whose topics come and go with a season: is an ordinary week called unusual, and a new topic? */
export function seasonExperiment(design: DriftDesign, { users, history }: SeasonSize = HALF_YEAR): Experiment {
  return {
    name: 'seasonal',
    about: `topics with a season of ${SEASON_WEEKS} weeks, ${history} weeks of history, ${users} users a week, level .05`,
    runs: 200,
    minutes: 6,
    figures: [
      { name: 'history: an ordinary week is called unusual', limit: { atMost: 0.08 } },
      { name: 'history: a new topic of 10 % is called unusual', limit: { atLeast: 0.8 } },
      { name: 'pinned: an ordinary week differs from the first', limit: null },
    ],
    repeat: async (repetition, seed) => {
      const traffic = createDriftTraffic(design.dimension, 'season', seed, repetition);
      // Every repetition looks from another place in the season.
      const weekAt = async (week: number, newTopicMass = 0) => {
        const season = (week + (repetition * SEASON_WEEKS) / 7) / SEASON_WEEKS;
        const names = userNames(`week ${week} ${newTopicMass}`, users);
        return await usersOf(design, traffic.window({ users: names, season, newTopicMass }));
      };
      const earlier: UserMean[][] = [];
      for (let week = 0; week < history; week += 1) earlier.push(await weekAt(week));
      const ordinary = await weekAt(history);
      const { pValue: pinned } = await testOf(design, earlier[0] ?? [], ordinary, { permutations: 199, seed });
      const isUnusual = (week: readonly UserMean[]) => historyRank(earlier, week, design.blocks).pValue <= LEVEL;
      return {
        'history: an ordinary week is called unusual': isUnusual(ordinary),
        'history: a new topic of 10 % is called unusual': isUnusual(await weekAt(history, TOPIC)),
        'pinned: an ordinary week differs from the first': pinned <= LEVEL,
      };
    },
  };
}
