import { normalCdf } from '../../activities/stats/distributions.js';
import { shareOfSpecific } from './answer-text.js';
import { createNoise } from './noise.js';

/** How a judge errs. Units: shares of specific sentences. */
export interface JudgeCharacter {
  /** Standard deviation of a rating's noise. */
  readonly ratingNoise: number;
  /** What being shown first is worth in a comparison. */
  readonly positionBias: number;
  /** Standard deviation of a comparison's noise. */
  readonly comparisonNoise: number;
  /** A smaller difference is called a tie. */
  readonly tieMargin: number;
}

const JUDGE: JudgeCharacter = { ratingNoise: 0.06, positionBias: 0.06, comparisonNoise: 0.1, tieMargin: 0.08 };

export type Winner = 'first' | 'second' | 'tie';

/** What a judge sees of an answer no simulated model wrote: neither good nor bad. */
const UNKNOWN = 0.5;

/** A whole rating from 1 to 5 of an answer's text alone; `nonce` names the request, so that a repeated call agrees. */
export function rateAnswer(answer: string, nonce: string, judge: JudgeCharacter = JUDGE): number {
  const seen = (shareOfSpecific(answer) ?? UNKNOWN) + judge.ratingNoise * createNoise('rating', nonce).normal();
  return Math.min(5, Math.max(1, Math.round(1 + 4 * seen)));
}

export function compareAnswers(first: string, second: string, nonce: string, judge: JudgeCharacter = JUDGE): Winner {
  const seen = (shareOfSpecific(first) ?? UNKNOWN) - (shareOfSpecific(second) ?? UNKNOWN);
  const felt = seen + judge.positionBias + judge.comparisonNoise * createNoise('comparison', nonce).normal();
  if (Math.abs(felt) <= judge.tieMargin) return 'tie';
  return felt > 0 ? 'first' : 'second';
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
