import { createRandom } from '../stats/random.js';
import { addScaled, dot } from '../stats/vectors.js';

/** A request of either window. */
export interface ClassifiedRequest {
  readonly user: string;
  readonly vector: Float32Array;
  readonly isCurrent: boolean;
  readonly weight: number;
}

export interface HeldOutScore {
  readonly fold: number;
  /** Higher: more like the current window. */
  readonly score: number;
}

const FOLDS = 5;
const ITERATIONS = 60;
/** Ridge penalty per unit of weight, for unit vectors: prompts of one user must not be learnt by heart. */
const PENALTY = 0.01;

/**
 * Scores of a classifier that tells the two windows apart (Lopez-Paz & Oquab 2017): logistic regression with a ridge
 * penalty, fitted by accelerated gradient descent (Nesterov 1983), both windows weighing the same. Every user is scored
 * by a model that has seen none of their requests, from either window.
 */
export async function heldOutScores(
  requests: readonly ClassifiedRequest[],
  { seed, pause }: { readonly seed: string; readonly pause?: () => Promise<void> },
): Promise<HeldOutScore[]> {
  const users = createRandom('classifier-folds', seed).shuffle([...new Set(requests.map(({ user }) => user))].sort());
  const foldOf = new Map(users.map((user, at) => [user, at % FOLDS]));
  const models: Float64Array[] = [];
  for (let fold = 0; fold < FOLDS; fold += 1) {
    models.push(
      await fitted(
        requests.filter(({ user }) => foldOf.get(user) !== fold),
        pause,
      ),
    );
  }
  return requests.map(({ user, vector }) => {
    const fold = foldOf.get(user) ?? 0;
    return { fold, score: dot(vector, models[fold] as Float64Array) };
  });
}

/** Coefficients; the intercept is left out, because it does not change the order inside a fold. */
async function fitted(requests: readonly ClassifiedRequest[], pause?: () => Promise<void>): Promise<Float64Array> {
  const columns = requests[0]?.vector.length ?? 0;
  const weightOf = (current: boolean) =>
    requests.reduce((sum, { isCurrent, weight }) => sum + (isCurrent === current ? weight : 0), 0);
  const halves = { current: 0.5 / weightOf(true), reference: 0.5 / weightOf(false) };
  let at = { slopes: new Float64Array(columns), intercept: 0 };
  let ahead = at;
  // Unit vectors and the intercept: the logistic loss bends by at most (1 + 1) / 4 per unit of weight.
  const step = 1 / (0.5 + PENALTY);
  for (let iteration = 0; iteration < ITERATIONS; iteration += 1) {
    const gradient = ahead.slopes.map((slope) => PENALTY * slope);
    let intercept = 0;
    for (const { vector, isCurrent, weight } of requests) {
      const chance = 1 / (1 + Math.exp(-dot(vector, ahead.slopes) - ahead.intercept));
      const error = weight * (isCurrent ? halves.current * (chance - 1) : halves.reference * chance);
      addScaled(gradient, vector, error);
      intercept += error;
    }
    const next = {
      slopes: ahead.slopes.map((slope, j) => slope - step * (gradient[j] as number)),
      intercept: ahead.intercept - step * intercept,
    };
    const momentum = iteration / (iteration + 3);
    const before = at;
    ahead = {
      slopes: next.slopes.map((slope, j) => slope + momentum * (slope - (before.slopes[j] as number))),
      intercept: next.intercept + momentum * (next.intercept - before.intercept),
    };
    at = next;
    await pause?.();
  }
  return at.slopes;
}

/**
 * Area under the ROC curve: the chance that a current request scores higher than one of the reference, ties half. Only
 * requests of one fold are compared, since the scores of two models have no common zero.
 * @returns a function of how much each request counts in either window
 */
export function foldwiseAuc(
  scores: readonly HeldOutScore[],
): (reference: Float64Array, current: Float64Array) => number {
  const order = [...scores.keys()].sort((a, b) => {
    const [one, two] = [scores[a] as HeldOutScore, scores[b] as HeldOutScore];
    return one.fold - two.fold || one.score - two.score;
  });
  return (reference, current) => {
    let [won, pairs, below, above, from] = [0, 0, 0, 0, 0];
    while (from < order.length) {
      const first = scores[order[from] as number] as HeldOutScore;
      let [tiedReference, tiedCurrent, to] = [0, 0, from];
      while (to < order.length) {
        const own = scores[order[to] as number] as HeldOutScore;
        if (own.fold !== first.fold || own.score !== first.score) break;
        tiedReference += reference[order[to] as number] as number;
        tiedCurrent += current[order[to] as number] as number;
        to += 1;
      }
      won += tiedCurrent * (below + tiedReference / 2);
      below += tiedReference;
      above += tiedCurrent;
      if (scores[order[to] ?? -1]?.fold !== first.fold) {
        pairs += below * above;
        [below, above] = [0, 0];
      }
      from = to;
    }
    return won / pairs;
  };
}
