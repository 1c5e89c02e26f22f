import type { EmbeddedRequest } from '../../activities/drift/drift-state.js';
import { createRandom } from '../../activities/stats/random.js';
import { addScaled, normalise } from '../../activities/stats/vectors.js';
import { cumulative, dirichlet, drawCumulated } from '../../scripts/calibrate/random-shares.js';

/** The generator behind the calibration: users with topics and a style of their own write clustered prompts. */
export interface DriftWorld {
  /**
   * One window. Users in `returning` keep their topics and style; all others are new people.
   * @param newTopicMass share of the requests about a topic that nobody wrote about before
   */
  window(options: {
    users: readonly string[];
    newTopicMass?: number;
    /** Shares of the topics for people who were not seen before; by default `shares`. */
    shares?: readonly number[];
  }): EmbeddedRequest[];
  /** Shares of the topics. */
  readonly shares: readonly number[];
  /** Prompts about one topic, each by a person of their own. */
  about(topic: number, prompts: number): Float32Array[];
}

const TOPICS = 40;
const MAX_PROMPTS = 200;

interface Person {
  readonly topics: number[];
  readonly style: Float64Array;
}

/**
 * vector = normalise(0.45 common + 0.9 centre[topic] + 1.0 noise + style[user]) with all parts N(0, I/d); prompts per
 * user = ceil(lognormal(ln 5 - 0.72, 1.2)), at most 200; topics of a user ~ Dirichlet(2 base + 0.001).
 * A new topic of mass m: a share 2m of the users adopt it for half of their prompts.
 */
export function createDriftWorld(dimension: number, ...seed: readonly (string | number)[]): DriftWorld {
  const random = createRandom('drift-world', ...seed);
  const gaussian = (scale: number) => {
    const vector = new Float64Array(dimension);
    for (let j = 0; j < dimension; j += 1) vector[j] = (scale * random.normal()) / Math.sqrt(dimension);
    return vector;
  };
  const base = dirichlet(new Array<number>(TOPICS).fill(1), random);
  const common = gaussian(0.45);
  const centres = Array.from({ length: TOPICS + 1 }, () => gaussian(0.9));
  const people = new Map<string, Person>();
  const personOf = (user: string, shares: readonly number[]) => {
    const person = people.get(user) ?? {
      topics: cumulative(
        dirichlet(
          shares.map((share) => 2 * share + 1e-3),
          random,
        ),
      ),
      style: gaussian(0.35),
    };
    people.set(user, person);
    return person;
  };
  const prompt = (person: Person, adopts: boolean): Float32Array => {
    return about(adopts && random.next() < 0.5 ? TOPICS : drawCumulated(person.topics, random), person.style);
  };
  const about = (topic: number, style: Float64Array): Float32Array => {
    const centre = centres[topic] as Float64Array;
    const vector = gaussian(1);
    for (const part of [common, centre, style]) addScaled(vector, part, 1);
    return Float32Array.from(normalise(vector));
  };
  return {
    shares: base,
    about: (topic, prompts) => Array.from({ length: prompts }, () => about(topic, gaussian(0.35))),
    window: ({ users, newTopicMass = 0, shares = base }) =>
      users.flatMap((user) => {
        const person = personOf(user, shares);
        const adopts = random.next() < 2 * newTopicMass;
        const prompts = Math.min(MAX_PROMPTS, Math.ceil(Math.exp(Math.log(5) - 0.72 + 1.2 * random.normal())));
        return Array.from({ length: prompts }, () => ({ user, vector: prompt(person, adopts) }));
      }),
  };
}

export function userNames(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, at) => `${prefix}-${at}`);
}
