import type { AdaptationRow, PatternRow } from './adaptation-tables.js';
import { PARTS } from './change-parts.js';
import { type Breathe, SUMS, splitChange, splitWithIntervals } from './five-part-split.js';
import { patternChanges } from './pattern-changes.js';
import { patternRows } from './pattern-rows.js';
import { splitPatterns } from './pattern-split.js';
import { measurePlacebo, type Placebo } from './placebo.js';
import { ENOUGH_PLACEBOS, placeboRank } from './placebo-rank.js';
import { type ComparedWindows, placeboWindows } from './tracking-plan.js';
import {
  type FollowedRequest,
  type FollowedUser,
  followUsers,
  requestsInside,
  returningUsers,
} from './user-windows.js';
import { excessShift, HabitualDrift, withinUserShift } from './within-user-shift.js';

/** Random draws of one checkpoint. */
interface MeasureDraws {
  readonly bootstraps: number;
  readonly permutations: number;
}

export interface CheckpointInput extends ComparedWindows {
  readonly days: number;
  /** Requests before the release: the baseline, and what the placebo dates need. */
  readonly history: readonly FollowedRequest[];
  /** Requests of the checkpoint. */
  readonly checkpoint: readonly FollowedRequest[];
  readonly placebos: number;
  /** Instants of other releases, in ms since 1970: no placebo date may hold one. @default none */
  readonly releases?: readonly number[];
  readonly weightCap: number;
  readonly minUsers: number;
  /** Bandwidths of the random features. */
  readonly blocks: number;
  readonly uncoveredShare: number | null;
  readonly seed: string;
  readonly draws: MeasureDraws;
  readonly breathe: Breathe;
}

export interface CheckpointFigures {
  readonly adaptation: AdaptationRow[];
  readonly patterns: PatternRow[];
  /** Sign-flip p-value of the within-user shift beyond habitual drift; without placebo dates, of the whole shift. */
  readonly pValue: number | null;
  readonly returningUsers: number;
  /** What a reader must know to read the figures rightly, one sentence each. */
  readonly notes: string[];
}

/**
 * Everything a checkpoint says: the five parts with intervals, the within-user shift with its test, the pattern changes,
 * and the rank of each among placebo dates. Fewer than `minUsers` returning users: rows with the reason, no figures.
 */
export async function measureFigures(input: CheckpointInput): Promise<CheckpointFigures> {
  const { history, checkpoint, baseline, window, weightCap, minUsers, seed, draws, breathe } = input;
  const before = requestsInside(history, baseline);
  const users = followUsers(before, requestsInside(checkpoint, window), weightCap);
  const returning = returningUsers(users);
  if (returning.length < minUsers) {
    const refused = `no verdict: ${returning.length} returning users, ${minUsers} are needed`;
    return {
      adaptation: refusedRows(input, users, refused),
      patterns: [],
      pValue: null,
      returningUsers: returning.length,
      notes: [refused],
    };
  }

  const { placebos, drift } = await measurePlacebos(input);
  const split = await splitWithIntervals(users, { draws: draws.bootstraps, seed, breathe });
  // By the topics of whole prompts, for comparison: a template that many take up would look like a topic there.
  const whole = splitChange(
    followUsers(byWholeTopics(before), byWholeTopics(requestsInside(checkpoint, window)), weightCap),
  );
  const shift = await withinUserShift(users, { blocks: input.blocks, permutations: draws.permutations, seed, breathe });
  const beyondDrift = await excessShift(users, drift, {
    blocks: input.blocks,
    permutations: draws.permutations,
    seed,
    breathe,
  });
  // Too few users around the placebo dates tell nothing of a drift.
  const excess = beyondDrift !== null && beyondDrift.users >= minUsers ? beyondDrift : null;
  const changes = await patternChanges(
    returning,
    placebos.map((placebo) => placebo.patterns),
    { seed, breathe },
  );

  const adaptation = [...SUMS, ...PARTS].map(
    (part): AdaptationRow => ({
      checkpoint_days: input.days,
      part,
      estimate: split?.[part].estimate ?? null,
      ci_low: split?.[part].ciLow ?? null,
      ci_high: split?.[part].ciHigh ?? null,
      estimate_whole_topics: whole?.[part] ?? null,
      within_user_shift: shift?.size ?? null,
      p_value: shift?.pValue ?? null,
      excess_shift: excess?.size ?? null,
      excess_p_value: excess?.pValue ?? null,
      excess_users: excess?.users ?? 0,
      placebo_low: placebos.length === 0 ? null : Math.min(...placebos.map((placebo) => placebo.split[part])),
      placebo_high: placebos.length === 0 ? null : Math.max(...placebos.map((placebo) => placebo.split[part])),
      placebo_rank: placeboRank(
        split?.[part].estimate ?? 0,
        placebos.map((placebo) => placebo.split[part]),
      ),
      placebos: placebos.length,
      ...countsOf(users),
      uncovered_share: input.uncoveredShare,
      refused: null,
    }),
  );
  const splits = await splitPatterns(users, { draws: draws.bootstraps, seed, breathe });
  const patterns = patternRows(input.days, changes, splits ?? [], returning.length);
  return {
    adaptation,
    patterns,
    pValue: excess?.pValue ?? shift?.pValue ?? null,
    returningUsers: returning.length,
    notes: placeboNotes(placebos.length, input.placebos),
  };
}

function byWholeTopics(requests: readonly FollowedRequest[]): FollowedRequest[] {
  return requests.map((request) => ({ ...request, topic: request.wholeTopic ?? request.topic }));
}

async function measurePlacebos({
  history,
  baseline,
  window,
  placebos,
  releases = [],
  weightCap,
  minUsers,
  breathe,
}: CheckpointInput): Promise<{ readonly placebos: Omit<Placebo, 'users'>[]; readonly drift: HabitualDrift }> {
  const first = history[0];
  const drift = new HabitualDrift();
  const measured: Omit<Placebo, 'users'>[] = [];
  if (first === undefined) return { placebos: measured, drift };
  for (const windows of placeboWindows({ baseline, window }, placebos, first.timeMs, releases)) {
    const placebo = measurePlacebo(history, windows, { weightCap, minUsers });
    if (placebo !== null) {
      // The users' features are let go, date by date: twenty dates of them would not fit.
      const { users, ...figures } = placebo;
      drift.add(users);
      measured.push(figures);
    }
    await breathe();
  }
  return { placebos: measured, drift };
}

function placeboNotes(measured: number, asked: number): string[] {
  if (measured >= ENOUGH_PLACEBOS) return [];
  const reason =
    measured < asked
      ? `the logs and other releases before it leave ${measured} of ${asked}`
      : `${asked} were asked for`;
  return [`${measured} placebo dates: ${reason}; fewer than ${ENOUGH_PLACEBOS} cannot bring a placebo rank to .05`];
}

function refusedRows(input: CheckpointInput, users: readonly FollowedUser[], refused: string): AdaptationRow[] {
  return [...SUMS, ...PARTS].map((part) => ({
    checkpoint_days: input.days,
    part,
    estimate: null,
    ci_low: null,
    ci_high: null,
    estimate_whole_topics: null,
    within_user_shift: null,
    p_value: null,
    excess_shift: null,
    excess_p_value: null,
    excess_users: 0,
    placebo_low: null,
    placebo_high: null,
    placebo_rank: null,
    placebos: 0,
    ...countsOf(users),
    uncovered_share: input.uncoveredShare,
    refused,
  }));
}

function countsOf(users: readonly FollowedUser[]): Pick<AdaptationRow, 'n_returning' | 'n_new' | 'n_lost'> {
  return {
    n_returning: returningUsers(users).length,
    n_new: users.filter(({ before }) => before === null).length,
    n_lost: users.filter(({ after }) => after === null).length,
  };
}
