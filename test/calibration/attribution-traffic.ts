import type { EmbeddedRequest } from '../../activities/drift/drift-state.js';
import { createRandom, type Random } from '../../activities/stats/random.js';
import { addScaled, normalise } from '../../activities/stats/vectors.js';
import { dirichlet } from '../../scripts/calibrate/random-shares.js';

/** Clustered traffic whose topic shares can be changed between windows; all users of a window are new. */
export interface AttributionTraffic {
  readonly shares: readonly number[];
  window(users: readonly string[], shares?: readonly number[]): EmbeddedRequest[];
  /** Prompts about one topic, each by a person of their own. */
  about(topic: number, prompts: number): Float32Array[];
}

const MAX_PROMPTS = 200;

/**
 * vector = normalise(0.45 common + 0.9 centre[topic] + 1.0 noise + 0.35 style[user]), all parts N(0, I/d); prompts per
 * user = ceil(lognormal(ln 5 - 0.72, 1.2)), at most 200; topics of a user ~ Dirichlet(2 shares + 0.001), shares ~
 * Dirichlet(1).
 */
export function createAttributionTraffic(topics: number, dimension: number, seed: number): AttributionTraffic {
  const random = createRandom('attribution-traffic', seed);
  const gaussian = (scale: number) =>
    Float64Array.from({ length: dimension }, () => (scale * random.normal()) / Math.sqrt(dimension));
  const base = dirichlet(new Array<number>(topics).fill(1), random);
  const common = gaussian(0.45);
  const centres = Array.from({ length: topics }, () => gaussian(0.9));
  const vectorOf = (topic: number, style: Float64Array) => {
    const vector = gaussian(1);
    for (const part of [common, centres[topic] ?? common, style]) addScaled(vector, part, 1);
    return Float32Array.from(normalise(vector));
  };
  return {
    shares: base,
    about: (topic, prompts) => Array.from({ length: prompts }, () => vectorOf(topic, gaussian(0.35))),
    window: (users, shares = base) =>
      users.flatMap((user) => {
        const shape = shares.map((share) => 2 * share + 1e-3);
        const own = dirichlet(shape, random);
        const style = gaussian(0.35);
        const prompts = Math.min(MAX_PROMPTS, Math.ceil(Math.exp(Math.log(5) - 0.72 + 1.2 * random.normal())));
        return Array.from({ length: prompts }, () => ({ user, vector: vectorOf(draw(own, random), style) }));
      }),
  };
}

function draw(shares: readonly number[], random: Random): number {
  let left = random.next();
  const index = shares.findIndex((share) => {
    left -= share;
    return left < 0;
  });
  return index < 0 ? shares.length - 1 : index;
}
