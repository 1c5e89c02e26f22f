import type { TrendScore, TrendWeek } from '../../activities/scoring/trend-week.js';
import { createRandom } from '../../activities/stats/random.js';

/** A living eval set whose mix moves from a hard topic to an easy one while items are replaced. */
export interface TrendWorld {
  readonly weeks: number;
  /** Share of the set about the easy topic in the first week and in the last; between them it moves evenly. */
  readonly easyShare: readonly [number, number];
  /** Added to the quality of every answer from a week on, by week: an improvement for all topics alike. */
  readonly steps: Readonly<Record<number, number>>;
  /** Items keep their answer and its score until the quality steps, as the ledger does; else all are asked every week. */
  readonly ledger: boolean;
  /** Another judge from a week on. @default one judge throughout */
  readonly judgeChange?: JudgeChange;
}

interface JudgeChange {
  readonly week: number;
  /** Items of the week before that the judge of before scores once more. */
  readonly bridgeItems: number;
  /** What the new judge gives above the old one, in the whole population of answers. */
  readonly offset: number;
}

const ITEMS = 120;
const USERS_PER_WEEK = 60;
const REPLACED = 0.25;
const QUALITY = { easy: 0.75, hard: 0.45 };
/** Standard deviations of what the new judge makes of a user's answers, and of one answer, beside its offset. */
const TASTE = { user: 0.04, answer: 0.08 };

interface Item {
  readonly id: string;
  readonly user: string;
  readonly topic: keyof typeof QUALITY;
  readonly difficulty: number;
  readonly weightNoise: number;
  /** Luck of the newest answer and its judgement, and what another judge makes of that answer. */
  luck: number | undefined;
  taste: number;
}

/**
 * score = quality(topic) + item + user + steps so far · (1 + user's own response) + fresh noise of the week; everything
 * random has mean zero. Items of a user share the user's part, and a user may write items in several weeks.
 * Each week a quarter of the items is replaced at random and new ones are drawn so that the set has the week's mix.
 * Another judge adds its offset, and what it makes of a user's answers and of the single answer.
 */
export function simulateTrend({ weeks, easyShare, steps, ledger, judgeChange }: TrendWorld, seed: string): TrendWeek[] {
  const random = createRandom('trend-world', seed);
  // A stream of its own: worlds with and without a change of the judge are otherwise the same.
  const judging = createRandom('trend-judges', seed);
  const people = new Map<string, { level: number; response: number; taste: number }>();
  const personOf = (user: string) => {
    const person = people.get(user) ?? {
      level: 0.08 * random.normal(),
      response: 0.5 * random.normal(),
      taste: TASTE.user * judging.normal(),
    };
    people.set(user, person);
    return person;
  };
  let created = 0;
  const create = (week: number, easy: number): Item => {
    created += 1;
    return {
      id: `i${created}`,
      // Half of the users come back week after week.
      user:
        random.next() < 0.5 ? `regular ${random.integer(USERS_PER_WEEK)}` : `${week} ${random.integer(USERS_PER_WEEK)}`,
      topic: random.next() < easy ? 'easy' : 'hard',
      difficulty: 0.1 * random.normal(),
      weightNoise: 0.5 + random.next(),
      luck: undefined,
      taste: 0,
    };
  };
  let items: Item[] = [];
  let step = 0;
  return Array.from({ length: weeks }, (_, week) => {
    const easy = easyShare[0] + ((easyShare[1] - easyShare[0]) * week) / Math.max(1, weeks - 1);
    const kept = week === 0 ? [] : random.shuffle([...items]).slice(0, ITEMS - Math.round(REPLACED * ITEMS));
    items = [
      ...kept,
      ...Array.from({ length: ITEMS - kept.length }, () => create(week, week === 0 ? easy : towards(easy, kept))),
    ];
    step += steps[week] ?? 0;
    const weekStep = step;
    const asksAnew = !ledger || steps[week] !== undefined;
    const isNewJudge = judgeChange !== undefined && week >= judgeChange.week;
    const bridged = new Set(
      judgeChange?.week === week ? judging.shuffle([...kept]).slice(0, judgeChange.bridgeItems) : [],
    );
    const scores = items.flatMap((item): TrendScore[] => {
      const { id, user, topic, difficulty, weightNoise } = item;
      const { level, response, taste } = personOf(user);
      if (asksAnew || item.luck === undefined) {
        item.luck = 0.12 * random.normal();
        item.taste = TASTE.answer * judging.normal();
      }
      const score = QUALITY[topic] + difficulty + level + weekStep * (1 + response) + item.luck;
      const row = {
        item_id: id,
        source: 'eval-set',
        user,
        weight: weightNoise * (0.8 + 0.4 * random.next()),
        arm: 'control',
        model: `model ${weekStep}`,
        judge: 'judge',
        repeat: 0,
        score,
      };
      if (!isNewJudge) return [row];
      const judgedAnew = { ...row, judge: 'new judge', score: score + judgeChange.offset + taste + item.taste };
      return bridged.has(item) ? [judgedAnew, row] : [judgedAnew];
    });
    return { week: `week ${week}`, scoresSha256: '', judge: isNewJudge ? 'new judge' : 'judge', scores };
  });
}

/** Share of easy items among the new ones with which the whole set has the wanted share. */
function towards(wanted: number, kept: readonly Item[]): number {
  const easy = kept.filter(({ topic }) => topic === 'easy').length;
  return Math.min(1, Math.max(0, (wanted * ITEMS - easy) / (ITEMS - kept.length)));
}

/** Mean quality of the first week's set, in the whole population of users and items. */
export function trueFirstLevel({ easyShare: [easy] }: TrendWorld): number {
  return easy * QUALITY.easy + (1 - easy) * QUALITY.hard;
}
