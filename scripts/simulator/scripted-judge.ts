import { normalCdf } from '../../activities/stats/distributions.js';
import { JUDGE_MODEL } from './answer-quality.js';
import { shareOfSpecific } from './answer-text.js';
import { createNoise } from './noise.js';

/** How a judge errs. Units: shares of specific sentences. */
export interface JudgeCharacter {
  /** Standard deviation of a rating's noise. */
  readonly ratingNoise: number;
  /** What being shown first is worth in a comparison. */
  readonly positionBias: number;
  /** What an answer e times as long as the other is worth in a comparison. */
  readonly lengthBias: number;
  /** Standard deviation of a comparison's noise. */
  readonly comparisonNoise: number;
  /** A smaller difference is called a tie. */
  readonly tieMargin: number;
  /** Share of comparisons that it says "first" to, and "second" to the rest, without a look at the answers; null: it looks. */
  readonly blindFirst: number | null;
  /** Share of judgements that come out otherwise when they are asked for again. */
  readonly retestFlips: number;
}

const JUDGE: JudgeCharacter = {
  ratingNoise: 0.06,
  positionBias: 0.06,
  lengthBias: 0,
  comparisonNoise: 0.1,
  tieMargin: 0.08,
  blindFirst: null,
  retestFlips: 0,
};

/** Judges by the model that they are asked as; each but the first has one vice that measures must find. */
const JUDGES: Readonly<Record<string, JudgeCharacter>> = {
  [JUDGE_MODEL]: JUDGE,
  'sim-judge-first': { ...JUDGE, blindFirst: 1 },
  'sim-judge-position': { ...JUDGE, blindFirst: 0.7 },
  'sim-judge-long': { ...JUDGE, positionBias: 0, lengthBias: 0.5 },
  'sim-judge-noisy': { ...JUDGE, retestFlips: 0.15 },
};

export const JUDGE_MODELS: readonly string[] = Object.keys(JUDGES);

/** The judge behind a model; every other model judges like the first. */
export function judgeOf(model: string): JudgeCharacter {
  return JUDGES[model] ?? JUDGE;
}

export type Winner = 'first' | 'second' | 'tie';

const WINNERS: readonly Winner[] = ['first', 'second', 'tie'];

/** What a judge sees of an answer no simulated model wrote: neither good nor bad. */
const UNKNOWN = 0.5;

/** A whole rating from 1 to 5 of an answer's text alone; `nonce` names the request, so that a repeated call agrees. */
export function rateAnswer(answer: string, nonce: string, judge: JudgeCharacter = JUDGE): number {
  const seen = (shareOfSpecific(answer) ?? UNKNOWN) + judge.ratingNoise * createNoise('rating', nonce).normal();
  return Math.min(5, Math.max(1, Math.round(1 + 4 * seen)));
}

export function compareAnswers(first: string, second: string, nonce: string, judge: JudgeCharacter = JUDGE): Winner {
  const noise = createNoise('comparison', nonce);
  if (judge.blindFirst !== null) return noise.next() < judge.blindFirst ? 'first' : 'second';
  const seen = (shareOfSpecific(first) ?? UNKNOWN) - (shareOfSpecific(second) ?? UNKNOWN);
  const length = Math.log(Math.max(1, first.length) / Math.max(1, second.length));
  const felt = seen + judge.positionBias + judge.lengthBias * length + judge.comparisonNoise * noise.normal();
  if (Math.abs(felt) <= judge.tieMargin) return 'tie';
  return felt > 0 ? 'first' : 'second';
}

/** Whether a judge that is asked once more says something else. @param repeat 0 when it is asked the first time */
export function flips(nonce: string, repeat: number, judge: JudgeCharacter): boolean {
  return repeat > 0 && createNoise('flip', nonce, repeat).next() < judge.retestFlips;
}

/** Another rating, next to the one given. */
export function otherRating(rating: number): number {
  return rating === 5 ? 4 : rating + 1;
}

/** Another winner than the one given. */
export function otherWinner(winner: Winner, nonce: string): Winner {
  const others = WINNERS.filter((other) => other !== winner);
  return others[createNoise('other', nonce).integer(others.length)] ?? 'tie';
}

/** Expected score, (rating - 1)/4, of an answer with a known share of specific sentences. */
export function expectedScoreOfShare(share: number, judge: JudgeCharacter = JUDGE): number {
  let expected = 0;
  for (let rating = 2; rating <= 5; rating += 1) {
    // The score is a quarter for every threshold it passes.
    const threshold = (rating - 1.5) / 4;
    expected += normalCdf((share - threshold) / judge.ratingNoise) / 4;
  }
  return expected;
}

/** Probability that an answer wins when shown first, and when shown second, over one whose share is lower by `lead`. */
export function winProbabilities(lead: number, judge: JudgeCharacter = JUDGE): { first: number; second: number } {
  return {
    first: normalCdf((lead + judge.positionBias - judge.tieMargin) / judge.comparisonNoise),
    second: normalCdf((lead - judge.positionBias - judge.tieMargin) / judge.comparisonNoise),
  };
}
