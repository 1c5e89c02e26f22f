import type { EmbeddedRequest } from '../../activities/drift/drift-state.js';
import { type FeatureDesign, featuresOf, type RandomFeatures } from '../../activities/drift/random-features.js';
import { normalQuantile } from '../../activities/stats/distributions.js';
import { createRandom, type Random } from '../../activities/stats/random.js';
import { addScaled, norm, normalise } from '../../activities/stats/vectors.js';
import { cumulative, dirichlet, drawCumulated } from './random-shares.js';

interface TrafficOptions {
  readonly users: readonly string[];
  /** Share of the requests about a topic that nobody wrote about before: a share 2m of the users adopts it for half. */
  readonly newTopicMass?: number;
  /** `window`: who adopts the new topic is drawn anew in every window; `lasting`: a user adopts it for good. */
  readonly adopters?: 'window' | 'lasting';
  /** The same number for every user, in place of the skewed one. */
  readonly promptsPerUser?: number;
  /** Where in the season new users come, in cycles: their topics follow it. */
  readonly season?: number;
  /** Shares of the topics for users who were not seen before, in place of the traffic's own. */
  readonly shares?: readonly number[];
}

/** The generator behind the calibration: users with topics and a style of their own write clustered prompts. */
export interface DriftTraffic {
  /** One window. A user seen before keeps their topics and style; everybody else is new. */
  window(options: TrafficOptions): EmbeddedRequest[];
  /** One prompt each of as many users, without styles. */
  independent(prompts: number, name: string, newTopicMass?: number): EmbeddedRequest[];
  /** Shares of the topics, without the new one. */
  readonly shares: readonly number[];
  /** Prompts about one topic, each by a user of their own with a style. */
  about(topic: number, prompts: number): Float32Array[];
}

interface Person {
  readonly topics: number[];
  readonly style: Float64Array;
}

const TOPICS = 40;
const MAX_PROMPTS = 200;
const STYLE = 0.35;
/** How far a season moves the share of a topic, up for half of the topics and down for the others. */
const SEASON = 0.8;
/**
 * Quantiles of the normal distribution in the middles of 65,536 equally likely parts: two numbers out of every random one,
 * ten times as fast as exact ones, with a variance of 1 within 0.01 %.
 */
const QUANTILES = normalQuantiles(2 ** 16);

/**
 * vector = normalise(0.45 common + 0.9 centre[topic] + 1.0 noise + style[user]) with all parts N(0, I/d); prompts per
 * user = ceil(lognormal(ln 5 - 0.72, 1.2)), at most 200; topics of a user ~ Dirichlet(2 base + 0.001), base ~
 * Dirichlet(1); style = 0.35 N(0, I/d).
 */
export function createDriftTraffic(dimension: number, ...seed: readonly (string | number)[]): DriftTraffic {
  const random = createRandom('drift-world', ...seed);
  const gaussian = (scale: number) => {
    const vector = new Float64Array(dimension);
    const unit = scale / Math.sqrt(dimension);
    for (let j = 0; j < dimension; j += 2) {
      const two = random.integer(2 ** 32);
      vector[j] = unit * (QUANTILES[two & 0xffff] as number);
      // Past the end of a vector of odd length nothing is written.
      vector[j + 1] = unit * (QUANTILES[two >>> 16] as number);
    }
    return vector;
  };
  const base = dirichlet(new Array<number>(TOPICS).fill(1), random);
  const baseCumulated = cumulative(base);
  const common = gaussian(0.45);
  const centres = Array.from({ length: TOPICS + 1 }, () => gaussian(0.9));
  const people = new Map<string, Person>();

  const personOf = (user: string, season: number | undefined, given: readonly number[] = base) => {
    const shares = season === undefined ? given : seasonal(given, season);
    const person = people.get(user) ?? {
      topics: cumulative(
        dirichlet(
          shares.map((share) => 2 * share + 1e-3),
          random,
        ),
      ),
      style: gaussian(STYLE),
    };
    people.set(user, person);
    return person;
  };
  const vectorOf = (topic: number, style?: Float64Array) => {
    const vector = gaussian(1);
    addScaled(vector, common, 1);
    addScaled(vector, centres[topic] as Float64Array, 1);
    if (style !== undefined) addScaled(vector, style, 1);
    return new Float32Array(normalise(vector));
  };

  return {
    shares: base,
    about: (topic, prompts) => Array.from({ length: prompts }, () => vectorOf(topic, gaussian(STYLE))),
    window: ({ users, newTopicMass = 0, adopters = 'window', promptsPerUser, season, shares }) =>
      users.flatMap((user) => {
        const person = personOf(user, season, shares);
        const lasting = adopters === 'lasting';
        const adopts = (lasting ? leaningOf(user, seed) : random.next()) < 2 * newTopicMass;
        const prompts = promptsPerUser ?? skewedCount(random);
        return Array.from({ length: prompts }, () => {
          const topic = adopts && random.next() < 0.5 ? TOPICS : drawCumulated(person.topics, random);
          return { user, vector: vectorOf(topic, person.style) };
        });
      }),
    independent: (prompts, name, newTopicMass = 0) =>
      Array.from({ length: prompts }, (_, at) => ({
        user: `${name}-${at}`,
        vector: vectorOf(random.next() < newTopicMass ? TOPICS : drawCumulated(baseCumulated, random)),
      })),
  };
}

export function userNames(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, at) => `${prefix}-${at}`);
}

/**
 * Orthogonal random features whose directions are the axes. Every part of this traffic is isotropic, so turning it
 * changes nothing: the features have the same distribution as those of `createRandomFeatures`, at a fraction of the
 * time, which is what makes years affordable.
 * @throws {RangeError} when there are more frequencies than axes
 */
export function axisFeatures({ seed, dimension, bandwidths, featuresPerBandwidth }: FeatureDesign): RandomFeatures {
  const perBandwidth = featuresPerBandwidth / 2;
  const count = bandwidths.length * perBandwidth;
  if (count > dimension) throw new RangeError(`${count} frequencies have no ${dimension} axes`);
  const random = createRandom('axis-features', seed);
  const lengths = bandwidths.flatMap((bandwidth) =>
    Array.from({ length: perBandwidth }, () => {
      return norm(Float64Array.from({ length: dimension }, () => random.normal())) / bandwidth;
    }),
  );
  const scale = 1 / Math.sqrt(perBandwidth);
  const add = (vector: Float32Array, sum: Float64Array) => {
    for (let f = 0; f < count; f += 1) {
      const phase = (lengths[f] as number) * (vector[f] as number);
      sum[2 * f] = (sum[2 * f] as number) + scale * Math.cos(phase);
      sum[2 * f + 1] = (sum[2 * f + 1] as number) + scale * Math.sin(phase);
    }
  };
  return featuresOf({ dimension, size: 2 * count, add });
}

function normalQuantiles(count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, at) => normalQuantile((at + 0.5) / count));
}

function seasonal(base: readonly number[], cycles: number): number[] {
  const swing = SEASON * Math.sin(2 * Math.PI * cycles);
  const shares = base.map((share, topic) => share * (1 + (topic % 2 === 0 ? swing : -swing)));
  const total = shares.reduce((sum, share) => sum + share, 0);
  return shares.map((share) => share / total);
}

/** Uniform, a lasting trait of the user: the smaller, the sooner they adopt something new. */
function leaningOf(user: string, seed: readonly (string | number)[]): number {
  return createRandom('adopter', user, ...seed).next();
}

function skewedCount(random: Random): number {
  return Math.min(MAX_PROMPTS, Math.ceil(Math.exp(Math.log(5) - 0.72 + 1.2 * random.normal())));
}
