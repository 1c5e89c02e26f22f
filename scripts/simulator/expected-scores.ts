import { expectedQuality } from './answer-quality.js';
import { SENTENCES } from './answer-text.js';
import { type PromptReading, readPrompt } from './prompt-reader.js';

import { expectedScoreOfShare, winProbabilities } from './scripted-judge.js';

/** Whatever quality hangs on; a request of the world is one, too. */
type Reading = Pick<PromptReading, 'topic' | 'habits'>;

/** Probabilities of 0 to 10 specific sentences. */
function binomial(quality: number): number[] {
  const probabilities: number[] = [];
  let ways = 1;
  for (let hits = 0; hits <= SENTENCES; hits += 1) {
    probabilities.push(ways * quality ** hits * (1 - quality) ** (SENTENCES - hits));
    ways = (ways * (SENTENCES - hits)) / (hits + 1);
  }
  return probabilities;
}

const SCORE_OF_HITS = Array.from({ length: SENTENCES + 1 }, (_, hits) => expectedScoreOfShare(hits / SENTENCES));

/** E[preference] for every pair of counts: 1 when the first of the two wins in both orders, -1 when the other does. */
const PREFERENCE_OF_HITS = Array.from({ length: SENTENCES + 1 }, (_, a) =>
  Array.from({ length: SENTENCES + 1 }, (__, b) => {
    const wins = winProbabilities((a - b) / SENTENCES);
    const losses = winProbabilities((b - a) / SENTENCES);
    return wins.first * wins.second - losses.first * losses.second;
  }),
);

/** Few qualities occur: a prompt has one of a few topics and habits. */
const scores = new Map<number, number>();
const preferences = new Map<string, number>();

/** Expected rubric score, 0 to 1, of a model's answers to a prompt: exact over the answer's and the judge's noise. */
export function expectedScore(model: string, prompt: string | Reading): number {
  const quality = qualityOf(model, prompt);
  const known = scores.get(quality);
  if (known !== undefined) return known;
  const score = binomial(quality).reduce((sum, p, hits) => sum + p * (SCORE_OF_HITS[hits] ?? 0), 0);
  scores.set(quality, score);
  return score;
}

/** Expected preference, -1 to 1, for model `a` over model `b` on a prompt, where a win must survive the swap. */
export function expectedPreference(a: string, b: string, prompt: string | Reading): number {
  const [qualityA, qualityB] = [qualityOf(a, prompt), qualityOf(b, prompt)];
  const key = `${qualityA} ${qualityB}`;
  const known = preferences.get(key);
  if (known !== undefined) return known;
  const [ofA, ofB] = [binomial(qualityA), binomial(qualityB)];
  let expected = 0;
  ofA.forEach((pA, hitsA) => {
    ofB.forEach((pB, hitsB) => {
      expected += pA * pB * (PREFERENCE_OF_HITS[hitsA]?.[hitsB] ?? 0);
    });
  });
  preferences.set(key, expected);
  return expected;
}

function qualityOf(model: string, prompt: string | Reading): number {
  return expectedQuality(model, typeof prompt === 'string' ? readPrompt(prompt) : prompt);
}
