import { beforeAll, describe, expect, it } from 'vitest';
import { newTopics } from '../../activities/drift/new-topics.js';
import { topicReachOf } from '../../activities/drift/reference-model.js';
import { createRandom } from '../../activities/stats/random.js';
import { stableClusters } from '../../activities/stats/stable-clusters.js';
import { addScaled, normalise } from '../../activities/stats/vectors.js';

const DIMENSION = 32;
const WORDS = ['invoice', 'tomato', 'python', 'holiday', 'solar'];
/** The last one is new. */
const SHARES = [0.5, 0.25, 0.15, 0.1];

const noise = createRandom('new topics');
const direction = () => normalise(Float32Array.from({ length: DIMENSION }, () => noise.normal()));
const centres = WORDS.map(direction);

/** Four requests each of as many users; a share of all is about the last topic. */
function window(prefix: string, users: number, mass = 0) {
  return Array.from({ length: 4 * users }, (_, at) => {
    const draw = noise.next();
    let left = noise.next();
    const known = SHARES.findIndex((share) => {
      left -= share;
      return left < 0;
    });
    const topic = draw < mass ? SHARES.length : Math.max(0, known);
    const vector = Float32Array.from(centres[topic] ?? []);
    addScaled(vector, direction(), 0.7);
    const user = `${prefix}${Math.floor(at / 4)}`;
    return { user, requestId: `${prefix} ${at}`, digest: `${prefix} ${at}`, vector: normalise(vector), topic };
  });
}

const described = (requests: ReturnType<typeof window>) =>
  requests.map((request) => ({ ...request, prompt: `please ${WORDS[request.topic]}` }));

const options = { seed: 's', weightCap: 3, permutations: 199, pause: async () => {} };
const reference = window('u', 120);
let model: { centroids: Float32Array[]; topicReach: number };

beforeAll(async () => {
  const centroids = await stableClusters(reference, { most: 20, random: createRandom('map') });
  model = { centroids, topicReach: topicReachOf(reference, centroids) };
});

describe('clusters that other users reproduce', () => {
  it('are as many as there are topics, however unequal, and not as many as were asked for', () => {
    expect(model.centroids).toHaveLength(SHARES.length);
  });
});

describe('new topics', () => {
  it('are none in a week like the reference', async () => {
    expect(await newTopics(reference, described(window('v', 120)), model, options)).toEqual([]);
  });

  it('are found outside the map, with their share, users, terms and exemplars', async () => {
    const week = described(window('w', 120, 0.1));
    const found = await newTopics(reference, week, model, options);
    expect(found).toHaveLength(1);
    const [topic] = found;
    expect(topic?.change.shareReference).toBeLessThan(0.02);
    expect(Math.abs((topic?.change.shareCurrent ?? 0) - 0.1)).toBeLessThan(0.06);
    expect(topic?.terms).toEqual(['solar']);
    expect(topic?.users).toBeGreaterThan(10);
    const solar = new Set(week.filter(({ prompt }) => prompt.includes('solar')).map(({ requestId }) => requestId));
    expect(topic?.exemplars).toHaveLength(3);
    expect(topic?.exemplars.every((id) => solar.has(id))).toBe(true);
  });
});
